"""Bringing a document, and placing its pieces."""

import unicodedata
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from core.forms import GuardedField, LineField, NarrativeField
from core.guard import NO_PATIENTS, Guard
from core.text import LOST, validate_plain_text
from improvement_plans.choices import Topic
from improvement_plans.documents import (
    MOST_CHARACTERS,
    Brought,
    Unreadable,
    read_text,
    read_word,
)
from improvement_plans.documents.opening import MOST_BYTES, TOO_BIG
from improvement_plans.models import NARRATIVE_LIMIT
from improvement_plans.services.head_start import NEW_PRIORITY, NOWHERE, TITLE

LONGEST_NAME = 200


class PastedField(GuardedField):
    """A whole text, of which each piece is looked at under its heading."""

    def clean(self, value: Any) -> str:
        # What the parent does, but for its own look at the text: that names no heading.
        text = forms.CharField.clean(self, value).replace("\r\n", "\n")
        if text:
            check_pieces(read(read_text, text), self.guard or Guard())
        return text


class HeadStartForm(forms.Form):
    """A Word document, or its text. Nothing is stored before all of it may be."""

    document = forms.FileField(
        label="Word document (.docx)",
        required=False,
        allow_empty_file=True,
        # There is no file yet that could be taken away again.
        widget=forms.FileInput,
        help_text=f"Up to 10 MB. Pictures and charts are left out. {NO_PATIENTS}",
    )
    text = PastedField(
        label="Or paste its text",
        required=False,
        max_length=MOST_CHARACTERS,
        validators=[validate_plain_text],
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="A short line that stands alone, or one that begins with #, is taken as a "
        f"heading. {NO_PATIENTS}",
        error_messages={"max_length": f"Paste {MOST_CHARACTERS:,} characters or fewer"},
    )

    def clean_document(self) -> UploadedFile | None:
        document: UploadedFile | None = self.cleaned_data["document"]
        if document is None:
            return None
        if (document.size or 0) > MOST_BYTES:
            raise ValidationError(TOO_BIG, code="too_big")
        self.cleaned_data["brought"] = read(read_word, document.read())
        self.cleaned_data["name"] = name_of(document)
        return document

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        document, text = cleaned.get("document"), cleaned.get("text")
        if document and text:
            self.add_error("text", "Choose a document or paste text, not both at once")
        elif document:
            self.guard_document(cleaned)
        elif text:
            cleaned |= {"brought": read_text(text), "name": "Pasted text"}
        elif not self.errors:
            self.add_error("document", "Choose a Word document, or paste its text below")
        return cleaned

    def guard_document(self, cleaned: dict[str, Any]) -> None:
        guard = self.fields["text"].guard or Guard()  # type: ignore[attr-defined]
        try:
            guard.check(cleaned["name"], "The name of the file")
            check_pieces(cleaned["brought"], guard)
        except ValidationError as error:
            said = " ".join(error.messages)
            self.add_error("document", f"{said} Nothing of the document was stored.")


class PieceForm(forms.Form):
    """One piece: its words, which can be changed first, and where they belong."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    heading = LineField(
        label="Heading",
        called="The heading",
        max_length=300,
        help_text="A number that it had in your document, such as 4.1, is left out.",
    )
    text = NarrativeField(
        label="Text",
        called="The text",
        max_length=NARRATIVE_LIMIT,
        rows=10,
        help_text="You can change it before you place it. The document keeps its own words until "
        "you are finished with it.",
    )
    where = forms.ChoiceField(
        label="Where does this belong?",
        error_messages={
            "required": "Choose where this belongs",
            "invalid_choice": "The place that you chose is gone. Choose another",
        },
    )
    keep_heading = forms.MultipleChoiceField(
        label="The heading",
        required=False,
        choices=[("YES", "Put the heading above the text, too")],
        widget=forms.CheckboxSelectMultiple,
    )
    topic = forms.ChoiceField(
        label="Topic of the new priority",
        required=False,
        choices=[("", "Choose a topic"), *Topic.choices],
    )
    own_topic = LineField(
        label="Your own topic",
        called="Your own topic",
        max_length=80,
        help_text=f"Only if you chose “Something else”. {NO_PATIENTS}",
    )

    def __init__(
        self, *args: Any, places: list[tuple[str, str]], suggested: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["where"].choices = places  # type: ignore[attr-defined]
        self.fields["where"].help_text = suggested
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *("seen", "heading", "text", "where", "keep_heading"),
            HTML('<h2 class="nhsuk-heading-m">Only for a new priority</h2>'),
            HTML("<p>Its heading becomes the title, and its text says why it matters.</p>"),
            *("topic", "own_topic"),
        )

    def clean_keep_heading(self) -> bool:
        return bool(self.cleaned_data["keep_heading"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        where = cleaned.get("where")
        heading, text = cleaned.get("heading"), cleaned.get("text")
        if where and where != NOWHERE and heading == text == "":
            self.add_error("text", "Enter the text to place")
        elif where in {TITLE, NEW_PRIORITY} and "heading" in cleaned and "text" in cleaned:
            self.check_title(heading or text or "", 200 if where == TITLE else 150)
        if where == NEW_PRIORITY:
            self.check_topic(cleaned)
        return cleaned

    def check_title(self, title: str, longest: int) -> None:
        if len(title) > longest or "\n" in title:
            self.add_error("heading", f"Enter a heading of {longest} characters or fewer")

    def check_topic(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("topic"):
            self.add_error("topic", "Choose a topic for the new priority, or “Something else”")
        elif cleaned["topic"] == Topic.OTHER and cleaned.get("own_topic") == "":
            self.add_error("own_topic", "Enter your own topic, or choose one from the list")


def read(reader: Any, data: Any) -> Brought:
    try:
        brought: Brought = reader(data)
    except Unreadable as error:
        raise ValidationError(str(error), code="unreadable") from error
    return brought


def check_pieces(brought: Brought, guard: Guard) -> None:
    """Refuse NHS numbers, and what no text of a plan may have; say under which headings it is."""
    problems = []
    for piece in brought.pieces:
        label = piece.heading or "the text before the first heading"
        try:
            validate_plain_text(f"{piece.heading}\n\n{piece.text}")
            guard.check(f"{piece.heading}\n\n{piece.text}", label)
        except ValidationError as error:
            problems.append(f"Under “{label}”: {' '.join(error.messages)}")
    if problems:
        raise ValidationError(" ".join(problems), code="nhs_number")


def name_of(document: UploadedFile) -> str:
    """What the file is called, without what cannot be seen, or was lost on the way."""
    name = document.name or ""
    seen = [c for c in name if unicodedata.category(c)[0] != "C" and c != LOST]
    return "".join(seen)[-LONGEST_NAME:].strip() or "Your document"
