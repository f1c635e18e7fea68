"""Values that are pasted, uploaded or corrected."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from core import workbooks
from core.guard import NO_PATIENTS
from core.text import nhs_date, validate_plain_text
from improvement_plans.dates import Order, Unclear
from improvement_plans.models import DataPoint, Measure
from improvement_plans.pasted import (
    MOST_ROWS,
    Sheet,
    as_text,
    faults_first,
    plain,
    read_sheet,
    read_value,
)
from improvement_plans.periods import Period
from improvement_plans.presenters.measures import words_of

MOST_CHARACTERS = 1_000_000
# More than so many rows need, so that what is wrong with a large file is said by its row.
MOST_BYTES = 12_000_000
TOO_BIG = "The file must be 12 MB or smaller"
# A longer row is not read to its end, and a fault in any case.
LONGEST_LINE = 1_000
WORKBOOK = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
TOO_LONG = "Send 1,000,000 characters or fewer, and 10,000 rows or fewer, at once"
# More than these nobody puts right in one go.
MOST_FAULTS = 25
NOT_TEXT = "the file is not a CSV file. In Excel, save it as an Excel workbook or CSV UTF-8."


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
        label="Or choose an Excel workbook (.xlsx) or a CSV file",
        required=False,
        allow_empty_file=True,
        # There is no file yet that could be taken away again.
        widget=forms.FileInput,
        help_text="Up to 12 MB, with the same two columns. Of a workbook its first sheet is read. "
        f"{NO_PATIENTS}",
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
        self.sheet_name = ""

    def clean_document(self) -> str:
        document: UploadedFile | None = self.cleaned_data["document"]
        if document is None:
            return ""
        if (document.size or 0) > MOST_BYTES:
            raise ValidationError(TOO_BIG, code="too_big")
        content = document.read()
        is_workbook = content.startswith((WORKBOOK, OLD_WORKBOOK))
        text = plain_lines(self.of_workbook(content) if is_workbook else text_of(content))
        if not text.strip():
            raise ValidationError("The file is empty. Choose another one", code="empty")
        return text

    def of_workbook(self, content: bytes) -> str:
        """The rows of a workbook. What is wrong with it names its row."""
        try:
            # A row of headings more than values.
            sent = workbooks.read(content, most_rows=MOST_ROWS + 1)
        except workbooks.Unreadable as error:
            raise ValidationError(str(error), code="workbook") from error
        self.sheet_name = sent.sheet if sent.sheets > 1 else ""
        return as_text(sent.rows)

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
        sheet.name = self.sheet_name
        # A file is not chosen again by a page: its text goes on in the box, where it has room.
        self.text = text if len(text) <= MOST_CHARACTERS else ""
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


def text_of(content: bytes) -> str:
    """The text of a CSV file as Excel or another program saved it. Raises `ValidationError`."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    row = 1
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            row = content.count(b"\n", 0, error.start) + 1
    raise ValidationError(f"Row {row:,}: {NOT_TEXT}", code="not_text")


def plain_lines(text: str) -> str:
    """The text, its lines cut where no row goes on. Raises `ValidationError` with the row."""
    lines = [line[:LONGEST_LINE] for line in text.splitlines()]
    text = "\n".join(lines)
    try:
        validate_plain_text(text)
    except ValidationError as error:
        row = next((n for n, line in enumerate(lines, start=1) if not _is_plain(line)), 1)
        said = f"Row {row:,}: {' '.join(error.messages)}"
        raise ValidationError(said, code="invalid") from error
    return text


def _is_plain(line: str) -> bool:
    try:
        validate_plain_text(line)
    except ValidationError:
        return False
    return True


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
    """The value of each period in a box of its own, the oldest first; the next periods below."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**48)

    def __init__(
        self,
        *args: Any,
        measure: Measure,
        points: Sequence[DataPoint],
        following: Sequence[Period],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure
        self.grid = [GridRow(self, p.period(measure.period_kind), p) for p in points]
        self.grid += [GridRow(self, period, None) for period in following]

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
