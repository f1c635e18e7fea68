"""What is asked when a version is published."""

from django import forms

from core.forms import DateField, NarrativeField
from core.guard import NO_PATIENTS
from improvement_plans.choices import ReportFrequency


class PublishForm(forms.Form):
    """Why this version is published, and when the organisation will tell of its progress."""

    reason = NarrativeField(
        label="Why are you publishing this version?",
        called="The reason",
        max_length=500,
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
