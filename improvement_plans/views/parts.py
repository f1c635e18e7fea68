"""Writing the parts of a plan, each on a page of its own."""

from datetime import date
from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from core.autosave import AutosaveFormView, RevisedForm
from core.revisions import Saved
from core.text import nhs_date
from improvement_plans import services
from improvement_plans.choices import Part
from improvement_plans.forms.parts import (
    AboutForm,
    DifferentlyForm,
    InvolvementForm,
    WhatWorkedForm,
    WhereWeAreNowForm,
)
from improvement_plans.models import PlanVersion
from improvement_plans.presenters.advice import runs_as_usual
from improvement_plans.views.base import REFUSALS, DraftMixin


class PartView(DraftMixin, AutosaveFormView):
    """One part of the draft, saved on its own."""

    form_class: type[RevisedForm]
    part: ClassVar[Part]
    refusals = REFUSALS

    @property
    def asked(self) -> list[str]:
        """The fields of the part."""
        return [name for name in self.form_class.base_fields if name != "revision"]

    def saved(self) -> Saved:
        if self.draft is None:
            return PlanVersion().saved(self.asked)
        return self.draft.saved(self.asked, self.draft.parts_saved.last_of(self.part))

    def save(self, fields: dict[str, Any], *, revision: int, autosaved: bool) -> Saved | None:
        if not fields:
            return None
        self.draft = services.save_part(
            plan=self.plan,
            by=self.request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            part=self.part,
            seen=self.asked,
            revision=revision,
            autosaved=autosaved,
            **fields,
        )
        return self.saved()

    def get_success_url(self) -> str:
        return reverse("plan_tasks", args=[self.plan.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(back_url=self.get_success_url(), **kwargs)


class AboutView(PartView):
    """Title, dates, and who leads."""

    template_name = "improvement_plans/about.html"
    part = Part.ABOUT
    form_class = AboutForm

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        start, end = form.cleaned_data.get("start_date"), form.cleaned_data.get("end_date")
        if response.status_code == HTTPStatus.FOUND and start and not runs_as_usual(start, end):
            self.ask_about_span(start, end)
        return response

    def ask_about_span(self, start: date, end: date) -> None:
        """A question, once the dates are saved; never a refusal."""
        messages.info(
            self.request,
            format_html(
                "Your plan runs from {} to {}. Most run for three to five years. Are you sure? "
                'If so, there is nothing to do. <a class="nhsuk-notification-banner__link" '
                'href="{}">Change the dates</a>',
                nhs_date(start),
                nhs_date(end),
                reverse("plan_about", args=[self.plan.pk]),
            ),
        )


class NowView(PartView):
    """Where the organisation stands today, by its own data."""

    template_name = "improvement_plans/now.html"
    part = Part.NOW
    form_class = WhereWeAreNowForm


class WorkedView(PartView):
    """What the last three years taught."""

    template_name = "improvement_plans/worked.html"
    part = Part.WORKED
    form_class = WhatWorkedForm


class DifferentlyView(PartView):
    """What will change."""

    template_name = "improvement_plans/differently.html"
    part = Part.DIFFERENTLY
    form_class = DifferentlyForm


class InvolvementView(PartView):
    """Who took part in writing the plan."""

    template_name = "improvement_plans/involvement.html"
    part = Part.INVOLVEMENT
    form_class = InvolvementForm
