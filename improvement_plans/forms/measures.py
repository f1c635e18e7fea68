"""What is asked about a measure."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms

from core.autosave import RevisedForm
from core.forms import DateField, LineField, NarrativeField
from core.guard import NO_PATIENTS
from improvement_plans.choices import MeasureFrequency, MeasureKind, WantedDirection
from improvement_plans.models import REASON_LIMIT, SHORT_LIMIT, Priority

YES_NO = [("yes", "Yes"), ("no", "No")]
NUMBER_ERRORS = {
    "invalid": "Enter a number in digits only, such as 12 or 3.5",
    "max_digits": "Enter a number of 15 digits or fewer",
    "max_whole_digits": "Enter a number below 1,000,000,000",
    "max_decimal_places": "Enter a number with 6 decimal places or fewer",
}
NUMBER_BOX = {"inputmode": "decimal", "class": "nhsuk-input--width-10"}


def _is_yes(value: str) -> bool:
    return value == "yes"


def yes_or_no(label: str, required: str, help_text: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=_is_yes,
        widget=forms.RadioSelect,
        help_text=help_text,
        error_messages={"required": required},
    )


def number(label: str, help_text: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        max_digits=15,
        decimal_places=6,
        required=False,
        error_messages=NUMBER_ERRORS,
        widget=forms.TextInput(attrs=NUMBER_BOX),
    )


class MeasureForm(RevisedForm):
    """What is measured, how, how often, and where it should go."""

    hangs_on = forms.ChoiceField(
        label="What does it measure?",
        help_text="A priority of your plan, or one driver of its diagram",
        error_messages={
            "required": "Choose the priority or the driver that this measures",
            "invalid_choice": "Choose a priority or a driver that is in your plan",
        },
    )
    name = LineField(
        label="Name of the measure",
        called="The name",
        max_length=150,
        required="Enter a name for the measure",
        help_text=f"For example, falls with harm per 1,000 bed days. {NO_PATIENTS}",
    )
    kind = forms.ChoiceField(
        label="What kind of measure is it?",
        help_text="An outcome is what you want to change. A process is what you do for it. "
        "A balancing measure watches what might get worse elsewhere meanwhile",
        choices=MeasureKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of measure it is"},
    )
    definition = NarrativeField(
        label="Operational definition",
        called="The operational definition",
        max_length=SHORT_LIMIT,
        required="Write what exactly is counted or measured",
        rows=5,
        help_text="What exactly is counted or measured, where, and what is left out, so that "
        "two people would come to the same number",
    )
    numerator = LineField(
        label="Numerator (optional)",
        called="The numerator",
        max_length=300,
        help_text=f"What is above the line. For example, falls with harm. {NO_PATIENTS}",
    )
    denominator = LineField(
        label="Denominator (optional)",
        called="The denominator",
        max_length=300,
        help_text=f"What is below the line. For example, occupied bed days. {NO_PATIENTS}",
    )
    multiplier = forms.IntegerField(
        label="Multiplied by (optional)",
        help_text="For example, 100 for a percentage, or 1000 for a rate per 1,000",
        min_value=1,
        max_value=1_000_000_000,
        required=False,
        error_messages={
            "invalid": "Enter a whole number in digits only, such as 1000",
            "min_value": "Enter a whole number above 0",
            "max_value": "Enter a number of 1,000,000,000 or less",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-10"}),
    )
    unit = LineField(
        label="Unit (optional)",
        called="The unit",
        max_length=60,
        help_text="As it reads after a number. For example, %, days or per 1,000 bed days. "
        f"{NO_PATIENTS}",
    )
    is_count = yes_or_no(
        "Is it a count of events or people?",
        "Choose whether it is a count",
        "A count is a whole number, and its chart begins at zero",
    )
    wanted = forms.ChoiceField(
        label="Which way should it go?",
        choices=WantedDirection,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which way it should go, or “Neither”"},
    )
    frequency = forms.ChoiceField(
        label="How often is there a value?",
        choices=MeasureFrequency,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often there is a value"},
    )
    source = LineField(
        label="Where does the data come from? (optional)",
        called="The source",
        max_length=300,
        help_text=f"For example, our incident system, counted on the 5th of the month. "
        f"{NO_PATIENTS}",
    )
    baseline = number("Where it stood to begin with (optional)", "In digits. For example, 6.2")
    target = number("Target (optional)", "In digits. For example, 3.1")
    target_date = DateField(
        label="When do you want to reach the target? (optional)",
        help_text="For example, 31 3 2028",
        required=False,
    )
    baseline_points = forms.IntegerField(
        label="Fix the average and limits by the first values (optional)",
        help_text="How many values, for example 12. Leave it empty to use all of them",
        min_value=2,
        max_value=1000,
        required=False,
        error_messages={
            "invalid": "Enter how many values in digits only, such as 12",
            "min_value": "Enter 2 or more, or leave it empty",
            "max_value": "Enter 1,000 or fewer, or leave it empty",
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-4"}),
    )

    reason = NarrativeField(
        label="Why does it change?",
        called="The reason",
        max_length=REASON_LIMIT,
        required="Write why it changes",
        rows=3,
        help_text="Everyone can read this measure, so everyone reads what changed, when and why",
    )

    def __init__(
        self,
        *args: Any,
        priorities: Sequence[Priority],
        has_been_public: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not has_been_public:
            del self.fields["reason"]
        choices = [("", "Choose a priority or a driver"), *_places(priorities)]
        self.fields["hangs_on"].choices = choices  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *("revision", "hangs_on", "name", "kind", "definition"),
            HTML('<h2 class="nhsuk-heading-m">How it is calculated</h2>'),
            *("numerator", "denominator", "multiplier", "unit", "is_count"),
            HTML('<h2 class="nhsuk-heading-m">Where it should go</h2>'),
            *("wanted", "baseline", "target", "target_date"),
            HTML('<h2 class="nhsuk-heading-m">The data</h2>'),
            *("frequency", "source", "baseline_points"),
            *(("reason",) if has_been_public else ()),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("target_date") and "target" in cleaned and cleaned["target"] is None:
            self.add_error("target", "Enter the target that is to be reached by this date")
        if place := cleaned.pop("hangs_on", None):
            priority, _, driver = place.partition(" ")
            cleaned["priority_key"] = UUID(priority)
            cleaned["driver_key"] = UUID(driver) if driver else None
        return cleaned

    def add_refusals(self, refusals: dict[str, list[str]]) -> None:
        """Show what a service refused beside the field that it is about, or above all of them."""
        places = {"priority_key": "hangs_on", "driver_key": "hangs_on"}
        for name, said in refusals.items():
            known = places.get(name, name)
            self.add_error(known if known in self.fields else None, said)


def place_of(priority_key: UUID, driver_key: UUID | None) -> str:
    """How the list of priorities and drivers names one of them."""
    return f"{priority_key} {driver_key}" if driver_key else str(priority_key)


def _places(priorities: Sequence[Priority]) -> list[tuple[str, str]]:
    return [
        (place_of(priority.key, driver.key if driver else None), text)
        for priority in priorities
        for driver, text in [
            (None, priority.title),
            *((driver, f"– {driver.text}") for driver in priority.drivers.all()),
        ]
    ]


class SharingForm(forms.Form):
    """Who may read a measure."""

    is_public = yes_or_no(
        "Should everyone be able to read this measure and its data?",
        "Choose whether everyone may read it",
        "It is then shown with your published plan, and changes show at once",
    )
    hides_small = yes_or_no(
        "Should counts under 5 be hidden from the public?",
        "Choose whether counts under 5 are hidden",
        "Small counts may tell of single patients. We advise it for counts of people. Your own "
        "team still sees them",
    )

    def __init__(self, *args: Any, is_count: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_count:
            # Only a count can be small in this sense.
            del self.fields["hides_small"]

    def clean(self) -> dict[str, Any]:
        return {"hides_small": False, **(super().clean() or {})}


class RebaseForm(forms.Form):
    """From where limits are calculated anew, and why."""

    first_day = forms.TypedChoiceField(
        label="From which period?",
        coerce=date.fromisoformat,
        error_messages={"required": "Choose the period from which they are calculated anew"},
    )
    reason = NarrativeField(
        label="What changed then?",
        called="The reason",
        max_length=REASON_LIMIT,
        required="Write what changed",
        rows=3,
        help_text="A change that you know of, and that is there to stay. For example, a new way to "
        "count, or falls rounds on every ward",
    )

    def __init__(self, *args: Any, periods: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a period"), *periods]
        self.fields["first_day"].choices = choices  # type: ignore[attr-defined]
