"""From bytes to the cells of each line, and on to one result for all lines."""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Sequence
from typing import NamedTuple

from organisations.ods.content import BadLine, Body, File, Kind, Link

# Far above any file that is taken (17,000 rows, 4 MB unpacked), far below what fills the memory.
MAX_BYTES, MAX_ROWS = 100_000_000, 200_000
DOWNLOAD_AGAIN = "Download the file again and import it as it comes."
GZIP = b"\x1f\x8b"
NOT_CSV = {
    b"PK": "This is a ZIP archive or an Excel workbook. Take the CSV file out of it.",
    b"\xd0\xcf\x11\xe0": "This is an Excel workbook. Save it as “CSV UTF-8” first.",
    b"\xff\xfe": "This is UTF-16 text. Save it as “CSV UTF-8” first.",
    b"\xfe\xff": "This is UTF-16 text. Save it as “CSV UTF-8” first.",
    GZIP: "This is compressed twice. Unpack it once first.",
}


class Refused(ValueError):
    """What is wrong with a line, and what to do about it."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


class Record(NamedTuple):
    """The cells of one row, and the line of the file that it starts on."""

    line: int
    cells: list[str]


class Row(NamedTuple):
    """What one row tells."""

    bodies: Sequence[Body] = ()
    links: Sequence[Link] = ()


def text(raw: bytes) -> str:
    """The file as text. A byte that is not UTF-8 stays, as a mark that `check` finds."""
    if raw.startswith(GZIP):
        raw = _unpacked(raw)
    if len(raw) > MAX_BYTES:
        raise Refused(f"This file has over {MAX_BYTES // 1_000_000} MB; no ODS file is so large.")
    for start, message in NOT_CSV.items():
        if raw.startswith(start):
            raise Refused(message)
    return raw.decode("utf-8-sig", "surrogateescape")


def _unpacked(raw: bytes) -> bytes:
    """The content of a gzip file, unpacked to just past the limit and no further."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Refused(f"The compressed file is damaged. {DOWNLOAD_AGAIN}") from error


def records(content: str) -> list[Record]:
    """Every row. Line ends and quoting may be of any kind that keeps the cells apart."""
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    found: list[Record] = []
    line = 1
    try:
        for cells in reader:
            if len(found) == MAX_ROWS:
                raise Refused(f"This is row {MAX_ROWS + 1:,}; no ODS file is so long.", line)
            found.append(Record(line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            "From this line on, quotation marks do not pair up, or a cell is over"
            f" {csv.field_size_limit():,} characters long. {DOWNLOAD_AGAIN}",
            line,
        ) from error
    while found and not found[-1].cells:  # empty lines at the end do no harm
        found.pop()
    if not found:
        raise Refused(f"The file is empty. {DOWNLOAD_AGAIN}")
    return found


def check(cells: list[str], columns: int) -> None:
    """Refuse a row that is ragged, or holds what cannot be read: NUL, line breaks, wrong bytes."""
    if len(cells) != columns:
        raise Refused(f"This line has {len(cells)} columns, not {columns}. {DOWNLOAD_AGAIN}")
    if "".join(cells).isprintable():
        return
    column = next(number for number, cell in enumerate(cells, 1) if not cell.isprintable())
    raise Refused(
        f"Column {column} has a character that is not UTF-8 text, or that nobody can see, such as"
        " a line break. Save the file as “CSV UTF-8”, or download it again."
    )


def read_rows(kind: Kind | None, rows: list[Record], read: Callable[[Record], Row]) -> File:
    """The content of all rows, or all the bad ones; the same body or pair twice is bad."""
    bodies: list[Body] = []
    links: list[Link] = []
    bad: list[BadLine] = []
    first_lines: dict[tuple[str, str], int] = {}
    for record in rows:
        try:
            row = read(record)
            keys = [(body.key, "") for body in row.bodies]
            keys += [(link.predecessor, link.successor) for link in row.links]
            for key in keys:
                first = first_lines.setdefault(key, record.line)
                if first != record.line:
                    raise Refused(f"The same code stands on line {first}. Delete one of the two.")
            bodies += row.bodies
            links += row.links
        except Refused as problem:
            bad.append(BadLine(record.line, str(problem)))
    if bad:
        return File(kind, len(rows), bad_lines=tuple(bad))
    return File(kind, len(rows), tuple(bodies), tuple(links))
