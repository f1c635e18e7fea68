"""What people do not want to be reminded of."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import lock_person
from audit.services import record
from reminders.choices import AuditEvent, Topic
from reminders.models import Digest, Unwanted
from reminders.models.unwanted import mark_of


@transaction.atomic
def choose(
    *, user: User, unwanted: Collection[Topic], among: Collection[Topic], at: datetime
) -> None:
    """Write down which of the topics a person was asked about they do not want."""
    lock_person(user)
    asked = Unwanted.objects.of(user, user.email).filter(topic__in=among)
    before = set(asked.values_list("topic", flat=True))
    if before == {topic.value for topic in unwanted}:
        return
    asked.exclude(topic__in=unwanted).delete()
    _add(user, "", unwanted, at)
    record(AuditEvent.CHOSEN, by=user, subject=user, at=at, unwanted=sorted(unwanted))


@transaction.atomic
def stop_all(*, digest: Digest, at: datetime) -> None:
    """Whoever has the mail wants no reminder any more. Pressed again, it changes nothing."""
    if not digest.address:
        return  # erased meanwhile: nothing is sent to them
    before = Unwanted.objects.of(digest.user, digest.address).values_list("topic", flat=True)
    if set(before) == set(Topic.values):
        return
    _add(digest.user, "" if digest.user else mark_of(digest.email), list(Topic), at)
    record(AuditEvent.CHOSEN, by=digest, subject=digest, at=at, unwanted=sorted(Topic))


def _add(user: User | None, mark: str, topics: Collection[Topic], at: datetime) -> None:
    Unwanted.objects.bulk_create(
        [Unwanted(user=user, address_mark=mark, topic=topic, since_at=at) for topic in topics],
        ignore_conflicts=True,
    )
