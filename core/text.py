"""Plain text that people typed: what is refused, and how it is shown.

Text is stored exactly as typed or refused with a reason; it is only ever shown escaped.
"""

import re
import unicodedata
from datetime import date, datetime
from html import escape

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.timezone import get_default_timezone

from core.visible import NO_CHARACTERS, can_be_seen

MONTHS = (
    *("", "January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
BULLETS = ("- ", "* ", "• ", "– ")
# Characters that reorder the text around them; in a name or a pledge they can only deceive.
DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What a mail program would make a link of. Addresses of people stay: they typed them to be used.
WEB_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*://|\bwww\.)\S+|(?<![@\w.])(?:[\w-]+\.)+[a-z]{2,}/\S*", re.I
)
READ_IT = "[a web address: read it on the portal]"
# Stands where bytes were no character.
LOST = "\ufffd"


def validate_plain_text(value: str) -> None:
    """Refuse text that cannot be seen, or that a database or a mail header cannot hold.

    Raises `ValidationError` for control characters other than tab and new line, lone surrogates,
    what is no character and what stands where one was lost, direction overrides, and text with
    nothing visible in it.
    """
    for character in value:
        category = unicodedata.category(character)
        is_control = category == "Cc" and character not in "\n\r\t"
        if is_control or category == "Cs" or character in NO_CHARACTERS:
            raise ValidationError(
                "The text has a control character in it. Delete it, or type the text again.",
                code="control_character",
            )
        if character == LOST:
            raise ValidationError(
                f"There is a “{LOST}” where a character was lost. Type the character again.",
                code="lost_character",
            )
        if character in DIRECTION_OVERRIDES:
            raise ValidationError(
                "The text has an invisible mark that changes its direction. Type it again.",
                code="direction_override",
            )
    if value and not can_be_seen(value):
        raise ValidationError("Enter something that can be read.", code="invisible")


def validate_single_line(value: str) -> None:
    """Refuse line breaks, which would let a name write mail headers."""
    if "\n" in value or "\r" in value:
        raise ValidationError("Enter this on one line.", code="line_break")


def validate_name(value: str) -> None:
    """Refuse a web address in a name: mail programs would make a link of it."""
    if "://" in value or "www." in value.lower():
        raise ValidationError("Enter a name without a web address.", code="link")


def without_web_addresses(value: str) -> str:
    """Typed text for a mail, which makes no link of it."""
    return WEB_ADDRESS.sub(READ_IT, value)


def paragraphs(value: str) -> SafeString:
    """Typed text as escaped HTML: paragraphs, and lists where lines begin with a bullet mark."""
    return SafeString("\n".join(_block(kind, lines) for kind, lines in blocks(value)))


def blocks(value: str) -> list[tuple[str, list[str]]]:
    """The paragraphs and lists of a typed text, in their order, each with its lines."""
    found: list[tuple[str, list[str]]] = []
    open_block = False
    for line in value.splitlines():
        stripped = line.strip()
        mark = next((m for m in BULLETS if stripped.startswith(m)), "")
        kind = "list" if mark else "paragraph"
        if not stripped:
            open_block = False
        elif open_block and found[-1][0] == kind:
            found[-1][1].append(stripped[len(mark) :])
        else:
            found.append((kind, [stripped[len(mark) :]]))
            open_block = True
    return found


def opening(value: str, longest: int = 180) -> str:
    """How a typed text begins, for a list of texts: its first lines as one, cut between words."""
    lines = [_without_mark(line.strip()) for line in value.splitlines() if line.strip()]
    # Bullets seldom end like sentences.
    text = " ".join(line if line[-1:] in ".:;,?!" else f"{line};" for line in lines).rstrip(";")
    return text if len(text) <= longest else f"{text[:longest].rsplit(' ', 1)[0].rstrip(',;:')} …"


def _without_mark(line: str) -> str:
    mark = next((m for m in BULLETS if line.startswith(m)), "")
    return line[len(mark) :]


def _block(kind: str, lines: list[str]) -> str:
    if kind == "list":
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        return f'<ul class="nhsuk-list nhsuk-list--bullet">{items}</ul>'
    return f"<p>{'<br>'.join(map(escape, lines))}</p>"


def nhs_date(value: date | datetime) -> str:
    """A date as NHS.UK writes it: 3 March 2026. Times are shown as London's date."""
    return f"{_in_london(value).day} {month(value)}"


def month(value: date | datetime) -> str:
    """The month of a date: March 2026."""
    value = _in_london(value)
    return f"{MONTHS[value.month]} {value.year}"


def time_of_day(value: datetime) -> str:
    """London's time on the 24-hour clock: 14:32."""
    return f"{_in_london(value):%H:%M}"


def _in_london(value: date | datetime) -> date | datetime:
    # Not `localtime()`, which first asks whether this thread has a time zone of its own.
    return value.astimezone(get_default_timezone()) if isinstance(value, datetime) else value


def plural(count: int, singular: str, plural_form: str = "") -> str:
    """A count with its noun: 1 organisation, 1,204 organisations."""
    return f"{count:,} {singular if count == 1 else plural_form or singular + 's'}"
