"""What a page does about patient data in the texts that are typed there."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models

from core.patient_data import Finding, Kind, digits, find, hints

NO_PATIENTS = "Do not write anything about a patient."
CODE = "nhs_number"


class PointedOut(NamedTuple):
    """Something to look at again before it is public, and where to change it."""

    where: str
    href: str
    finding: Finding


class Texts:
    """Whose texts these are. By default nobody may say that a number in them is something else."""

    # Said after “Remove it.”
    instead = ""
    may_explain = False

    def is_explained(self, number: str) -> bool:
        """Whether somebody has said what these ten digits are, if not an NHS number."""
        return False

    def explain(self, numbers: Collection[str], reason: str) -> None:
        """Remember what they are."""
        raise NotImplementedError


class Guard:
    """Refuses NHS numbers, and remembers what else may tell who a patient is.

    One for each form, because it remembers; a form without a page of ours has one that knows
    nothing, and refuses them all.
    """

    def __init__(self, texts: Texts | None = None, reason: str = "") -> None:
        """`reason` is why the numbers that are met are no NHS numbers, as a lead has typed it."""
        self.texts, self.reason = texts or Texts(), reason
        self.refused, self.accepted = False, set[str]()
        self.hints: list[tuple[str, Finding]] = []

    def check(self, text: str, label: str) -> None:
        """Raise `ValidationError` for an NHS number, which is shown to who typed it only."""
        found = find(text)
        self.hints += [(label, finding) for finding in found if finding.kind != Kind.NHS_NUMBER]
        unexplained = unexplained_numbers(found, self.texts.is_explained)
        if unexplained and not self.reason:
            self.refused = True
            raise ValidationError(f"{_seen(unexplained)} {self.texts.instead}".strip(), code=CODE)
        self.accepted |= {digits(number) for number in unexplained}

    def may_ask(self) -> bool:
        """Whether there is something to ask this person about."""
        return self.refused and self.texts.may_explain

    def remember(self) -> None:
        """Keep what was said about the numbers of a form that has no error left."""
        if self.accepted:
            self.texts.explain(self.accepted, self.reason)


def unexplained_numbers(found: list[Finding], is_explained: Callable[[str], bool]) -> list[str]:
    """NHS numbers as they were typed, each once, but for those that are something else."""
    numbers = dict.fromkeys(f.text for f in found if f.kind == Kind.NHS_NUMBER)
    return [number for number in numbers if not is_explained(digits(number))]


def _seen(numbers: list[str]) -> str:
    typed = " and ".join(" ".join(number.split()) for number in numbers)
    if len(numbers) == 1:
        return f"This looks like an NHS number: {typed}. Remove it."
    return f"These look like NHS numbers: {typed}. Remove them."


Thing = models.Model | str | Sequence[models.Model | str]


def texts_of(thing: Thing) -> list[str]:
    """All that somebody typed into a row, or into each of several, whatever columns come next year.

    Choices are not typed, and an address is not published.
    """
    if isinstance(thing, str):
        return [thing]
    if not isinstance(thing, models.Model):
        return [text for each in thing for text in texts_of(each)]
    typed = (models.CharField, models.TextField)
    columns: list[Any] = [
        field
        for field in thing._meta.concrete_fields
        if isinstance(field, typed)
        and not isinstance(field, models.EmailField)
        and not field.choices
    ]
    return [getattr(thing, column.attname) for column in columns]


def point_out(where: str, href: str, thing: models.Model) -> list[PointedOut]:
    """What in a row may tell who a patient is, and stops nobody."""
    found = [finding for text in texts_of(thing) for finding in hints(text)]
    return [PointedOut(where, href, finding) for finding in found]
