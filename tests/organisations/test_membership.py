"""Starting a sign-up, its parts, its state, and the people who act for it."""

import itertools
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from audit.models import Event
from organisations.choices import TRANSITIONS, MembershipState, PlanIntention, Role
from organisations.models import Membership, Organisation, Representative, StateChange
from organisations.services import membership as memberships
from organisations.services.membership import AlreadyInCampaign, OrganisationClosed, WrongState
from tests.conftest import NOW, TODAY

LATER = NOW + timedelta(days=1)
PAIRS = list(itertools.product(MembershipState, MembershipState))
NOT_DRAFT = [state for state in MembershipState if state != "DRAFT"]


def start(organisation: Organisation, by: User, name: str = "Sasha Stranger") -> Membership:
    return memberships.start_sign_up(
        organisation=organisation, by=by, full_name=name, job_title="Nurse", at=NOW, today=TODAY
    )


# Starting


def test_a_sign_up_starts_as_a_draft(
    make_organisation: Callable[..., Organisation], lead: User
) -> None:
    started = start(make_organisation(), lead)
    assert (started.state, started.started_at, started.joined_at) == ("DRAFT", NOW, None)


def test_who_starts_is_the_first_lead(
    make_organisation: Callable[..., Organisation], lead: User
) -> None:
    person = start(make_organisation(), lead).representatives.get()
    assert (person.user, person.role, person.job_title, person.since_at) == (
        lead,
        "LEAD",
        "Nurse",
        NOW,
    )


def test_who_starts_gives_their_name(
    make_organisation: Callable[..., Organisation], lead: User
) -> None:
    start(make_organisation(), lead, "Lena Newname")
    lead.refresh_from_db()
    assert lead.full_name == "Lena Newname"


def test_the_start_is_counted_and_audited(sign_up: Membership, lead: User) -> None:
    change = StateChange.objects.get()
    event = Event.objects.get(event="membership.started")
    assert (str(change), change.at) == ("new → DRAFT", NOW)
    assert (event.actor, event.subject) == (
        f"accounts.user:{lead.pk}",
        f"organisations.membership:{sign_up.pk}",
    )


@pytest.mark.parametrize("spelling", ["ZZA01", "zza01", "Zza01", " ZZA01 ", "zzA01"])
def test_the_database_refuses_a_second_sign_up_whatever_the_spelling_of_the_code(
    spelling: str, sign_up: Membership, stranger: User
) -> None:
    found = Organisation.objects.matching(spelling).get()
    with pytest.raises(AlreadyInCampaign):
        start(found, stranger)
    assert (Membership.objects.count(), Representative.objects.count()) == (1, 1)


@pytest.mark.parametrize("state", [s for s in MembershipState if s != "CLOSED"])
def test_no_second_sign_up_beside_one_that_is_open(
    state: str, make_member: Callable[..., Membership], stranger: User
) -> None:
    member = make_member(state=state)
    with pytest.raises(AlreadyInCampaign):
        start(member.organisation, stranger)


def test_a_second_attempt_changes_nothing_about_the_person(
    sign_up: Membership, stranger: User
) -> None:
    with pytest.raises(AlreadyInCampaign):
        start(sign_up.organisation, stranger, "Another Name")
    stranger.refresh_from_db()
    assert stranger.full_name == "Sasha Stranger"


def test_after_a_sign_up_has_ended_another_may_start(
    make_member: Callable[..., Membership], stranger: User
) -> None:
    ended = make_member(state="CLOSED")
    assert start(ended.organisation, stranger).pk != ended.pk


@pytest.mark.parametrize("days", [0, -1, -400])
def test_a_closed_organisation_does_not_sign_up(
    days: int, make_organisation: Callable[..., Organisation], lead: User
) -> None:
    closed = make_organisation(closed_date=TODAY + timedelta(days=days))
    with pytest.raises(OrganisationClosed):
        start(closed, lead)
    assert Membership.objects.count() == 0


def test_an_organisation_that_closes_tomorrow_may_sign_up(
    make_organisation: Callable[..., Organisation], lead: User
) -> None:
    assert start(make_organisation(closed_date=TODAY + timedelta(days=1)), lead).state == "DRAFT"


