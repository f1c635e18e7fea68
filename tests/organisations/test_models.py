"""Each constraint, violated; and the querysets behind the pages."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import Model

from accounts.models import User
from organisations.models import (
    EmailDomain,
    Membership,
    Organisation,
    OtherName,
    Representative,
    SponsorRequest,
    StateChange,
    Succession,
)
from tests.conftest import NOW, TODAY

MakeMember = Callable[..., Membership]
MakeOrganisation = Callable[..., Organisation]


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("membership_state_is_known", {"state": "LOST"}),
        ("membership_paused_or_withdrawn_has_reason", {"state": "PAUSED", "state_reason": ""}),
        ("membership_paused_or_withdrawn_has_reason", {"state": "WITHDRAWN", "state_reason": ""}),
        ("membership_public_only_after_sponsor", {"sponsor_confirmed_at": None}),
        ("membership_public_only_after_sponsor", {"joined_at": None}),
        ("membership_plan_date_goes_with_its_answer", {"plan_intention": "ON_A_DATE"}),
        ("membership_plan_date_goes_with_its_answer", {"plan_intended_date": TODAY}),
    ],
)
def test_the_database_refuses_a_membership(
    constraint: str, fields: dict[str, Any], membership: Membership
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Membership.objects.filter(pk=membership.pk).update(**fields)


@pytest.mark.parametrize("state", ["DRAFT", "ACTIVE", "WITHDRAWN"])
def test_the_database_refuses_a_second_open_membership(state: str, make_member: MakeMember) -> None:
    organisation = make_member(state=state).organisation
    with pytest.raises(IntegrityError):
        Membership.objects.create(organisation=organisation, state_at=NOW, started_at=NOW)


def test_ended_sign_ups_may_lie_beside_each_other(make_member: MakeMember) -> None:
    organisation = make_member(state="CLOSED").organisation
    Membership.objects.create(
        organisation=organisation, state="CLOSED", state_at=NOW, started_at=NOW
    )
    assert organisation.memberships.count() == 2


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("organisation_ods_code_is_upper_case", {"ods_code": "zz1"}),
        ("organisation_ods_code_is_upper_case", {"ods_code": ""}),
        ("organisation_type_is_known", {"type": "CLUB"}),
    ],
)
def test_the_database_refuses_an_organisation(
    constraint: str, fields: dict[str, Any], make_organisation: MakeOrganisation
) -> None:
    make_organisation()
    with pytest.raises(IntegrityError, match=constraint):
        Organisation.objects.update(**fields)


def test_organisations_without_a_code_may_lie_beside_each_other(
    make_organisation: MakeOrganisation,
) -> None:
    for name in ("A COLLEGE", "B COLLEGE"):
        make_organisation(name=name, ods_code=None)
    assert Organisation.objects.filter(ods_code=None).count() == 2


@pytest.mark.parametrize("domain", ["nhs.net", "nhs.uk", "gmail.com"])
def test_the_database_refuses_a_shared_domain(
    domain: str, make_organisation: MakeOrganisation
) -> None:
    with pytest.raises(IntegrityError, match="email_domain_is_not_shared"):
        EmailDomain.objects.create(organisation=make_organisation(), domain=domain)


def test_the_database_refuses_a_domain_for_two(make_organisation: MakeOrganisation) -> None:
    EmailDomain.objects.create(organisation=make_organisation(), domain="a.example")
    other = make_organisation()
    with pytest.raises(IntegrityError):
        EmailDomain.objects.create(organisation=other, domain="a.example")


def test_the_database_refuses_an_unknown_kind_of_name(make_organisation: MakeOrganisation) -> None:
    organisation = make_organisation()
    with pytest.raises(IntegrityError, match="other_name_kind_is_known"):
        OtherName.objects.create(organisation=organisation, name="A", kind="NICKNAME")


def test_the_database_refuses_an_organisation_that_succeeds_itself(
    make_organisation: MakeOrganisation,
) -> None:
    organisation = make_organisation()
    with pytest.raises(IntegrityError, match="succession_joins_two_organisations"):
        Succession.objects.create(predecessor=organisation, successor=organisation)


def test_the_database_refuses_a_succession_twice(make_organisation: MakeOrganisation) -> None:
    pair = {"predecessor": make_organisation(), "successor": make_organisation()}
    Succession.objects.create(**pair)
    with pytest.raises(IntegrityError):
        Succession.objects.create(**pair)


def test_the_database_refuses_a_person_twice(membership: Membership, lead: User) -> None:
    with pytest.raises(IntegrityError):
        membership.representatives.create(user=lead, role="EDITOR", job_title="A", since_at=NOW)


def test_the_database_refuses_an_unknown_role(membership: Membership, stranger: User) -> None:
    with pytest.raises(IntegrityError, match="representative_role_is_known"):
        membership.representatives.create(user=stranger, role="OWNER", job_title="A", since_at=NOW)


def ask(membership: Membership, **fields: Any) -> SponsorRequest:
    return membership.sponsor_requests.create(
        name="Sam", email="s@a.example", asked_at=NOW, expires_at=NOW + timedelta(days=30), **fields
    )


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("sponsor_request_answer_has_a_time", {"answer": "CONFIRMED"}),
        ("sponsor_request_answer_has_a_time", {"answered_at": NOW}),
        ("sponsor_request_answer_has_a_time", {"answer": "PERHAPS", "answered_at": NOW}),
        ("sponsor_request_changes_are_said", {"answer": "CHANGES_ASKED", "answered_at": NOW}),
    ],
)
def test_the_database_refuses_a_sponsor_request(
    constraint: str, fields: dict[str, Any], sign_up: Membership
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        ask(sign_up, **fields)


def test_the_database_refuses_two_open_requests(sign_up: Membership) -> None:
    ask(sign_up)
    with pytest.raises(IntegrityError):
        ask(sign_up)


def test_requests_are_answerable_until_they_expire_or_are_answered(sign_up: Membership) -> None:
    ask(sign_up, answer="REPLACED", answered_at=NOW)
    still_open = ask(sign_up)
    found = [
        list(SponsorRequest.objects.answerable(NOW + timedelta(days=days))) for days in (0, 30)
    ]
    assert found == [[still_open], []]


def test_only_public_states_are_public(make_member: MakeMember) -> None:
    states = ["DRAFT", "AWAITING_SPONSOR", "AWAITING_VERIFICATION", "ACTIVE", "PAUSED"]
    states += ["WITHDRAWN", "SUCCEEDED", "CLOSED"]
    for state in states:
        make_member(state=state)
    public = {m.state for m in Membership.objects.public()}
    assert public == {"ACTIVE", "PAUSED", "WITHDRAWN", "SUCCEEDED"}
    assert {m.state for m in Membership.objects.all() if m.is_public} == public
    assert {m.state for m in Membership.objects.current()} == {"ACTIVE", "PAUSED"}
    assert {m.state for m in Membership.objects.open()} == set(states) - {"CLOSED"}


def test_a_person_finds_their_own_memberships_in_order(
    make_member: MakeMember, other_membership: Membership, stranger: User
) -> None:
    for name, state in (("B TRUST", "ACTIVE"), ("A TRUST", "DRAFT"), ("C TRUST", "CLOSED")):
        member = make_member(name=name, state=state)
        member.representatives.create(user=stranger, role="VIEWER", job_title="A", since_at=NOW)
    found = [str(m.organisation) for m in Membership.objects.represented_by(stranger)]
    assert found == ["A Trust", "B Trust", "C Trust"]


def test_the_queue_is_oldest_first(make_member: MakeMember) -> None:
    for code, days in (("ZZ2", 2), ("ZZ1", 1), ("ZZ3", 3)):
        member = make_member(state="AWAITING_VERIFICATION", ods_code=code)
        Membership.objects.filter(pk=member.pk).update(
            sponsor_confirmed_at=NOW + timedelta(days=days)
        )
    make_member(state="ACTIVE")
    queue = Membership.objects.awaiting_verification()
    assert [m.organisation.ods_code for m in queue] == ["ZZ1", "ZZ2", "ZZ3"]


@pytest.mark.parametrize(
    ("code", "shown"), [("Y63", "North East and Yorkshire"), ("Y99", "Y99"), ("", "")]
)
def test_a_region_is_shown_in_words(code: str, shown: str) -> None:
    assert Organisation(region_code=code).region_name == shown


@pytest.mark.parametrize(
    ("thing", "shown"),
    [
        (Organisation(name="A TRUST"), "A Trust"),
        (OtherName(name="OLD NAME"), "Old Name"),
        (Succession(predecessor_id=1, successor_id=2), "1 → 2"),
        (EmailDomain(domain="a.example"), "a.example"),
        (Membership(organisation_id=1, state="DRAFT"), "1 DRAFT"),
        (StateChange(to_state="DRAFT"), "new → DRAFT"),
        (Representative(user_id=1, role="LEAD"), "1 LEAD"),
        (SponsorRequest(membership_id=1), "1 open"),
        (SponsorRequest(membership_id=1, answer="CONFIRMED"), "1 CONFIRMED"),
    ],
)
def test_things_say_what_they_are(thing: Model, shown: str) -> None:
    assert str(thing) == shown
