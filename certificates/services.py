"""Every write about certificates, and the counting of badges."""

from datetime import date, datetime, timedelta

import structlog
from django.core.cache import cache
from django.db import models, transaction
from redis.exceptions import RedisError

from audit.services import SYSTEM, record
from certificates.choices import AuditEvent
from certificates.models import BadgeDay, Certificate
from organisations.choices import PUBLIC_STATES
from organisations.models import Membership
from organisations.services.membership import lock

log = structlog.get_logger(__name__)

# A sweep that was away this long loses nothing.
DAYS_KEPT = 3
AT_ONCE = 1000


@transaction.atomic
def issue(*, membership: Membership, by: models.Model | str, at: datetime) -> Certificate:
    """Give a member its certificate; the one it has, if it has one. Raises `WrongState`."""
    membership = lock(membership, *PUBLIC_STATES)
    if held := Certificate.objects.filter(membership=membership).first():
        return held
    certificate = Certificate(membership=membership, issued_at=at)
    certificate.full_clean()
    certificate.save()
    record(AuditEvent.CERTIFICATE_ISSUED, by=by, subject=membership, at=at)
    return certificate


def issue_due(*, at: datetime) -> int:
    """Give every member without a certificate theirs; how many.

    Twice at once gives nobody two, and one that fails holds up no other.
    """
    issued = 0
    for membership in Membership.objects.public().filter(certificate=None).order_by("pk"):
        try:
            issue(membership=membership, by=SYSTEM, at=at)
            issued += 1
        except Exception:
            log.exception("certificate_failed", membership=membership.pk)
    return issued


def count_shown(*, membership: Membership, today: date) -> None:
    """Count that a badge was asked for. Without the cache nothing is counted; the badge is shown.

    The cache holds the day's whole count. When it has lost it, counting goes on from what was last
    stored.
    """
    key = _key(membership.pk, today)
    try:
        try:
            cache.incr(key)
        except ValueError:  # the first of the day, or the cache was emptied
            stored = BadgeDay.objects.filter(membership=membership, day_date=today)
            shown = stored.values_list("shown", flat=True).first() or 0
            if not cache.add(key, shown + 1, timedelta(days=DAYS_KEPT).total_seconds()):
                cache.incr(key)
    except (RedisError, OSError) as error:
        log.warning("badge_not_counted", reason=type(error).__name__)


def store_shown(*, today: date) -> int:
    """Write down what was counted on the last days; how many rows that changed.

    Whole counts are written, and none is ever lowered: doing it again, or twice at once, is doing
    it once.
    """
    days = [today - timedelta(days=n) for n in range(DAYS_KEPT)]
    members = list(Membership.objects.public().values_list("pk", flat=True))
    batches = [members[n : n + AT_ONCE] for n in range(0, len(members), AT_ONCE)]
    return sum(_store(batch, days) for batch in batches)


def _store(members: list[int], days: list[date]) -> int:
    keys = {_key(pk, day): (pk, day) for pk in members for day in days}
    counted = {keys[key]: shown for key, shown in cache.get_many(list(keys)).items()}
    if not counted:
        return 0
    rows = BadgeDay.objects.filter(membership__in=members, day_date__in=days)
    stored = {(row.membership_id, row.day_date): row.shown for row in rows}
    newer = [
        BadgeDay(membership_id=pk, day_date=day, shown=shown)
        for (pk, day), shown in counted.items()
        if shown > stored.get((pk, day), 0)
    ]
    BadgeDay.objects.bulk_create(
        newer,
        update_conflicts=True,
        update_fields=["shown"],
        unique_fields=["membership", "day_date"],
    )
    return len(newer)


def _key(membership_pk: int, day: date) -> str:
    return f"badge-shown:{membership_pk}:{day.isoformat()}"
