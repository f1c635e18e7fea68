"""What every page about a report's draft does first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from improvement_plans.models import Plan
from improvement_plans.views.base import PlanMixin
from organisations.models import Representative
from organisations.services.membership import WrongState
from progress_reports.models import Report
from progress_reports.services import AnotherDraft, NoDraft, NoPlanToReportOn

# Why nothing can be saved any more, in words that are shown to who typed it.
REFUSALS = (WrongState, NoDraft)
# Why a report cannot be begun.
NOT_BEGUN = (WrongState, NoPlanToReportOn, AnotherDraft)


class ReportMixin(PlanMixin):
    """A page about the reports of a plan: 404 for a stranger, 403 without the role."""

    report: Report | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.report = find_draft(self.plan)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"report": self.report, **kwargs})

    def who_and_when(self) -> dict[str, Any]:
        return {"plan": self.plan, "by": self.request.user, "at": timezone.now()}


class ReportDraftMixin(ReportMixin):
    """A page about the draft. Without one, the list of reports says what can be done instead."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.report is None:
            return redirect("report_list", self.plan.pk)
        return super().get(request, *args, **kwargs)  # type: ignore[misc]


def find_draft(plan: Plan) -> Report | None:
    draft = plan.progress_reports.drafts().select_related("saved_by").first()
    if draft:
        draft.plan = plan
    return draft


def representative_in(plan: Plan, request: HttpRequest) -> Representative:
    """As what the person on this page acts for the member."""
    return plan.membership.representatives.get(user=request.user)  # type: ignore[misc]
