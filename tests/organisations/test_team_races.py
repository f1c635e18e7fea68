"""Two people at the same moment. These tests commit, in a database of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Event, Thread
from time import sleep
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from accounts.models import User
from organisations.choices import AfterHandover, Role
from organisations.models import Handover, Membership
from organisations.services import handover as handovers
from organisations.services import invitations, joining, team
from tests.conftest import NOW, TODAY

SUFFIX = "races"


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[None]:
    """A copy of the test database, thrown away afterwards: the audit trail cannot be emptied.

    Takes the place of pytest-django's fixture, so that the cast of `conftest` lives here too.
    """
    settings = connection.settings_dict
    original = settings["NAME"]
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            import sqlite3

            connection.ensure_connection()
            copy = tmp_path / "races.sqlite3"
            with sqlite3.connect(copy) as target:
                connection.connection.backup(target)
            target.close()
            kept, connection.connection = connection.connection, None
            settings["NAME"] = str(copy)
        else:
            connection.close()
            connection.creation.clone_test_db(SUFFIX, verbosity=0, keepdb=False)
            settings["NAME"] = f"{original}_{SUFFIX}"
        try:
            yield
        finally:
            connections.close_all()
            settings["NAME"] = original
            if connection.vendor == "sqlite":
                connection.connection = kept
            else:
                connection.creation.destroy_test_db(suffix=SUFFIX, verbosity=0)


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Run the calls at the same moment; what each ended with, in no order."""
    start, ends = Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=20)
            call()
            ends.append("done")
        except Exception as error:
            ends.append(type(error).__name__)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(ends)


@pytest.fixture
def two_leads(membership: Membership, lead: User, editor: User) -> Membership:
    place = membership.representatives.get(user=editor)
    team.change_role(representative=place, role=Role.LEAD, by=lead, at=NOW)
    return membership


def leads(membership: Membership) -> int:
    return membership.representatives.filter(role=Role.LEAD).count()


def test_two_leads_who_leave_at_once_leave_one_behind(
    two_leads: Membership, lead: User, editor: User
) -> None:
    ends = at_once(
        lambda: team.leave(membership=two_leads, by=lead, at=NOW),
        lambda: team.leave(membership=two_leads, by=editor, at=NOW),
    )
    assert (ends, leads(two_leads)) == (["LastLead", "done"], 1)


def test_two_leads_who_step_down_at_once_leave_one(
    two_leads: Membership, lead: User, editor: User
) -> None:
    places = [two_leads.representatives.get(user=user) for user in (lead, editor)]
    ends = at_once(
        *(
            lambda place=place: team.change_role(
                representative=place, role=Role.VIEWER, by=lead, at=NOW
            )
            for place in places
        )
    )
    assert (ends, leads(two_leads)) == (["LastLead", "done"], 1)


def test_a_raw_delete_waits_for_another_and_sees_it(
    two_leads: Membership, lead: User, editor: User
) -> None:
    first_has_deleted = Event()

    def delete(user: User) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM organisations_representative WHERE membership_id = %s AND user_id = %s",
                [two_leads.pk, user.pk],
            )

    def first() -> None:
        with transaction.atomic():
            delete(lead)
            first_has_deleted.set()
            sleep(0.5)  # time enough for the second to look before this commits

    def second() -> None:
        first_has_deleted.wait(timeout=20)
        delete(editor)

    ends = at_once(first, second)
    assert (ends, leads(two_leads)) == ([IntegrityError.__name__, "done"], 1)


def test_accepting_in_two_windows_makes_one_representative(
    membership: Membership, lead: User, stranger: User
) -> None:
    invitation = invitations.invite(
        membership=membership, email=stranger.email, role=Role.EDITOR, by=lead, at=NOW
    )

    def accept() -> None:
        invitations.accept(
            invitation=invitation, by=stranger, full_name="Sasha", job_title="Nurse", at=NOW
        )

    assert at_once(accept, accept) == ["done", "done"]
    assert membership.representatives.filter(user=stranger).count() == 1


def test_inviting_one_address_twice_at_once_keeps_one_open(
    membership: Membership, lead: User
) -> None:
    def invite() -> None:
        invitations.invite(
            membership=membership, email="new@x.example", role=Role.EDITOR, by=lead, at=NOW
        )

    assert at_once(invite, invite) == ["done", "done"]
    assert membership.invitations.open().count() == 1


def test_asking_in_two_windows_asks_once(membership: Membership, stranger: User) -> None:
    def ask() -> None:
        joining.ask_to_join(
            membership=membership, by=stranger, full_name="Sasha", job_title="Nurse", at=NOW
        )

    assert at_once(ask, ask) == ["done", "done"]
    assert membership.join_requests.count() == 1


def test_of_an_acceptance_and_a_decline_at_once_one_stands(
    membership: Membership, stranger: User, lead: User
) -> None:
    asked = joining.ask_to_join(
        membership=membership, by=stranger, full_name="Sasha", job_title="Nurse", at=NOW
    )
    ends = at_once(
        lambda: joining.accept_request(
            join_request=asked, role=Role.VIEWER, reply="", by=lead, at=NOW
        ),
        lambda: joining.decline_request(join_request=asked, reply="", by=lead, at=NOW),
    )
    asked.refresh_from_db()
    present = membership.representatives.filter(user=stranger).exists()
    assert (ends, present) == (["AlreadyAnswered", "done"], asked.answer == "ACCEPTED")


def test_two_workers_hand_over_once(membership: Membership, lead: User, editor: User) -> None:
    planned = handovers.plan_handover(
        membership=membership,
        to=editor,
        on_date=TODAY.replace(day=28),
        afterwards=AfterHandover.LEAVES,
        by=lead,
        at=NOW,
        today=TODAY,
    )

    def work() -> None:
        handovers.carry_out_due(at=NOW, today=planned.on_date)

    assert at_once(work, work) == ["done", "done"]
    assert Handover.objects.get().done_at == NOW
    assert leads(membership) == 1
