"""`manage.py release_mail`: mail goes out of this database from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from audit.services import SYSTEM
from outbox import services


class Command(BaseCommand):
    help = "Let mail go after a restore or after hold_mail, and say what becomes of what waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--send", action="store_true", help="send what waits")
        what.add_argument("--leave", action="store_true", help="never send what waits now")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        # What is too old by now is missed, whatever was chosen.
        services.sweep(at=at)
        waiting = services.release_mail(by=SYSTEM, at=at, send_waiting=options["send"])
        done = "will be sent" if options["send"] else "will not be sent"
        self.stdout.write(f"Mail is released. Waiting mails: {waiting}, which {done}.")
