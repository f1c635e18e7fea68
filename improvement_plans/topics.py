"""Who works on what: the published priorities of members today, by topic. Never a value."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Upper

from improvement_plans.choices import Topic, VersionState
from improvement_plans.models import Priority
from organisations.choices import CURRENT_STATES
from organisations.models import Membership
from organisations.models.membership import MembershipQuerySet

# The topics of a plan's own are read on one page; they come after the others.
A_TO_Z = sorted(set(Topic) - {Topic.OTHER}, key=lambda topic: topic.label.lower())
OWN_TOPICS = "Topics of their own"


@dataclass(frozen=True)
class TopicCount:
    """A topic, and how many members work on it: the rows of its page."""

    topic: Topic
    members: int

    @property
    def name(self) -> str:
        return name_of(self.topic)


@dataclass
class Worker:
    """A member and what its plan says about a topic."""

    membership: Membership
    priorities: list[Priority] = field(default_factory=list)


@dataclass(frozen=True)
class Group:
    """Members under one topic; with a name where it is one of their own."""

    name: str
    workers: list[Worker]


def name_of(topic: Topic) -> str:
    return OWN_TOPICS if topic == Topic.OTHER else topic.label


def published() -> QuerySet[Priority]:
    """Priorities in the plans that the public reads first, of members today."""
    return Priority.objects.filter(
        version__state=VersionState.PUBLISHED, version__plan__membership__state__in=CURRENT_STATES
    )


def topic_counts() -> list[TopicCount]:
    """Every topic A to Z, those without anybody too."""
    members = Count("version__plan__membership", distinct=True)
    numbers = dict(published().values_list("topic").annotate(number=members).order_by())
    return [TopicCount(topic, numbers.get(topic, 0)) for topic in [*A_TO_Z, Topic.OTHER]]


def members_on(topic: Topic) -> MembershipQuerySet:
    """Members whose published plan has a priority on a topic, A to Z: what a count counts."""
    on_it = published().filter(topic=topic, version__plan__membership=OuterRef("pk"))
    return Membership.objects.for_directory().filter(Exists(on_it))


def workers_on(topic: Topic, start: int, end: int) -> list[Worker]:
    """So many members of the list, each with its priorities on the topic in the plan's order."""
    workers = {found.pk: Worker(found) for found in members_on(topic)[start:end]}
    theirs = published().filter(topic=topic, version__plan__membership__in=workers)
    for priority in theirs.select_related("version__plan").order_by("position"):
        workers[priority.version.plan.membership_id].priorities.append(priority)
    return list(workers.values())


def own_topics(start: int, end: int) -> list[Group]:
    """So many priorities on topics of their own, by the topic's name, then A to Z by member."""
    member = "version__plan__membership"
    found = (
        published()
        .filter(topic=Topic.OTHER)
        .select_related(f"{member}__organisation")
        .order_by(
            Upper("own_topic"),
            Upper(f"{member}__organisation__name"),
            f"{member}__organisation",
            "position",
        )
    )
    groups = []
    for _, rows in groupby(found[start:end], key=lambda priority: priority.own_topic.upper()):
        of_topic = list(rows)
        groups.append(Group(of_topic[0].own_topic, _by_member(of_topic)))
    return groups


def _by_member(priorities: Iterable[Priority]) -> list[Worker]:
    by_member = groupby(priorities, key=lambda priority: priority.version.plan.membership)
    return [Worker(membership, list(rows)) for membership, rows in by_member]