@pytest.mark.parametrize("job_title", ["", "two\nlines", "nul\x00", "\u200b", "x" * 121])
def test_a_job_title_that_cannot_be_shown_starts_nothing(
    job_title: str, make_organisation: Callable[..., Organisation], lead: User
) -> None:
    with pytest.raises(ValidationError):
        memberships.start_sign_up(
            organisation=make_organisation(),
            by=lead,
            full_name="Lena",
            job_title=job_title,
            at=NOW,
            today=TODAY,
        )
    assert Membership.objects.count() == 0


# The parts


def name_sponsor(membership: Membership, by: User, **fields: str) -> Membership:
    fields = {"name": "Sam", "title": "Chief", "email": "Sam@Harrowmere.EXAMPLE", **fields}
    return memberships.name_sponsor(membership=membership, by=by, at=NOW, **fields)


def test_the_sponsor_is_written_down_with_the_address_in_lower_case(
    sign_up: Membership, lead: User
) -> None:
    named = name_sponsor(sign_up, lead)
    assert (named.sponsor_name, named.sponsor_title, named.sponsor_email, named.has_sponsor) == (
        "Sam",
        "Chief",
        "sam@harrowmere.example",
        True,
    )


def test_a_new_sign_up_has_no_sponsor(sign_up: Membership) -> None:
    assert sign_up.has_sponsor is False


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "two\nlines"), ("title", "rtl\u202e"), ("email", "nobody"), ("name", "x" * 121)],
)
def test_a_sponsor_that_cannot_be_written_down_changes_nothing(
    field: str, value: str, sign_up: Membership, lead: User
) -> None:
    with pytest.raises(ValidationError):
        name_sponsor(sign_up, lead, **{field: value})
    sign_up.refresh_from_db()
    assert sign_up.sponsor_name == ""


@pytest.mark.parametrize("state", NOT_DRAFT)
def test_the_sponsor_is_named_only_in_a_draft(
    state: str, make_member: Callable[..., Membership], lead: User
) -> None:
    member = make_member(state=state)
    with pytest.raises(WrongState):
        name_sponsor(member, lead)
    member.refresh_from_db()
    assert member.sponsor_name == "Sam Sponsor"


def intend(membership: Membership, by: User, answer: str, day: date | None) -> Membership:
    return memberships.state_plan_intention(
        membership=membership, intention=PlanIntention(answer), by_date=day, by=by, at=NOW
    )


@pytest.mark.parametrize(("answer", "day"), [("ON_A_DATE", date(2027, 3, 31)), ("NOT_NOW", None)])
def test_a_plan_is_intended_by_a_date_or_not_now(
    answer: str, day: date | None, sign_up: Membership, lead: User
) -> None:
    stated = intend(sign_up, lead, answer, day)
    assert (stated.plan_intention, stated.plan_intended_date) == (answer, day)


@pytest.mark.parametrize(("answer", "day"), [("ON_A_DATE", None), ("NOT_NOW", date(2027, 3, 31))])
def test_a_date_goes_with_its_answer(
    answer: str, day: date | None, sign_up: Membership, lead: User
) -> None:
    with pytest.raises(ValidationError) as refused:
        intend(sign_up, lead, answer, day)
    assert refused.value.messages == ["Choose a date for the plan, or choose “Not now”."]


@pytest.mark.parametrize("state", NOT_DRAFT)
def test_the_intention_is_stated_only_in_a_draft(
    state: str, make_member: Callable[..., Membership], lead: User
) -> None:
    with pytest.raises(WrongState):
        intend(make_member(state=state), lead, "NOT_NOW", None)


@pytest.mark.parametrize("event", ["membership.sponsor-named", "membership.plan-intention-stated"])
def test_each_part_is_audited(event: str, sign_up: Membership, lead: User) -> None:
    name_sponsor(sign_up, lead)
    intend(sign_up, lead, "NOT_NOW", None)
    assert Event.objects.get(event=event).actor == f"accounts.user:{lead.pk}"


# The state


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_a_membership_moves_only_along_the_table(
    before: MembershipState, after: MembershipState, make_member: Callable[..., Membership]
) -> None:
    member = make_member(state=before)
    Membership.objects.filter(pk=member.pk).update(sponsor_confirmed_at=NOW, joined_at=NOW)
    moved = True
    try:
        memberships.change_state(membership=member, to=after, by="system", at=LATER, reason="Why.")
    except WrongState:
        moved = False
    member.refresh_from_db()
    assert (moved, member.state) == (after in TRANSITIONS[before], after if moved else before)


