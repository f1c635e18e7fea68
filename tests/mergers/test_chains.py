"""A successor that closes in turn, one that never joins, and one that joins later."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from audit.models import Event
from mergers import services, tasks
from mergers.choices import Answer
from mergers.models import Merger
from mergers.services import (
    NotLeftHere,
    decide,
    open_mergers,
    pass_on_mergers,
    settle,
    settle_for_successor,
    tell_successors,
    undecided,
)
from organisations.choices import Role
from organisations.models import Membership, Organisation, Succession
from organisations.services import membership as memberships
from organisations.services.membership import WrongState
from tests.conftest import NOW, TODAY
from tests.mergers.closing import close, promise

LATER = NOW + timedelta(days=3)
ClientFor = Callable[[User], Client]
MakeMember = Callable[..., Membership]
MakeOrganisation = Callable[..., Organisation]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def state(membership: Membership) -> str:
    return Membership.objects.get(pk=membership.pk).state


def answer(merger: Merger, number: int, by: User, given: Answer) -> None:
    decide(
        merger=merger, item=merger.membership.commitments.get(pledge__number=number),
        answer=given, reason="", by=by, role="Matron", at=LATER, today=TODAY,
    )  # fmt: skip


@pytest.fixture
def last(make_member: MakeMember, make_user: Callable[..., User]) -> Membership:
    """C, which continues A."""
    member = make_member(name="LAST FEN NHS TRUST", ods_code="ZZL01")
    user = make_user("lead@lastfen.example", "Lara Last")
    memberships.add_representative(
        membership=member, user=user, role=Role.LEAD, job_title="Matron", by=user, at=NOW
    )
    return member


@pytest.fixture
def last_lead(last: Membership) -> User:
    return last.representatives.get().user


@pytest.fixture
def passed_on(merger: Merger, membership: Membership, lead: User, last: Membership) -> Merger:
    """A ended the first of Old Fen's pledges and adopted the second, then closed too."""
    answer(merger, 1, lead, Answer.ENDED)
    answer(merger, 2, lead, Answer.ADOPTED)
    promise(membership, 1, text="A's own words.")
    close(membership, last.organisation)
    pass_on_mergers(at=LATER, today=TODAY)
    return Merger.objects.get(succession__successor=last.organisation)


# Chains


def test_what_waits_goes_on_to_who_continues_the_successor(
    passed_on: Merger, merger: Merger, old_fen: Membership, membership: Membership
) -> None:
    merger.refresh_from_db()
    assert (merger.passed_on_at, merger.settled_at) == (LATER, None)
    assert (passed_on.membership, passed_on.predecessor) == (old_fen, old_fen.organisation)
    assert list(Merger.objects.waiting(TODAY)) == [passed_on]
    assert state(old_fen) == "ACTIVE"
    assert Event.objects.get(event="merger.passed-on").subject == f"mergers.merger:{merger.pk}"


def test_what_the_closed_successor_ended_stays_ended(
    passed_on: Merger, last_lead: User, old_fen: Membership
) -> None:
    assert undecided(passed_on) == 2
    with pytest.raises(NotLeftHere):
        answer(passed_on, 1, last_lead, Answer.ADOPTED)
    answer(passed_on, 2, last_lead, Answer.ADOPTED)
    decide(
        merger=passed_on, item=old_fen.plans.get(), answer=Answer.ENDED, reason="",
        by=last_lead, role="Matron", at=LATER, today=TODAY,
    )  # fmt: skip
    assert state(old_fen) == "SUCCEEDED"


def test_an_ended_plan_does_not_go_on(
    merger: Merger, membership: Membership, lead: User, last: Membership, old_fen: Membership
) -> None:
    decide(
        merger=merger, item=old_fen.plans.get(), answer=Answer.ENDED, reason="", by=lead,
        role="Matron", at=LATER, today=TODAY,
    )  # fmt: skip
    close(membership, last.organisation)
    tasks.sweep()
    new = Merger.objects.get(membership=old_fen, succession__successor=last.organisation)
    assert undecided(new) == 2


def test_the_closed_successors_own_words_wait_beside_it(
    passed_on: Merger, membership: Membership, last: Membership
) -> None:
    assert open_mergers(at=LATER, today=TODAY) == 1
    theirs = Merger.objects.get(membership=membership)
    assert theirs.successor == last.organisation
    assert undecided(theirs) == 1


