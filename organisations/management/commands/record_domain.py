"""Record a mail domain as one organisation's own, from the server's command line."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from organisations.models import Organisation
from organisations.services.register import record_domain


class Command(BaseCommand):
    help = "Record that addresses on a mail domain belong to one organisation and no other."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ods_code")
        parser.add_argument("domain")

    def handle(self, *args: Any, ods_code: str, domain: str, **options: Any) -> None:
        organisation = Organisation.objects.filter(ods_code=ods_code.upper()).first()
        if organisation is None:
            raise CommandError(f"No organisation has the ODS code {ods_code}.")
        try:
            record_domain(
                organisation=organisation, domain=domain, by="command line", at=timezone.now()
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"An address on {domain.lower()} now proves {organisation}.")
