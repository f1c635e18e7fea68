#!/usr/bin/env python3
"""Installs, starts and tests the portal on one machine. `python3 run.py help` lists the commands.

Standard library only, because it runs before anything is installed. The syntax is what Python 3.6
can parse, so that an old Python reads as far as the version check and gets a sentence.
"""

import argparse
import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

if sys.version_info < (3, 11):  # noqa: UP036 - the linter takes a new Python for granted
    sys.exit(
        "The portal needs Python 3.11 or newer and this is {}.{}. "
        "Run it with a newer one, for example: python3.12 run.py".format(*sys.version_info)
    )

# Only now: an older Python could not read it.
from installing import PYTHON, ROOT, VENV, fail, install, run_quietly

USAGE = """usage: python3 run.py [COMMAND]

  serve [--port N]   install, load the demo, start web, worker and beat (the default; port 8000)
  test [ARGS]        run the test suite; ARGS go to pytest
  check              run every linter, the type checker and Django's own checks
  manage ARGS        run a Django command, for example: manage migrate
  bench [ARGS]       measure, and print the table
  faults [ARGS]      break the servers while mail is on its way, and print what was lost"""

MANAGE = str(ROOT / "manage.py")
DEMO_DIR = ROOT / os.environ.get("VAR_DIR", "var") / "demo"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10

Child = subprocess.Popen[bytes]


# --- Commands that end ----------------------------------------------------------------------


def demo_environment(port: int = 8000) -> dict[str, str]:
    return {"DEMO": "1", "PORTAL_BASE_URL": f"http://127.0.0.1:{port}", **os.environ}


def prepare(env: dict[str, str], *options: str) -> None:
    """Bring database, style sheets and demo data up to date; quiet when they already are."""
    command = [PYTHON, MANAGE, "prepare", *options]
    # A session of its own: Ctrl-C reaches us alone, who end it without its traceback.
    if subprocess.call(command, cwd=ROOT, env=env, start_new_session=True):
        fail("Could not prepare the portal; the reason is above.")


def become(*command: str) -> NoReturn:
    """Hand this process over, so that signals and the exit code need no go-between."""
    os.execve(PYTHON, [PYTHON, *command], demo_environment())


def manage(args: list[str]) -> NoReturn:
    install(RUNTIME)
    # In the caller's folder: file names among the arguments are relative to it.
    become(MANAGE, *args)


def test(args: list[str]) -> NoReturn:
    # One process a core, and who is done first takes of what others have left; `-n0` among the
    # arguments brings it back to one, for a debugger.
    run_module("pytest", ["--numprocesses=auto", "--dist=worksteal", *args])


def bench(args: list[str]) -> NoReturn:
    run_module("tests.benchmarks", args)


def faults(args: list[str]) -> NoReturn:
    run_module("tests.faults", args)


def run_module(module: str, args: list[str]) -> NoReturn:
    prepare_for_development()
    os.chdir(ROOT)
    become("-m", module, *args)


def prepare_for_development() -> None:
    install(RUNTIME, DEVELOPMENT)
    prepare(demo_environment(), "--assets-only")


def check(_: list[str]) -> None:
    prepare_for_development()
    # No server and no demo database: a check gives the same answer on every machine.
    demo = {**os.environ, "DEMO": "1", "DATABASE_URL": "sqlite://:memory:", "REDIS_URL": "none"}
    lint_imports = str(VENV / "bin" / "lint-imports")
    deploy = ("check", "--deploy", "--fail-level", "WARNING")
    results = [
        passes("ruff check", demo, "-m", "ruff", "check", "."),
        passes("ruff format", demo, "-m", "ruff", "format", "--check", "."),
        passes("mypy", demo, "-m", "mypy", "."),
        passes("import-linter", demo, lint_imports),
        passes("djlint", demo, "-m", "djlint", "templates", "--lint"),
        passes("migrations", demo, MANAGE, "makemigrations", "--check", "--dry-run"),
        passes("deploy check", live_environment(), MANAGE, *deploy),
    ]
    if not all(results):
        sys.exit(1)


def passes(label: str, env: dict[str, str], *command: str) -> bool:
    result = run_quietly([PYTHON, *command], env)
    print(f"{'failed' if result.returncode else 'ok':8}{label}", flush=True)
    if result.returncode:
        print(result.stdout.rstrip(), flush=True)
    return not result.returncode


def live_environment() -> dict[str, str]:
    """A complete environment of a real installation, for the check; nothing connects to it."""
    return {
        **os.environ,
        "DEMO": "0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "portal.example.org",
        "PORTAL_BASE_URL": "https://portal.example.org",
        "DATABASE_URL": "postgres://portal@127.0.0.1/portal",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "EMAIL_URL": "smtp://127.0.0.1:25",
        "DEFAULT_FROM_EMAIL": "portal@example.org",
        "CONTACT_EMAIL": "campaign@example.org",
    }


