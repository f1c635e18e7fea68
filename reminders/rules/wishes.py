"""What people do not want, and when somebody who has just acted is left in peace."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from accounts.models import User
from audit.models import Event
from audit.services import key
from core.working_days import day_of
from improvement_plans.models import Plan
from reminders.choices import Topic
from reminders.models import Unwanted
from reminders.models.unwanted import mark_of
from reminders.rules.windows import midnight

# Who did something for a member needs no reminder about it for so many days.
QUIET_DAYS = 3
# Of a person, by their key, or by the mark of an address.
Wishes = set[tuple[int | str, str]]


def unwanted_by(people: Iterable[tuple[int | None, str]]) -> Wishes:
    """What these people switched off; each is a user's key and an address. One query."""
    known = list(people)
    users = {user for user, _ in known if user}
    marks = {mark_of(address) for _, address in known if address}
    found: Wishes = set()
    rows = Unwanted.objects.filter(user__in=users) | Unwanted.objects.filter(address_mark__in=marks)
    for user, mark, topic in rows.values_list("user", "address_mark", "topic"):
        found.add((user or mark, topic))
    return found


def wants(wishes: Wishes, user: int | None, address: str, topic: Topic) -> bool:
    """Whether a person is to hear of a topic. What a sponsor chose holds with an account too."""
    by_user = (user or 0, topic.value) in wishes
    return not by_user and not (address and (mark_of(address), topic.value) in wishes)


def quiet_until(pairs: Iterable[tuple[int, int]], today: date) -> dict[tuple[int, int], date]:
    """The day until which a person is left in peace about a member, by both keys.

    They did something for it, on its plan or with its team, less than `QUIET_DAYS` ago.
    """
    people = {person for _, person in pairs}
    of_subject = _subjects({member for member, _ in pairs})
    users = {key(User(pk=person)): person for person in people}
    acts = Event.objects.filter(
        subject__in=of_subject,
        actor__in=users,
        at__gte=midnight(today - timedelta(days=QUIET_DAYS)),
    )
    found: dict[tuple[int, int], date] = {}
    for subject, actor, at in acts.values_list("subject", "actor", "at"):
        pair = of_subject[subject], users[actor]
        found[pair] = max(found.get(pair, date.min), _peace_after(at))
    return {pair: day for pair, day in found.items() if day > today}


def _peace_after(at: datetime) -> date:
    return day_of(at) + timedelta(days=QUIET_DAYS)


def _subjects(members: set[int]) -> dict[str, int]:
    """How the trail names what belongs to these members."""
    found = {f"organisations.membership:{member}": member for member in members}
    plans = Plan.objects.filter(membership__in=members).values_list("pk", "membership")
    return found | {f"improvement_plans.plan:{plan}": member for plan, member in plans}
