"""What reports count: histories, published pledges and plans, and the same day everywhere."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import User
from improvement_plans.models import Plan, PlanVersion
from organisations.models import Membership
from outbox.models import Heartbeat
from pledges.models import Commitment, PledgeWording
from tests.conftest import NOW

LONDON = ZoneInfo("Europe/London")


def london(*parts: int) -> datetime:
    """A moment on London's clocks."""
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc, arg-type]


@pytest.fixture
def today_is_june(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands at 15 June 2026, a Monday."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def move() -> Callable[..., None]:
    """Write that a member moved to another state on a day, as the service does."""

    def to(membership: Membership, state: str, at: datetime) -> None:
        membership.state_changes.create(from_state=membership.state, to_state=state, at=at)
        membership.state, membership.state_at, membership.state_reason = state, at, "Because."
        membership.save()

    return to


@pytest.fixture
def make_pledges() -> Callable[..., None]:
    """All five pledges of a member, published unless said otherwise."""

    def make(membership: Membership, *, state: str = "PUBLISHED", at: datetime = NOW) -> None:
        for wording in PledgeWording.objects.all():
            Commitment.objects.create(
                membership=membership,
                pledge=wording.pledge,
                wording=wording,
                state=state,
                kind="NEW",
                text="We will listen.",
                published_at=None if state == "DRAFT" else at,
            )

    return make


@pytest.fixture
def make_plan(make_user: Callable[..., User]) -> Callable[..., PlanVersion]:
    """A member's plan with one version, published unless said otherwise."""

    def make(
        membership: Membership, *, state: str = "PUBLISHED", at: datetime = NOW, **fields: Any
    ) -> PlanVersion:
        plan, _ = Plan.objects.get_or_create(membership=membership, defaults={"started_at": at})
        published = state != "DRAFT"
        return PlanVersion.objects.create(
            plan=plan,
            state=state,
            title="Safer nights",
            reason="First version" if published else "",
            published_at=at if published else None,
            published_by=make_user("author@harrowmere.example") if published else None,
            **fields,
        )

    return make


@pytest.fixture(autouse=True)
def _work_goes_on(db: None) -> None:
    """A worker does what beat asks for, so that the desk says nothing of it."""
    Heartbeat.objects.create(at=datetime(2999, 1, 1, tzinfo=LONDON))
