"""Official files about NHS bodies: bytes in, frozen dataclasses out. No Django, no database.

Files of the Organisation Data Service (ODS) have 27 columns and no headings, in an older and a
newer dialect; the lists that go with them have headings. What a file is shows in its content, never
in its name. A file with any bad line is refused as a whole, with every bad line named.
"""

from organisations.ods.changes import Change, changes, is_closed
from organisations.ods.content import BadLine, Body, Facts, File, Kind, Link
from organisations.ods.lists import list_kind, read_list
from organisations.ods.register_files import read_register_file
from organisations.ods.text import MAX_BYTES, Refused, records, text

__all__ = [
    "MAX_BYTES",
    "BadLine",
    "Body",
    "Change",
    "Facts",
    "File",
    "Kind",
    "Link",
    "changes",
    "is_closed",
    "read",
]


def read(raw: bytes) -> File:
    """Everything in one file, or every bad line of it. Raises nothing, whatever the file holds."""
    try:
        lines = records(text(raw))
        if kind := list_kind(lines[0].cells):
            return read_list(kind, lines)
        return read_register_file(lines)
    except Refused as problem:
        return File(None, rows=0, bad_lines=(BadLine(problem.line, str(problem)),))
