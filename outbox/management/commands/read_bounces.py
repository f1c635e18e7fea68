"""`manage.py read_bounces DIR`: takes in the mail that mail servers returned, a file each."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from outbox import bounces


class Command(BaseCommand):
    help = "Read delivery status notifications, one file each, such as a Maildir's `new` folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}")
        counts = {"new": 0, "known": 0, "other": 0}
        for path in sorted(path for path in folder.iterdir() if path.is_file()):
            content = path.read_bytes()
            key = f"dsn:{hashlib.sha256(content).hexdigest()}"
            counts[bounces.take_in_file(content, key=key, at=timezone.now())] += 1
        self.stdout.write(
            f"Taken in: {counts['new']}. Read before: {counts['known']}. "
            f"Not about mail of ours: {counts['other']}."
        )
