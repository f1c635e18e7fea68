"""A lead's word about a number, and the last look before a text is public."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from audit.models import Event
from improvement_plans import services as plans
from improvement_plans.models import Plan, PlanVersion, Priority
from individuals.models import Individual
from individuals.services import change
from mergers.models import Decision
from mergers.services import decide, open_mergers
from organisations.models import Membership, NotPatientData, SponsorRequest
from organisations.services import lifecycle
from organisations.services.patient_data import (
    PatientDataFound,
    explain_number,
    refuse_patient_data,
)
from pledges import services as pledges
from pledges.models import Commitment
from tests.conftest import NOW, TODAY
from tests.mergers.closing import close, write
from tests.nhs_numbers import nhs_number

NUMBER = nhs_number()
WRITTEN = f"We rang {NUMBER[:3]} {NUMBER[3:6]} {NUMBER[6:]} at once."


@pytest.fixture
def explained(membership: Membership, lead: User) -> NotPatientData:
    return explain_number(
        membership=membership, number=NUMBER, reason="Our switchboard", by=lead, at=NOW
    )


# What a lead says


def test_a_leads_word_is_kept_without_the_digits(explained: NotPatientData, lead: User) -> None:
    kept = NotPatientData.objects.values_list("reason", "by", "at").get()
    assert kept == ("Our switchboard", lead.pk, NOW)
    rows = [str(row) for row in NotPatientData.objects.values_list()]
    assert [row for row in rows if NUMBER in row] == []
    assert str(explained) == f"{explained.membership_id} 2026-06-15"


def test_it_is_in_the_trail_without_the_digits(explained: NotPatientData, lead: User) -> None:
    event = Event.objects.get(event="patient-data.number-explained")
    assert (event.actor, event.subject, event.details) == (
        f"accounts.user:{lead.pk}",
        f"organisations.membership:{explained.membership_id}",
        {"explanation": explained.pk},
    )


def test_the_first_word_stands(explained: NotPatientData, editor: User) -> None:
    again = explain_number(
        membership=explained.membership, number=NUMBER, reason="Another", by=editor, at=NOW
    )
    told = NotPatientData.objects.values_list("pk", "reason")
    assert (again.pk, list(told)) == (explained.pk, [(explained.pk, "Our switchboard")])


def test_the_same_digits_in_another_members_texts_are_unknown(
    explained: NotPatientData, other_membership: Membership
) -> None:
    known = NotPatientData.objects
    assert known.about(NUMBER, explained.membership).exists()
    assert not known.about(NUMBER, other_membership).exists()
    NotPatientData.objects.update(membership=other_membership)
    assert not known.about(NUMBER, other_membership).exists()


def test_a_new_secret_key_asks_again(explained: NotPatientData, settings: Any) -> None:
    settings.SECRET_KEY = "another " * 8
    assert not NotPatientData.objects.about(NUMBER, explained.membership).exists()


@pytest.mark.parametrize("reason", ["", "Two\nlines", "x" * 201, "a\u202eb"])
def test_a_reason_says_something_on_one_line(
    reason: str, membership: Membership, lead: User
) -> None:
    with pytest.raises(ValidationError):
        explain_number(membership=membership, number=NUMBER, reason=reason, by=lead, at=NOW)
    assert NotPatientData.objects.count() == 0


@pytest.mark.parametrize("change", [{"reason": ""}, {"pk": None}])
def test_the_database_keeps_one_word_with_a_reason(
    change: dict[str, Any], explained: NotPatientData
) -> None:
    for name, value in change.items():
        setattr(explained, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        explained.save()


# The last look


def test_a_text_without_a_number_goes_out(membership: Membership) -> None:
    refuse_patient_data(membership, {"the reason": "born 3 March 1950", "pledge 1": ""})


def test_the_refusal_says_where_and_not_which(membership: Membership) -> None:
    texts = {"pledge 1": WRITTEN, "pledge 2": "Nothing.", "pledge 3": NUMBER}
    with pytest.raises(PatientDataFound) as refused:
        refuse_patient_data(membership, texts)
    assert str(refused.value) == (
        "There is what looks like an NHS number in pledge 1 and in pledge 3. Nothing is published"
        " while it is there. Who wrote it can take it out, or a lead can save it again and say"
        " what it is."
    )


def test_an_explained_number_goes_out(explained: NotPatientData) -> None:
    refuse_patient_data(explained.membership, {"pledge 1": WRITTEN})


def test_another_number_beside_it_does_not(explained: NotPatientData) -> None:
    text = f"{WRITTEN} And {nhs_number(random.Random(5))}."
    with pytest.raises(PatientDataFound):
        refuse_patient_data(explained.membership, {"pledge 1": text})


def test_nobody_explains_for_a_person_on_their_own(explained: NotPatientData) -> None:
    with pytest.raises(PatientDataFound, match=r"while it is there[.] Take it out[.]$"):
        refuse_patient_data(None, {"pledge 1": WRITTEN})


# Every service that publishes takes it: texts that were stored before


def test_nothing_goes_to_a_sponsor(complete_sign_up: Membership, lead: User) -> None:
    Commitment.objects.filter(pledge__number=2).update(text=WRITTEN)
    with pytest.raises(PatientDataFound, match=r"in pledge 2[.]"):
        pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    assert SponsorRequest.objects.count() == 0


@pytest.fixture
def sent(complete_sign_up: Membership, lead: User) -> SponsorRequest:
    return pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)


def test_no_sponsor_confirms(sent: SponsorRequest) -> None:
    Membership.objects.update(sponsor_name=f"Sam {NUMBER}")
    with pytest.raises(PatientDataFound, match=r"in the sponsor’s name or title[.]"):
        pledges.confirm_pledges(sponsor_request=sent, at=NOW)
    sent.refresh_from_db()
    assert (sent.answer, sent.membership.state) == ("", "AWAITING_SPONSOR")


def test_no_officer_approves(sent: SponsorRequest, officer: User) -> None:
    member = pledges.confirm_pledges(sponsor_request=sent, at=NOW)
    Commitment.objects.filter(pledge__number=5).update(text=WRITTEN)
    with pytest.raises(PatientDataFound, match=r"in pledge 5[.]"):
        pledges.approve_sign_up(membership=member, by=officer, at=NOW)
    member.refresh_from_db()
    assert (member.state, Commitment.objects.published().count()) == ("AWAITING_VERIFICATION", 0)


def publish(plan: Plan, lead: User, **said: Any) -> PlanVersion:
    details: dict[str, Any] = {"reason": "News", "role": "Head of quality", **said}
    return plans.publish_plan(
        plan=plan,
        report_frequency="YEARLY",  # type: ignore[arg-type]
        next_report_date=None,
        by=lead,
        at=NOW,
        today=TODAY,
        **details,
    )


@pytest.mark.parametrize(
    ("model", "field", "where"),
    [
        (PlanVersion, "title", "the parts of the plan"),
        (PlanVersion, "where_we_are_now", "the parts of the plan"),
        (PlanVersion, "executive_lead", "the parts of the plan"),
        (Priority, "why", "priority 1"),
        (Priority, "aim_measure", "priority 1"),
        (Priority, "own_topic", "priority 1"),
    ],
)
def test_no_plan_is_published(
    model: type[Any], field: str, where: str, published_plan: Plan, lead: User
) -> None:
    draft = plans.start_new_version(plan=published_plan, by=lead, at=NOW)
    rows = draft.priorities if model is Priority else published_plan.versions.drafts()
    rows.update(**{field: NUMBER})
    with pytest.raises(PatientDataFound, match=f"in {where}[.]"):
        publish(published_plan, lead)
    draft.refresh_from_db()
    assert draft.state == "DRAFT"


@pytest.mark.parametrize(
    ("said", "where"), [({"reason": NUMBER}, "the reason"), ({"role": NUMBER}, "your job title")]
)
def test_no_reason_or_title_is_published(
    said: dict[str, str], where: str, published_plan: Plan, lead: User
) -> None:
    plans.start_new_version(plan=published_plan, by=lead, at=NOW)
    with pytest.raises(PatientDataFound, match=f"in {where}[.]"):
        publish(published_plan, lead, **said)


def test_a_plan_with_an_explained_number_is_published(
    published_plan: Plan, explained: NotPatientData, lead: User
) -> None:
    plans.start_new_version(plan=published_plan, by=lead, at=NOW)
    plans.save_part(plan=published_plan, by=lead, at=NOW, where_we_are_now=WRITTEN)
    assert publish(published_plan, lead).state == "PUBLISHED"


@pytest.mark.parametrize(
    ("state", "service", "more"),
    [
        ("ACTIVE", lifecycle.pause, {}),
        ("PAUSED", lifecycle.resume, {}),
        ("ACTIVE", lifecycle.withdraw, {}),
        ("WITHDRAWN", lifecycle.rejoin, {"today": TODAY}),
    ],
)
def test_no_reason_of_a_member_is_published(
    state: str,
    service: Callable[..., Membership],
    more: dict[str, Any],
    membership: Membership,
    lead: User,
) -> None:
    Membership.objects.update(state=state, state_reason="Because.")
    with pytest.raises(PatientDataFound, match=r"in the reason[.]"):
        service(membership=membership, reason=WRITTEN, by=lead, at=NOW, **more)
    membership.refresh_from_db()
    assert (membership.state, membership.state_reason) == (state, "Because.")


def test_no_reason_of_a_successor_is_published(
    membership: Membership, lead: User, make_member: Callable[..., Membership]
) -> None:
    closed = make_member()
    close(closed, membership.organisation)
    write(closed, lead)
    open_mergers(at=NOW, today=TODAY)
    with pytest.raises(PatientDataFound, match=r"in the reason[.]"):
        decide(
            merger=closed.mergers.get(),
            item=closed.commitments.order_by("pk")[0],
            answer="ADOPTED",  # type: ignore[arg-type]
            reason=WRITTEN,
            by=lead,
            role="Head of quality",
            at=NOW,
            today=TODAY,
        )
    assert Decision.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"role": f"Nurse {NUMBER}"}, "your name or role"),
        ({"pledges": {2: WRITTEN}}, "pledge 2"),
    ],
)
def test_nothing_of_a_person_on_their_own_is_published(
    said: dict[str, Any], where: str, make_individual: Callable[..., Individual]
) -> None:
    individual = make_individual()
    with pytest.raises(PatientDataFound, match=f"in {where}[.]"):
        make_individual(**said)
    details = {
        "first_name": "Ines",
        "last_name": "",
        "role": "Nurse",
        "organisation": None,
        "visibility": "FULL",
        "pledges": {1: "I ask."},
        **said,
    }
    with pytest.raises(PatientDataFound, match=f"in {where}[.]"):
        change(individual=individual, by=individual.user, at=NOW, today=TODAY, **details)
    assert Individual.objects.values_list("role", flat=True).get() == "Staff nurse"
