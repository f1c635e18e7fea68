"""Who works on what, and a way to be introduced; the plan's page, which offers the same."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core.paging import PAGE_SIZE, Page, page_number
from core.public_pages import public_page
from improvement_plans import topics
from improvement_plans.choices import Topic, VersionState
from improvement_plans.views.public import PublicPlanView, VersionView
from introductions.presenters import can_be_asked
from progress_reports.presenters.thread import reports_of, speaking_of


@method_decorator(public_page, name="dispatch")
class TopicsView(TemplateView):
    """Every topic A to Z, with the number of members whose plan works on it."""

    template_name = "topics/topics.html"
    extra_context = {"section": "topics"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(topics=topics.topic_counts(), **kwargs)


@method_decorator(public_page, name="dispatch")
class TopicView(TemplateView):
    """The members that a topic's number counts, by name, never by anything else."""

    template_name = "topics/topic.html"
    extra_context = {"section": "topics"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topic = next((topic for topic in Topic if topic.slug == kwargs["slug"]), None)
        if topic is None:
            raise Http404
        number = page_number(self.request.GET.get("page") or "1")
        start, end = (number - 1) * PAGE_SIZE, number * PAGE_SIZE
        if topic == Topic.OTHER:
            rows = topics.published().filter(topic=topic).count()
            groups = topics.own_topics(start, end)
        else:
            rows = 0
            groups = [topics.Group("", topics.workers_on(topic, start, end))]
        members = topics.members_on(topic).count()
        shown = [worker.membership.pk for group in groups for worker in group.workers]
        if number > 1 and not shown:
            raise Http404
        return super().get_context_data(
            topic=topic,
            name=topics.name_of(topic),
            groups=groups,
            members=members,
            page=Page(shown, number, end < (rows or members), {}),
            can_be_asked=can_be_asked(shown, self.request.user, timezone.localdate()),
            **kwargs,
        )


class IntroductionMixin(PublicPlanView):
    """Offers an introduction beside a member's plan, and leads on to what was reported of it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        version = context["page"].version
        present = [version.plan.membership_id] if version.state == VersionState.PUBLISHED else []
        asked = can_be_asked(present, self.request.user, timezone.localdate())
        reports = reports_of(version.plan)
        told = {"reports": reports, "reports_on": speaking_of(reports)}
        return context | {"can_be_asked": asked} | told


class PlanView(IntroductionMixin, PublicPlanView):
    """A member's plan, with a way to be introduced."""


class PlanVersionView(IntroductionMixin, VersionView):
    """One version of it for good."""
