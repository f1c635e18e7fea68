"""Writing the driver diagram of a priority."""

from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.autosave import STILL_BELOW
from core.revisions import fingerprint
from core.text import nhs_date, time_of_day
from core.views import FormView
from improvement_plans import outline, services
from improvement_plans.choices import Part
from improvement_plans.forms.drivers import (
    MINE,
    NEW_TEXT,
    OUTLINE,
    TEXT,
    DiagramForm,
    kept_of,
    number_in,
)
from improvement_plans.models import Driver, PartSaved
from improvement_plans.outline import NotPossible
from improvement_plans.presenters.diagram import Drawing
from improvement_plans.presenters.editor import Editor, Row, lines_of, new_line
from improvement_plans.presenters.hanging import Hanging
from improvement_plans.services import Differing, New, Outcome, Typed
from improvement_plans.views.base import REFUSALS
from improvement_plans.views.priorities import WritingMixin

# Something on the page is wrong: nothing is added or moved.
WRONG = "wrong"
SAVED_FIRST = (
    "What you had typed was saved first. The button names it now: press it again to undo that, and"
    " once more for the change before."
)
PLACES = {"primary", "below", "driver", "idea"}


class DiagramView(WritingMixin, FormView):
    """The outline. Each button sends the whole form: what was typed is saved first."""

    template_name = "improvement_plans/diagram.html"
    form_class = DiagramForm
    shows_what_was_saved: ClassVar[bool] = True
    place = ""

    # What is stored

    @cached_property
    def drivers(self) -> list[Driver]:
        return list(self.priority.drivers.order_by("position"))

    @cached_property
    def editor(self) -> Editor:
        step = self.priority.diagram_steps.order_by("-pk").first()
        return Editor.of(self.drivers, step, self.place or self.request.GET.get("add", ""))

    @cached_property
    def last(self) -> PartSaved | None:
        """Who changed the diagram last, before what this person sends now."""
        if self.draft is None:
            return None
        return self.draft.parts_saved.last_of(Part.PRIORITY_DIAGRAM, self.priority)

    def get_form_kwargs(self) -> dict[str, Any]:
        labels = {row.key: row.label for row in flat(self.editor.rows)}
        return {**super().get_form_kwargs(), "labels": labels}

    def said(self) -> str:
        """What was done, for those who do not see it; or who saved the diagram last."""
        step, by = self.editor.step, self.request.GET.get("by", "")
        if by == "undo":
            return "Undone."
        if step and by in services.MOVES:
            names = {row.key: row.label.lower() for row in flat(self.editor.rows)}
            name = names.get(self.request.GET.get("at", "")) if by != "delete" else ""
            return f"{step.done}. {f'It is now {name}.' if name else ''}".strip()
        if self.last is None:
            return ""
        who = "you" if self.last.saved_by == self.request.user else self.last.saved_by
        at = self.last.saved_at
        return f"Saved by {who} at {time_of_day(at)} on {nhs_date(at)}."

    # What was pressed

    def form_valid(self, form: Any) -> HttpResponse:
        do, _, key = self.request.POST.get("do", "save").partition(":")
        _ = self.last
        typed = self.chosen(form.typed)
        if typed is None:
            return self.show(form, both=self.still_differing(form.typed))
        newest = self.newest_step()
        try:
            outcome = self.change(form, typed, do, key)
            if do == "undo" and self.newest_step() != newest:
                outcome.problem = SAVED_FIRST
            if do == "undo" and not outcome.differing and not outcome.problem:
                outcome.key = self.undo(key)
        except (*REFUSALS, NotPossible) as error:
            form.add_error(None, f"{error} {STILL_BELOW}")
            return self.show(form)
        return self.answer(form, outcome, do, key)

    def form_invalid(self, form: Any) -> HttpResponse:
        """What is right is saved all the same, and nothing is moved."""
        _ = self.last
        typed, differing = self.chosen(form.typed), list[Differing]()
        if typed is None:
            differing = self.still_differing(form.typed)
        elif typed and not self.guarded[1].accepted:  # type: ignore[index]
            try:
                differing = self.change(form, typed, WRONG, "").differing
            except (*REFUSALS, NotPossible) as error:
                form.add_error(None, f"{error} {STILL_BELOW}")
        return self.show(form, both=differing)

    def change(self, form: Any, typed: dict[str, str], do: str, key: str) -> Outcome:
        new = [] if do == WRONG else self.new(form, typed, do)
        once = {"press": self.request.POST.get("press", ""), "do": do, "new": new}
        return services.change_diagram(
            plan=self.plan,
            priority_pk=self.priority.pk,
            typed=[Typed(line, text, form.seen.get(line, 0)) for line, text in typed.items()],
            new=new,
            move=(do, key) if do in services.MOVES else None,
            # A page that is sent twice; not one that somebody went back to, to do something else.
            press="" if do == WRONG else f"{key}{fingerprint(once)}",
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )

    def new(self, form: Any, typed: dict[str, str], do: str) -> list[New]:
        """The lines to add: what was typed, what was pasted, and what a colleague deleted."""
        lines, new = lines_of(self.drivers), []
        if text := form.cleaned_data.get(NEW_TEXT):
            new.append(New(*new_line(lines, self.request.POST.get("new_place", "")), text))
        if do == "paste":
            read = outline.read(form.cleaned_data[OUTLINE])
            new += [New("last", "", level, text) for level, text in read.lines]
        if "both" in self.request.POST:
            gone = set(typed) - {line.key for line in lines}
            new += [New(*new_line(lines, ""), typed.pop(key)) for key in sorted(gone)]
        return new

    def newest_step(self) -> int | None:
        steps = self.priority.diagram_steps.order_by("-pk")
        return steps.values_list("pk", flat=True).first()

    def undo(self, step: str) -> str:
        return services.undo_step(
            plan=self.plan,
            priority_pk=self.priority.pk,
            step_pk=number_in(step),
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )

    def answer(self, form: Any, outcome: Outcome, do: str, key: str) -> HttpResponse:
        """Back to the outline, to the line that was changed; or what stands in the way of it."""
        if outcome.differing:
            return self.show(form, both=outcome.differing)
        if outcome.problem:
            form.add_error(None, outcome.problem)
            return self.show(form)
        if do == "preview" or (do != "paste" and form.cleaned_data[OUTLINE]):
            # All else is saved. An outline is added by its own button, and waits for it.
            form.data = {OUTLINE: self.request.POST[OUTLINE]}
            return self.show(form, pasted=outline.read(form.cleaned_data[OUTLINE]))
        at = self.before(key) if do == "delete" else outcome.key
        query = {"at": at, "by": do}
        if do in PLACES:
            query = {"add": f"{do}:{key}"}
        elif do == "save" and outcome.added:
            # Line after line, with Enter alone.
            query = {"add": f"below:{outcome.added}"}
        address = reverse("plan_diagram", args=[self.plan.pk, self.priority.pk])
        return redirect(f"{address}?{urlencode(query)}")

    def before(self, key: str) -> str:
        """The line above one that is gone now, or the first: where one goes on from there."""
        keys = [driver.key.hex for driver in self.drivers]
        place = keys.index(key) if key in keys else 0
        return keys[place - 1] if place else ""

    # Two at once

    def chosen(self, typed: dict[str, str]) -> dict[str, str] | None:
        """The words to save; nothing where it was not said yet whose are to stay."""
        asked = set(self.request.POST.getlist("both")) & set(typed)
        kept = {key: kept_of(self.request.POST, key) for key in asked}
        if not all(kept.values()):
            return None
        return {key: text for key, text in typed.items() if kept.get(key, MINE) == MINE}

    def still_differing(self, typed: dict[str, str]) -> list[Differing]:
        there = {driver.key.hex: driver.text for driver in self.drivers}
        asked = self.request.POST.getlist("both")
        return [Differing(key, typed[key], there.get(key, "")) for key in asked if key in typed]

    # The page

    def to_keep(self, form: Any) -> list[str]:
        """What was typed and has no place on the page: its lines went with the whole priority."""
        return [form.data[name] for name in form.data if name.startswith(TEXT)]

    def show(self, form: Any, **context: Any) -> HttpResponse:
        self.place = self.request.POST.get("new_place", "")
        for stale in ("drivers", "editor"):
            self.__dict__.pop(stale, None)
        return self.render_to_response(self.get_context_data(form=form, **context))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        typed = {name: form.data[name] for name in form.data if name.startswith(TEXT)}
        return context | {
            "editor": self.editor,
            "typed": typed,
            "to_keep": self.to_keep(form) if self.priority._state.adding else [],
            "at": self.request.GET.get("at", ""),
            "by": self.request.GET.get("by", ""),
            "press": uuid4().hex,
            "drawing": Drawing.of(
                self.priority,
                self.drivers,
                Hanging.for_its_people(self.priority, self.drivers),
            ),
            "last": self.last,
            "said": self.said(),
            "back_url": reverse("plan_priority", args=[self.plan.pk, self.priority.pk]),
        }


def flat(rows: list[Row]) -> list[Row]:
    """The lines in their order."""
    return [each for row in rows for each in (row, *flat(row.children))]
