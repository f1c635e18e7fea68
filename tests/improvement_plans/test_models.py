"""What the database refuses, whoever asks."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User
from improvement_plans.models import Plan, PlanVersion, Priority
from tests.conftest import NOW, PRIORITY


def version_of(plan: Plan, **fields: Any) -> PlanVersion:
    return PlanVersion(plan=plan, **{"number": 9, **fields})


def published(lead: User, **fields: Any) -> dict[str, Any]:
    return {
        "state": "PUBLISHED",
        "title": "Safer nights",
        "reason": "First version",
        "published_at": NOW,
        "published_by": lead,
        **fields,
    }


def test_a_member_has_one_plan(plan: Plan) -> None:
    with pytest.raises(IntegrityError):
        Plan.objects.create(membership=plan.membership, started_at=NOW)


def test_a_plan_has_one_draft(plan: Plan) -> None:
    with pytest.raises(IntegrityError):
        version_of(plan).save()


def test_a_plan_has_one_published_version(published_plan: Plan, lead: User) -> None:
    with pytest.raises(IntegrityError):
        version_of(published_plan, **published(lead)).save()


def test_a_version_number_is_used_once(published_plan: Plan) -> None:
    with pytest.raises(IntegrityError):
        version_of(published_plan, number=1).save()


@pytest.mark.parametrize(
    "lacking", [{"title": ""}, {"reason": ""}, {"published_at": None}, {"published_by": None}]
)
def test_a_published_version_has_a_title_a_reason_a_time_and_an_author(
    plan: Plan, lead: User, lacking: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        version_of(plan, **published(lead, **lacking)).save()


def test_a_plan_ends_after_it_starts(plan: Plan) -> None:
    draft = plan.versions.get()
    draft.start_date = draft.end_date = date(2026, 4, 1)
    with pytest.raises(ValidationError) as refused:
        draft.full_clean()
    assert refused.value.messages == ["The plan must end after it starts."]


def test_a_plan_may_lack_its_dates(plan: Plan) -> None:
    draft = plan.versions.get()
    draft.end_date = date(2026, 4, 1)
    draft.full_clean()
    assert draft.start_date is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"topic": "OTHER", "own_topic": ""}, "Name your own topic."),
        ({"aim_amount_kind": "ZERO"}, "Say how much only for a percentage or a number."),
    ],
)
def test_a_priority_says_what_its_answers_ask_for(
    plan: Plan, wrong: dict[str, Any], message: str
) -> None:
    priority = Priority(version=plan.versions.get(), position=1, **{**PRIORITY, **wrong})
    with pytest.raises(ValidationError) as refused:
        priority.full_clean()
    assert refused.value.messages == [message]


def test_two_priorities_never_stand_at_one_position(published_plan: Plan) -> None:
    with pytest.raises(IntegrityError):
        Priority.objects.create(version=published_plan.versions.get(), position=1, **PRIORITY)


def test_a_topic_of_the_list_has_its_own_name() -> None:
    assert Priority(topic="AKI").topic_name == "Acute kidney injury"


def test_an_own_topic_is_named_as_typed() -> None:
    assert Priority(topic="OTHER", own_topic="Lone working").topic_name == "Lone working"


def test_a_priority_reads_its_aim_as_a_sentence() -> None:
    assert (
        Priority(**PRIORITY).aim
        == "Reduce falls with harm per 1,000 bed days by 50% by 31 March 2028"
    )


def test_names_in_the_log_tell_versions_apart(published_plan: Plan) -> None:
    version = published_plan.versions.get()
    names = (
        str(published_plan),
        str(version),
        str(PlanVersion(number=2)),
        str(Priority(**PRIORITY)),
    )
    assert names == (
        f"plan of {published_plan.membership_id}",
        "Safer nights",
        "version 2",
        "Fewer falls with harm",
    )
