"""Servers of our own, to be stopped and killed: never the machine's."""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from typing import Any

import psycopg2  # type: ignore[import-untyped]
import redis

from tests.journeys.mailbox import free_port

SECONDS_TO_START = 30.0
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


class OwnPostgres:
    """A cluster in a folder of its own. PostgreSQL refuses to run as root, so it runs as `postgres`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder / "postgres", free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/portal"
        self.folder.mkdir()
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            for path in (folder, *folder.parents):
                if path.stat().st_uid == 0 and path != Path("/"):
                    path.chmod(path.stat().st_mode | 0o011)  # to be walked through
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)

    def start(self) -> None:
        cluster, log = str(self.folder), str(self.folder / "log")
        self._run(
            "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"
        )
        # Not `fsync=off`: what is killed is the server, and what it committed must be there.
        options = f"-h 127.0.0.1 -p {self.port} -k {cluster}"
        self._run("pg_ctl", "-D", cluster, "-w", "-s", "-l", log, "-o", options, "start")
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "portal")

    def copy_schema_of(self, database: dict[str, Any]) -> None:
        """The tables of a database that has them already: quicker than two hundred migrations."""
        source = f"host={database['HOST']} port={database['PORT'] or 5432} user={database['USER']}"
        source += f" dbname={database['NAME']} password={database['PASSWORD'] or 'none'}"
        dump = self.folder.parent / "schema.sql"
        self._pg("pg_dump", "--no-owner", "-s", "-f", str(dump), source)
        self._pg("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(dump), self.url)
        rows = self.folder.parent / "migrations.sql"
        self._pg("pg_dump", "--no-owner", "-a", "-t", "django_migrations", "-f", str(rows), source)
        self._pg("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(rows), self.url)

    def restart_at_once(self) -> None:
        """As if the power had gone."""
        self._run("pg_ctl", "-D", str(self.folder), "-w", "-s", "-m", "immediate", "restart")

    def stop(self) -> None:
        self._run(
            "pg_ctl", "-D", str(self.folder), "-w", "-s", "-m", "immediate", "stop", check=False
        )

    def dump(self) -> Path:
        dump = self.folder.parent / "portal.dump"
        self._pg("pg_dump", "--format=custom", "-f", str(dump), self.url)
        return dump

    def restore_into(self, name: str, dump: Path) -> "OwnPostgres":
        """Another, empty database of this cluster with what was dumped."""
        copy = deepcopy(self)
        copy.url = self.url.rpartition("/")[0] + f"/{name}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name)
        self._pg("pg_restore", "--no-owner", "--single-transaction", "-d", copy.url, str(dump))
        return copy

    def restore_over(self, dump: Path) -> None:
        """As `docs/deployment.md` says: into the same database."""
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
        self._pg("pg_restore", *options, "-d", self.url, str(dump))

    def checksums(self) -> dict[str, Any]:
        """Rows of each table, and a sum over all that is in them."""
        names = self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        total = "SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {} t"
        return {name: self.rows(total.format(name)) for (name,) in names}

    def rows(self, statement: str, *values: object) -> list[Any]:
        with (
            closing(psycopg2.connect(self.url)) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, values)
            return list(cursor.fetchall()) if cursor.description else []

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self._pg_command([*user, str(PROGRAMS[-1] / program), *arguments], check=check)

    def _pg(self, program: str, *arguments: str) -> None:
        self._pg_command([str(PROGRAMS[-1] / program), *arguments], check=True)

    def _pg_command(self, command: Sequence[str], *, check: bool) -> None:
        # A file and no pipe: the server inherits it and would hold it open.
        with (self.folder.parent / "postgres-commands.log").open("ab") as log:
            done = subprocess.run(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        assert not check or done.returncode == 0, (command, Path(log.name).read_text()[-2000:])


class OwnRedis:
    """A Redis that keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("redis-server")
        assert program, "redis-server is not installed"
        self.process = subprocess.Popen(
            [program, "--bind", "127.0.0.1", "--port", str(self.port), "--save", ""],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        give_up_at = time.monotonic() + SECONDS_TO_START
        while not self.answers():
            assert time.monotonic() < give_up_at, "Redis does not answer"
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            with closing(redis.Redis.from_url(self.url)) as client:
                return bool(client.ping())
        except redis.ConnectionError:
            return False

    def wipe(self) -> None:
        with closing(redis.Redis.from_url(self.url)) as client:
            client.flushall()

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
