"""The whole portal as real processes: web, worker, database, broker, on data of its own."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg2  # type: ignore[import-untyped]
import redis
from django.conf import settings
from psycopg2 import sql

import run
from tests.journeys.mailbox import Mailbox, free_port
from tests.organisations import official_files

ROOT = Path(settings.BASE_DIR)
OFFICIAL = ROOT.parent / "shared" / "data" / "ods"
REGISTER_FILES = (
    "etr_2026-07_dse.csv",
    "trust_types_2026-08.csv",
    "epraccur_2025-11_quarterly.csv.gz",
)
SECONDS_TO_START = 60.0
SECONDS_TO_WORK = 60.0
LAST_LINES = 20


@dataclass(frozen=True)
class Trust:
    """An organisation of the register, and what its people type to find it."""

    search: str
    name: str
    ods_code: str
    type: str
    region: str


REAL_TRUSTS = (
    Trust(
        "st georges univ",
        "St George's University Hospitals NHS Foundation Trust",
        "RJ7",
        "Acute trust",
        "London",
    ),
    Trust(
        "guys and saint thomas",
        "Guy's and St Thomas' NHS Foundation Trust",
        "RJ1",
        "Acute trust",
        "London",
    ),
    Trust(
        "kings coll", "King's College Hospital NHS Foundation Trust", "RJZ", "Acute trust", "London"
    ),
    Trust(
        "uclh",
        "University College London Hospitals NHS Foundation Trust",
        "RRV",
        "Acute trust",
        "London",
    ),
    Trust("homerton", "Homerton Healthcare NHS Foundation Trust", "RQX", "Acute trust", "London"),
)
MADE_UP_TRUSTS = (
    Trust("st hildas moor", "St Hilda's Moorside NHS Trust", "ZZJ1", "NHS trust", "North West"),
    Trust("pikes and saint", "Pike's and St Wilf's NHS Trust", "ZZJ2", "NHS trust", "North West"),
    Trust("queens cross", "Queen's Cross NHS Trust", "ZZJ3", "NHS trust", "North West"),
    Trust("mill end", "Mill End NHS Trust", "ZZJ4", "NHS trust", "North West"),
    Trust("willow bank", "Willow Bank NHS Trust", "ZZJ5", "NHS trust", "North West"),
)


class Portal:
    """A running portal, as the person who operates it knows it."""

    def __init__(self, *, env: dict[str, str], folder: Path, mailbox: Mailbox) -> None:
        self.env, self.folder, self.mailbox = env, folder, mailbox
        self.url = env["PORTAL_BASE_URL"]
        self.trusts = REAL_TRUSTS if OFFICIAL.is_dir() else MADE_UP_TRUSTS
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def manage(self, *command: str) -> str:
        """Run a command of the portal to its end."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.env,
            text=True,
            capture_output=True,
        )
        assert done.returncode == 0, f"manage.py {' '.join(command)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def fill(self) -> None:
        """An empty database becomes a portal with members, on top of the whole register."""
        self.manage("prepare")
        files = [str(OFFICIAL / name) for name in REGISTER_FILES]
        if self.trusts is MADE_UP_TRUSTS:
            rows = [
                official_files.trust(t.ods_code, t.name.upper(), region="Y62") for t in self.trusts
            ]
            files = [str(self.folder / "trusts.csv")]
            Path(files[0]).write_bytes(official_files.ods_file(*rows))
        self.manage("import_organisations", *files)

    def start(self) -> None:
        port = str(urlsplit(self.url).port)
        # As `run.py` does it without Redis, and as a real installation does it with.
        pool = "threads" if self.env["REDIS_URL"] == "none" else "prefork"
        celery = ["celery", "-A", "safety_portal", "worker", "--concurrency=2", f"--pool={pool}"]
        self.launch("web", "gunicorn", "-b", f"127.0.0.1:{port}")
        self.launch("worker", *celery, "--loglevel=INFO")
        self.wait_until_ready()

    def launch(self, name: str, *module: str) -> None:
        with self.log_of(name).open("ab") as log:
            self.children[name] = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=run.end_with_parent(),
            )

    def wait_until_ready(self) -> None:
        give_up_at = time.monotonic() + SECONDS_TO_START
        while not self.answers("/readyz"):
            for name, child in self.children.items():
                assert child.poll() is None, f"{name} ended:\n{self.last_lines(name)}"
            assert time.monotonic() < give_up_at, self.last_lines("web")
            time.sleep(0.1)

    def answers(self, path: str) -> bool:
        with (
            suppress(OSError, http.client.HTTPException),
            closing(http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=5)) as connection,
        ):
            connection.request("GET", path)
            return connection.getresponse().status == 200
        return False

    def stop(self) -> None:
        run.stop(list(self.children.values()), [])

    def log_of(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def last_lines(self, name: str) -> str:
        return "\n".join(self.log_of(name).read_text().splitlines()[-LAST_LINES:])

    def log(self, name: str) -> Iterator[dict[str, Any]]:
        """What a process wrote down, line by line; a line that is still being written is left out."""
        for line in self.log_of(name).read_text().splitlines():
            with suppress(json.JSONDecodeError):
                if isinstance(entry := json.loads(line), dict):
                    yield entry

    def troubles(self) -> list[str]:
        """Errors and tracebacks in the logs. Nobody may see one, and nobody may hide one."""
        return [
            line
            for name in self.children
            for line in self.log_of(name).read_text().splitlines()
            if '"level": "error"' in line or '"level": "critical"' in line or "Traceback" in line
        ]

    def sweep(self, today: str, *, at_once: int = 1) -> None:
        """Start sweeps for reminders through the broker, and wait until their digests arrived."""
        swept, arrived = self.sweeps(), len(self.mailbox.everything())
        start = f"[sweep.delay({today!r}) for _ in range({at_once})]"
        self.manage("shell", "--no-imports", "-c", f"from reminders.tasks import sweep; {start}")
        give_up_at = time.monotonic() + SECONDS_TO_WORK
        while len(self.sweeps()) < len(swept) + at_once or len(
            self.mailbox.everything()
        ) < arrived + sum(self.sweeps()) - sum(swept):
            assert time.monotonic() < give_up_at, self.last_lines("worker")
            time.sleep(0.1)

    def sweeps(self) -> list[int]:
        """For each sweep so far, how many digests it wrote."""
        return [e["written"] for e in self.log("worker") if e.get("event") == "reminders_swept"]


@contextmanager
def running_portal(folder: Path, mailbox: Mailbox, kind: type[Portal] = Portal) -> Iterator[Portal]:
    """A portal of its own, filled and started. In the end nothing of it is left."""
    with ExitStack() as stack:
        env = {
            **outer_environment(os.environ),
            "DEMO": "1",
            "VAR_DIR": str(folder),
            "PORTAL_BASE_URL": f"http://127.0.0.1:{free_port()}",
            "DATABASE_URL": stack.enter_context(own_database(folder)),
            "REDIS_URL": stack.enter_context(own_broker()),
            "EMAIL_URL": mailbox.url,
        }
        (folder / "demo").mkdir()
        portal = kind(env=env, folder=folder, mailbox=mailbox)
        stack.callback(portal.stop)
        portal.fill()
        portal.start()
        yield portal


def outer_environment(outer: Mapping[str, str]) -> dict[str, str]:
    """What the portal's processes inherit: nothing that only the test run needs."""
    private = ("PYTEST_", "COV_", "DJANGO_")
    return {name: value for name, value in outer.items() if not name.startswith(private)}


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """A fresh database of the kind that this test run uses."""
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        yield f"sqlite:///{folder / 'portal.sqlite3'}"
        return
    server = os.environ["DATABASE_URL"]
    name = f"journeys_{uuid4().hex[:12]}"
    url = urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with closing(psycopg2.connect(server)) as admin:
        admin.autocommit = True
        drop_databases_left_over(admin)
        execute(admin, "CREATE DATABASE {}", name)
        # An open connection says that the database is in use, so that no other run drops it.
        with closing(psycopg2.connect(url)):
            yield url
        execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def drop_databases_left_over(admin: Any) -> None:
    """Databases of runs that were killed: nobody is connected to them any more."""
    with admin.cursor() as cursor:
        cursor.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'journeys\_%'")
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        with suppress(psycopg2.errors.ObjectInUse):
            execute(admin, "DROP DATABASE IF EXISTS {}", name)


def execute(admin: Any, statement: str, name: str) -> None:
    with admin.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))


MARK = "made-for-journeys"


@contextmanager
def own_broker() -> Iterator[str]:
    """A Redis database that nobody uses, on the server of this test run; without one, files."""
    if settings.REDIS_URL == "none":
        yield "none"
        return
    with closing(redis.Redis.from_url(settings.REDIS_URL)) as server:
        for number in range(14, 0, -1):
            url = urlunsplit(urlsplit(settings.REDIS_URL)._replace(path=f"/{number}"))
            in_use = any(client["db"] == str(number) for client in server.client_list())
            with closing(redis.Redis.from_url(url)) as own:
                # Empty, or left over by a run that was killed; never another's data.
                if in_use or (own.dbsize() and not own.exists(MARK)):
                    continue
                own.flushdb()
                own.set(MARK, 1)
                yield url
                own.flushdb()
                return
    raise AssertionError("Each of the Redis databases 1 to 14 holds data. Empty one: FLUSHDB")
