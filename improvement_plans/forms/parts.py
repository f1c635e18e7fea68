"""The parts of the plan itself."""

from typing import Any

from core.autosave import RevisedForm
from core.forms import DateField, LineField, NarrativeField
from core.guard import NO_PATIENTS
from improvement_plans.models import NARRATIVE_LIMIT


class AboutForm(RevisedForm):
    """What the plan is called, how long it runs, and who leads it."""

    title = LineField(
        label="Title of the plan",
        called="The title",
        max_length=200,
        required="Enter a title for the plan",
        help_text=f"For example, Safer care at every hour: our plan 2026 to 2029. {NO_PATIENTS}",
    )
    start_date = DateField(
        label="Start date",
        help_text="For example, 1 4 2026",
        error_messages={"required": "Enter the date the plan starts"},
    )
    end_date = DateField(
        label="End date",
        help_text="Plans usually run for three to five years. For example, 31 3 2029",
        error_messages={"required": "Enter the date the plan ends"},
    )
    board_approved_date = DateField(
        label="Date your board approved the plan (optional)",
        help_text="Leave this empty if your board has not approved it, or if you have no board",
        required=False,
    )
    executive_lead = LineField(
        label="Executive lead",
        called="The executive lead",
        max_length=120,
        required="Enter the name or the job title of the executive lead",
        help_text="A name, a job title or both. Everyone will be able to read it. "
        "Do not name a patient.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start_date"), cleaned.get("end_date")
        if start and end and end <= start:
            self.add_error("end_date", "The end date must be after the start date")
        return cleaned


class WhereWeAreNowForm(RevisedForm):
    """The organisation's own account of its safety today."""

    where_we_are_now = NarrativeField(
        label="Where we are now",
        called="Where we are now",
        max_length=NARRATIVE_LIMIT,
        required="Write where your organisation is now",
        rows=16,
        help_text="Use your own data: what it shows, and what it does not show yet. Start a line "
        f"with a hyphen to make a bullet. {NO_PATIENTS}",
    )
