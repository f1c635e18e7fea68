"""What the sign-up search says of each organisation."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from organisations.models import Membership, Organisation, Succession
from organisations.presenters import SearchResult
from tests.conftest import TODAY


def result_of(organisation: Organisation) -> SearchResult:
    loaded = Organisation.objects.with_campaign_state().get(pk=organisation.pk)
    return SearchResult.of(loaded, TODAY)


@pytest.mark.parametrize(
    ("state", "note"),
    [
        ("DRAFT", "Sign-up in progress"),
        ("AWAITING_SPONSOR", "Sign-up in progress"),
        ("AWAITING_VERIFICATION", "Sign-up in progress"),
        ("ACTIVE", "Member since June 2026"),
        ("PAUSED", "Member since June 2026"),
        ("WITHDRAWN", "Withdrawn in June 2026"),
        ("SUCCEEDED", "Continued by a successor in June 2026"),
        ("CLOSED", ""),
    ],
)
def test_the_note_says_where_the_membership_stands(
    state: str, note: str, make_member: Callable[..., Membership]
) -> None:
    result = result_of(make_member(state=state).organisation)
    assert (result.note, result.can_sign_up) == (note, note == "")


def test_an_organisation_without_a_membership_can_sign_up(
    make_organisation: Callable[..., Organisation],
) -> None:
    assert result_of(make_organisation()).can_sign_up is True


@pytest.mark.parametrize(("days", "note"), [(0, "Closed in June 2026"), (1, "")])
def test_a_closed_organisation_says_when(
    days: int, note: str, make_organisation: Callable[..., Organisation]
) -> None:
    assert result_of(make_organisation(closed_date=TODAY + timedelta(days=days))).note == note


def test_a_closed_organisation_names_its_successors(
    make_organisation: Callable[..., Organisation],
) -> None:
    closed, successor = make_organisation(closed_date=TODAY), make_organisation()
    Succession.objects.create(predecessor=closed, successor=successor)
    assert result_of(closed).successors == (successor,)


def test_a_chain_of_successors_is_followed_to_those_that_are_open(
    make_organisation: Callable[..., Organisation],
) -> None:
    """Split, and one of the two joined a third; a fourth is to follow; one led back in a circle."""
    first, second, third = (make_organisation(closed_date=TODAY) for _ in range(3))
    left, joined, to_come = (make_organisation() for _ in range(3))
    pairs = ((first, left), (first, second), (second, third), (third, joined), (third, first))
    for predecessor, successor in pairs:
        Succession.objects.create(predecessor=predecessor, successor=successor)
    Succession.objects.create(predecessor=third, successor=to_come, date=TODAY + timedelta(days=1))
    assert set(result_of(first).successors) == {left, joined}
    Succession.objects.filter(predecessor=third).delete()
    assert set(result_of(first).successors) == {left, third}
