"""The rules, and what they would say: for the campaign team."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.views import CampaignTeamMixin
from core.working_days import day_of
from reminders import clock
from reminders.presenters import dry_runs, next_run
from reminders.rules import RULES, Rule


class RulesView(CampaignTeamMixin, TemplateView):
    """Each rule as a sentence, how many it would remind next, and when that is."""

    template_name = "reminders/rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = next_run(timezone.now())
        return super().get_context_data(section="campaign", run=run, **kwargs)


class RuleView(CampaignTeamMixin, TemplateView):
    """Whom one rule would remind next: nothing is sent from here."""

    template_name = "reminders/rule.html"
    found: list[Rule]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.found = [rule for rule in RULES if rule.kind.slug == kwargs["kind"]]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.found:
            raise Http404
        at = clock.next_opening(timezone.now())
        (row,) = dry_runs(self.found, day_of(at))
        return super().get_context_data(section="campaign", row=row, at=at, **kwargs)
