"""Opening mergers, deciding, settling: who is told, and what becomes of the memberships."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture
from structlog.testing import capture_logs

from accounts.models import User
from audit.models import Event
from improvement_plans.models import Plan, PlanVersion
from mergers import services, tasks
from mergers.choices import Answer
from mergers.models import Decision, Merger
from mergers.services import NotLeftHere, decide, open_mergers, settle, undecided
from organisations.models import Membership, Organisation, Succession
from organisations.services.membership import WrongState
from pledges.models import Commitment
from tests.conftest import NOW, TODAY
from tests.mergers.closing import CLOSED, close, promise

LATER = NOW + timedelta(days=3)
MakeMember = Callable[..., Membership]
MakeOrganisation = Callable[..., Organisation]


def answer(merger: Merger, item: Commitment | Plan, by: User, **given: Any) -> Decision:
    arguments = {"answer": Answer.ADOPTED, "reason": "", "role": "Head of quality", **given}
    return decide(merger=merger, item=item, by=by, at=LATER, today=TODAY, **arguments)


def items(merger: Merger) -> list[Commitment | Plan]:
    return [
        *merger.membership.commitments.order_by("pledge__number"),
        *merger.membership.plans.all(),
    ]


def state(membership: Membership) -> str:
    return Membership.objects.get(pk=membership.pk).state


def sent() -> list[tuple[str, str]]:
    return [(message.to[0], str(message.subject)) for message in mail.outbox]


# Opening


def test_a_member_that_closed_opens_a_merger_to_its_successor(
    old_fen: Membership, membership: Membership
) -> None:
    close(old_fen, membership.organisation)
    assert open_mergers(at=NOW, today=TODAY) == 1
    assert Merger.objects.values_list(
        "membership", "succession__successor", "opened_at", "settled_at"
    ).get() == (old_fen.pk, membership.organisation_id, NOW, None)
    assert Event.objects.get(event="merger.opened").actor == "system"
    assert str(Merger.objects.get()) == f"{old_fen.pk} → {Succession.objects.get().pk}"


def test_however_often_the_sweep_runs_it_opens_one_and_tells_once(
    old_fen: Membership, membership: Membership, django_capture_on_commit_callbacks: Capture
) -> None:
    close(old_fen, membership.organisation)
    with django_capture_on_commit_callbacks(execute=True):
        opened = [open_mergers(at=NOW, today=TODAY) for _ in range(3)]
    assert (opened, len(mail.outbox)) == ([1, 0, 0], 2)


def test_a_sweep_that_comes_second_opens_nothing(merger: Merger) -> None:
    opened = services._open(merger.succession, NOW)
    assert (opened, Merger.objects.count()) == (False, 1)


def test_one_that_fails_holds_up_no_other_and_is_opened_by_the_next_sweep(
    old_fen: Membership,
    membership: Membership,
    make_member: MakeMember,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    close(old_fen, membership.organisation)
    close(make_member(name="LOW FEN NHS TRUST", ods_code="ZZO02"), membership.organisation)
    bad = Succession.objects.get(predecessor=old_fen.organisation)
    open_one = services._open

    def fail_at_the_first(succession: Succession, at: datetime) -> bool:
        if succession == bad:
            raise RuntimeError
        return open_one(succession, at)

    with monkeypatch.context() as patch:
        patch.setattr(services, "_open", fail_at_the_first)
        with capture_logs() as logs:
            opened = [open_mergers(at=NOW, today=TODAY)]
    assert [(log["event"], log["succession"]) for log in logs] == [("merger_failed", bad.pk)]
    opened.append(open_mergers(at=NOW, today=TODAY))
    assert (opened, Merger.objects.count()) == ([1, 1], 2)


def test_the_task_opens_what_is_due_on_its_own_day(
    old_fen: Membership, membership: Membership
) -> None:
    close(old_fen, membership.organisation)
    tasks.sweep()
    assert Merger.objects.count() == 1


@pytest.mark.parametrize(
    ("closed", "succeeded", "opened"),
    [
        (TODAY, TODAY, 1),
        (TODAY, None, 1),
        (TODAY + timedelta(days=1), None, 0),
        (TODAY + timedelta(days=1), TODAY, 0),
        (TODAY, TODAY + timedelta(days=1), 0),
        (None, TODAY, 0),
    ],
)
def test_nothing_opens_before_its_day(
    closed: date | None,
    succeeded: date | None,
    opened: int,
    old_fen: Membership,
    membership: Membership,
) -> None:
    close(old_fen, membership.organisation)
    Organisation.objects.filter(pk=old_fen.organisation_id).update(closed_date=closed)
    Succession.objects.update(date=succeeded)
    assert open_mergers(at=NOW, today=TODAY) == opened


@pytest.mark.parametrize("was", ["DRAFT", "AWAITING_VERIFICATION", "WITHDRAWN", "SUCCEEDED"])
def test_only_a_member_of_today_leaves_something_to_decide(
    was: str, membership: Membership, make_member: MakeMember
) -> None:
    close(make_member(state=was), membership.organisation)
    assert open_mergers(at=NOW, today=TODAY) == 0


def test_leads_of_both_sides_are_told(
    old_fen: Membership, membership: Membership, django_capture_on_commit_callbacks: Capture
) -> None:
    close(old_fen, membership.organisation)
    with django_capture_on_commit_callbacks(execute=True):
        open_mergers(at=NOW, today=TODAY)
    assert sent() == [
        ("lead@oldfen.example", "Old Fen NHS Trust continues as Harrowmere Test NHS Trust"),
        ("lead@harrowmere.example", "What Old Fen NHS Trust leaves to you"),
    ]
    merger = Merger.objects.get()
    assert f"/members/{membership.pk}/from/{merger.pk}/" in str(mail.outbox[1].body)


def test_without_a_member_to_decide_the_predecessors_leads_are_asked_to_invite_it(
    old_fen: Membership,
    make_organisation: MakeOrganisation,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    new = make_organisation(name="NEW FEN NHS TRUST")
    close(old_fen, new)
    with django_capture_on_commit_callbacks(execute=True):
        open_mergers(at=NOW, today=TODAY)
    (message,) = mail.outbox
    assert message.to == ["lead@oldfen.example"]
    said = ("New Fen NHS Trust is not a member yet.", new.get_absolute_url())
    assert [str(message.body).count(text) for text in said] == [1, 1]


# Deciding


@pytest.mark.parametrize("given", Answer)
def test_a_decision_is_recorded_and_the_words_stay_as_they_were(
    given: Answer, merger: Merger, lead: User
) -> None:
    before = [list(Commitment.objects.values()), list(PlanVersion.objects.values())]
    answer(merger, items(merger)[0], lead, answer=given, reason="It works.")
    made: tuple[object, ...] = Decision.objects.values_list(
        "merger", "commitment__pledge__number", "plan", "answer", "reason", "decided_at",
        "decided_by", "decided_role",
    ).get()  # fmt: skip
    assert made == (
        merger.pk, 1, None, given, "It works.", LATER, lead.pk, "Head of quality",
    )  # fmt: skip
    assert [list(Commitment.objects.values()), list(PlanVersion.objects.values())] == before


def test_a_decision_is_audited_without_its_reason(merger: Merger, lead: User) -> None:
    item = items(merger)[0]
    answer(merger, item, lead, reason="It works.")
    event = Event.objects.get(event="merger.item-decided")
    assert (event.actor, event.details) == (
        f"accounts.user:{lead.pk}",
        {"item": f"pledges.commitment:{item.pk}", "answer": "ADOPTED"},
    )


def test_a_decision_can_be_changed_until_all_is_settled(merger: Merger, lead: User) -> None:
    item = items(merger)[0]
    answer(merger, item, lead)
    answer(merger, item, lead, answer=Answer.ENDED)
    assert (Decision.objects.get().answer, undecided(merger)) == ("ENDED", 2)


def test_with_the_last_decision_the_membership_is_continued(
    merger: Merger,
    old_fen: Membership,
    membership: Membership,
    lead: User,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    states = []
    with django_capture_on_commit_callbacks(execute=True):
        for item in items(merger):
            answer(merger, item, lead)
            states.append(state(old_fen))
    assert states == ["ACTIVE", "ACTIVE", "SUCCEEDED"]
    assert Merger.objects.values_list("settled_at", "settled_by").get() == (LATER, lead.pk)
    assert (state(membership), sent()) == (
        "ACTIVE",
        [("lead@oldfen.example", "Harrowmere Test NHS Trust has decided what it carries on")],
    )


def test_that_is_all_settles_what_is_not_decided(
    merger: Merger, old_fen: Membership, lead: User
) -> None:
    settle(merger=merger, by=lead, at=LATER, today=TODAY)
    assert (state(old_fen), Decision.objects.count()) == ("SUCCEEDED", 0)
    assert Event.objects.filter(event="merger.settled").count() == 1


def test_a_draft_is_not_left_to_anybody(merger: Merger, old_fen: Membership) -> None:
    promise(old_fen, 3, state="DRAFT", published_at=None)
    assert undecided(merger) == 3


def test_what_is_settled_is_settled(merger: Merger, lead: User) -> None:
    settle(merger=merger, by=lead, at=LATER, today=TODAY)
    with pytest.raises(WrongState, match="nothing left to decide"):
        answer(merger, items(merger)[0], lead)
    with pytest.raises(WrongState):
        settle(merger=merger, by=lead, at=LATER, today=TODAY)
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("stands", ["AWAITING_VERIFICATION", "WITHDRAWN"])
def test_only_a_member_decides(
    stands: str, merger: Merger, membership: Membership, lead: User
) -> None:
    Membership.objects.filter(pk=membership.pk).update(state=stands, state_reason="Because.")
    with pytest.raises(WrongState, match="must be a member"):
        answer(merger, items(merger)[0], lead)


def test_a_body_that_the_register_opens_again_leaves_nothing(merger: Merger, lead: User) -> None:
    Organisation.objects.filter(pk=merger.predecessor.pk).update(closed_date=None)
    with pytest.raises(WrongState):
        answer(merger, items(merger)[0], lead)
    assert Merger.objects.waiting(TODAY).count() == 0


def test_nobody_elses_words_can_be_decided_about(
    merger: Merger, other_membership: Membership, lead: User
) -> None:
    foreign = promise(other_membership, 1)
    with pytest.raises(NotLeftHere):
        answer(merger, foreign, lead)
    assert Decision.objects.count() == 0


def test_one_decision_is_about_one_thing_and_made_once(merger: Merger, lead: User) -> None:
    commitment, _, plan = items(merger)
    assert isinstance(commitment, Commitment)
    assert isinstance(plan, Plan)
    made = {"merger": merger, "answer": "ENDED", "decided_at": NOW, "decided_by": lead}
    Decision.objects.create(commitment=commitment, **made)
    second = Decision.objects.create(plan=plan, **made)
    assert str(second) == f"{merger.pk} ENDED"
    wrong: list[dict[str, Any]] = [
        {"commitment": commitment},
        {"plan": plan},
        {"commitment": commitment, "plan": plan},
        {},
    ]
    for about in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(**about, **made)
    assert Decision.objects.count() == 2


# Splits


@pytest.fixture
def split(
    old_fen: Membership, membership: Membership, other_membership: Membership
) -> list[Merger]:
    close(old_fen, membership.organisation, other_membership.organisation)
    open_mergers(at=NOW, today=TODAY)
    return list(Merger.objects.order_by("pk"))


def test_each_part_of_a_split_decides_for_itself(
    split: list[Merger], lead: User, other_lead: User, old_fen: Membership
) -> None:
    item = items(split[0])[0]
    answer(split[0], item, lead)
    answer(split[1], item, other_lead, answer=Answer.ENDED)
    assert list(Decision.objects.order_by("pk").values_list("merger", "answer")) == [
        (split[0].pk, "ADOPTED"),
        (split[1].pk, "ENDED"),
    ]


def test_a_split_is_over_when_its_last_part_has_settled(
    split: list[Merger], lead: User, other_lead: User, old_fen: Membership
) -> None:
    settle(merger=split[0], by=lead, at=LATER, today=TODAY)
    after_one = state(old_fen)
    with pytest.raises(WrongState, match="settled already"):
        settle(merger=split[0], by=lead, at=LATER, today=TODAY)
    settle(merger=split[1], by=other_lead, at=LATER, today=TODAY)
    assert (after_one, state(old_fen)) == ("ACTIVE", "SUCCEEDED")


def test_a_part_whose_day_has_not_come_keeps_the_membership_open(
    split: list[Merger], old_fen: Membership, lead: User, make_organisation: MakeOrganisation
) -> None:
    Merger.objects.filter(pk=split[1].pk).delete()
    settle(merger=split[0], by=lead, at=LATER, today=TODAY)
    assert state(old_fen) == "ACTIVE"


# Members that nobody continues


def test_a_member_that_closed_without_a_successor_is_left_alone_and_listed(
    old_fen: Membership, other_membership: Membership, make_member: MakeMember
) -> None:
    close(old_fen)
    close(make_member(state="WITHDRAWN"))
    close(other_membership, on=TODAY + timedelta(days=1))
    close(make_member(), other_membership.organisation)
    assert list(Membership.objects.closed_without_successor(TODAY)) == [old_fen]
    assert (open_mergers(at=NOW, today=CLOSED - timedelta(days=1)), state(old_fen)) == (
        0,
        "ACTIVE",
    )
