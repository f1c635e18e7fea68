"""The parts of the plan itself."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.autosave import RevisedForm
from core.forms import DateField, LineField, NarrativeField
from core.guard import NO_PATIENTS
from improvement_plans.choices import Involvement
from improvement_plans.models import NARRATIVE_LIMIT

BULLETS = "Start a line with a hyphen to make a bullet."


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
        help_text="Use your own data: what it shows, and what it does not show yet. "
        f"{BULLETS} {NO_PATIENTS}",
    )


class WhatWorkedForm(RevisedForm):
    """What the last three years taught."""

    what_worked = NarrativeField(
        label="What worked over the last three years",
        called="What worked",
        max_length=NARRATIVE_LIMIT,
        required="Write what worked over the last three years",
        rows=12,
        help_text="What you would do again, and how you know that it helped. "
        f"{BULLETS} {NO_PATIENTS}",
    )


class DifferentlyForm(RevisedForm):
    """What will change, because of it."""

    what_we_will_do_differently = NarrativeField(
        label="What we will do differently",
        called="What you will do differently",
        max_length=NARRATIVE_LIMIT,
        required="Write what you will do differently",
        rows=12,
        help_text=f"What you will start, change or stop, and why. {BULLETS} {NO_PATIENTS}",
    )


class InvolvementForm(RevisedForm):
    """Who took part in writing the plan. “Not yet” is a full answer."""

    involvement = forms.ChoiceField(
        label="Were patients and staff involved in this plan?",
        choices=Involvement,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose “Yes, as we describe below” or “Not yet”"},
    )
    how_people_were_involved = NarrativeField(
        label="How patients and staff were involved",
        called="How they were involved",
        max_length=NARRATIVE_LIMIT,
        rows=10,
        help_text="Who took part, how, and what changed because of it. If you chose “Not yet” you "
        "can leave this empty, or say what you intend. Speak of groups, not of one person. "
        f"{NO_PATIENTS}",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = cleaned.get("how_people_were_involved")
        if cleaned.get("involvement") == Involvement.YES and text == "":
            # Like any empty box: the answer that was chosen is saved meanwhile.
            missing = ValidationError("Write how they were involved", code="required")
            self.add_error("how_people_were_involved", missing)
        return cleaned
