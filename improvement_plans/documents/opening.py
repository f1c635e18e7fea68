"""Opening a Word document that may be anything, without unpacking a bomb."""

import io
import zipfile
import zlib

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from lxml import etree

from improvement_plans.documents.pieces import Unreadable

MOST_BYTES = 10_000_000
# What its parts come to once unpacked; pictures hardly grow, and text tenfold.
MOST_UNPACKED = 60_000_000
MOST_TEXT = 15_000_000
MOST_PARTS = 2_000
# How much one part may grow. Short parts may grow more, which costs nothing.
MOST_GROWTH = 200
SHORT = 500_000
# How files begin that are called .docx and are something else.
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
SAVE_AS = "Open it in Word and save it as a Word document (.docx), or paste its text"
BROKEN = f"This Word document is damaged and cannot be read. {SAVE_AS}"
TOO_BIG = "This document is larger than 10 MB. Take its pictures out, or paste its text"
BOMB = "This document unpacks to far more than a plan can be. Paste its text instead"
WHAT_A_BROKEN_FILE_RAISES = (
    OpcError,
    etree.LxmlError,
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    ValueError,
)


def opened(data: bytes) -> Document:
    """The document in these bytes. Raises `Unreadable` with one sentence that says what to do."""
    if problem := _problem(data):
        raise Unreadable(problem)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if problem := _problem_inside(parts):
                raise Unreadable(problem)
        return docx.Document(io.BytesIO(data))
    except WHAT_A_BROKEN_FILE_RAISES as error:
        raise Unreadable(BROKEN) from error


def _problem(data: bytes) -> str:
    if not data:
        return "This file is empty. Choose the document that has your text"
    if len(data) > MOST_BYTES:
        return TOO_BIG
    if data.startswith(OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "This document is protected by a password. Take the password off in Word first"
        return f"This is an older Word document (.doc). {SAVE_AS}"
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return f"This is not a Word document (.docx). {SAVE_AS}"
    return ""


def _problem_inside(parts: zipfile.ZipFile) -> str:
    found = parts.infolist()
    names = {part.filename.lower() for part in found}
    if "[content_types].xml" not in names:
        return f"This is not a Word document (.docx). {SAVE_AS}"
    if any(part.flag_bits & 1 for part in found):
        return "This document is protected by a password. Take the password off in Word first"
    if any(name.endswith("vbaproject.bin") for name in names):
        return "This document has macros. Save it as a Word document without them (.docx)"
    if len(found) > MOST_PARTS or _unpacks_to_too_much(found):
        return BOMB
    return ""


def _unpacks_to_too_much(parts: list[zipfile.ZipInfo]) -> bool:
    """By the sizes that the file states: more than it states is never unpacked."""
    texts = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    return (
        sum(part.file_size for part in parts) > MOST_UNPACKED
        or sum(part.file_size for part in texts) > MOST_TEXT
        or any(part.file_size > max(SHORT, MOST_GROWTH * part.compress_size) for part in parts)
    )
