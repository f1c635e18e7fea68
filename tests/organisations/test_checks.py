"""Why a sign-up is checked by hand, since when, until when, and whom it waits for."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from accounts.models import User
from organisations.models import EmailDomain, Membership, Message, Organisation
from organisations.presenters.checks import AdviceAsked, Check, Evidence
from organisations.services import register
from tests.conftest import NOW, TODAY


@pytest.fixture
def waiting(complete_sign_up: Membership) -> Membership:
    """A's sign-up, confirmed on Monday 15 June; the domain of its people proves nothing yet."""
    Membership.objects.update(state="AWAITING_VERIFICATION", sponsor_confirmed_at=NOW)
    return Membership.objects.get()


def check(membership: Membership, today: date = TODAY) -> Check:
    return Check.of(Membership.objects.with_evidence().get(pk=membership.pk), today)


def write(membership: Membership, kind: str, by: User, days: int = 0) -> Message:
    at = NOW + timedelta(days=days)
    return membership.messages.create(kind=kind, text="Words.", author=by, at=at)


def set_emails(applicant: str, sponsor: str) -> None:
    User.objects.filter(email="lead@harrowmere.example").update(email=applicant)
    Membership.objects.update(sponsor_email=sponsor)


@pytest.mark.parametrize(
    ("applicant", "sponsor", "reasons"),
    [
        ("a@nhs.net", "b@nhs.net", ["Both addresses are on nhs.net, which proves nothing"]),
        ("a@gmail.com", "b@gmail.com", ["Both addresses are on gmail.com, which proves nothing"]),
        (
            "a@x.example",
            "b@X.example",
            ["Both addresses are on x.example, a domain not recorded for this organisation"],
        ),
        (
            "a@nhs.uk",
            "b@mail.own.example",
            [
                "The applicant’s address is on nhs.uk, which proves nothing",
                "The sponsor’s address is on mail.own.example, a domain not recorded for this "
                "organisation",
            ],
        ),
        (
            "a@own.example",
            "b@nhs.net",
            [
                "The applicant’s address is on own.example, which has been recorded for this "
                "organisation since",
                "The sponsor’s address is on nhs.net, which proves nothing",
            ],
        ),
    ],
)
def test_the_reasons_say_what_the_addresses_prove(
    applicant: str, sponsor: str, reasons: list[str], waiting: Membership
) -> None:
    register.record_domain(
        organisation=waiting.organisation, domain="own.example", by="system", at=NOW
    )
    set_emails(applicant, sponsor)
    assert check(waiting).reasons == reasons


def leave(membership: Membership, another_lead: Callable[[Membership], User]) -> None:
    """Somebody else leads from now on."""
    membership.representatives.exclude(user=another_lead(membership)).delete()


def test_an_organisation_added_by_hand_says_so_first(waiting: Membership) -> None:
    Organisation.objects.update(added_by_hand=True)
    assert check(waiting).reasons == [
        "Added by hand: its people did not find it in the register",
        "Both addresses are on harrowmere.example, a domain not recorded for this organisation",
    ]


def test_an_applicant_who_left_is_a_reason(
    waiting: Membership, another_lead: Callable[[Membership], User]
) -> None:
    leave(waiting, another_lead)
    assert check(waiting).reasons == [
        "The person who started it no longer acts for it",
        "The sponsor’s address is on harrowmere.example, a domain not recorded for this "
        "organisation",
    ]


@pytest.mark.parametrize(
    ("days", "age"), [(0, "Since today"), (1, "1 working day"), (7, "5 working days")]
)
def test_age_counts_working_days(days: int, age: str, waiting: Membership) -> None:
    assert check(waiting, TODAY + timedelta(days=days)).age == age


def test_the_promise_is_two_working_days(waiting: Membership) -> None:
    assert check(waiting).waits_for == "Us: promised by 17 June 2026"


def test_a_promise_gone_by_is_only_a_date(waiting: Membership) -> None:
    assert check(waiting, TODAY + timedelta(days=30)).waits_for == "Us: promised by 17 June 2026"


def test_the_check_waits_for_an_applicant_who_was_asked(waiting: Membership, officer: User) -> None:
    write(waiting, "MORE_ASKED", officer, days=1)
    assert check(waiting).waits_for == "The applicant, since 16 June 2026"


def test_the_promise_counts_again_from_the_reply(
    waiting: Membership, officer: User, lead: User
) -> None:
    write(waiting, "MORE_ASKED", officer, days=1)
    write(waiting, "REPLY", lead, days=10)  # a Thursday
    shown = check(waiting, TODAY + timedelta(days=10))
    assert (shown.waits_for, shown.age) == ("Us: promised by 29 June 2026", "8 working days")


def test_a_question_besides_moves_no_promise(waiting: Membership, lead: User) -> None:
    write(waiting, "QUESTION", lead, days=10)
    assert check(waiting).waits_for == "Us: promised by 17 June 2026"


def test_advice_asked_says_when_and_how_long_ago(waiting: Membership, lead: User) -> None:
    question = write(waiting, "QUESTION", lead)
    assert AdviceAsked.of(question, TODAY + timedelta(days=3)) == AdviceAsked(
        waiting, NOW, "3 working days"
    )


# What an officer looks at


def evidence(membership: Membership) -> Evidence:
    return Evidence.of(Membership.objects.with_evidence().get(pk=membership.pk))


def test_shared_domains_are_not_offered_for_recording(waiting: Membership) -> None:
    set_emails("a@nhs.net", "b@own.example")
    assert evidence(waiting).domains == ["own.example"]


def test_without_an_applicant_the_sponsors_domain_is_left(
    waiting: Membership, another_lead: Callable[[Membership], User]
) -> None:
    leave(waiting, another_lead)
    Membership.objects.update(sponsor_email="b@gmail.com")
    assert evidence(waiting).domains == []


def test_a_domain_of_another_organisation_names_it(
    waiting: Membership, other_membership: Membership
) -> None:
    for domain, owner in [
        ("harrowmere.example", other_membership.organisation),
        ("caldermoss.example", other_membership.organisation),
        ("ours.example", waiting.organisation),
    ]:
        register.record_domain(organisation=owner, domain=domain, by="system", at=NOW)
    shown = evidence(waiting)
    recorded = EmailDomain.objects.get(domain="harrowmere.example")
    assert (shown.owners, shown.recorded, shown.domains) == (
        [recorded],
        ["ours.example"],
        ["harrowmere.example"],
    )


def test_others_on_the_domain_are_those_whom_the_campaign_team_knows(
    waiting: Membership,
    make_member: Callable[..., Membership],
    make_user: Callable[..., User],
) -> None:
    Membership.objects.filter(pk=waiting.pk).update(sponsor_email="b@nhs.net")
    by_sponsor, by_person, subdomain, _on_nhs_net = (make_member(name=n) for n in "ABCD")
    draft = make_member(state="DRAFT")
    Membership.objects.exclude(pk__in=[waiting.pk, by_sponsor.pk, draft.pk]).update(
        sponsor_email="x@nhs.net"
    )
    Membership.objects.filter(pk=subdomain.pk).update(sponsor_email="x@sub.harrowmere.example")
    for number in range(2):
        by_person.representatives.create(
            user=make_user(f"nurse{number}@harrowmere.example"),
            role="LEAD",
            job_title="Nurse",
            since_at=NOW,
        )
    assert evidence(waiting).others == [by_sponsor, by_person]
