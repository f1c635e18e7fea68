"""Files of rows: nothing in them runs, nothing is lost, and they are written in pieces."""

import csv
import json
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from core import data_files
from core.data_files import as_csv, as_json, safe_cell


def read(pieces: Any) -> list[list[str]]:
    """The rows of a file, as a spreadsheet reads them."""
    return list(csv.reader(StringIO(b"".join(pieces).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert safe_cell(f"{start}SUM(A1)") == f"'{start}SUM(A1)"


@pytest.mark.parametrize("text", ["", "St George's", "5+5", "'=1", " =1", "é"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


@pytest.mark.parametrize("value", [-3, 0, 2.5, Decimal("-0.1"), None, date(2026, 1, 1)])
def test_what_is_no_text_stays_as_it_is(value: object) -> None:
    assert safe_cell(value) is value


def test_a_negative_number_stays_a_number_in_the_file() -> None:
    assert b"".join(as_csv(["n"], [[-3], ["-3"]])).decode() == "\ufeffn\r\n-3\r\n'-3\r\n"


def test_commas_quotes_and_lines_come_back_as_they_went() -> None:
    row = ['a, "b"', "two\nlines", "ünïcode"]
    assert read(as_csv(["x", "y", "z"], [row])) == [["x", "y", "z"], row]


def test_a_file_is_written_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "ROWS_AT_ONCE", 2)
    assert [piece.count(b"\n") for piece in as_csv(["n"], [[n] for n in range(5)])] == [1, 2, 2, 1]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_json_is_whole_at_any_number_of_rows(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "ROWS_AT_ONCE", 2)
    rows = [{"n": n, "text": 'a "b"\n</script>é'} for n in range(count)]
    pieces = list(as_json({"title": "Things", "of": {"n": "A number"}}, iter(rows)))
    assert json.loads(b"".join(pieces)) == {
        "title": "Things",
        "of": {"n": "A number"},
        "rows": rows,
    }


def test_json_is_written_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "ROWS_AT_ONCE", 2)
    rows = ({"n": n} for n in range(5))
    assert [piece.count(b'{"n"') for piece in as_json({"title": ""}, rows)] == [0, 2, 2, 1, 0]


def test_json_that_was_broken_off_is_not_json() -> None:
    pieces = list(as_json({"title": ""}, [{"n": 1}]))
    with pytest.raises(json.JSONDecodeError):
        json.loads(b"".join(pieces[:-1]))
