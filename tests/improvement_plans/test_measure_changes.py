"""What was public of a measure has a reason to change, and stays readable."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from core.text import nhs_date
from improvement_plans import services
from improvement_plans.models import Measure, Plan
from tests.conftest import NOW
from tests.improvement_plans.test_measures import TYPED, add, form_of, page, text_of
from tests.improvement_plans.test_public_measures import public

SignIn = Callable[[User], Client]
WHY = "The register counts otherwise since April"


def share(measure: Measure, by: User, **said: bool) -> Measure:
    given = {"is_public": True, "hides_small": False, **said}
    return services.share_measure(measure=measure, by=by, at=NOW, **given)


def test_a_change_of_what_was_public_has_a_reason_and_says_what_was_there(
    published_plan: Plan, lead: User, editor: User, client_for: SignIn, client: Client
) -> None:
    measure = add(published_plan, lead, baseline=Decimal("6.5"), target=Decimal(3), unit="falls")
    services.change_measure(measure=measure, definition="All falls", by=lead, at=NOW)
    share(measure, lead)
    measure.refresh_from_db()
    editing, path = client_for(editor), page("plan_measure_change", measure)
    sent: dict[str, Any] = {
        **TYPED, "hangs_on": str(measure.priority_key), "revision": measure.revision,
        "definition": "Falls with harm", "target": "2",
    }  # fmt: skip
    assert form_of(editing.post(path, sent)).errors == {"reason": ["Write why it changes"]}
    assert measure.changes.count() == 0
    for _ in range(2):
        assert editing.post(path, {**sent, "reason": WHY}).status_code == 302
    said = text_of(client.get(public(measure)))
    for part in (
        f"Operational definition and target changed on {nhs_date(timezone.now())} {WHY}",
        "Changed by: ",
        "Operational definition All falls", "Target 3",
    ):  # fmt: skip
        assert part in said
    # It is kept when nobody else reads it for a while.
    share(measure, lead, is_public=False)
    with pytest.raises(ValidationError):
        services.change_measure(measure=measure, definition="Less", by=lead, at=NOW)
    services.change_measure(measure=measure, name="Falls", reason="Short", by=lead, at=NOW)
    share(measure, lead)
    assert "Name changed on 15 June 2026 Short" in text_of(client.get(public(measure)))


def test_a_small_baseline_that_is_hidden_stays_hidden_in_what_changed(
    published_plan: Plan, lead: User, client: Client
) -> None:
    measure = share(add(published_plan, lead, baseline=Decimal(3)), lead, hides_small=True)
    services.change_measure(measure=measure, baseline=Decimal(9), reason=WHY, by=lead, at=NOW)
    said = text_of(client.get(public(measure)))
    assert "Where it stood to begin with Hidden (under 5)" in said