def test_everyone_concerned_is_told_once(
    merger: Merger,
    membership: Membership,
    last: Membership,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    close(membership, last.organisation)
    with django_capture_on_commit_callbacks(execute=True):
        passed = [pass_on_mergers(at=LATER, today=TODAY) for _ in range(3)]
        tell_successors(at=LATER, today=TODAY)
    said = [(message.to[0], str(message.subject)) for message in mail.outbox]
    assert (passed, said) == (
        [1, 0, 0],
        [
            ("lead@oldfen.example", "Old Fen NHS Trust continues as Last Fen NHS Trust"),
            ("lead@lastfen.example", "What Old Fen NHS Trust leaves to you"),
        ],
    )


def test_a_longer_chain_takes_a_sweep_for_each_step(
    merger: Merger, membership: Membership, last: Membership, other_membership: Membership
) -> None:
    close(membership, last.organisation)
    close(last, other_membership.organisation)
    for _ in range(3):
        pass_on_mergers(at=LATER, today=TODAY)
    (waiting,) = Merger.objects.waiting(TODAY)
    assert waiting.successor == other_membership.organisation


def test_nothing_goes_on_before_every_successor_is_there(
    merger: Merger, membership: Membership, last: Membership, make_organisation: MakeOrganisation
) -> None:
    close(membership, last.organisation, make_organisation())
    Succession.objects.filter(successor=last.organisation).update(date=TODAY + timedelta(days=1))
    assert pass_on_mergers(at=LATER, today=TODAY) == 0


def test_who_is_asked_already_is_not_asked_twice(
    old_fen: Membership, membership: Membership, last: Membership, last_lead: User
) -> None:
    close(old_fen, membership.organisation, last.organisation)
    open_mergers(at=NOW, today=TODAY)
    close(membership, last.organisation)
    settle(
        merger=Merger.objects.get(succession__successor=last.organisation),
        by=last_lead, at=LATER, today=TODAY,
    )  # fmt: skip
    assert (state(old_fen), pass_on_mergers(at=LATER, today=TODAY)) == ("ACTIVE", 1)
    assert (state(old_fen), Merger.objects.count()) == ("SUCCEEDED", 2)


def test_a_circle_in_the_register_passes_nothing_back(
    merger: Merger, membership: Membership, old_fen: Membership
) -> None:
    close(membership, old_fen.organisation)
    assert pass_on_mergers(at=LATER, today=TODAY) == 0


def test_one_that_fails_holds_up_no_other(
    merger: Merger,
    membership: Membership,
    last: Membership,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    close(membership, last.organisation)
    Merger.objects.update(successor_told_at=None)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "_pass_on", fail)
    monkeypatch.setattr(services, "_tell_once", fail)
    tasks.sweep()
    assert Merger.objects.filter(passed_on_at=None, successor_told_at=None).count() == 1


def test_a_sweep_that_comes_second_passes_and_tells_nothing(
    passed_on: Merger, merger: Merger
) -> None:
    second = (
        services._pass_on(merger, at=LATER, today=TODAY),
        services._tell_once(passed_on, at=LATER, today=TODAY),
    )
    assert second == (False, False)


def test_pages_show_what_came_by_way_of_another(
    passed_on: Merger, last: Membership, last_lead: User, client_for: ClientFor
) -> None:
    client = client_for(last_lead)
    path = f"/members/{last.pk}/from/{passed_on.pk}/"
    page, public = (
        words(client.get(path)),
        words(Client().get(last.organisation.get_absolute_url())),
    )
    assert [text in page for text in ("Pledge 1:", "Pledge 2:", "Plan: Calmer wards")] == [
        False,
        True,
        True,
    ]
    assert "Harrowmere Test NHS Trust has closed as well: what it had not ended" in page
    assert (
        public.count("Old words of pledge 2."),
        public.count("Old words of pledge 1."),
        public.count("A's own words."),
        public.count("Harrowmere Test NHS Trust continued Old Fen NHS Trust before"),
    ) == (1, 0, 1, 1)
    assert client.get(f"{path}pledges/1/").status_code == 404
    client.post(f"{path}pledges/2/", {"answer": "ADOPTED", "reason": ""})
    assert "Carried on by Last Fen NHS Trust" in words(
        Client().get(last.organisation.get_absolute_url())
    )


def test_the_closed_successors_page_says_that_it_went_on(
    passed_on: Merger, merger: Merger, membership: Membership, lead: User, client_for: ClientFor
) -> None:
    page = words(client_for(lead).get(f"/members/{membership.pk}/from/{merger.pk}/"))
    assert ("went on to who continues you" in page, "That is all" in page) == (True, False)


# A successor that joins later


def test_a_successor_that_joins_later_is_asked_then_and_once(
    old_fen: Membership,
    make_member: MakeMember,
    lead: User,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    new = make_member(state="DRAFT", name="NEW FEN NHS TRUST")
    new.representatives.create(user=lead, role=Role.LEAD, job_title="Matron", since_at=NOW)
    close(old_fen, new.organisation)
    told = []
    with django_capture_on_commit_callbacks(execute=True):
        open_mergers(at=NOW, today=TODAY)
        told.append(tell_successors(at=NOW, today=TODAY))
        Membership.objects.filter(pk=new.pk).update(
            state="ACTIVE", joined_at=NOW, last_heard_at=NOW, sponsor_confirmed_at=NOW
        )
        told += [tell_successors(at=LATER, today=TODAY) for _ in range(2)]
    assert told == [0, 1, 0]
    assert [m.to[0] for m in mail.outbox] == ["lead@oldfen.example", "lead@harrowmere.example"]
    merger = Merger.objects.get()
    assert f"/members/{new.pk}/from/{merger.pk}/" in str(mail.outbox[1].body)
    assert Event.objects.filter(event="merger.successor-told").count() == 1


def test_a_successor_that_was_a_member_is_told_as_it_opens(merger: Merger) -> None:
    merger.refresh_from_db()
    assert (merger.successor_told_at, tell_successors(at=LATER, today=TODAY)) == (NOW, 0)


# Nobody decides


@pytest.fixture
def split(
    old_fen: Membership, membership: Membership, make_organisation: MakeOrganisation
) -> list[Merger]:
    """To A, which is a member, and to New Fen, which never joins."""
    close(old_fen, membership.organisation, make_organisation(name="NEW FEN NHS TRUST"))
    open_mergers(at=NOW, today=TODAY)
    return list(Merger.objects.order_by("pk"))


def test_the_campaign_team_settles_what_nobody_decides(
    split: list[Merger],
    lead: User,
    officer: User,
    old_fen: Membership,
    client_for: ClientFor,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    settle(merger=split[0], by=lead, at=LATER, today=TODAY)
    mail.outbox.clear()
    client, path = client_for(officer), f"/campaign/mergers/{split[1].pk}/settle/"
    assert path in client.get("/campaign/").content.decode()
    assert "Settle what Old Fen NHS Trust left" in words(client.get(path))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, {"reason": "They run no services any more."})
    settled = Merger.objects.get(pk=split[1].pk)
    assert (settled.settled_by, settled.settled_reason) == (
        officer,
        "They run no services any more.",
    )
    assert (state(old_fen), path in client.get("/campaign/").content.decode()) == (
        "SUCCEEDED",
        False,
    )
    event = Event.objects.get(event="merger.settled-for-successor")
    assert event.actor == f"accounts.user:{officer.pk}"
    (message,) = mail.outbox
    assert message.to == ["lead@oldfen.example"]
    assert "They run no services any more." in str(message.body)


def test_a_member_decides_for_itself(
    split: list[Merger], officer: User, client_for: ClientFor
) -> None:
    client = client_for(officer)
    path = f"/campaign/mergers/{split[0].pk}/settle/"
    assert path not in client.get("/campaign/").content.decode()
    page = words(client.post(path, {"reason": "Typed with care."}))
    said = ("is a member: its leads decide.", "Typed with care.")
    assert [page.count(text) for text in said] == [1, 1]
    assert Merger.objects.filter(settled_at=None).count() == 2


def test_a_member_that_has_closed_with_no_successor_decides_nothing_for_sure(
    merger: Merger, membership: Membership, officer: User
) -> None:
    close(membership)
    settle_for_successor(merger=merger, reason="Gone.", by=officer, at=LATER, today=TODAY)
    with pytest.raises(WrongState, match="nothing left"):
        settle_for_successor(merger=merger, reason="Gone.", by=officer, at=LATER, today=TODAY)


def test_settling_needs_a_reason(split: list[Merger], officer: User, client_for: ClientFor) -> None:
    page = words(client_for(officer).post(f"/campaign/mergers/{split[1].pk}/settle/", {}))
    assert page.count("Say why, in words that help the people who wrote the pledges") == 2


def test_an_analyst_is_offered_no_settling(
    split: list[Merger], analyst: User, client_for: ClientFor
) -> None:
    assert b"/settle/" not in client_for(analyst).get("/campaign/").content


@pytest.mark.parametrize(
    "fields",
    [{"settled_reason": "Why"}, {"passed_on_at": NOW, "settled_at": NOW, "settled_by_id": 1}],
)
def test_the_database_holds_what_settling_means(
    fields: dict[str, Any], merger: Merger, lead: User
) -> None:
    if "settled_by_id" in fields:
        fields["settled_by_id"] = lead.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Merger.objects.filter(pk=merger.pk).update(**fields)
