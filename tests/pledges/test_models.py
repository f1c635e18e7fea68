"""Wordings through the years, and what the database holds commitments to."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from organisations.models import Membership
from pledges.models import COMMITMENT_LIMIT, Commitment, Pledge, PledgeWording
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def newer() -> PledgeWording:
    """Pledge 3 says something else from 1 July 2026 on."""
    return PledgeWording.objects.create(
        pledge=Pledge.objects.get(number=3),
        title="Be open",
        text="We will say what happened.",
        from_date=date(2026, 7, 1),
    )


def titles(day: date) -> list[str]:
    return [wording.title for wording in PledgeWording.objects.in_force(day)]


def test_the_five_pledges_come_in_their_order() -> None:
    assert titles(TODAY) == [
        "Put safety first",
        "Continually learn",
        "Be honest",
        "Collaborate",
        "Be supportive",
    ]


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2022, 1, 1), "Be honest"),
        (date(2026, 6, 30), "Be honest"),
        (date(2026, 7, 1), "Be open"),
        (date(2099, 1, 1), "Be open"),
    ],
)
def test_a_newer_wording_is_in_force_from_its_day_on(
    day: date, title: str, newer: PledgeWording
) -> None:
    assert (len(titles(day)), titles(day)[2]) == (5, title)


def test_before_the_first_wording_there_is_none() -> None:
    assert titles(date(2021, 12, 31)) == []


def test_a_pledge_has_one_wording_a_day(newer: PledgeWording) -> None:
    with pytest.raises(IntegrityError):
        PledgeWording.objects.create(
            pledge=newer.pledge, title="Be frank", text="Text", from_date=newer.from_date
        )


@pytest.mark.parametrize("number", [0, 6])
def test_there_is_no_sixth_pledge(number: int) -> None:
    with pytest.raises(IntegrityError, match="pledge_is_one_of_five"):
        Pledge.objects.create(number=number, key=f"pledge-{number}")


def make(membership: Membership, **fields: Any) -> Commitment:
    wording = PledgeWording.objects.in_force(TODAY).first()
    assert wording
    fields = {"kind": "NEW", "text": "We will listen.", **fields}
    return Commitment.objects.create(
        membership=membership, pledge=wording.pledge, wording=wording, **fields
    )


PUBLISHED: dict[str, Any] = {"state": "PUBLISHED", "published_at": NOW}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"version": 2}),
        (PUBLISHED, PUBLISHED | {"version": 2}),
        (PUBLISHED, {"version": 1}),
    ],
    ids=["two drafts", "two published", "one version twice"],
)
def test_the_database_refuses_beside_each_other(
    first: dict[str, Any], second: dict[str, Any], sign_up: Membership
) -> None:
    make(sign_up, **first)
    with pytest.raises(IntegrityError):
        make(sign_up, **second)


def test_a_draft_may_stand_beside_what_is_published(sign_up: Membership) -> None:
    make(sign_up, **PUBLISHED)
    make(sign_up, version=2)
    found = sign_up.commitments
    assert (found.published().get().version, found.drafts().get().version) == (1, 2)


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("commitment_published_has_a_time", {"state": "PUBLISHED"}),
        ("commitment_published_has_a_time", {"state": "SUPERSEDED"}),
        ("commitment_published_has_a_time", {"published_at": NOW}),
        ("commitment_kind_is_known", {"kind": "OLD"}),
        ("commitment_kind_is_known", {"kind": "", "state": "PUBLISHED", "published_at": NOW}),
        ("commitment_saved_by_someone_at_a_time", {"saved_at": NOW}),
        ("commitment_state_is_known", {"state": "LOST", "published_at": NOW}),
    ],
)
def test_the_database_refuses(constraint: str, fields: dict[str, Any], sign_up: Membership) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        make(sign_up, **fields)


@pytest.mark.parametrize(
    "text", ["", "x" * (COMMITMENT_LIMIT + 1), "nul \x00", "rtl \u202e", "\u200b"]
)
def test_a_text_that_cannot_be_a_commitment_is_refused(text: str, sign_up: Membership) -> None:
    commitment = make(sign_up)
    commitment.text = text
    with pytest.raises(ValidationError) as refused:
        commitment.full_clean()
    assert list(refused.value.message_dict) == ["text"]


def test_pledges_wordings_and_commitments_say_what_they_are(sign_up: Membership) -> None:
    commitment = make(sign_up)
    assert (str(commitment.pledge), str(commitment.wording), str(commitment)) == (
        "safety-first",
        "Put safety first",
        f"{sign_up.pk} pledge {commitment.pledge_id} version 1",
    )
