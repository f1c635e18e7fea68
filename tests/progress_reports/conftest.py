"""A public measure beside A's published plan, which reports show."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.models import Measure, Plan
from tests.conftest import NOW


def save(measure: Measure, by: User, values: dict[date, Decimal | None]) -> None:
    """New values, or others in place of those."""
    seen = plans.mark_of(list(measure.points.all()), list(values))
    plans.save_values(measure=measure, values=values, seen=seen, by=by, at=NOW)


@pytest.fixture
def measure(published_plan: Plan, lead: User) -> Measure:
    """Twelve months of a count, two of them small and hidden."""
    key = published_plan.versions.published().get().priorities.get().key
    measure = plans.add_measure(
        plan=published_plan, priority_key=key, name="Falls with harm", kind="OUTCOME",
        definition="Falls.", wanted="LOWER", frequency="MONTH", is_count=True, by=lead, at=NOW,
    )  # fmt: skip
    months = [date(2025, month, 1) for month in range(1, 13)]
    save(measure, lead, {day: Decimal(70 + place) for place, day in enumerate(months)})
    return plans.share_measure(measure=measure, is_public=True, hides_small=False, by=lead, at=NOW)
