"""The portal's processes around mail, what befalls them, and what became of each mail then."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from celery import Celery

import run
from tests.faults.servers import OwnPostgres, OwnRedis
from tests.journeys.mailbox import free_port
from tests.journeys.portal import ROOT, outer_environment
from tests.outbox.mail_server import MailServer, listening

SECONDS_TO_WORK = 120.0
PROCESSES = 2
WRITE = """
    INSERT INTO outbox_mail ("to", subject, text, html, headers, kind, is_first, keep, about, state,
        created_at, expires_at, next_try_at, attempts, answer, decided_by)
    SELECT %s || n || '@crowd.example', 'Mail ' || n, 'Words', '', '{}', 'fault', false, 'SUBJECT',
        '', 'DUE', now(), now() + interval '72 hours', now(), 0, '', ''
    FROM generate_series(1, %s) n
"""
AGE = """UPDATE outbox_mail SET claimed_at = claimed_at - interval '16 minutes'
    WHERE state = 'SENDING'"""


@dataclass(frozen=True)
class Outcome:
    """What became of the mails of one fault."""

    fault: str
    written: int
    sent: int
    lost: int
    repeated: int
    unknown: int
    other: str = ""

    @property
    def is_kept(self) -> bool:
        return self.lost == self.repeated == 0


@dataclass
class MailRig:
    """PostgreSQL, Redis, a mail server, workers; web and beat when they are asked for."""

    folder: Path
    postgres: OwnPostgres
    redis: OwnRedis
    smtp: MailServer
    controller: Any
    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    web_port: int = field(default_factory=free_port)

    @property
    def env(self) -> dict[str, str]:
        return {
            **outer_environment(os.environ),
            "DEMO": "1",
            "VAR_DIR": str(self.folder),
            "PORTAL_BASE_URL": f"http://127.0.0.1:{self.web_port}",
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.redis.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.controller.port}",
            # The suite may run with `synchronous_commit=off`. A claim that a crash takes back is a
            # mail that goes twice: with it, the fault below shows two of sixty.
            "PGOPTIONS": "",
        }

    def launch(self, name: str, *module: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.children[name] = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, preexec_fn=run.end_with_parent(),
            )  # fmt: skip

    def work(self, name: str = "worker") -> None:
        celery = ("celery", "-A", "safety_portal", "worker", f"--concurrency={PROCESSES}")
        self.launch(name, *celery, "--pool=prefork", "-n", f"{name}@rig", "--loglevel=INFO")

    def beat(self, name: str = "beat") -> None:
        schedule = str(self.folder / f"{name}-schedule")
        self.launch(name, "celery", "-A", "safety_portal", "beat", "--schedule", schedule)

    def serve(self) -> None:
        self.launch("web", "gunicorn", "-b", f"127.0.0.1:{self.web_port}")
        self.wait(lambda: self.get("/healthz") == 200, "web")

    def mail_server_goes(self) -> None:
        self.controller.stop()

    def mail_server_returns(self) -> None:
        self.controller = listening(self.smtp, port=self.controller.port)
        self.controller.start()

    def kill(self, name: str) -> None:
        """`kill -9` of a worker and all its processes in the same moment."""
        child = self.children.pop(name)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def get(self, path: str) -> int:
        with (
            suppress(OSError, http.client.HTTPException),
            closing(http.client.HTTPConnection("127.0.0.1", self.web_port, timeout=20)) as page,
        ):
            page.request("GET", path)
            return page.getresponse().status
        return 0

    def manage(self, env: dict[str, str], *command: str) -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=env, text=True, capture_output=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr

    def sweep(self, times: int = 1) -> None:
        """As beat does it. A broker that is away is tried again by whoever waits."""
        with Celery(broker=self.redis.url) as app:
            for _ in range(times):
                app.send_task("outbox.tasks.sweep")

    def write(self, name: str, number: int) -> None:
        self.postgres.rows(WRITE, name, number)

    def states(self, name: str) -> dict[str, int]:
        where = """SELECT state, count(*) FROM outbox_mail WHERE "to" LIKE %s GROUP BY state"""
        return dict(self.postgres.rows(where, f"{name}%@%"))

    def wait(self, until: Callable[[], bool], what: str) -> float:
        """Seconds until something is so."""
        began = time.monotonic()
        while not until():
            assert time.monotonic() < began + SECONDS_TO_WORK, f"{what}\n{self.logs()}"
            time.sleep(0.1)
        return time.monotonic() - began

    def wait_until_taken(self, name: str, number: int) -> None:
        self.wait(lambda: self.taken(name) >= number, f"{number} of {name}")

    def taken(self, name: str) -> int:
        return sum(1 for address in list(self.smtp.taken) if address.startswith(name))

    def finish(self, name: str) -> None:
        """Sweep until every mail has ended; what a dead worker claimed counts as old enough."""

        def ended() -> bool:
            self.sweep()
            time.sleep(1.0)
            return not {"DUE"} & set(self.states(name))

        self.wait(ended, f"the end of {name}")
        self.wait(lambda: self.hands_are_empty(name), f"the last of {name}")

    def hands_are_empty(self, name: str) -> bool:
        if "SENDING" in self.states(name):
            time.sleep(1.0)
            self.postgres.rows(AGE)
            self.sweep()
        return "SENDING" not in self.states(name)

    def outcome(self, fault: str, name: str, other: str = "") -> Outcome:
        where = """SELECT "to", state FROM outbox_mail WHERE "to" LIKE %s"""
        rows = self.postgres.rows(where, f"{name}%@%")
        taken = self.smtp.taken
        states = [state for _, state in rows]
        lost = sum(
            state in {"DUE", "SENDING"} or (state == "SENT" and taken[to] == 0)
            for to, state in rows
        )
        repeated = sum(max(taken[to] - 1, 0) for to, _ in rows)
        sent = states.count("SENT")
        counts = {state: states.count(state) for state in sorted(set(states) - {"SENT"})}
        said = ", ".join(f"{number} {state.lower()}" for state, number in counts.items())
        unknown = counts.get("UNKNOWN", 0)
        more = "; ".join(each for each in (said, other) if each)
        return Outcome(fault, len(rows), sent, lost, repeated, unknown, more)

    def logs(self) -> str:
        return "\n".join(
            f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:])
            for log in self.folder.glob("*.log")
        )


@contextmanager
def mail_rig(folder: Path, prepare: Callable[[MailRig], None]) -> Iterator[MailRig]:
    """Everything started but web and beat; in the end nothing of it is left."""
    smtp = MailServer()
    controller = listening(smtp, port=free_port())
    rig = MailRig(folder, OwnPostgres(folder), OwnRedis(folder), smtp, controller)
    (folder / "demo").mkdir()
    try:
        controller.start()
        rig.postgres.start()
        rig.redis.start()
        prepare(rig)
        rig.work()
        yield rig
    finally:
        run.stop(list(rig.children.values()), [1, 1])
        rig.redis.stop()
        rig.postgres.stop()
        rig.controller.stop()