def test_every_state_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(MembershipState)


def change(membership: Membership, to: str, reason: str = "") -> Membership:
    return memberships.change_state(
        membership=membership, to=MembershipState(to), by="system", at=LATER, reason=reason
    )


def test_a_refused_move_says_from_where_to_where(membership: Membership) -> None:
    with pytest.raises(
        WrongState, match=r"^A membership cannot go from Active to Sign-up started\.$"
    ):
        change(membership, "DRAFT")


def test_a_refused_move_leaves_no_trace(membership: Membership) -> None:
    before = StateChange.objects.count(), Event.objects.count()
    with pytest.raises(WrongState):
        change(membership, "DRAFT")
    assert (StateChange.objects.count(), Event.objects.count()) == before


def test_a_move_is_counted_and_audited(membership: Membership) -> None:
    change(membership, "PAUSED", "A new hospital opens.")
    moved = StateChange.objects.get(to_state="PAUSED")
    event = Event.objects.get(event="membership.state-changed")
    assert (str(moved), moved.at, moved.reason) == (
        "ACTIVE → PAUSED",
        LATER,
        "A new hospital opens.",
    )
    assert event.details == {"before": "ACTIVE", "after": "PAUSED"}


@pytest.mark.parametrize("to", ["PAUSED", "WITHDRAWN"])
def test_pausing_and_withdrawing_need_a_reason(to: str, membership: Membership) -> None:
    with pytest.raises(ValidationError) as refused:
        change(membership, to)
    assert refused.value.messages == ["Say why, in words that people can read."]


def test_nobody_is_active_before_the_sponsor_confirmed(
    make_member: Callable[..., Membership],
) -> None:
    with pytest.raises(ValidationError) as refused:
        change(make_member(state="AWAITING_SPONSOR"), "ACTIVE")
    assert refused.value.messages == ["The executive sponsor has not confirmed this yet."]


def test_a_return_keeps_the_day_of_joining_and_is_not_being_heard_from(
    membership: Membership,
) -> None:
    change(membership, "WITHDRAWN", "We merge.")
    back = change(membership, "ACTIVE")
    assert (back.joined_at, back.last_heard_at, back.state_reason) == (NOW, NOW, "")


def test_a_withdrawal_is_not_being_heard_from(membership: Membership) -> None:
    assert change(membership, "WITHDRAWN", "We merge.").last_heard_at == NOW


def test_being_heard_from_is_remembered_and_audited(membership: Membership, lead: User) -> None:
    memberships.record_heard_from(membership=membership, by=lead, at=LATER)
    membership.refresh_from_db()
    assert membership.last_heard_at == LATER
    assert Event.objects.get(event="membership.heard-from").actor == f"accounts.user:{lead.pk}"


def test_a_stale_copy_in_hand_does_not_decide(membership: Membership) -> None:
    stale = Membership.objects.get(pk=membership.pk)
    change(membership, "PAUSED", "A pause.")
    with pytest.raises(WrongState):
        memberships.lock(stale, MembershipState.ACTIVE)


# The people


def add(membership: Membership, user: User, **fields: Any) -> Representative:
    fields = {"role": Role.EDITOR, "job_title": "Matron", **fields}
    return memberships.add_representative(
        membership=membership, user=user, by=user, at=NOW, **fields
    )


def test_a_person_acts_once_for_a_member(membership: Membership, lead: User) -> None:
    with pytest.raises(ValidationError) as refused:
        add(membership, lead)
    assert refused.value.messages == ["This person already acts for this organisation."]


def test_a_person_may_act_for_two_members(
    membership: Membership, other_membership: Membership, lead: User
) -> None:
    add(other_membership, lead)
    assert lead.representations.count() == 2


def test_an_unknown_role_is_refused(membership: Membership, stranger: User) -> None:
    with pytest.raises(ValidationError):
        add(membership, stranger, role="OWNER")


def test_adding_a_person_is_audited(membership: Membership, stranger: User) -> None:
    add(membership, stranger)
    event = Event.objects.filter(event="representative.added").latest("pk")
    assert event.details == {"user": stranger.pk, "role": "EDITOR"}
