"""What everyone may read: the published plan and its earlier versions."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core import pdf
from core.own_process import Busy, come_again
from core.public_pages import public_page
from core.text import nhs_date
from core.versions import TwoVersionsForm
from improvement_plans import permissions
from improvement_plans.changes import plan_changes
from improvement_plans.models import PlanVersion, PlanVersionQuerySet
from improvement_plans.presenters.page import PlanPage
from organisations.models import Membership
from organisations.views.base import MergedAddressMixin

STYLE = settings.BASE_DIR / "static" / "document.css"
GONE = 410


@method_decorator(public_page, name="dispatch")
class PublicPlanView(MergedAddressMixin, TemplateView):
    """The plan as it stands. A draft is nobody's to read here."""

    template_name = "improvement_plans/plan.html"
    extra_context = {"section": "directory"}

    def ever_published(self) -> PlanVersionQuerySet:
        members = Membership.objects.public().filter(organisation__slug=self.kwargs["slug"])
        versions = PlanVersion.objects.ever_published().filter(plan__membership__in=members)
        return versions.select_related("plan__membership__organisation")

    def get_version(self) -> PlanVersion:
        """What is public; where all that was newest is taken back, the newest of that."""
        versions = self.ever_published()
        return versions.published().first() or get_object_or_404(versions[:1])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = self.get_version()
        if not version.is_readable:
            return self.say_it_is_gone(version)
        context = self.get_context_data(version=version, **kwargs)
        compare: TwoVersionsForm | None = context["compare"]
        if compare and compare.is_valid():
            return redirect("plan_difference", kwargs["slug"], *compare.older_and_newer)
        return self.render_to_response(context)

    def say_it_is_gone(self, version: PlanVersion) -> HttpResponse:
        """That it was taken back, when, by which role and why."""
        self.template_name = "improvement_plans/taken_back.html"
        page = PlanPage.without_text(version)
        context = super().get_context_data(page=page, compare=None)
        return self.render_to_response(context, status=GONE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = PlanPage.of(kwargs.pop("version"), timezone.localdate())
        compare = self.form_to_compare(page.readable)
        # Whoever is signed in is never shown a kept page, nor is theirs kept.
        user, plan = self.request.user, page.version.plan
        is_own = user.is_authenticated and permissions.can_view_draft(user, plan)
        return super().get_context_data(page=page, compare=compare, is_own=is_own, **kwargs)

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
        return get_object_or_404(self.ever_published(), number=self.kwargs["number"])


class PdfView(VersionView):
    """One version as tagged PDF, where this machine can make one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not pdf.is_available():
            raise Http404
        version = self.get_version()
        if not version.is_readable:
            return self.say_it_is_gone(version)
        page = PlanPage.of(version, timezone.localdate())
        context = {"page": page, "css": STYLE.read_text()}
        html = render_to_string("improvement_plans/plan_pdf.html", context)
        name = f"plan-{page.organisation.slug}-version-{version.number}.pdf"
        try:
            made = pdf.of_document(html)
        except Busy:
            return come_again()
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            # Ask each time: a version can be taken back.
            "Cache-Control": "public, no-cache",
        }
        return HttpResponse(made, content_type="application/pdf", headers=headers)


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
        self.older = get_object_or_404(self.ever_published(), number=older)
        if not self.older.is_readable:
            return self.say_it_is_gone(self.older)
        return super().get(request, *args, **kwargs)

    def get_version(self) -> PlanVersion:
        return get_object_or_404(self.ever_published(), number=self.kwargs["other"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        older, newer = self.older, context["page"].version
        versions = context["page"].readable
        return context | {
            "older": older,
            "newer": newer,
            "sections": plan_changes(older, newer),
            "since": [v for v in versions if older.number < v.number <= newer.number],
        }
