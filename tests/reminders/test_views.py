"""What people choose, with and without signing in, and what the campaign team sees."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from improvement_plans.models import Plan
from improvement_plans.services import save_part, start_new_version
from organisations.models import Membership
from outbox.models import Mail
from reminders import clock
from reminders.choices import Topic
from reminders.links import stop_token
from reminders.models import Digest, Reminder, Unwanted
from reminders.models.unwanted import mark_of
from reminders.presenters import history, next_run
from tests.reminders.conftest import DAY, LEAD, THEN, THEN_AT, look, write

ClientFor = Callable[[User], Client]


@pytest.fixture
def digest(due_plan: Plan) -> Digest:
    look()
    write()
    return Digest.objects.get()


def test_one_click_stops_all_without_a_session_and_a_get_changes_nothing(
    digest: Digest, lead: User
) -> None:
    """As a mail program sends it: no cookie, no token of a form, no redirect in the answer."""
    client, path = Client(enforce_csrf_checks=True), f"/reminders/stop/{stop_token(digest)}/"
    assert (client.get(path).status_code, Unwanted.objects.count()) == (200, 0)
    said = {"List-Unsubscribe": "One-Click"}
    answers = [client.post(path, said).status_code for _ in range(2)]
    off = Unwanted.objects.filter(user=lead).values_list("topic", flat=True)
    assert (answers, sorted(off)) == ([200, 200], sorted(Topic.values))
    assert client.get("/reminders/stop/made-up/").status_code == 404


def test_a_person_chooses_topic_by_topic(lead: User, officer: User, client_for: ClientFor) -> None:
    client = client_for(lead)
    page = client.get("/account/reminders/").content.decode()
    assert (page.count('type="checkbox"'), page.count(" checked")) == (6, 6)
    answer = client.post("/account/reminders/", {"wanted": ["REPORT", "HELLO"]})
    off = Unwanted.objects.filter(user=lead).values_list("topic", flat=True)
    assert (answer.status_code, sorted(off)) == (
        302,
        ["MILESTONE", "PLAN_DATE", "SIGN_UP", "SPONSOR"],
    )
    page = client.get("/account/reminders/").content.decode()
    assert page.count(" checked") == 2
    assert client_for(officer).get("/account/reminders/").content.count(b'type="checkbox"') == 7


def test_what_a_sponsor_chose_by_their_address_holds_once_they_have_an_account(
    lead: User, client_for: ClientFor
) -> None:
    Unwanted.objects.create(address_mark=mark_of(LEAD), topic=Topic.REPORT, since_at=THEN_AT)
    page = client_for(lead).get("/account/reminders/").content.decode()
    assert page.count(" checked") == 5


def test_the_team_sees_what_the_next_digests_would_say(
    membership: Membership, published_plan: Plan, officer: User, client_for: ClientFor
) -> None:
    """The count and its rows agree; who has just acted is held, and says why."""
    at = clock.next_opening(timezone.now())
    Plan.objects.update(next_report_date=at.date())
    client = client_for(officer)
    page = client.get("/campaign/reminders/").content.decode()
    assert "They say 1 thing to 1 person" in page
    rows = client.get("/campaign/reminders/report-due/").content.decode()
    assert (LEAD in rows, "1 reminder would go on" in rows) == (True, True)
    assert Reminder.objects.count() == 0
    assert client.get("/campaign/reminders/made-up/").status_code == 404


def test_the_dry_run_says_why_somebody_is_held(due_plan: Plan, lead: User) -> None:
    rename: dict[str, Any] = {"plan": due_plan, "by": lead, "at": THEN_AT}
    start_new_version(**rename)
    save_part(**rename, title="Still safer")
    early = THEN_AT.replace(hour=8)
    run = next_run(early)
    held = [line.held for row in run.rules for line in row.held]
    assert (run.when, run.count, held) == (
        "25 June 2026 at 09:00",
        0,
        ["Did something lately: not before 28 June 2026"],
    )
    look()
    run = next_run(early)
    assert (run.count, run.held) == (0, 1)
    Unwanted.objects.create(user=lead, topic=Topic.REPORT, since_at=THEN_AT)
    held = [line.held for row in next_run(early).rules for line in row.held]
    assert held == ["Does not want these"]


def test_a_members_record_says_how_each_reminder_fared(
    digest: Digest, membership: Membership
) -> None:
    (said,) = history(membership)
    assert (said.kind, said.to, said.standing) == (
        "A progress report is due",
        LEAD,
        "Waiting to be sent",
    )
    Plan.objects.update(next_report_date=THEN + DAY)
    Mail.objects.filter(digest=digest).update(state="SENT", ended_at=THEN_AT, text="", html="")
    assert [said.standing for said in history(membership)] == ["Sent"]
