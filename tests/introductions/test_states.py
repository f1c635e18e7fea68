"""The one table of states, over all pairs, and what each act does in each state."""

from collections.abc import Callable

import pytest

from accounts.models import User
from audit.models import Event
from introductions.choices import TRANSITIONS, IntroductionState
from introductions.models import Introduction
from introductions.services import conversation
from introductions.services.common import CannotWrite, WrongMove, move
from organisations.models import Membership
from tests.conftest import NOW
from tests.introductions.conftest import state_of, who, write

Act = Callable[[Introduction, Membership, Membership, User, User], object]
S = IntroductionState


def stands_at(introduction: Introduction, state: str) -> Introduction:
    Introduction.objects.filter(pk=introduction.pk).update(state=state)
    introduction.refresh_from_db()
    return introduction


@pytest.mark.parametrize("before", IntroductionState)
@pytest.mark.parametrize("after", IntroductionState)
def test_only_the_moves_of_the_table_are_made(
    before: IntroductionState, after: IntroductionState, introduction: Introduction, lead: User
) -> None:
    stands_at(introduction, before)
    if after in TRANSITIONS[before]:
        move(introduction=introduction, to=after, by=lead, at=NOW)
        assert state_of(introduction) == after
        event = Event.objects.filter(event="introduction.state-changed").latest("pk")
        assert event.details == {"before": before, "after": after}
    else:
        with pytest.raises(WrongMove):
            move(introduction=introduction, to=after, by=lead, at=NOW)
        assert state_of(introduction) == before


ACTS: dict[str, tuple[Act, dict[str, str]]] = {
    "the recipient writes": (
        lambda i, us, _, lead, __: write(i, us, lead, "Another."),
        {S.SENT: S.ANSWERED, S.ANSWERED: S.ANSWERED},
    ),
    "the sender writes": (
        lambda i, _, them, __, other: write(i, them, other, "Another."),
        {S.ANSWERED: S.ANSWERED},
    ),
    "the recipient declines": (
        lambda i, _, __, lead, ___: conversation.decline(introduction=i, text="", **who(lead)),
        {S.SENT: S.DECLINED, S.DECLINED: S.DECLINED},
    ),
    "the recipient closes": (
        lambda i, us, _, lead, __: conversation.close(introduction=i, side=us, by=lead, at=NOW),
        {S.ANSWERED: S.CLOSED, S.CLOSED: S.CLOSED},
    ),
    "the sender closes": (
        lambda i, _, them, __, other: conversation.close(
            introduction=i, side=them, by=other, at=NOW
        ),
        {S.SENT: S.CLOSED, S.ANSWERED: S.CLOSED, S.CLOSED: S.CLOSED},
    ),
}


@pytest.mark.parametrize("state", IntroductionState)
@pytest.mark.parametrize("act", ACTS)
def test_what_each_side_can_do_in_each_state(
    act: str,
    state: str,
    introduction: Introduction,
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
) -> None:
    do, leads_to = ACTS[act]
    stands_at(introduction, state)
    if state in leads_to:
        do(introduction, membership, other_membership, lead, other_lead)
    else:
        with pytest.raises(CannotWrite):
            do(introduction, membership, other_membership, lead, other_lead)
    assert state_of(introduction) == leads_to.get(state, state)
