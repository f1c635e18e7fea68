"""The preview, publishing, and taking back."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.generic import TemplateView

from accounts.permissions import is_campaign_team
from core.views import FormView
from improvement_plans import permissions, services
from improvement_plans.changes import what_changed
from improvement_plans.choices import VersionState
from improvement_plans.forms.publishing import LOOK_AGAIN, PublishForm, UnpublishForm
from improvement_plans.models import Plan, PlanVersion, fingerprint_of
from improvement_plans.presenters.advice import advice
from improvement_plans.presenters.page import PlanPage
from improvement_plans.presenters.reading import last_changes, look_again
from improvement_plans.views.base import DraftMixin, PlanMixin
from organisations.models import Representative
from organisations.services.membership import WrongState
from organisations.services.patient_data import PatientDataFound


class PreviewView(DraftMixin, TemplateView):
    """The draft exactly as the public will see it; also for the campaign team, when asked."""

    template_name = "improvement_plans/plan.html"
    allowed = permissions.can_preview_draft

    def plans(self) -> QuerySet[Plan]:
        if is_campaign_team(self.request.user):
            asked = PlanVersion.objects.advice_asked().values("plan")
            return super().plans() | Plan.objects.filter(pk__in=asked)
        return super().plans()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = PlanPage.of(self.draft, timezone.localdate())  # type: ignore[arg-type]
        for_advice = not permissions.can_view_draft(self.request.user, self.plan)  # type: ignore[arg-type]
        back = (
            reverse("advice_answer", args=[self.plan.membership_id])
            if for_advice
            else reverse("plan_tasks", args=[self.plan.pk])
        )
        return super().get_context_data(page=page, for_advice=for_advice, back_url=back, **kwargs)


class PublishView(DraftMixin, FormView):
    """Make the draft public, with a reason. Advice is shown; only a missing title stops it."""

    template_name = "improvement_plans/publish.html"
    is_for_good = True
    form_class = PublishForm
    allowed = permissions.can_publish_plan

    def get_initial(self) -> dict[str, Any]:
        day = self.plan.next_report_date
        to_come = day if day and day > timezone.localdate() else None
        return {
            "report_frequency": self.plan.report_frequency,
            "next_report_date": to_come,
            "read": fingerprint_of(self.draft) if self.draft else "",
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft is None and (theirs := self.published_as_read(request.POST.get("read", ""))):
            by = "You" if theirs.published_by == request.user else str(theirs.published_by)
            text = f"{by} published version {theirs.number} a moment ago, as you read it."
            messages.success(request, f"{text} Nothing was published twice.")
            return redirect("plan_public", self.plan.membership.organisation.slug)
        return super().post(request, *args, **kwargs)

    def published_as_read(self, read: str) -> PlanVersion | None:
        """The published version, if it says what this person has read."""
        version = self.plan.versions.published().select_related("published_by").first()
        return version if version and fingerprint_of(version) == read else None

    def form_valid(self, form: PublishForm) -> HttpResponse:
        representative = representative_in(self.plan, self.request)
        try:
            version = services.publish_plan(
                plan=self.plan,
                by=representative.user,
                role=representative.job_title,
                at=timezone.now(),
                today=timezone.localdate(),
                **form.cleaned_data,
            )
        except services.ReportDateHasPassed as error:
            form.add_error("next_report_date", str(error))
        except services.ChangedSinceRead:
            form.add_error(None, LOOK_AGAIN)
        except (WrongState, services.NothingToPublish, PatientDataFound) as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                self.request,
                format_html(
                    'Version {} of your plan is public. <a class="nhsuk-notification-banner__link" '
                    'href="{}">Go back to your task list</a>',
                    version.number,
                    reverse("plan_tasks", args=[self.plan.pk]),
                ),
            )
            return redirect("plan_public", self.plan.membership.organisation.slug)
        return self.form_invalid(form)

    def form_invalid(self, form: PublishForm) -> HttpResponse:
        # The next press is about the draft as it is now, which the page asks to read.
        form.show_as_read(self.get_initial()["read"])
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        published = self.plan.versions.published().select_related("published_by").first()
        return super().get_context_data(
            advice=advice(self.plan, self.draft) if self.draft else [],
            look_again=look_again(self.plan, self.draft) if self.draft else [],
            last_changes=last_changes(self.draft) if self.draft else [],
            published=published,
            changed=what_changed(published, self.draft) if published and self.draft else [],
            back_url=reverse("plan_tasks", args=[self.plan.pk]),
            **kwargs,
        )


class VersionsView(PlanMixin, TemplateView):
    """What was published, for the member's own people: to read, and for a lead to take back."""

    template_name = "improvement_plans/versions.html"
    allowed = permissions.can_view_draft

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            versions=self.plan.versions.ever_published(),
            can_publish=permissions.can_publish_plan(self.request.user, self.plan),  # type: ignore[arg-type]
            back_url=reverse("plan_tasks", args=[self.plan.pk]),
            **kwargs,
        )


class UnpublishView(PlanMixin, FormView):
    """Take a version back, with a reason; the page says what happens then."""

    template_name = "improvement_plans/unpublish.html"
    is_for_good = True
    form_class = UnpublishForm
    allowed = permissions.can_publish_plan
    version: PlanVersion

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        published = self.plan.versions.ever_published()
        self.version = get_object_or_404(published, number=kwargs["number"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.version.state == VersionState.UNPUBLISHED:
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: UnpublishForm) -> HttpResponse:
        representative = representative_in(self.plan, self.request)
        try:
            services.unpublish_version(
                plan=self.plan,
                number=self.version.number,
                reason=form.cleaned_data["reason"],
                by=representative.user,
                role=representative.job_title,
                at=timezone.now(),
            )
        except (WrongState, PatientDataFound) as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, f"Version {self.version.number} is taken back.")
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        slug = self.plan.membership.organisation.slug
        return reverse("plan_version", args=[slug, self.version.number])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("plan_versions", args=[self.plan.pk])
        return super().get_context_data(version=self.version, back_url=back, **kwargs)


def representative_in(plan: Plan, request: HttpRequest) -> Representative:
    """As what the person on this page acts for the member."""
    return plan.membership.representatives.get(user=request.user)  # type: ignore[misc]
