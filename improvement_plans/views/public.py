"""What everyone may read: the published plan and its earlier versions."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core.public_pages import public_page
from improvement_plans.models import PlanVersion, PlanVersionQuerySet
from improvement_plans.presenters import PlanPage
from organisations.models import Membership
from organisations.views.base import MergedAddressMixin


@method_decorator(public_page, name="dispatch")
class PublicPlanView(MergedAddressMixin, TemplateView):
    """The plan as it stands. A draft is nobody's to read here."""

    template_name = "improvement_plans/plan.html"
    extra_context = {"section": "directory"}

    def readable(self) -> PlanVersionQuerySet:
        members = Membership.objects.public().filter(organisation__slug=self.kwargs["slug"])
        versions = PlanVersion.objects.ever_published().filter(plan__membership__in=members)
        return versions.select_related("plan__membership__organisation")

    def get_version(self) -> PlanVersion:
        return get_object_or_404(self.readable().published())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = PlanPage.of(self.get_version(), timezone.localdate())
        return super().get_context_data(page=page, **kwargs)


class VersionView(PublicPlanView):
    """One version for good: the address to cite."""

    def get_version(self) -> PlanVersion:
        return get_object_or_404(self.readable(), number=self.kwargs["number"])
