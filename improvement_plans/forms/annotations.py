"""A note at a period of a chart."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from core.autosave import RevisedForm
from core.forms import LineField
from core.guard import NO_PATIENTS
from improvement_plans.choices import DriverKind
from improvement_plans.models import ANNOTATION_LIMIT, Priority, cycles_of

NOTHING = ("", "Nothing in particular")


class AnnotationForm(RevisedForm):
    """What happened, when, and which change idea or cycle it is about."""

    first_day = forms.TypedChoiceField(
        label="Which period is it about?",
        coerce=date.fromisoformat,
        error_messages={
            "required": "Choose the period that it is about",
            "invalid_choice": "Choose a period that has data",
        },
    )
    text = LineField(
        label="What happened then?",
        called="The note",
        max_length=ANNOTATION_LIMIT,
        required="Write what happened then",
        help_text="In a few words, for example, falls rounds began on two wards. Write no small "
        f"counts that the chart hides. {NO_PATIENTS}",
    )
    about = forms.ChoiceField(
        label="Which change idea or PDSA cycle is it about? (optional)",
        help_text="One of the driver diagram of the same priority. Each leads to the other",
        required=False,
        error_messages={"invalid_choice": "Choose a change idea or a cycle that is in your plan"},
    )

    def __init__(
        self,
        *args: Any,
        periods: Sequence[tuple[str, str]],
        priority: Priority | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a period"), *periods]
        self.fields["first_day"].choices = choices  # type: ignore[attr-defined]
        ideas = [NOTHING, *_ideas(priority)] if priority else [NOTHING]
        self.fields["about"].choices = ideas  # type: ignore[attr-defined]

    @property
    def fields_of_note(self) -> dict[str, Any]:
        """What the service asks for."""
        data = self.cleaned_data
        idea, _, cycle = data["about"].partition(" ")
        return {
            "first_day": data["first_day"],
            "text": data["text"],
            "idea_key": UUID(idea) if idea else None,
            "cycle_key": UUID(cycle) if cycle else None,
        }


def about_of(idea_key: UUID | None, cycle_key: UUID | None) -> str:
    """How the list names an idea, or a cycle of it."""
    return " ".join(str(key) for key in (idea_key, cycle_key) if key)


def _ideas(priority: Priority) -> list[tuple[str, str]]:
    found = []
    for driver in priority.drivers.all():
        if driver.kind == DriverKind.IDEA:
            found.append((about_of(driver.key, None), driver.text))
            found += [
                (about_of(driver.key, cycle.key), f"– {driver.text}, PDSA cycle {cycle.number}")
                for cycle in cycles_of(driver)
            ]
    return found
