"""Put somebody on the campaign team, from the server's own command line."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.choices import CampaignRole
from accounts.services import give_campaign_role, register_person


class Command(BaseCommand):
    help = (
        "Give a person a role on the campaign team. They set up a second factor when they sign in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("role", choices=[role.value for role in CampaignRole])

    def handle(self, *args: Any, email: str, role: str, **options: Any) -> None:
        at = timezone.now()
        try:
            user = register_person(email=email, at=at)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        give_campaign_role(user=user, role=CampaignRole(role), by="command line", at=at)
        self.stdout.write(f"{user.email} is now {CampaignRole(role).label.lower()}.")
