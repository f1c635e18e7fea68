"""Beginning a draft with the structure of another plan."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from core.autosave import STILL_BELOW
from core.text import plural
from core.views import FormView
from improvement_plans import services
from improvement_plans.forms.starting import ChoosePrioritiesForm
from improvement_plans.models import Priority
from improvement_plans.presenters.starting import Earlier, earlier_versions, in_words, template
from improvement_plans.starting_points import Suggested
from improvement_plans.views.base import REFUSALS, DraftMixin


class StartFromView(DraftMixin, TemplateView):
    """What there is to begin with."""

    template_name = "improvement_plans/start_from.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.draft
        return super().get_context_data(
            earlier=earlier_versions(self.plan, draft) if draft else [],
            suggested=template(self.plan, draft) if draft else [],
            back_url=reverse("plan_tasks", args=[self.plan.pk]),
            **kwargs,
        )


class ChooseView(DraftMixin, FormView):
    """Choose from what is listed. Nothing that the draft has is touched."""

    form_class = ChoosePrioritiesForm

    @property
    def offered(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    def add(self, chosen: list[str]) -> list[Priority]:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft and not self.offered:
            return redirect("plan_start_from", self.plan.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Pressed twice: all of it is there already.
        if self.draft and not self.offered:
            return redirect("plan_tasks", self.plan.pk)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "offered": self.offered}

    def form_valid(self, form: ChoosePrioritiesForm) -> HttpResponse:
        try:
            added = self.add(form.cleaned_data["priorities"])
        except REFUSALS as error:
            form.add_error(None, f"{error} {STILL_BELOW}")
            return self.form_invalid(form)
        messages.success(self.request, f"{plural(len(added), 'priority', 'priorities')} added.")
        return redirect("plan_tasks", self.plan.pk)

    def who_and_when(self) -> dict[str, Any]:
        return {"plan": self.plan, "by": self.request.user, "at": timezone.now()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back_url = reverse("plan_start_from", args=[self.plan.pk])
        return super().get_context_data(back_url=back_url, **kwargs)


class FromVersionView(ChooseView):
    """Priorities of one of the member's own earlier versions."""

    template_name = "improvement_plans/start_from_version.html"

    @cached_property
    def earlier(self) -> Earlier | None:
        found = earlier_versions(self.plan, self.draft) if self.draft else []
        return next((e for e in found if e.version.number == self.kwargs["number"]), None)

    @property
    def offered(self) -> list[tuple[str, str]]:
        return [(str(p.key), in_words(p)) for p in self.earlier.priorities] if self.earlier else []

    def get_initial(self) -> dict[str, Any]:
        return {"priorities": [key for key, _ in self.offered]}

    def add(self, chosen: list[str]) -> list[Priority]:
        number, keys = self.kwargs["number"], [UUID(key) for key in chosen]
        return services.add_from_version(number=number, keys=keys, **self.who_and_when())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(number=self.kwargs["number"], **kwargs)


class FromTemplateView(ChooseView):
    """Neutral titles for what organisations of this kind often work on."""

    template_name = "improvement_plans/start_from_template.html"

    @cached_property
    def suggested(self) -> dict[str, Suggested]:
        found = template(self.plan, self.draft) if self.draft else []
        return {each.title: each for each in found}

    @property
    def offered(self) -> list[tuple[str, str]]:
        return [(t, f"{t} ({each.topic.label})") for t, each in self.suggested.items()]

    def add(self, chosen: list[str]) -> list[Priority]:
        suggested = [self.suggested[title] for title in chosen]
        return services.add_suggested(suggested=suggested, **self.who_and_when())
