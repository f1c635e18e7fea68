"""What everyone may read: the published plan and its earlier versions."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core.public_pages import public_page
from core.text import nhs_date
from core.versions import TwoVersionsForm
from improvement_plans.changes import plan_changes
from improvement_plans.models import PlanVersion, PlanVersionQuerySet
from improvement_plans.presenters.page import PlanPage
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

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        compare: TwoVersionsForm | None = context["compare"]
        if compare and compare.is_valid():
            return redirect("plan_difference", kwargs["slug"], *compare.older_and_newer)
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = PlanPage.of(self.get_version(), timezone.localdate())
        compare = self.form_to_compare(page.versions)
        return super().get_context_data(page=page, compare=compare, **kwargs)

    def form_to_compare(self, versions: list[PlanVersion]) -> TwoVersionsForm | None:
        """Choosing two versions, by GET; nothing to choose from where there is one."""
        named = [
            (v.number, f"Version {v.number}, {nhs_date(v.published_at)}")
            for v in versions
            if v.published_at
        ]
        sent = self.request.GET if "first" in self.request.GET else None
        return TwoVersionsForm(named, sent) if len(named) > 1 else None


class VersionView(PublicPlanView):
    """One version for good: the address to cite."""

    def get_version(self) -> PlanVersion:
        return get_object_or_404(self.readable(), number=self.kwargs["number"])


class DifferenceView(PublicPlanView):
    """What changed from one version to a later one, part by part, and why."""

    template_name = "improvement_plans/difference.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        older, newer = kwargs["number"], kwargs["other"]
        if older > newer:
            turned = kwargs | {"number": newer, "other": older}
            return redirect("plan_difference", permanent=True, **turned)
        if older == newer:
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_version(self) -> PlanVersion:
        return get_object_or_404(self.readable(), number=self.kwargs["other"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        older = get_object_or_404(self.readable(), number=self.kwargs["number"])
        newer = context["page"].version
        versions = context["page"].versions
        return context | {
            "older": older,
            "newer": newer,
            "sections": plan_changes(older, newer),
            "since": [v for v in versions if older.number < v.number <= newer.number],
        }
