"""A start with something missing or insecure stops with one line that says what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from safety_portal.settings import DEMO_SECRET_KEY

PRODUCTION = {
    "SECRET_KEY": "k9#Qw2" * 10 + "!zRt7Lm0Xv",
    "ALLOWED_HOSTS": "portal.nhs.example",
    "PORTAL_BASE_URL": "https://portal.nhs.example",
    "CONTACT_EMAIL": "campaign@nhs.example",
    "DATABASE_URL": "postgres://portal@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1",
    "DEFAULT_FROM_EMAIL": "Safety portal <portal@nhs.example>",
}


def manage(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` in an environment of its own."""
    coverage = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    clean = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "default", **coverage, **environment}
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=settings.BASE_DIR,
        env=clean,
        capture_output=True,
        text=True,
        check=False,
    )


def complaint(**environment: str) -> str:
    """The last line that a start in this environment prints."""
    ended = manage("check", **environment)
    assert ended.returncode != 0
    return ended.stderr.strip().splitlines()[-1].rpartition("ImproperlyConfigured: ")[2]


@pytest.mark.parametrize("name", PRODUCTION)
def test_a_missing_variable_is_named(name: str) -> None:
    without = {key: value for key, value in PRODUCTION.items() if key != name}
    assert complaint(**without) == f"Set {name} in the environment. See docs/deployment.md."


@pytest.mark.parametrize("key", [DEMO_SECRET_KEY, "short", "x" * 49])
def test_the_demos_key_and_short_keys_are_refused(key: str) -> None:
    said = complaint(**PRODUCTION | {"SECRET_KEY": key})
    assert said == "SECRET_KEY must be at least 50 random characters of your own."


def test_sqlite_is_refused_outside_the_demo() -> None:
    said = complaint(**PRODUCTION | {"DATABASE_URL": "sqlite:///portal.sqlite3"})
    assert said == "SQLite is for the demo. Set DATABASE_URL to PostgreSQL."


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "ALLOWED_HOSTS",
            "portal.nhs.example,*.nhs.example",
            "ALLOWED_HOSTS must name the portal's hosts, without an asterisk.",
        ),
        (
            "PORTAL_BASE_URL",
            "http://portal.nhs.example",
            "PORTAL_BASE_URL must begin with https://",
        ),
        (
            "EMAIL_URL",
            "filemail:///tmp",
            "EMAIL_URL must name an SMTP server, such as smtp://host:25",
        ),
    ],
)
def test_a_value_that_is_not_for_a_real_installation_is_refused(
    name: str, value: str, said: str
) -> None:
    assert complaint(**PRODUCTION | {name: value}) == said


def test_a_start_that_stops_shows_no_secret() -> None:
    ended = manage("check", **PRODUCTION | {"DATABASE_URL": "", "SECRET_KEY": "hunter2-hunter2"})
    assert "hunter2" not in ended.stderr + ended.stdout


def test_a_complete_environment_passes_the_deployment_check_with_nothing_to_say() -> None:
    ended = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (ended.returncode, ended.stdout, ended.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
        "",
    )


def test_cookies_in_production_are_bound_to_the_host_and_secure() -> None:
    script = (
        "from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS)"
    )
    ended = manage("shell", "--verbosity", "0", "-c", script, **PRODUCTION)
    assert ended.stdout.split() == [
        "__Host-session",
        "__Host-csrf",
        "True",
        "True",
        "True",
        "31536000",
    ]


def test_the_demo_has_no_address_in_production() -> None:
    script = (
        "from django.urls import get_resolver;"
        "print([str(p.pattern) for p in get_resolver().url_patterns if 'demo' in str(p.pattern)])"
    )
    ended = manage("shell", "--verbosity", "0", "-c", script, **PRODUCTION)
    assert ended.stdout.strip() == "[]"


def test_the_demo_starts_with_nothing_set(tmp_path: Path) -> None:
    assert manage("check", DEMO="1", VAR_DIR=str(tmp_path)).returncode == 0


def test_the_demo_takes_mail_and_queue_from_the_environment(tmp_path: Path) -> None:
    script = (
        "from django.conf import settings as s;"
        "print(s.EMAIL_HOST, s.EMAIL_PORT, s.CELERY_BROKER_URL, s.DATABASES['default']['ENGINE'])"
    )
    given = {key: PRODUCTION[key] for key in ("EMAIL_URL", "REDIS_URL", "DATABASE_URL")}
    ended = manage(
        "shell", "--verbosity", "0", "-c", script, DEMO="1", VAR_DIR=str(tmp_path), **given
    )
    assert ended.stdout.split() == [
        "127.0.0.1",
        "1",
        "redis://127.0.0.1:1/0",
        "django.db.backends.postgresql",
    ]


def test_no_migration_is_missing(tmp_path: Path) -> None:
    ended = manage("makemigrations", "--check", "--dry-run", DEMO="1", VAR_DIR=str(tmp_path))
    assert (ended.returncode, ended.stdout) == (0, "No changes detected\n")
