"""The words of a driver diagram, line by line, and an outline that is pasted."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from core.forms import GuardedField, LineField
from core.guard import NO_PATIENTS
from core.revisions import fingerprint
from core.text import validate_plain_text
from improvement_plans import outline
from improvement_plans.models import DRIVER_LIMIT

TEXT = "text-"
KEEP = "keep-"
NEW_TEXT = "new_text"
OUTLINE = "outline"
MINE, THEIRS = "MINE", "THEIRS"
LONGEST_OUTLINE = 30_000
MOST_DIGITS = 15


def line_field(label: str, *, required: str = "") -> LineField:
    field = LineField(label=label, called=label, max_length=DRIVER_LIMIT, required=required)
    field.widget.attrs.update({"class": "portal-outline__text", "maxlength": None})
    return field


class DiagramForm(forms.Form):
    """Asks after what was typed anew only: the rest of the diagram says what it said.

    `labels` are how the lines are called, by key. A line that is not in them was deleted.
    """

    new_text = line_field("New line")
    outline = GuardedField(
        label="Paste an outline",
        required=False,
        strip=False,
        max_length=LONGEST_OUTLINE,
        validators=[validate_plain_text],
        error_messages={
            "max_length": f"The outline must be {LONGEST_OUTLINE:,} characters or fewer"
        },
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="From PowerPoint, Word or an email, one driver or idea on each line. How far a "
        f"line is moved in, or its bullet or number, says what it hangs under. {NO_PATIENTS}",
    )

    def __init__(self, *args: Any, labels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen_in(self.data.get("revision", ""))
        for name in self.data:
            key = name.removeprefix(TEXT)
            if key != name and self.is_typed(key):
                label = labels.get(key, "A deleted line")
                required = f"Enter the words of {label.lower()}, or delete it"
                self.fields[name] = line_field(label, required=required)

    def is_typed(self, key: str) -> bool:
        """Whether the words of a line are others than its author was shown."""
        return fingerprint({"text": self.data[TEXT + key]}) != self.seen.get(key, 0)

    @property
    def typed(self) -> dict[str, str]:
        """The words that were typed anew and are right, by key."""
        found = self.cleaned_data.items()
        return {name.removeprefix(TEXT): text for name, text in found if name.startswith(TEXT)}

    def clean_outline(self) -> str:
        text: str = self.cleaned_data["outline"]
        read = outline.read(text)
        for number, (_, line) in enumerate(read.lines, start=1):
            if len(line) > DRIVER_LIMIT:
                raise ValidationError(
                    f"Line {number} of the outline must be {DRIVER_LIMIT} characters or fewer"
                    f" (it has {len(line)})"
                )
        if len(read.lines) > outline.MOST_LINES:
            raise ValidationError(
                f"The outline must have {outline.MOST_LINES} lines or fewer"
                f" (it has {len(read.lines)})"
            )
        return text


def seen_in(revision: str) -> dict[str, int]:
    """The fingerprints of the words that a page showed, by the key of their line."""
    pairs = (pair.partition(":") for pair in revision.split())
    return {key: number_in(mark) for key, _, mark in pairs}


def number_in(text: str) -> int:
    """A number that a page of ours sends; 0 for anything else."""
    is_one = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_one else 0


def kept_of(data: QueryDict, key: str) -> str:
    """Whose words of a line are to stay, where two people worded it; "" while it is not said."""
    answer = data.get(KEEP + key, "")
    return answer if answer in {MINE, THEIRS} else ""
