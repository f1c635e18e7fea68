"""Who gets a certificate, and how badges are counted."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisIsAway

from accounts.models import User
from audit.models import Event
from certificates import services, tasks
from certificates.models import BadgeDay, Certificate
from certificates.queries import badge_counts
from organisations.models import Membership, Organisation
from organisations.services.by_hand import merge_organisations
from organisations.services.membership import WrongState
from safety_portal.celery import app
from tests.conftest import NOW, TODAY

PUBLIC = ("ACTIVE", "PAUSED", "WITHDRAWN", "SUCCEEDED")


def rows() -> list[tuple[int, date, int]]:
    found = BadgeDay.objects.order_by("day_date", "membership")
    return list(found.values_list("membership", "day_date", "shown"))


def test_a_member_keeps_the_certificate_that_it_has(membership: Membership, lead: User) -> None:
    first = services.issue(membership=membership, by=lead, at=NOW)
    again = services.issue(membership=membership, by=lead, at=NOW + timedelta(days=1))
    assert (again.code, again.issued_at) == (first.code, NOW)


def test_a_certificate_is_recorded_once(membership: Membership, lead: User) -> None:
    for _ in range(2):
        services.issue(membership=membership, by=lead, at=NOW)
    events = Event.objects.filter(event="certificate.issued").values_list("actor", "subject", "at")
    expected = (f"accounts.user:{lead.pk}", f"organisations.membership:{membership.pk}", NOW)
    assert list(events) == [expected]


@pytest.mark.parametrize("state", ["DRAFT", "AWAITING_SPONSOR", "AWAITING_VERIFICATION", "CLOSED"])
def test_what_is_not_published_has_none(
    state: str, make_member: Callable[..., Membership], lead: User
) -> None:
    with pytest.raises(WrongState):
        services.issue(membership=make_member(state=state), by=lead, at=NOW)


def test_the_sweep_gives_every_published_membership_one(
    make_member: Callable[..., Membership],
) -> None:
    members = [make_member(state=state).pk for state in PUBLIC]
    make_member(state="DRAFT")
    issued = [services.issue_due(at=NOW), services.issue_due(at=NOW)]
    held = list(Certificate.objects.order_by("membership").values_list("membership", flat=True))
    assert (issued, held) == ([4, 0], members)


def test_one_that_fails_holds_up_no_other(
    make_member: Callable[..., Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_member(), make_member()
    issue = services.issue

    def fails_once(*, membership: Membership, **kwargs: object) -> Certificate:
        if membership == first:
            raise RuntimeError
        return issue(membership=membership, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "issue", fails_once)
    assert services.issue_due(at=NOW) == 1
    assert list(Certificate.objects.values_list("membership", flat=True)) == [second.pk]


def test_a_code_belongs_to_one_member(make_member: Callable[..., Membership]) -> None:
    code = services.issue(membership=make_member(), by="system", at=NOW).code
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(membership=make_member(), code=code, issued_at=NOW)


def test_a_code_is_whole(membership: Membership) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(membership=membership, code="7K3M0", issued_at=NOW)


def test_a_certificate_goes_with_an_organisation_that_joins_the_registers_record(
    make_member: Callable[..., Membership],
    make_organisation: Callable[..., Organisation],
    officer: User,
) -> None:
    member = make_member(ods_code=None, added_by_hand=True)
    certificate = services.issue(membership=member, by="system", at=NOW)
    services.count_shown(membership=member, today=TODAY)
    register = make_organisation(ods_code="ZZR01")
    merge_organisations(added=member.organisation, into=register, by=officer, at=NOW, today=TODAY)
    services.store_shown(today=TODAY)
    certificate.refresh_from_db()
    assert (certificate.membership.organisation, rows()) == (register, [(member.pk, TODAY, 1)])


def test_badges_are_counted_by_member_and_day(
    membership: Membership, other_membership: Membership
) -> None:
    yesterday = TODAY - timedelta(days=1)
    for member, day, times in (
        (membership, yesterday, 1),
        (membership, TODAY, 3),
        (other_membership, TODAY, 2),
    ):
        for _ in range(times):
            services.count_shown(membership=member, today=day)
    assert services.store_shown(today=TODAY) == 3
    assert rows() == [
        (membership.pk, yesterday, 1),
        (membership.pk, TODAY, 3),
        (other_membership.pk, TODAY, 2),
    ]


def test_counting_writes_nothing_until_the_sweep(membership: Membership) -> None:
    services.count_shown(membership=membership, today=TODAY)
    assert rows() == []


def test_storing_twice_is_storing_once(membership: Membership) -> None:
    services.count_shown(membership=membership, today=TODAY)
    assert [services.store_shown(today=TODAY), services.store_shown(today=TODAY)] == [1, 0]
    services.count_shown(membership=membership, today=TODAY)
    assert services.store_shown(today=TODAY) == 1
    assert rows() == [(membership.pk, TODAY, 2)]


def test_a_cache_that_was_emptied_goes_on_from_what_was_stored(membership: Membership) -> None:
    for _ in range(5):
        services.count_shown(membership=membership, today=TODAY)
    services.store_shown(today=TODAY)
    cache.clear()
    services.count_shown(membership=membership, today=TODAY)
    services.store_shown(today=TODAY)
    assert rows() == [(membership.pk, TODAY, 6)]


def test_a_stored_count_is_never_lowered(membership: Membership) -> None:
    BadgeDay.objects.create(membership=membership, day_date=TODAY, shown=9)
    cache.set(f"badge-shown:{membership.pk}:{TODAY.isoformat()}", 4)
    assert services.store_shown(today=TODAY) == 0
    assert rows() == [(membership.pk, TODAY, 9)]


def test_a_sweep_that_was_away_for_two_days_loses_nothing(membership: Membership) -> None:
    services.count_shown(membership=membership, today=TODAY)
    services.store_shown(today=TODAY + timedelta(days=2))
    assert rows() == [(membership.pk, TODAY, 1)]


def test_two_who_are_the_first_of_a_day_are_both_counted(
    membership: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    class SomebodyWasQuicker:
        incr = cache.incr

        def add(self, key: str, value: int, timeout: float) -> bool:
            cache.add(key, 1, timeout)
            return cache.add(key, value, timeout)

    with monkeypatch.context() as patch:
        patch.setattr(services, "cache", SomebodyWasQuicker())
        services.count_shown(membership=membership, today=TODAY)
    services.store_shown(today=TODAY)
    assert rows() == [(membership.pk, TODAY, 2)]


def test_more_members_than_are_asked_for_at_once(
    make_member: Callable[..., Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 2)
    for member in [make_member() for _ in range(5)]:
        services.count_shown(membership=member, today=TODAY)
    assert services.store_shown(today=TODAY) == 5


def test_without_the_cache_nothing_is_counted_and_nothing_fails(
    membership: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def incr(self, key: str) -> None:
            raise RedisIsAway

    with monkeypatch.context() as patch:
        patch.setattr(services, "cache", Away())
        services.count_shown(membership=membership, today=TODAY)
    assert services.store_shown(today=TODAY) == 0


def test_the_numbers_of_a_member_are_its_own_and_of_the_last_thirty_days(
    membership: Membership, other_membership: Membership
) -> None:
    for member, age, shown in (
        (membership, 0, 3),
        (membership, 29, 4),
        (membership, 30, 50),
        (other_membership, 0, 700),
    ):
        BadgeDay.objects.create(
            membership=member, day_date=TODAY - timedelta(days=age), shown=shown
        )
    counts = badge_counts(membership, TODAY)
    assert (counts.last_days, counts.ever, counts.since) == (7, 57, TODAY - timedelta(days=30))


def test_the_tasks_do_both(membership: Membership) -> None:
    services.count_shown(membership=membership, today=timezone.localdate())
    tasks.issue_due()
    tasks.store_shown()
    assert (Certificate.objects.count(), BadgeDay.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("name", "longest"), [("issue-certificates", 300), ("store-badges-shown", 3600)]
)
def test_beat_runs_them_often_enough(name: str, longest: int) -> None:
    entry: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE[name]
    assert (entry["task"] in app.tasks, entry["schedule"] <= longest) == (True, True)


def test_rows_name_themselves(membership: Membership) -> None:
    certificate = Certificate(membership=membership, code="7K3M02WX9A")
    day = BadgeDay(membership=membership, day_date=TODAY, shown=3)
    assert (str(certificate), str(day)) == ("7K3M0-2WX9A", f"{membership.pk} 2026-06-15: 3")
