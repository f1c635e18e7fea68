"""The queries behind a page: how many, and how long the database takes."""

from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client

REPEATS = 15


@dataclass(slots=True)
class Queries:
    about: str = ""
    seconds: list[float] = field(default_factory=list)

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        started_at = perf_counter()
        try:
            return execute(sql, *rest)
        finally:
            if self.about in sql:
                self.seconds.append(perf_counter() - started_at)


def queries(path: str, about: str = "") -> Queries:
    """The quickest of several readings, each by an anonymous reader.

    With `about`, only the queries whose text has it.
    """
    readings = []
    for _ in range(REPEATS):
        reading = Queries(about)
        with connection.execute_wrapper(reading):
            answer = Client(SERVER_NAME="localhost").get(path)
        assert answer.status_code == 200, path
        readings.append(reading)
    return min(readings, key=lambda reading: sum(reading.seconds))
