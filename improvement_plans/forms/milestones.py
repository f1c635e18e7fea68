"""What a plan will have done by when, and what it wants to learn."""

from typing import Any

from django import forms

from core.autosave import RevisedForm
from core.forms import DateField, LineField, NarrativeField
from core.guard import NO_PATIENTS
from improvement_plans.models import SHORT_LIMIT, PlanVersion


class MilestoneForm(RevisedForm):
    """One milestone: what, by when, and for which priority."""

    title = LineField(
        label="What will be done?",
        called="What will be done",
        max_length=200,
        required="Enter what will be done",
        help_text=f"For example, every ward has a falls lead. {NO_PATIENTS}",
    )
    due_date = DateField(
        label="By when?",
        help_text="You can move it later. For example, 30 9 2027",
        error_messages={"required": "Enter the date it will be done by"},
    )
    priority = forms.ChoiceField(label="Is it a step of a priority? (optional)", required=False)

    def __init__(self, *args: Any, draft: PlanVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = draft.priorities.order_by("position").values_list("pk", "title") if draft else ()
        self.fields["priority"].choices = [  # type: ignore[attr-defined]
            ("", "No, of the whole plan"),
            *((str(pk), title) for pk, title in rows),
        ]


class ReachedForm(forms.Form):
    """The day a milestone was reached."""

    done_date = DateField(
        label="When was it reached?",
        help_text="Today, unless you change it",
        error_messages={"required": "Enter the date it was reached"},
    )


class LearningGoalForm(RevisedForm):
    """One thing the member wants to learn."""

    question = NarrativeField(
        label="What do you want to learn?",
        called="What you want to learn",
        max_length=SHORT_LIMIT,
        required="Write what you want to learn",
        rows=4,
        help_text="For example, what lets a night team see early that somebody is getting worse? "
        f"{NO_PATIENTS}",
    )
    sharing = NarrativeField(
        label="How will you share it? (optional)",
        called="How you will share it",
        max_length=SHORT_LIMIT,
        rows=4,
        help_text="With whom and where: for example, at our learning event each May. "
        f"{NO_PATIENTS}",
    )
