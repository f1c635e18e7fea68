"""What is asked when a version is published."""

from django import forms

from core.forms import DateField, NarrativeField
from core.guard import NO_PATIENTS
from improvement_plans.choices import ReportFrequency
from improvement_plans.models import REASON_LIMIT

# With the line that names the draft it is within the length of a message.
ADVICE_LIMIT = 2000
LOOK_AGAIN = (
    "A colleague has changed the draft since you opened this page. Read the preview again, then"
    " publish. What you typed is still below."
)


class PublishForm(forms.Form):
    """Why this version is published, and when the organisation will tell of its progress."""

    # The fingerprint of the draft that the person has read.
    read = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = NarrativeField(
        label="Why are you publishing this version?",
        called="The reason",
        max_length=REASON_LIMIT,
        required="Enter why you are publishing this version",
        rows=3,
        help_text="For example, first version; or what changed and why. Everyone will be able to "
        f"read it. {NO_PATIENTS}",
    )
    report_frequency = forms.ChoiceField(
        label="How often will you report your progress?",
        help_text="You choose, and you can change this with each version",
        choices=ReportFrequency,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how often you will report your progress"},
    )
    next_report_date = DateField(
        label="Date of your next report (optional)",
        help_text="Leave this empty to count from today: one year from now if you report once a "
        "year. For example, 30 6 2027",
        required=False,
    )

    def show_as_read(self, read: str) -> None:
        """What the page shows again is about the draft as it is now."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("read")] = read  # type: ignore[index]


class UnpublishForm(forms.Form):
    """Why a version is taken back."""

    reason = NarrativeField(
        label="Why are you taking this version back?",
        called="The reason",
        max_length=REASON_LIMIT,
        required="Enter why you are taking this version back",
        rows=3,
        help_text="Everyone will be able to read it at the address of this version. Do not repeat "
        f"what should not be read. {NO_PATIENTS}",
    )


class AskAdviceForm(forms.Form):
    """What the campaign team is asked to look at."""

    text = NarrativeField(
        label="What would you like advice on? (optional)",
        called="Your question",
        max_length=ADVICE_LIMIT,
        rows=4,
        help_text="Only the people who act for your organisation and the campaign team read it",
    )
