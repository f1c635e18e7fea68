"""Handing the lead over: today, on a date, and when somebody can no longer do it."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from organisations.choices import AfterHandover, Role
from organisations.models import Handover, Membership
from organisations.services import handover as handovers
from organisations.services import team
from organisations.tasks import carry_out_handovers
from tests.conftest import NOW, TODAY
from tests.organisations.mails import told

ClientFor = Callable[[User], Client]
SOON = TODAY + timedelta(days=10)
TEAM = {"lead": "LEAD", "editor": "EDITOR", "viewer": "VIEWER"}
Plan = Callable[..., Handover]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def roles(membership: Membership) -> dict[str, str]:
    found = membership.representatives.values_list("user__email", "role")
    return {email.split("@")[0]: role for email, role in found}


@pytest.fixture
def plan(membership: Membership, lead: User, editor: User) -> Plan:
    def make(on_date: date = SOON, afterwards: str = "EDITOR", **fields: Any) -> Handover:
        fields = {"to": editor, "by": lead, **fields}
        return handovers.plan_handover(
            membership=membership,
            on_date=on_date,
            afterwards=AfterHandover(afterwards),
            at=NOW,
            today=TODAY,
            **fields,
        )

    return make


@pytest.mark.parametrize(
    ("afterwards", "lead_becomes"),
    [("EDITOR", {"lead": "EDITOR"}), ("VIEWER", {"lead": "VIEWER"}), ("LEAVES", {})],
)
def test_today_happens_at_once_and_all_are_told(
    afterwards: str, lead_becomes: dict[str, str], plan: Plan, membership: Membership
) -> None:
    with told() as mails:
        plan(TODAY, afterwards)
    assert roles(membership) == {"editor": "LEAD", "viewer": "VIEWER", **lead_becomes}
    subject = "The lead has been handed over"
    assert mails == [("editor", subject), ("lead", subject)]


def test_a_later_date_changes_nothing_yet_and_all_are_told(
    plan: Plan, membership: Membership
) -> None:
    with told() as mails:
        plan()
    assert roles(membership) == TEAM
    assert mails == [("editor", "A new lead from a date"), ("lead", "A new lead from a date")]


@pytest.mark.parametrize(("days", "done"), [(9, 0), (10, 1), (11, 1), (400, 1)])
def test_it_happens_on_its_day_or_when_the_portal_next_looks(
    days: int, done: int, plan: Plan, membership: Membership
) -> None:
    plan()
    day = TODAY + timedelta(days=days)
    assert handovers.carry_out_due(at=NOW, today=day) == done
    assert roles(membership)["editor"] == ("LEAD" if done else "EDITOR")


def test_it_happens_once(plan: Plan, membership: Membership) -> None:
    plan()
    with told() as mails:
        counts = [handovers.carry_out_due(at=NOW, today=SOON) for _ in range(2)]
    assert (counts, len(mails)) == ([1, 0], 2)


def test_a_second_worker_with_the_same_list_does_nothing(plan: Plan) -> None:
    planned = plan()
    stale = Handover.objects.get(pk=planned.pk)
    assert handovers.carry_out_due(at=NOW, today=SOON) == 1
    assert handovers._carry_out_one(stale, NOW) is False


def test_one_that_fails_holds_up_no_other(
    plan: Plan,
    membership: Membership,
    other_membership: Membership,
    other_lead: User,
    viewer: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan(afterwards="LEAVES")
    other_membership.representatives.create(
        user=viewer, role=Role.EDITOR, job_title="Nurse", since_at=NOW
    )
    handovers.plan_handover(
        membership=other_membership,
        to=viewer,
        on_date=SOON,
        afterwards=AfterHandover.VIEWER,
        by=other_lead,
        at=NOW,
        today=TODAY,
    )

    def fail(**arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(handovers, "take_off", fail)
    assert handovers.carry_out_due(at=NOW, today=SOON) == 1
    assert roles(membership) == TEAM
    assert roles(other_membership)["viewer"] == "LEAD"


def test_to_somebody_who_leads_already_the_other_steps_down(
    plan: Plan, membership: Membership, editor: User, lead: User
) -> None:
    person = membership.representatives.get(user=editor)
    team.change_role(representative=person, role=Role.LEAD, by=lead, at=NOW)
    plan(TODAY, "VIEWER")
    assert roles(membership) == {"lead": "VIEWER", "editor": "LEAD", "viewer": "VIEWER"}


def test_a_lead_whose_account_is_closed_still_hands_over(
    plan: Plan, membership: Membership, lead: User
) -> None:
    plan(afterwards="LEAVES")
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert handovers.carry_out_due(at=NOW, today=SOON) == 1
    assert roles(membership) == {"editor": "LEAD", "viewer": "VIEWER"}


def test_who_can_no_longer_sign_in_takes_nothing_over(
    plan: Plan, membership: Membership, editor: User
) -> None:
    plan()
    User.objects.filter(pk=editor.pk).update(is_active=False)
    with told() as mails:
        assert handovers.carry_out_due(at=NOW, today=SOON) == 0
    assert roles(membership) == TEAM
    assert {subject for _, subject in mails} == {"A hand-over was cancelled"}
    assert Handover.objects.open().count() == 0


def test_who_leads_no_longer_gives_nothing(
    plan: Plan, membership: Membership, lead: User, viewer: User
) -> None:
    plan()
    for user, role in ((viewer, Role.LEAD), (lead, Role.EDITOR)):
        place = membership.representatives.get(user=user)
        team.change_role(representative=place, role=role, by=lead, at=NOW)
    assert handovers.carry_out_due(at=NOW, today=SOON) == 0
    assert roles(membership) == {"lead": "EDITOR", "editor": "EDITOR", "viewer": "LEAD"}


def test_a_cancelled_one_does_not_happen(plan: Plan, membership: Membership, lead: User) -> None:
    planned = plan()
    with told() as mails:
        handovers.cancel_handover(handover=planned, by=lead, at=NOW)
    handovers.carry_out_due(at=NOW, today=SOON)
    assert (roles(membership), [to for to, _ in mails]) == (TEAM, ["editor", "lead"])
    with pytest.raises(handovers.HandoverImpossible, match="already"):
        handovers.cancel_handover(handover=planned, by=lead, at=NOW)


def test_a_day_that_has_gone_is_refused(plan: Plan) -> None:
    with pytest.raises(handovers.HandoverImpossible, match="today or a later date"):
        plan(TODAY - timedelta(days=1))


def test_one_lead_plans_one_hand_over(plan: Plan, viewer: User) -> None:
    first = plan()
    with pytest.raises(handovers.HandoverImpossible, match="Cancel it first"):
        plan(to=viewer)
    first.pk = None
    with pytest.raises(IntegrityError):
        first.save(force_insert=True)


def test_a_stranger_takes_nothing_over(plan: Plan, stranger: User) -> None:
    with pytest.raises(team.NotOnTheTeam):
        plan(to=stranger)


# Pages and the task


def test_a_lead_hands_over_on_a_date_and_cancels(
    membership: Membership, lead: User, editor: User, client_for: ClientFor
) -> None:
    client, base = client_for(lead), f"/members/{membership.pk}/team/hand-over/"
    day = timezone.localdate() + timedelta(days=30)
    data = {
        "to": membership.representatives.get(user=editor).pk,
        "on_date_day": day.day,
        "on_date_month": day.month,
        "on_date_year": day.year,
        "afterwards": "VIEWER",
    }
    planned = client.post(base, data, follow=True)
    again = client.post(base, data)
    assert "Eddie Editor takes over from Lena Lead as lead on" in words(planned)
    assert "You have planned a hand-over already." in words(again)
    path = f"{base}{Handover.objects.get().pk}/cancel/"
    answers = [words(client.post(path, follow=True)) for _ in range(2)]
    assert "The hand-over is cancelled." in answers[0]
    assert "happened or was cancelled already" in answers[1]


def test_handing_over_today_and_leaving_leads_to_the_dashboard(
    membership: Membership, lead: User, editor: User, client_for: ClientFor
) -> None:
    day = timezone.localdate()
    data = {
        "to": membership.representatives.get(user=editor).pk,
        "on_date_day": day.day,
        "on_date_month": day.month,
        "on_date_year": day.year,
        "afterwards": "LEAVES",
    }
    client = client_for(lead)
    answer = client.post(f"/members/{membership.pk}/team/hand-over/", data)
    assert answer["Location"] == "/dashboard/"
    assert roles(membership) == {"editor": "LEAD", "viewer": "VIEWER"}


def test_wrong_answers_say_what_to_do(
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
    client_for: ClientFor,
) -> None:
    theirs = other_membership.representatives.get(user=other_lead).pk
    past = {"on_date_day": "1", "on_date_month": "march", "on_date_year": "2020"}
    path = f"/members/{membership.pk}/team/hand-over/"
    answers = [words(client_for(lead).post(path, data)) for data in ({}, {"to": theirs, **past})]
    wanted = [
        ("Choose who will take over", "Enter the date", "Choose what you will do then"),
        ("Choose somebody who is on the team", "The date must be today or later"),
    ]
    missing = [
        text for shown, texts in zip(answers, wanted, strict=True) for text in texts
        if text not in shown
    ]  # fmt: skip
    assert missing == []


def test_beat_carries_out_what_is_due(plan: Plan, membership: Membership) -> None:
    planned = plan()
    Handover.objects.filter(pk=planned.pk).update(on_date=timezone.localdate())
    carry_out_handovers()
    assert roles(membership)["editor"] == "LEAD"
