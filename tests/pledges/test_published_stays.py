"""What is published never changes, whatever program writes to the database."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from organisations.models import Membership
from pledges.models import Commitment, Pledge, PledgeWording
from tests.conftest import NOW, TODAY
from tests.mergers.closing import promise

LATER = NOW.replace(year=2027)
CHANGES: dict[str, Any] = {
    "text": "Other words.",
    "kind": "UNDER_WAY",
    "version": 7,
    "reason": "Because.",
    "published_role": "Porter",
    "published_at": LATER,
}


def change(commitment: Commitment, **fields: Any) -> int:
    with transaction.atomic():
        return Commitment.objects.filter(pk=commitment.pk).update(**fields)


@pytest.fixture(params=["PUBLISHED", "SUPERSEDED"])
def published(request: pytest.FixtureRequest, membership: Membership) -> Commitment:
    return promise(membership, 1, state=request.param)


@pytest.mark.parametrize("field", CHANGES)
def test_no_published_word_changes(field: str, published: Commitment) -> None:
    before = Commitment.objects.values().get()
    with pytest.raises(IntegrityError, match="a published commitment never changes"):
        change(published, **{field: CHANGES[field]})
    assert Commitment.objects.values().get() == before


def test_it_stays_where_it_is_and_whose_it_is(
    published: Commitment, other_membership: Membership, lead: User
) -> None:
    wording = PledgeWording.objects.create(
        pledge=published.pledge, title="Other", text="Other.", from_date=TODAY
    )
    for fields in (
        {"membership": other_membership},
        {"pledge": Pledge.objects.get(number=2)},
        {"wording": wording},
        {"published_by": lead},
    ):
        with pytest.raises(IntegrityError, match="a published commitment never changes"):
            change(published, **fields)


def test_it_is_not_deleted(published: Commitment) -> None:
    with (
        pytest.raises(IntegrityError, match="a published commitment never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM pledges_commitment")
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "after", "possible"),
    [
        ("DRAFT", "PUBLISHED", True),
        ("DRAFT", "SUPERSEDED", True),
        ("PUBLISHED", "SUPERSEDED", True),
        ("PUBLISHED", "DRAFT", False),
        ("SUPERSEDED", "PUBLISHED", False),
        ("SUPERSEDED", "DRAFT", False),
    ],
)
def test_a_version_only_ever_goes_on(
    before: str,
    after: str,
    possible: bool,  # noqa: FBT001
    membership: Membership,
) -> None:
    at = None if before == "DRAFT" else NOW
    commitment = promise(membership, 1, state=before, published_at=at)
    fields = {"state": after, "published_at": None if after == "DRAFT" else NOW}
    if possible:
        assert change(commitment, **fields) == 1
    else:
        with pytest.raises(IntegrityError, match="a published commitment never changes"):
            change(commitment, **fields)


def test_a_draft_changes_and_goes(membership: Membership) -> None:
    draft = promise(membership, 1, state="DRAFT", published_at=None)
    assert change(draft, text="Other words.", kind="UNDER_WAY") == 1
    assert draft.delete()[0] == 1


@pytest.mark.parametrize("missing", ["reason", "published_role", "published_by"])
def test_a_later_version_has_an_author_a_role_and_a_reason(
    missing: str, membership: Membership, lead: User
) -> None:
    said: dict[str, Any] = {"reason": "Nights", "published_role": "Matron", "published_by": lead}
    promise(membership, 1, version=2, **said)
    without = said | {missing: None if missing == "published_by" else ""}
    with pytest.raises(IntegrityError, match="commitment_later_version_by_someone_for_a_reason"):
        promise(membership, 2, version=2, **without)


def test_who_changed_a_draft_goes_with_when(membership: Membership) -> None:
    with pytest.raises(IntegrityError, match="commitment_saved_by_someone_at_a_time"):
        promise(membership, 1, state="DRAFT", published_at=None, saved_at=NOW)
