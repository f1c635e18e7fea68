"""What a file of open data is: its columns with their meaning, its rows, and its two forms."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from core.data_files import ROWS_AT_ONCE, as_csv, as_json
from organisations.models import Organisation

Value = str | int | list[str] | None
LICENCE = (
    "What the register says of an organisation (name, code, type, town, region) is NHS England "
    "Organisation Data Service data, © Crown copyright, Open Government Licence v3.0. Pledges and "
    "plans are each organisation’s own words: quote them with its name and their date."
)
BETWEEN_VALUES = "; "


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, what it means, and how a row has it."""

    name: str
    meaning: str
    of: Callable[[Any], Value]


@dataclass(frozen=True)
class Dataset:
    """One file, in two forms."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    things: Callable[[], QuerySet[Any]]

    def rows(self) -> Iterator[list[Value]]:
        """Row by row from the database: their number takes no memory."""
        for thing in self.things().iterator(chunk_size=ROWS_AT_ONCE):
            yield [_known(column.of(thing)) for column in self.columns]

    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def csv_file(dataset: Dataset, today: date) -> Iterator[bytes]:
    return as_csv(dataset.names(), (map(_cell, row) for row in dataset.rows()))


def json_file(dataset: Dataset, today: date) -> Iterator[bytes]:
    about = {
        "title": dataset.title,
        "about": dataset.about,
        "date": today.isoformat(),
        "documentation": absolute(reverse("open_data")),
        "licence": LICENCE,
        "columns": {column.name: column.meaning for column in dataset.columns},
    }
    names = dataset.names()
    return as_json(about, (dict(zip(names, row, strict=True)) for row in dataset.rows()))


FORMS: dict[str, tuple[str, Callable[[Dataset, date], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", csv_file),
    "json": ("application/json", json_file),
}


def absolute(path: str) -> str:
    """The address by which a page is known for good."""
    return f"{settings.PORTAL_BASE_URL}{path}"


def _known(value: Value) -> Value:
    """What is not known is nothing, not an empty text."""
    return None if value == "" else value


def _cell(value: Value) -> str | int | None:
    return BETWEEN_VALUES.join(value) if isinstance(value, list) else value


def day_of(moment: datetime | None) -> str | None:
    return timezone.localdate(moment).isoformat() if moment else None


def date_of(day: date | None) -> str | None:
    return day.isoformat() if day else None


def about_organisation(of: Callable[[Any], Organisation]) -> tuple[Column, ...]:
    """What every file begins with."""
    return (
        Column("organisation", "Name of the organisation", lambda row: str(of(row))),
        Column("ods_code", "Its ODS code, where it has one", lambda row: of(row).ods_code),
    )


def page_of(of: Callable[[Any], str]) -> Column:
    return Column("page", "Address of the page that shows it", lambda row: absolute(of(row)))


def unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
