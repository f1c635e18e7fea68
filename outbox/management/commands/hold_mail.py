"""`manage.py hold_mail`: nothing goes out until `release_mail`."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from audit.services import SYSTEM
from outbox import services


class Command(BaseCommand):
    help = "Keep all mail back until it is released, codes too."

    def handle(self, *args: Any, **options: Any) -> None:
        services.hold_mail(by=SYSTEM, at=timezone.now())
        self.stdout.write("Mail is held. Release it with: manage.py release_mail")
