"""Public pages of apps below that lead on to what stands above them: from pledge to report.

Each page is composed here, because its own app knows nothing of the apps that it leads to.
"""

from typing import Any

from django.utils import timezone

from improvement_plans.models import PlanVersion
from improvement_plans.presenters.page import serving
from improvement_plans.views.public_measures import PublicMeasureView
from organisations.models import Membership
from pledges.models import PledgeWording
from pledges.views.versions import PledgeView
from progress_reports.presenters.thread import reports_of, showing, speaking_of


def what_serves(membership: Membership, number: int) -> dict[str, Any]:
    """The priorities of the published plan that serve a pledge, and the reports of each."""
    plans = PlanVersion.objects.published().filter(plan__membership=membership)
    version = plans.select_related("plan").prefetch_related("priorities__pledges").first()
    return {
        "served_by": serving(version).get(number, []),
        "reports_on": speaking_of(reports_of(version.plan if version else None)),
    }


class PledgeOnThreadView(PledgeView):
    """One pledge of a member, with what serves it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | what_serves(context["membership"], self.kwargs["number"])


class MeasureOnThreadView(PublicMeasureView):
    """One public measure of a member, with the pledges it serves and the reports that show it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        page = context["page"]
        numbers = sorted(pledge.number for pledge in page.priority.pledges.all())
        wordings = PledgeWording.objects.in_force(timezone.localdate()).select_related("pledge")
        titles = {wording.pledge.number: wording.title for wording in wordings}
        return context | {
            "pledges": [(number, titles.get(number, "")) for number in numbers],
            "reports": showing(page.measure.pk, page.measure.plan),
        }
