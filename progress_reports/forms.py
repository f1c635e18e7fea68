"""What is asked when a report is written and published."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.autosave import RevisedForm
from core.forms import DateField, NarrativeField
from core.guard import NO_PATIENTS
from core.text import nhs_date
from improvement_plans.choices import ReportFrequency
from improvement_plans.forms.parts import BULLETS
from improvement_plans.forms.publishing import PublishForm
from improvement_plans.models import NARRATIVE_LIMIT, SHORT_LIMIT
from progress_reports.choices import Charts, News, Status

LOOK_AGAIN = (
    "The draft, or a chart in it, has changed since you opened this page. Read the preview again,"
    " then publish. What you typed is still below."
)


class ReportForm(RevisedForm):
    """The time that the report tells of, and whom it thanks."""

    period_start_date = DateField(
        label="First day of the period",
        help_text="For example, 1 4 2026",
        error_messages={"required": "Enter the first day of the period"},
    )
    period_end_date = DateField(
        label="Last day of the period",
        help_text="For example, 31 3 2027",
        error_messages={"required": "Enter the last day of the period"},
    )
    thanks = NarrativeField(
        label="Whom do you want to thank? (optional)",
        called="Your thanks",
        max_length=SHORT_LIMIT,
        rows=4,
        help_text="Name teams and roles, such as the night team of ward 4 or our porters. Everyone "
        f"will be able to read it. {NO_PATIENTS}",
    )
    charts = forms.ChoiceField(
        label="Which charts does the corrected report show?",
        choices=Charts,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which charts the corrected report shows"},
    )

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_correction:
            del self.fields["charts"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("period_start_date"), cleaned.get("period_end_date")
        if start and end and end < start:
            self.add_error("period_end_date", "The last day must not be before the first day")
        return cleaned


def narrative(label: str, called: str, hint: str, rows: int = 5) -> NarrativeField:
    """One of the texts about a priority. None must be long."""
    return NarrativeField(
        label=label, called=called, max_length=NARRATIVE_LIMIT, rows=rows, help_text=hint
    )


class PriorityForm(RevisedForm):
    """What a report says of one priority; or, in place of all of it, why nothing has changed."""

    has_news = forms.ChoiceField(
        label="Is there something to tell of this priority?",
        help_text="“No change” is a good answer: it takes one sentence",
        choices=News,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether there is something to tell"},
    )
    why_no_change = NarrativeField(
        label="If there is no change: why?",
        called="Why there is no change",
        max_length=SHORT_LIMIT,
        rows=2,
        help_text="One sentence will do, and you can leave the rest of this page empty. "
        f"{NO_PATIENTS}",
    )
    status = forms.ChoiceField(
        label="Which word fits the work best today?",
        help_text="You choose. None of them is better than another",
        choices=Status,
        widget=forms.RadioSelect,
        required=False,
    )
    what_we_did = narrative("What we did", "What you did", f"{BULLETS} {NO_PATIENTS}")
    what_worked = narrative(
        "What worked", "What worked", f"And how you know that it did. {NO_PATIENTS}"
    )
    what_did_not_work = narrative(
        "What did not work, or what we stopped",
        "What did not work",
        "Others learn most from this. “Nothing this time” is an answer too, in your own words. "
        f"{NO_PATIENTS}",
    )
    help_wanted = narrative(
        "Help we would like (optional)",
        "The help you would like",
        f"Somebody who has solved this, or an idea to try. Others can write to you. {NO_PATIENTS}",
        rows=3,
    )
    how_patients_were_involved = narrative(
        "How patients, families and carers were involved",
        "How they were involved",
        f"“Not yet” is an honest answer. Speak of groups, not of one person. {NO_PATIENTS}",
        rows=3,
    )
    what_next = narrative("What we will do next", "What comes next", NO_PATIENTS, rows=3)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        missing: dict[str | None, dict[str, str]] = {
            News.NO: {"why_no_change": "Say in a sentence why there is no change"},
            News.YES: {
                "status": "Choose the word that fits the work best",
                "what_did_not_work": "Say what did not work or what you stopped. “Nothing this "
                "time” is an answer too",
            },
        }
        for name, error in missing.get(cleaned.get("has_news"), {}).items():
            if cleaned.get(name) == "":
                # Like any empty box: what is written beside it is saved meanwhile.
                self.add_error(name, ValidationError(error, code="required"))
        return cleaned


class PublishReportForm(PublishForm):
    """Why it is published, and when the next report follows; of a correction the reason alone."""

    def __init__(
        self, *args: Any, is_correction: bool, following: Mapping[str, date], **kwargs: Any
    ) -> None:
        """`following` is the day of the next report by how often there is one."""
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = "Why are you publishing this report?"
        reason.help_text = (
            "Say what you have corrected, and why. "
            if is_correction
            else "For example, our yearly report to the board and to everyone. "
        ) + f"Everyone will be able to read it. {NO_PATIENTS}"
        if is_correction:
            del self.fields["report_frequency"], self.fields["next_report_date"]
            return
        often: Any = self.fields["report_frequency"]
        often.help_text = "You choose, and you can change it each time"
        often.choices = [
            (name, f"{label}: the next by {nhs_date(following[name])}")
            for name, label in ReportFrequency.choices
        ]
        self.fields["next_report_date"].help_text = (
            "Leave this empty for the day beside your answer, or enter another. For example, "
            "30 6 2027"
        )


class NothingNewForm(forms.Form):
    """A whole report in one sentence."""

    why = NarrativeField(
        label="Why is there nothing to report this time?",
        called="The reason",
        max_length=SHORT_LIMIT,
        required="Say in a sentence why there is nothing to report this time",
        rows=3,
        help_text="One sentence will do. For example, our falls team starts in spring. Everyone "
        f"will be able to read it. {NO_PATIENTS}",
    )
