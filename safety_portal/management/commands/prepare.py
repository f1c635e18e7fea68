"""Bring a checkout to where it can serve: database, front end, and in the demo its members."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from organisations.models import Organisation
from safety_portal.demo.load import load_demo
from safety_portal.demo.people import PEOPLE


class Command(BaseCommand):
    help = "Migrate, build and collect static files, load the demo into an empty database."
    # `run.py check` runs the checks; here they would slow every start.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--assets-only", action="store_true", help="leave the database alone")

    def handle(self, *args: Any, assets_only: bool, **options: Any) -> None:
        self.build_assets()
        if assets_only:
            return
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database")
            call_command("migrate", verbosity=0)
        if settings.DEMO:
            self.prepare_demo()

    def build_assets(self) -> None:
        stamp = Path(settings.ASSETS_DIR) / "assets.stamp"
        now = fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return
        self.stdout.write("Building style sheet and script")
        call_command("build_frontend")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(now)

    def prepare_demo(self) -> None:
        if not Organisation.objects.exists():
            count = load_demo(timezone.localdate())
            self.stdout.write(f"Loaded {count} made-up members")
        people = "".join(f"  {person.email:<42} {person.what}\n" for person in PEOPLE)
        Path(settings.DEMO_DIR).mkdir(parents=True, exist_ok=True)
        (Path(settings.DEMO_DIR) / "people.txt").write_text(
            f"Sign in as\n{people}"
            f"The code is in the mail that {settings.PORTAL_BASE_URL}/demo/mail/ shows; "
            "the officer's second code is there too.\n"
        )


def fingerprint() -> str:
    """Changes whenever something that static files are made of does."""
    root = Path(settings.BASE_DIR)
    sources = [
        *sorted((root / "static").iterdir()),
        root / "core/management/commands/build_frontend.py",
        root / "requirements.txt",
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
