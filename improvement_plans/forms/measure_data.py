"""Values that are pasted, uploaded or corrected."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from core.guard import NO_PATIENTS
from core.text import nhs_date, validate_plain_text
from improvement_plans.dates import Order, Unclear
from improvement_plans.models import DataPoint, Measure
from improvement_plans.pasted import Sheet, faults_first, plain, read_sheet, read_value
from improvement_plans.periods import Period
from improvement_plans.presenters.measures import words_of

MOST_CHARACTERS = 1_000_000
MOST_BYTES = 1_000_000
TOO_LONG = "Send 1,000,000 characters or fewer, and 10,000 rows or fewer, at once"
# More than these nobody puts right in one go.
MOST_FAULTS = 25
NOT_TEXT = "The file is not a CSV file. In Excel, save it as CSV UTF-8."


class DataForm(forms.Form):
    """Two columns, period and value: pasted, typed, or in a file. Nothing is saved by it alone."""

    rows = forms.CharField(
        label="Paste or type two columns, the period and its value",
        required=False,
        strip=False,
        max_length=MOST_CHARACTERS,
        validators=[validate_plain_text],
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=f"One row for each period. Leave the value empty if it was not collected. "
        f"{NO_PATIENTS}",
    )
    document = forms.FileField(
        label="Or choose a CSV file",
        required=False,
        allow_empty_file=True,
        # There is no file yet that could be taken away again.
        widget=forms.FileInput,
        help_text="Up to 1 MB, with the same two columns",
    )
    order = forms.ChoiceField(
        label="Which date is meant?",
        required=False,
        choices=[(Order.DAY_FIRST, ""), (Order.MONTH_FIRST, "")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure
        self.sheet: Sheet | None = None

    def clean_document(self) -> str:
        document: UploadedFile | None = self.cleaned_data["document"]
        if document is None:
            return ""
        if (document.size or 0) > MOST_BYTES:
            raise ValidationError("The file must be 1 MB or smaller", code="too_big")
        text = as_text(document.read())
        validate_plain_text(text)
        if not text.strip():
            raise ValidationError("The file is empty. Choose another one", code="empty")
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed, sent = cleaned.get("rows", ""), cleaned.get("document", "")
        if typed.strip() and sent:
            self.add_error("document", "Paste rows or choose a file, not both at once")
        elif not (typed.strip() or sent) and not self.errors:
            self.add_error("rows", "Paste or type the rows, or choose a file below")
        elif not self.errors:
            self.read(sent or typed, cleaned.get("order") or "")
        return cleaned

    def read(self, text: str, order: str) -> None:
        """Read the rows; what is wrong is said by row and column, and what is unclear is asked."""
        measure = self.measure
        said = Order(order) if order else None
        sheet = read_sheet(text, measure.period_kind, is_count=measure.is_count, order=said)
        # A file is not chosen again by a page: its text goes on in the box.
        self.text = text
        for said_of_row in faults_first(sheet, MOST_FAULTS):
            self.add_error("rows", said_of_row)
        if not sheet.faults and sheet.question:
            self.ask(sheet.question)
        self.sheet = sheet

    def ask(self, question: Unclear) -> None:
        field = self.fields["order"]
        field.label = f"Which date is {question.text}?"
        field.help_text = "Your answer holds for every date that can be read in two ways"
        field.choices = [  # type: ignore[attr-defined]
            (Order.DAY_FIRST, f"{nhs_date(question.day_first)}: the day comes first"),
            (Order.MONTH_FIRST, f"{nhs_date(question.month_first)}: the month comes first"),
        ]
        self.add_error("order", f"Choose which date {question.text} is")


def as_text(content: bytes) -> str:
    """The text of a file as Excel or another program saved it. Raises `ValidationError`."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    if content.startswith(b"PK\x03\x04"):
        raise ValidationError(
            "This is an Excel workbook. Save it as CSV UTF-8, or copy its two columns into the "
            "box above.",
            code="workbook",
        )
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError(NOT_TEXT, code="not_text")


class GridRow:
    """One period of the grid: what is saved of it, and the boxes to change it."""

    def __init__(self, form: "GridForm", period: Period, point: DataPoint | None) -> None:
        day = period.first_day
        self.day: date = day or date.min
        self.words = words_of(period)
        self.point = point
        self.name = f"value_{period.label}"
        self.remove = f"remove_{period.label}"
        form.fields[self.name] = ValueField(
            label=f"Value for {self.words}", is_count=form.measure.is_count
        )
        form.initial[self.name] = "" if point is None else plain(point.value)
        if point:
            form.fields[self.remove] = forms.BooleanField(
                label=f"Take {self.words} out", required=False
            )

    @property
    def saved(self) -> str:
        if self.point is None:
            return "No value yet"
        return "Not collected" if self.point.value is None else plain(self.point.value)


class ValueField(forms.CharField):
    """A number, or nothing for "not collected"."""

    def __init__(self, *, label: str, is_count: bool) -> None:
        super().__init__(label=label, required=False, max_length=60)
        self.is_count = is_count

    def clean(self, value: Any) -> Decimal | None:
        text = str(super().clean(value))
        try:
            return read_value(text, is_count=self.is_count)
        except ValueError as error:
            raise ValidationError(f"{self.label}: {error}", code="invalid") from error


class GridForm(forms.Form):
    """The value of each period in a box of its own, newest first; the next period above them."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**48)

    def __init__(
        self,
        *args: Any,
        measure: Measure,
        points: Sequence[DataPoint],
        following: Period | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure
        self.grid = [GridRow(self, following, None)] if following else []
        self.grid += [GridRow(self, p.period(measure.period_kind), p) for p in points]

    @property
    def removed(self) -> list[date]:
        return [row.day for row in self.grid if self.cleaned_data.get(row.remove)]

    @property
    def values(self) -> dict[date, Decimal | None]:
        """Every period that stays. A box that is left empty in a new one adds nothing."""
        data, gone = self.cleaned_data, set(self.removed)
        return {
            row.day: data[row.name]
            for row in self.grid
            if row.day not in gone and (row.point or str(self.data.get(row.name, "")).strip())
        }
