"""The queries behind a page: how many, and how long the database takes."""

from dataclasses import dataclass, field
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

REPEATS = 15
SUGGESTIONS = "/sign-up/suggestions/"
# As people type them, with one wrong letter, and what matches most of the register.
SEARCHES = (
    *("guys and st thomas", "st georges", "st georges univ", "rj1", "Se1 9rt", "kings lynn"),
    *("uclh", "norfolk community"),
    *("st gorges", "norfok comunity", "sheffeild", "universty colege london"),
    *("surgery", "medical centre", "st", "surgary", "medicle centre"),
)


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


def searches() -> dict[str, Queries]:
    return {query: queries(f"{SUGGESTIONS}?{urlencode({'q': query})}") for query in SEARCHES}
