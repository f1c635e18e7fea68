"""A person's own data, out of every app: a copy of it, and its end."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts import personal_data as accounts
from accounts.models import User
from accounts.services import lock_person
from audit import personal_data as audit
from improvement_plans import personal_data as improvement_plans
from individuals import personal_data as individuals
from individuals import services as individual_services
from introductions import personal_data as introductions
from mergers import personal_data as mergers
from organisations import personal_data as organisations
from organisations.models import Membership
from pledges import personal_data as pledges
from progress_reports import personal_data as progress_reports
from reminders import personal_data as reminders

HOLDERS = (
    *(accounts, organisations, pledges, improvement_plans, individuals),
    *(mergers, introductions, progress_reports, reminders),
    audit,
)


def everything_about(*, user: User) -> dict[str, Any]:
    """All that the portal holds about a person, by topic."""
    return {topic: rows for app in HOLDERS for topic, rows in app.personal_data(user=user).items()}


def lock_memberships(user: User) -> list[int]:
    """Lock at once, by key, all memberships that any app locks to erase a person.

    App by app each would be in order and all of them not: two people erased at the same moment
    could wait for each other.
    """
    own = Q(pk__in=organisations.concerned(user).values("pk"))
    asked = Q(pk__in=introductions.concerned(user).values("pk"))
    rows = Membership.objects.select_for_update().filter(own | asked).order_by("pk")
    return [membership.pk for membership in rows]


@transaction.atomic
def erase_person(*, user: User, by: User, at: datetime) -> None:
    """Erase all that names a person. Raises `organisations.personal_data.OnlyLead`, `PersonGone`.

    The person is locked first, as wherever somebody joins something: what they join at the same
    moment is there to be erased, or is refused.
    Each app with personal data of its own has its line here; the account comes last.
    """
    user = lock_person(user)
    lock_memberships(user)
    organisations.erase(user=user, by=by, at=at)
    individual_services.erase(user=user, by=by, at=at)
    introductions.erase(user=user, by=by, at=at)
    reminders.erase(user=user)
    accounts.erase(user=user, by=by, at=at)
