"""A change idea of the diagram, and its PDSA cycles."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View

from core.autosave import AutosaveFormView
from core.revisions import Saved
from improvement_plans import services
from improvement_plans.choices import DriverKind, Part
from improvement_plans.forms.ideas import CycleForm, IdeaForm
from improvement_plans.models import Driver, PdsaCycle, saved_of
from improvement_plans.presenters.hanging import ChartNote, notes_about
from improvement_plans.views.base import REFUSALS
from improvement_plans.views.priorities import WritingMixin


class IdeaMixin(WritingMixin):
    """Finds the idea. It may have been deleted while its page was open: then nothing is saved."""

    @cached_property
    def idea(self) -> Driver | None:
        ideas = self.priority.drivers.filter(kind=DriverKind.IDEA, key=self.kwargs["key"])
        return ideas.first() if self.is_in_draft else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_in_draft and self.idea is None:
            return redirect("plan_diagram", self.plan.pk, self.priority.pk)
        return super().get(request, *args, **kwargs)

    def saved_of(self, row: Any) -> Saved:
        names = [name for name in self.form_class.base_fields if name != "revision"]  # type: ignore[attr-defined]
        values = {name: getattr(row, name) for name in names}
        if self.draft is None:
            return saved_of(values, None)
        return saved_of(
            values, self.draft.parts_saved.last_of(Part.PRIORITY_DIAGRAM, self.priority)
        )

    @property
    def named(self) -> dict[str, Any]:
        return {
            "plan": self.plan,
            "priority_pk": self.priority.pk,
            "key": self.kwargs["key"],
            "by": self.request.user,
            "at": timezone.now(),
        }

    def notes(self) -> list[ChartNote]:
        """What charts say of the idea and its cycles."""
        return notes_about(self.priority, self.idea.key) if self.idea else []

    def idea_url(self) -> str:
        return reverse("plan_idea", args=[self.plan.pk, self.priority.pk, self.kwargs["key"]])


class IdeaView(IdeaMixin, AutosaveFormView):
    """Words, stage, readiness, and a list of the cycles."""

    template_name = "improvement_plans/idea.html"
    form_class = IdeaForm
    refusals = REFUSALS

    def saved(self) -> Saved:
        return self.saved_of(self.idea or Driver())

    def save(self, fields: dict[str, Any], *, revision: int, autosaved: bool) -> Saved | None:
        if not fields:
            return None
        services.save_idea(**self.named, revision=revision, autosaved=autosaved, **fields)
        self.__dict__.pop("idea", None)
        return self.saved()

    def get_success_url(self) -> str:
        return reverse("plan_diagram", args=[self.plan.pk, self.priority.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cycles = self.idea.cycles.order_by("number") if self.idea else []
        context = {
            "idea": self.idea,
            "cycles": cycles,
            "notes": self.notes(),
            "back_url": self.get_success_url(),
        }
        return super().get_context_data(**context, **kwargs)


class AddCycleView(IdeaMixin, View):
    """Begins a cycle, and goes to its page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            cycle = services.add_cycle(**self.named)
        except services.NoRoomFor as error:
            messages.warning(request, str(error))
            return redirect("plan_idea", *self.idea_args())
        except REFUSALS:
            return redirect("plan_diagram", self.plan.pk, self.priority.pk)
        return redirect("plan_cycle", *self.idea_args(), cycle.key)

    def idea_args(self) -> tuple[int, int, UUID]:
        return self.plan.pk, self.priority.pk, self.kwargs["key"]


class CycleView(IdeaMixin, AutosaveFormView):
    """One cycle, written as it goes."""

    template_name = "improvement_plans/cycle.html"
    form_class = CycleForm
    refusals = REFUSALS

    @cached_property
    def cycle(self) -> PdsaCycle | None:
        return self.idea.cycles.filter(key=self.kwargs["cycle"]).first() if self.idea else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.idea and self.cycle is None:
            return redirect(self.idea_url())
        return super().get(request, *args, **kwargs)

    def saved(self) -> Saved:
        return self.saved_of(self.cycle or PdsaCycle())

    def save(self, fields: dict[str, Any], *, revision: int, autosaved: bool) -> Saved | None:
        if not fields:
            return None
        services.save_cycle(
            **self.named,
            cycle=self.kwargs["cycle"],
            revision=revision,
            autosaved=autosaved,
            fields=fields,
        )
        self.__dict__.pop("cycle", None)
        return self.saved()

    def get_success_url(self) -> str:
        return self.idea_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notes = [note for note in self.notes() if note.cycle_key == self.kwargs["cycle"]]
        context: dict[str, Any] = {"idea": self.idea, "cycle": self.cycle, "notes": notes}
        context["back_url"] = self.idea_url()
        return super().get_context_data(**context, **kwargs)


class DeleteCycleView(AddCycleView):
    """Takes a cycle out of the draft."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.delete_cycle(**self.named, cycle=self.kwargs["cycle"])
        except REFUSALS:
            return redirect("plan_diagram", self.plan.pk, self.priority.pk)
        return redirect(self.idea_url())
