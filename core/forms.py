"""Form fields as the NHS design system has them, with errors that say what to do."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.guard import NO_PATIENTS, Guard, Texts
from core.text import validate_plain_text, validate_single_line

# Nothing here lies outside: plans look a few years ahead, boards a few years back.
YEARS = range(1900, 2101)
MONTHS = {
    name: number
    for number, long_name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        start=1,
    )
    for name in (long_name, long_name[:3], str(number), f"{number:02}")
}


class DateWidget(forms.MultiWidget):
    """Day, month and year in three boxes, the NHS pattern for a date one knows."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput() for part in ("day", "month", "year")
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def id_for_label(self, id_: str) -> str:
        return id_

    def first_id(self, id_: str) -> str:
        return f"{id_}_day"


class DateField(forms.MultiValueField):
    """A date typed as day, month and year; the month may be a number or a name."""

    widget = DateWidget

    def __init__(self, **kwargs: Any) -> None:
        fields = [forms.CharField(required=False) for _ in range(3)]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> date | None:
        if not any(data_list):
            return None
        day, month_name, year = data_list
        try:
            typed = date(int(year), MONTHS[month_name.strip().lower()], int(day))
        except (KeyError, ValueError, OverflowError):
            typed = date.min
        if typed.year not in YEARS:
            name = str(self.label).removesuffix(" (optional)")
            # A question is quoted, or its mark would stand in the middle of the sentence.
            name = f"“{name}”" if name.endswith("?") else name
            raise ValidationError(
                f"{name} must be a real date, such as 31 March 2028", code="invalid"
            )
        return typed


class GuardedField(forms.CharField):
    """Text in which no NHS number may stand. All text that the portal keeps comes through here."""

    # A page that knows more about a number brings its own; without one, each is refused.
    guard: Guard | None = None

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        (self.guard or Guard()).check(text, str(self.label))
        return text


class LineField(GuardedField):
    """One line of text; `called` names it in the error about its limit."""

    def __init__(
        self,
        *,
        called: str,
        max_length: int,
        required: str = "",
        autocomplete: str = "",
        extra: Sequence[Callable[[str], None]] = (),
        **kwargs: Any,
    ) -> None:
        attrs = {"class": "nhsuk-input--width-30"}
        if autocomplete:
            attrs["autocomplete"] = autocomplete
        super().__init__(
            max_length=max_length,
            required=bool(required),
            validators=[validate_plain_text, validate_single_line, *extra],
            error_messages=messages(called, max_length, required),
            widget=forms.TextInput(attrs),
            **kwargs,
        )


class EmailAddressField(forms.EmailField):
    """An address, no longer than mail allows."""

    def __init__(self, *, required: str, **kwargs: Any) -> None:
        super().__init__(
            max_length=254,
            error_messages={
                "required": required,
                "invalid": "Enter an email address in the correct format, like name@example.nhs.uk",
                "max_length": "The email address must be 254 characters or fewer",
            },
            widget=forms.EmailInput(
                attrs={
                    "autocomplete": "email",
                    "spellcheck": "false",
                    "class": "nhsuk-input--width-30",
                }
            ),
            **kwargs,
        )


class NarrativeField(GuardedField):
    """Paragraphs. A line break counts once, as the counter under the box counts it."""

    def __init__(
        self,
        *,
        called: str,
        max_length: int,
        rows: int,
        required: str = "",
        help_text: str = "",
        **kwargs: Any,
    ) -> None:
        if NO_PATIENTS not in help_text:
            help_text = f"{help_text.rstrip('.')}. {NO_PATIENTS}".removeprefix(". ")
        super().__init__(
            max_length=max_length,
            required=bool(required),
            validators=[validate_plain_text],
            error_messages=messages(called, max_length, required),
            widget=forms.Textarea(attrs={"rows": rows}),
            help_text=help_text,
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


def messages(called: str, max_length: int, required: str) -> dict[str, str]:
    return {
        "required": required,
        "max_length": f"{called} must be {max_length:,} characters or fewer"
        " (it has %(show_value)d)",
    }


EXPLANATION = "not_an_nhs_number"


def explanation_field() -> LineField:
    """Asked of a lead in whose text there is what looks like an NHS number."""
    return LineField(
        label="If this is not an NHS number, say what it is",
        called="What it is",
        max_length=200,
        help_text="For example, the telephone number of our switchboard. We keep your answer with "
        "your name, and do not ask about the same number again",
    )


def guard_texts(form: forms.BaseForm, texts: Texts) -> Guard:
    """Let the page that a form stands on decide about the numbers in its texts."""
    typed = form.data.get(form.add_prefix(EXPLANATION))
    asked = typed is not None and texts.may_explain
    guard = Guard(texts, reason=_reason(typed) if asked else "")
    for field in form.fields.values():
        if isinstance(field, GuardedField):
            field.guard = guard
    if asked:
        ask_for_explanation(form)
    return guard


def _reason(typed: str | None) -> str:
    try:
        return explanation_field().clean(typed)
    except ValidationError:
        return ""  # which the field itself says


def ask_for_explanation(form: forms.BaseForm) -> None:
    """Put the question at the end of a form, in its own layout if it has one."""
    if EXPLANATION in form.fields:
        return
    form.fields[EXPLANATION] = explanation_field()
    if helper := getattr(form, "helper", None):
        helper.layout.append(EXPLANATION)


class TickedField(forms.MultipleChoiceField):
    """Any number of boxes; what is ticked, in the order of the list and each once."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        ticked = set(super().clean(value))
        known: list[Any] = list(self.choices)  # type: ignore[arg-type]
        return [str(key) for key, _ in known if str(key) in ticked]
