"""A change idea, and one PDSA cycle of it."""

from typing import Any

from django import forms

from core.autosave import RevisedForm
from core.forms import DateField, LineField, NarrativeField
from core.guard import NO_PATIENTS
from improvement_plans.choices import CycleDecision, IdeaStage, Readiness
from improvement_plans.models import DRIVER_LIMIT, SHORT_LIMIT

STAGES = {
    IdeaStage.IDEA: "Idea: nothing is decided",
    IdeaStage.DECIDED: "Decided: we will try it",
    IdeaStage.PREPARING: "Preparing: we are getting ready",
    IdeaStage.TESTING: "Testing: we are trying it small",
    IdeaStage.ADJUSTING: "Adjusting: we change it by what we learned",
    IdeaStage.EMBEDDED: "Embedded: it is how we work now",
    IdeaStage.STOPPED: "Stopped: it does not help here. That is a good answer, too",
}
DECISIONS = {
    CycleDecision.ADOPT: "Adopt: it helps as it is",
    CycleDecision.ADAPT: "Adapt: change it and test again",
    CycleDecision.ABANDON: "Abandon: it does not help here. That is a good answer, too",
}


class IdeaForm(RevisedForm):
    """What will be tried, how far it has come, and whether it is ready."""

    text = LineField(
        label="What will you try?",
        called="What you will try",
        max_length=DRIVER_LIMIT,
        required="Enter what you will try",
        help_text=f"Small enough to try next week on one ward. {NO_PATIENTS}",
    )
    stage = forms.ChoiceField(
        label="How far has it come?",
        choices=STAGES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how far the idea has come"},
    )
    readiness = forms.MultipleChoiceField(
        label="Is it ready to be put into practice? (optional)",
        help_text="Tick what is true already. What is left says where to work next.",
        choices=Readiness,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _part(label: str, hint: str) -> NarrativeField:
    return NarrativeField(label=label, called=label, max_length=SHORT_LIMIT, rows=4, help_text=hint)


class CycleForm(RevisedForm):
    """One turn of Plan, Do, Study, Act. All of it may wait: a cycle is written as it goes."""

    start_date = DateField(
        label="When did it begin? (optional)", help_text="For example, 2 3 2026", required=False
    )
    end_date = DateField(
        label="When did it end? (optional)", help_text="For example, 9 3 2026", required=False
    )
    plan = _part("Plan", "What you will try, with whom, and what you expect to see")
    do = _part("Do", "What you did, and what went otherwise than planned")
    study = _part("Study", "What you saw, beside what you expected")
    act = _part("Act", "What you will do next")
    decision = forms.ChoiceField(
        label="What did you decide? (optional)",
        choices=[("", "Not decided yet"), *DECISIONS.items()],
        required=False,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start_date"), cleaned.get("end_date")
        if start and end and end < start:
            self.add_error("end_date", "The end date must not be before the start date")
        return cleaned
