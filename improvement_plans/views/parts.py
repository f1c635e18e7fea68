"""Writing the parts of a plan, each on a page of its own."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone

from core.autosave import AutosaveFormView, RevisedForm
from core.revisions import Saved
from improvement_plans import services
from improvement_plans.choices import Part
from improvement_plans.forms.parts import AboutForm, WhereWeAreNowForm
from improvement_plans.models import PlanVersion
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


class NowView(PartView):
    """Where the organisation stands today, by its own data."""

    template_name = "improvement_plans/now.html"
    part = Part.NOW
    form_class = WhereWeAreNowForm
