"""The web server as `run.py` and the container start it, on a port of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SECONDS_TO_START = 60
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """CPU time the worker processes have used so far; not a number away from Linux."""
        try:
            children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
            stats = [Path(f"/proc/{child}/stat").read_text() for child in children]
        except OSError:
            return float("nan")
        # After the name in brackets: user and system time are the 12th and 13th field.
        ticks = sum(int(t) for s in stats for t in s.rpartition(")")[2].split()[11:13])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def own_server(log: Path, database_url: str) -> Iterator[Server]:
    """Start gunicorn over this database, wait until it answers, end it afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    env = {
        **os.environ,
        "DATABASE_URL": database_url,
        "WEB_CONCURRENCY": str(WORKERS),
        "BENCHMARK_SERVER": "1",
    }
    command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=output)
        try:
            wait_until_it_answers(process, port)
            yield Server(port, process.pid)
        except Exception:
            print("The web server's last words:", *last_lines(log), sep="\n")
            raise
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < give_up_at:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("The web server did not start.")


def last_lines(log: Path) -> list[str]:
    return log.read_text(errors="replace").splitlines()[-20:]