# --- Serving the demo -----------------------------------------------------------------------


def serve(args: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="run.py serve")
    parser.add_argument("--port", type=int, default=8000, metavar="N")
    port: int = parser.parse_args(args).port
    refuse_unusable_port(port)
    install(RUNTIME)
    env = demo_environment(port)
    prepare(env)
    # From here a signal is only noted: an exception between starting a child and writing it
    # down would leave that child behind.
    signals: list[int] = []
    on_stop_signal(lambda number, _: signals.append(number))
    children: dict[str, Child] = {}
    try:
        for name, command in commands_of_children(port).items():
            children[name] = start(name, command, env)
            if name == "web":
                # Loading all three at once takes two cores twice as long to the first page.
                wait_for_web(children, port, signals)
            if signals:
                return
        announce(port)
        while not signals:
            fail_if_ended(children)
            time.sleep(0.2)
        print("\nStopping", flush=True)
    finally:
        stop(list(children.values()), signals)


def refuse_unusable_port(port: int) -> None:
    if not 1 <= port <= 65535:
        fail("A port is a number from 1 to 65535.", 2)
    with socket.socket() as probe:
        # As the web server does it: connections that are just closing do not count as in use.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            reason = (error.strerror or "").lower()
            fail(f"Cannot use port {port} ({reason}). Choose another: python3 run.py --port N")


def commands_of_children(port: int) -> dict[str, list[str]]:
    celery = [PYTHON, "-m", "celery", "-A", "safety_portal"]
    schedule = str(DEMO_DIR / "celerybeat-schedule")
    return {
        # Workers, threads and the application are in gunicorn.conf.py.
        "web": [PYTHON, "-m", "gunicorn", "-b", f"127.0.0.1:{port}"],
        "worker": [*celery, "worker", "--pool=threads", "--concurrency=2", "--loglevel=WARNING"],
        "beat": [*celery, "beat", "--loglevel=WARNING", "--schedule", schedule],
    }


def start(name: str, command: list[str], env: dict[str, str]) -> Child:
    DEMO_DIR.mkdir(parents=True, exist_ok=True)
    with log_of(name).open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # A session of its own: Ctrl-C reaches us alone, and the whole group can be ended.
            start_new_session=True,
            preexec_fn=end_with_parent(),
        )


def log_of(name: str) -> Path:
    return DEMO_DIR / f"{name}.log"


def end_with_parent() -> Callable[[], object] | None:
    """Linux: if this process is killed outright, its children end too and send no mail unseen."""
    try:
        import ctypes

        prctl, parent_death_signal = ctypes.CDLL(None).prctl, 1
    except (ImportError, OSError, AttributeError):
        return None
    return lambda: prctl(parent_death_signal, signal.SIGTERM)


def wait_for_web(children: dict[str, Child], port: int, signals: list[int]) -> None:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while not signals and not answers(port):
        fail_if_ended(children)
        if time.monotonic() > give_up_at:
            fail(f"No answer in {SECONDS_TO_START} seconds. The reason is in {log_of('web')}")
        time.sleep(0.05)


def fail_if_ended(children: dict[str, Child]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            fail(f"The {name} process ended by itself. The reason is in {log_of(name)}")


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False


def announce(port: int) -> None:
    people = DEMO_DIR / "people.txt"
    print(f"\nThe portal is running: http://127.0.0.1:{port}\n")
    if people.exists():
        print(people.read_text(encoding="utf-8"))
    print(f"Logs are in {DEMO_DIR}. Ctrl-C stops everything.", flush=True)


def stop(children: list[Child], signals: list[int]) -> None:
    """Ask each child to finish, wait, then end what is left; a second Ctrl-C ends the wait."""
    for child in children:
        child.terminate()
    give_up_at = time.monotonic() + SECONDS_TO_STOP
    while any(child.poll() is None for child in children):
        if len(signals) > 1 or time.monotonic() > give_up_at:
            break
        time.sleep(0.05)
    for child in children:
        # The group has the number of its first process, and may outlive it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def on_stop_signal(handler: Callable[[int, FrameType | None], object]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, handler)


COMMANDS = {
    "serve": serve,
    "test": test,
    "check": check,
    "manage": manage,
    "bench": bench,
    "faults": faults,
}


def main(args: list[str]) -> None:
    if args and args[0] in ("help", "-h", "--help"):
        print(USAGE)
        return
    name, rest = (args[0], args[1:]) if args and args[0][:1] != "-" else ("serve", args)
    if name not in COMMANDS:
        fail(USAGE, 2)
    on_stop_signal(signal.default_int_handler)
    try:
        COMMANDS[name](rest)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        # A folder that is somebody else's, a full disk.
        fail(f"Cannot go on: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
