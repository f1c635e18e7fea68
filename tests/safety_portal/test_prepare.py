"""Bringing a checkout to where it can serve."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture
from pytest_django import Settings

from organisations.models import Membership, Organisation
from safety_portal.demo.load import MEMBERS
from safety_portal.demo.people import PEOPLE

MEMBER_LIST = json.loads(MEMBERS.read_text())["members"]


@pytest.fixture
def folders(settings: Settings, tmp_path: Path) -> Path:
    settings.ASSETS_DIR = settings.DEMO_DIR = tmp_path
    settings.FRONTEND_DIR = tmp_path / "frontend"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [settings.BASE_DIR / "static", settings.FRONTEND_DIR]
    return tmp_path


def prepare(*args: str) -> str:
    out = StringIO()
    call_command("prepare", *args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_preparing_builds_loads_and_says_who_can_sign_in_and_sends_no_mail(
    folders: Path, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        said = prepare()
    told = (folders / "people.txt").read_text()
    assert said == f"Building style sheet and script\nLoaded {len(MEMBER_LIST)} made-up members\n"
    assert [person.email for person in PEOPLE if person.email not in told] == []
    assert (Membership.objects.count(), mail.outbox) == (len(MEMBER_LIST), [])


def test_preparing_again_does_nothing(
    folders: Path, make_organisation: Callable[..., Organisation]
) -> None:
    make_organisation()
    prepare()
    assert (prepare(), Organisation.objects.count()) == ("", 1)


@pytest.mark.django_db
def test_preparing_makes_files_with_the_names_that_pages_ask_for(folders: Path) -> None:
    prepare("--assets-only")
    manifest = json.loads((folders / "static" / "staticfiles.json").read_text())["paths"]
    wanted = {"portal.css", "portal.js", "favicon.svg"}
    assert wanted - {n for n in manifest if (folders / "static" / manifest[n]).exists()} == set()


@pytest.mark.django_db
def test_assets_alone_leave_the_database_alone(folders: Path) -> None:
    assert (prepare("--assets-only"), Organisation.objects.count()) == (
        "Building style sheet and script\n",
        0,
    )


@pytest.mark.django_db
def test_outside_the_demo_nobody_is_made_up(folders: Path, settings: Settings) -> None:
    settings.DEMO = False
    assert (prepare(), Organisation.objects.count()) == ("Building style sheet and script\n", 0)


def test_preparing_turns_to_migrating_when_the_database_is_behind(
    folders: Path,
    capsys: pytest.CaptureFixture[str],
    make_organisation: Callable[..., Organisation],
) -> None:
    """Inside a test's transaction the migration itself is refused; that it was begun is enough."""
    make_organisation()
    MigrationRecorder(connection).record_unapplied("audit", "0002_append_only")
    with pytest.raises(DatabaseError), transaction.atomic():
        call_command("prepare")
    assert capsys.readouterr().out.splitlines()[-1] == "Preparing the database"
