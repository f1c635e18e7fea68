"""A document that somebody has already, read into headings and the texts under them.

Free of Django, and of plans: a Word document or a pasted text goes in, pieces come out.
"""

from improvement_plans.documents.pieces import (
    MOST_CHARACTERS,
    MOST_PIECES,
    Brought,
    Piece,
    Unreadable,
    read_text,
)
from improvement_plans.documents.word import read_word

__all__ = [
    "MOST_CHARACTERS",
    "MOST_PIECES",
    "Brought",
    "Piece",
    "Unreadable",
    "read_text",
    "read_word",
]
