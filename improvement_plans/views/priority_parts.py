"""Writing the parts of a priority, each on a page of its own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.autosave import is_autosave
from core.revisions import Saved
from improvement_plans import services
from improvement_plans.choices import Part
from improvement_plans.forms.priorities import AimForm, CausesForm, PeopleForm, WhatForm, WhyForm
from improvement_plans.models import saved_of
from improvement_plans.presenters.questions import aim_questions, why_questions
from improvement_plans.views.parts import PartView
from improvement_plans.views.priorities import WritingMixin
from pledges.models import PledgeWording

USE_SENTENCE = "use_sentence"
QUESTIONS = "For you to think about. It is advice: you decide."
NO_SENTENCE = "Your aim will stand here when you have said {}."


class PriorityPartView(WritingMixin, PartView):
    """One part of a priority, saved on its own."""

    template_name = "improvement_plans/priority_part.html"

    def saved(self) -> Saved:
        last = self.draft.parts_saved.last_of(self.part, self.priority) if self.draft else None
        return saved_of({name: self.priority.says(name) for name in self.asked}, last)

    def save(self, fields: dict[str, Any], *, revision: int, autosaved: bool) -> Saved | None:
        if not fields:
            return None
        self.priority = services.save_priority_part(
            plan=self.plan,
            priority_pk=self.priority.pk,
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            part=self.part,
            seen=self.asked,
            revision=revision,
            autosaved=autosaved,
            **fields,
        )
        return self.saved()

    def questions(self) -> list[str]:
        """What a reader would ask about what was saved of this part."""
        return []

    def live_texts(self, saved: Saved) -> dict[str, str]:
        asked = [f"- {each}" for each in self.questions()]
        text = "\n".join([QUESTIONS, "", *asked]) if asked else ""
        return {**super().live_texts(saved), "questions": text}

    def get_success_url(self) -> str:
        return reverse("plan_priority", args=[self.plan.pk, self.priority.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        live = self.live_texts(self.saved())
        return super().get_context_data(part=self.part, live=live, **kwargs)


class WhatView(PriorityPartView):
    """What is worked on, and the pledges it serves."""

    part = Part.PRIORITY_ABOUT
    form_class = WhatForm

    def get_form_kwargs(self) -> dict[str, Any]:
        wordings = PledgeWording.objects.in_force(timezone.localdate())
        return {**super().get_form_kwargs(), "wordings": list(wordings)}


class WhyView(PriorityPartView):
    """The reasons, with data."""

    part = Part.PRIORITY_WHY
    form_class = WhyForm

    def questions(self) -> list[str]:
        return why_questions(self.priority.why)


class PeopleView(PriorityPartView):
    """Health inequalities, and patients who take part."""

    part = Part.PRIORITY_PEOPLE
    form_class = PeopleForm


class CausesView(PriorityPartView):
    """What makes the harm more likely, and which foundations the work builds."""

    part = Part.PRIORITY_CAUSES
    form_class = CausesForm


class AimView(PriorityPartView):
    """The aim builder: answers that make a sentence, which may be worded anew."""

    template_name = "improvement_plans/priority_aim.html"
    part = Part.PRIORITY_AIM
    form_class = AimForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if USE_SENTENCE in request.POST and not is_autosave(request):
            self.data = request.POST.copy()
            self.data["aim_wording"] = ""
        return super().post(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return self.request.path if USE_SENTENCE in self.request.POST else super().get_success_url()

    def questions(self) -> list[str]:
        return aim_questions(self.priority, self.draft) if self.draft else []

    def live_texts(self, saved: Saved) -> dict[str, str]:
        parts = self.priority.aim_parts
        waiting = NO_SENTENCE.format(", ".join(parts.missing))
        return {
            **super().live_texts(saved),
            "aim": self.priority.aim or waiting,
            "sentence": parts.sentence if self.priority.aim_wording else "",
        }
