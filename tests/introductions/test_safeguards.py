"""Switching off, reporting, deciding, lifting."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from introductions.choices import IntroductionState
from introductions.models import Introduction, IntroductionReport, Stop, SwitchedOff
from introductions.services import safeguards
from introductions.services.common import CannotWrite
from organisations.models import Membership
from tests.conftest import NOW
from tests.introductions.conftest import ask, mails, state_of, write

Decide = Callable[[str], IntroductionReport]
BOTH = pytest.mark.parametrize("stop", ["PERSON_STOPPED", "MEMBER_STOPPED"], indirect=True)


def test_switching_off_and_on_is_recorded_once_each(membership: Membership, lead: User) -> None:
    for service in (safeguards.switch_off, safeguards.switch_off):
        service(membership=membership, by=lead, at=NOW)
    assert SwitchedOff.objects.get().membership == membership
    for service in (safeguards.switch_on, safeguards.switch_on):
        service(membership=membership, by=lead, at=NOW)
    names = Event.objects.filter(event__startswith="introduction.").order_by("pk")
    assert list(names.values_list("event", flat=True)) == [
        "introduction.switched-off", "introduction.switched-on",
    ]  # fmt: skip
    assert SwitchedOff.objects.count() == 0


def test_a_report_stops_the_conversation_and_tells_the_team_without_its_words(
    introduction: Introduction, lead: User, settings: Settings
) -> None:
    settings.CONTACT_EMAIL = "desk@campaign.example"
    with mails() as sent:
        made = safeguards.report(
            message=introduction.messages.get(), reason="It sells something.", by=lead, at=NOW
        )
    [(to, subject, body)] = sent
    assert (to, subject) == ("desk@campaign.example", "A message between two members was reported")
    assert [f"/campaign/introductions/{made.pk}/" in body, "night" in body, "sells" in body] == [
        True, False, False,
    ]  # fmt: skip
    assert (state_of(introduction), made.state_before) == ("REPORTED", "SENT")
    assert str(made) == f"{introduction.pk} undecided"


def test_a_second_press_reports_once(report: IntroductionReport, lead: User) -> None:
    again = safeguards.report(message=report.message, reason="Again.", by=lead, at=NOW)
    assert (again, IntroductionReport.objects.count()) == (report, 1)


def test_one_conversation_is_read_once_at_a_time(
    answered: Introduction, lead: User, other_lead: User
) -> None:
    first, second = answered.messages.order_by("pk")
    safeguards.report(message=first, reason="It sells.", by=lead, at=NOW)
    with pytest.raises(CannotWrite, match="reads this conversation already"):
        safeguards.report(message=second, reason="So do they.", by=other_lead, at=NOW)


@pytest.mark.parametrize("before", ["SENT", "ANSWERED", "DECLINED", "CLOSED"])
def test_where_nothing_was_wrong_it_stands_where_it_stood_and_both_are_told(
    before: str, introduction: Introduction, lead: User, officer: User
) -> None:
    Introduction.objects.update(state=before)
    made = safeguards.report(
        message=introduction.messages.get(), reason="It sells.", by=lead, at=NOW
    )
    with mails() as sent:
        safeguards.decide(
            report=made, outcome="NOTHING_WRONG", decision="It asks a question.", by=officer, at=NOW
        )
    assert sorted((to, subject) for to, subject, _ in sent) == [
        ("lead@caldermoss.example", "Your conversation with Harrowmere Test NHS Trust"),
        ("lead@harrowmere.example", "Your conversation with Caldermoss Test NHS Trust"),
    ]
    assert ["It asks a question." in body for _, _, body in sent] == [True, True]
    assert (state_of(introduction), Stop.objects.count()) == (before, 0)
    with pytest.raises(CannotWrite, match="has read this message already"):
        safeguards.report(message=made.message, reason="Again.", by=lead, at=NOW)


@BOTH
def test_a_stop_ends_the_conversation(stop: Stop, introduction: Introduction) -> None:
    about = (stop.user_id, stop.membership_id)
    assert about in {(introduction.asked_by_id, None), (None, introduction.sender_id)}
    assert (state_of(introduction), str(stop).endswith("in force")) == ("STOPPED", True)


def test_both_sides_are_told_in_kind_words(decide: Decide) -> None:
    with mails() as sent:
        decide("PERSON_STOPPED")
    told = {to: (subject, body) for to, subject, body in sent}
    thanked, asked = told["lead@harrowmere.example"], told["lead@caldermoss.example"]
    assert (len(sent), thanked[0], asked[0]) == (
        2, "Your conversation with Caldermoss Test NHS Trust", "About your introductions",
    )  # fmt: skip
    assert "Thank you for telling us" in thanked[1]
    wanted = (
        "until we lift this Otto Other writes no introductions.",
        "Sales go elsewhere.",
        "This is about one message and not about your work.",
        "we will look at it together",
    )
    assert [text in asked[1] for text in wanted] == [True] * 4


def test_who_was_stopped_is_told_after_they_left_the_team(
    decide: Decide,
    other_membership: Membership,
    other_lead: User,
    another_lead: Callable[[Membership], User],
) -> None:
    second = another_lead(other_membership)
    other_membership.representatives.filter(user=other_lead).delete()
    with mails() as sent:
        decide("PERSON_STOPPED")
    assert {to for to, subject, _ in sent if subject == "About your introductions"} == {
        other_lead.email, second.email,
    }  # fmt: skip


def test_a_stopped_person_writes_nowhere_and_colleagues_go_on(
    stop: Stop,
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
    another_lead: Callable[[Membership], User],
) -> None:
    theirs = ask(membership, other_membership, lead, topic="AKI")
    for refused in (
        lambda: ask(other_membership, membership, other_lead, topic="VTE"),
        lambda: write(theirs, other_membership, other_lead),
    ):
        with pytest.raises(CannotWrite, match="You cannot write introductions at present"):
            refused()
    colleague = another_lead(other_membership)
    write(theirs, other_membership, colleague)
    ask(other_membership, membership, colleague, topic="VTE")


@pytest.mark.parametrize("stop", ["MEMBER_STOPPED"], indirect=True)
def test_nobody_writes_for_a_stopped_member_and_nobody_asks_it(
    stop: Stop,
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
    another_lead: Callable[[Membership], User],
) -> None:
    colleague = another_lead(other_membership)
    with pytest.raises(CannotWrite, match="Caldermoss Test NHS Trust cannot write introductions"):
        ask(other_membership, membership, colleague, topic="VTE")
    with pytest.raises(CannotWrite, match="takes no introductions at present"):
        ask(membership, other_membership, lead, topic="VTE")


@BOTH
def test_lifting_lets_them_write_again_and_tells_them(
    stop: Stop,
    membership: Membership,
    other_membership: Membership,
    other_lead: User,
    officer: User,
) -> None:
    with mails() as sent:
        for _ in range(2):
            safeguards.lift(stop=stop, reason="Thank you for the talk.", by=officer, at=NOW)
    [(to, subject, body)] = sent
    assert (to, subject) == ("lead@caldermoss.example", "You can write introductions again")
    assert "Thank you for the talk." in body
    ask(other_membership, membership, other_lead)
    events = Event.objects.filter(event="introduction.writing-allowed-again")
    subject_of = (
        f"accounts.user:{stop.user_id}"
        if stop.user_id
        else f"organisations.membership:{stop.membership_id}"
    )
    assert list(events.values_list("subject", "details")) == [
        (subject_of, {"reason": "Thank you for the talk."})
    ]
    stop.refresh_from_db()
    assert str(stop).endswith("lifted")


def test_nobody_is_told_who_can_no_longer_sign_in(
    stop: Stop, other_lead: User, officer: User
) -> None:
    User.objects.filter(pk=other_lead.pk).update(is_active=False)
    stop.refresh_from_db()
    with mails() as sent:
        safeguards.lift(stop=Stop.objects.get(), reason="Welcome.", by=officer, at=NOW)
    assert sent == []


def test_a_second_stop_of_the_same_person_is_the_first(
    stop: Stop,
    membership: Membership,
    other_membership: Membership,
    other_lead: User,
    lead: User,
    officer: User,
) -> None:
    safeguards.lift(stop=stop, reason="Again.", by=officer, at=NOW)
    pair = [ask(other_membership, membership, other_lead, topic=t) for t in ("AKI", "VTE")]
    for each in pair:
        made = safeguards.report(message=each.messages.get(), reason="Sells.", by=lead, at=NOW)
        safeguards.decide(
            report=made, outcome="PERSON_STOPPED", decision="Sales.", by=officer, at=NOW
        )
    assert (Stop.objects.count(), Stop.objects.in_force().count()) == (2, 1)
    assert [state_of(each) for each in pair] == ["STOPPED", "STOPPED"]


def test_a_decision_is_made_once_by_whoever_is_first(
    decide: Decide, introduction: Introduction
) -> None:
    decide("NOTHING_WRONG")
    with pytest.raises(CannotWrite, match="decided a moment ago"):
        decide("MEMBER_STOPPED")
    assert (state_of(introduction), Stop.objects.count()) == ("SENT", 0)


def test_a_decision_needs_a_reason(report: IntroductionReport, officer: User) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        safeguards.decide(report=report, outcome="NOTHING_WRONG", decision="", by=officer, at=NOW)


def test_every_act_leaves_a_row(decide: Decide, report: IntroductionReport, officer: User) -> None:
    decide("MEMBER_STOPPED")
    events = Event.objects.filter(event__startswith="introduction.").order_by("pk")
    assert list(events.values_list("event", flat=True)) == [
        "introduction.asked",
        "introduction.message-written",
        "introduction.reported",
        "introduction.state-changed",
        "introduction.decided",
        "introduction.state-changed",
        "introduction.writing-stopped",
    ]
    assert {event.actor for event in list(events)[4:]} == {f"accounts.user:{officer.pk}"}


def test_what_is_reported_can_be_asked_anew_on_no_topic_of_the_same(
    report: IntroductionReport,
    membership: Membership,
    other_membership: Membership,
    other_lead: User,
) -> None:
    with pytest.raises(CannotWrite, match="on this topic already"):
        ask(other_membership, membership, other_lead, text="Once more.")


def test_the_database_knows_one_stop_of_a_person_and_of_whom_it_is(stop: Stop) -> None:
    def copy(**fields: object) -> Stop:
        found = Stop.objects.get(pk=stop.pk)
        found.pk = None
        for name, value in fields.items():
            setattr(found, name, value)
        return found

    member = stop.report.introduction.sender
    for wrong in (
        copy(),
        copy(user=None),
        copy(membership=member),
        copy(user=None, membership=member, lifted_at=NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()
    assert set(IntroductionState.values) >= {stop.report.state_before}
