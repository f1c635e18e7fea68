"""The campaign team's desk, the membership report, and the lists behind its numbers."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.generic import ListView, TemplateView

from accounts.permissions import can_work_queue
from accounts.views import CampaignTeamMixin
from core import working_days
from introductions import presenters as introductions
from mergers.models import Merger
from mergers.presenters import WaitingMerger
from organisations.models import JoinRequest, Membership, Message, Organisation, SponsorRequest
from organisations.models.membership import MembershipQuerySet
from organisations.models.register import OrganisationQuerySet
from organisations.presenters import SearchResult
from organisations.presenters.checks import AdviceAsked, Check, Denial
from outbox import presenters as outbox
from reports import queries
from reports.exports import export_members
from reports.forms import MemberFilterForm, RegisterFilterForm, ReportFilterForm
from reports.presenters import Chart, in_words, share, who
from reports.queries import Filters

WAITING_SHOWN = 50
ROWS_A_PAGE = 50
# What we tell people who ask to join a team.
DAYS_TO_ANSWER = 5


class DeskView(CampaignTeamMixin, TemplateView):
    """What needs a person today, oldest first, and this week's counts."""

    template_name = "reports/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        monday = today - timedelta(days=today.weekday())
        queue = Membership.objects.awaiting_verification().order_by("state_at", "pk")
        questions = Message.objects.unanswered_questions()
        mergers = Merger.objects.for_desk(today)
        without_successor = Membership.objects.closed_without_successor(today)
        return super().get_context_data(
            section="campaign",
            checks=[Check.of(found, today) for found in queue.with_evidence()[:WAITING_SHOWN]],
            checks_count=queue.count(),
            advice=[AdviceAsked.of(found, today) for found in questions[:WAITING_SHOWN]],
            advice_count=questions.count(),
            can_work_queue=can_work_queue(self.request.user),
            **outbox.for_desk(timezone.now()),
            mergers=[WaitingMerger.of(each, today) for each in mergers[:WAITING_SHOWN]],
            merger_count=mergers.count(),
            without_successor=without_successor[:WAITING_SHOWN],
            without_successor_count=without_successor.count(),
            **waiting_teams(today),
            **denials(today),
            **introductions.for_desk(today, WAITING_SHOWN),
            monday=monday,
            now=timezone.now(),
            joined=queries.count(Filters(joined_from=monday), today),
            plans=queries.count(Filters(plan_from=monday), today),
            **kwargs,
        )


def waiting_teams(today: date) -> dict[str, Any]:
    """Requests that no lead answers, and organisations that nobody leads."""
    answer_by = working_days.before(today, DAYS_TO_ANSWER)
    asked_before = timezone.make_aware(datetime.combine(answer_by, time.min))
    unanswered = JoinRequest.objects.for_desk(asked_before=asked_before)
    without = Membership.objects.without_a_lead()
    return {
        "join_requests": unanswered[:WAITING_SHOWN],
        "join_requests_count": unanswered.count(),
        "without_a_lead": without[:WAITING_SHOWN],
        "without_a_lead_count": without.count(),
    }


def denials(today: date) -> dict[str, Any]:
    """Sponsors who said “this is not my organisation”."""
    found = SponsorRequest.objects.denials().prefetch_related("membership__representatives__user")
    return {
        "denials": [Denial.of(each, today) for each in found[:WAITING_SHOWN]],
        "denials_count": found.count(),
    }


class FilteredView(CampaignTeamMixin):
    """A page whose address says which rows it is about. With an error in it, it is about none."""

    form_class: type[RegisterFilterForm] = MemberFilterForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.today = timezone.localdate()
        self.form = self.form_class(request.GET)
        self.filters = self.form.filters()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc]
            section="campaign",
            form=self.form,
            filters=self.filters,
            words=in_words(self.filters) if self.filters else [],
            **kwargs,
        )


class MembershipReportView(FilteredView, TemplateView):
    """Who has joined, of how many, and since when. Every number leads to its rows."""

    template_name = "reports/membership_report.html"
    form_class = ReportFilterForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **(self.numbers(self.filters) if self.filters else {}), **kwargs
        )

    def numbers(self, filters: Filters) -> dict[str, Any]:
        growth = queries.growth(filters, self.today)
        return {
            "today": self.today,
            "tiles": queries.tiles(filters, self.today),
            "coverage": queries.coverage(filters, self.today),
            "register_at": queries.register_imported_at(),
            "growth": growth,
            "chart": Chart.of(growth),
            "who": who(filters),
            "share": share,
        }


class MemberListView(FilteredView, ListView):
    """The members that a number counts, A to Z."""

    template_name = "reports/member_list.html"
    paginate_by = ROWS_A_PAGE

    def get_queryset(self) -> MembershipQuerySet:
        if self.filters is None:
            return Membership.objects.none()
        return queries.listed(self.filters, self.today).select_related("organisation")


class RegisterListView(FilteredView, ListView):
    """The open organisations that coverage is measured against, A to Z."""

    template_name = "reports/register_list.html"
    form_class = RegisterFilterForm
    paginate_by = ROWS_A_PAGE

    def get_queryset(self) -> OrganisationQuerySet:
        if self.filters is None:
            return Organisation.objects.none()
        return queries.register(self.filters, self.today).with_campaign_state()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        results = [SearchResult.of(found, self.today) for found in context["object_list"]]
        return context | {"results": results}


class MemberCsvView(FilteredView):
    """The same members as a file."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.filters is None:  # the list says what is wrong
            query = request.GET.urlencode()
            return HttpResponseRedirect(f"{reverse('member_list')}?{query}")
        pieces = export_members(
            filters=self.filters,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
            today=self.today,
        )
        name = f"members-{self.today:%Y-%m-%d}.csv"
        return StreamingHttpResponse(
            pieces,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
