"""An NHS number typed into the portal: refused, explained by a lead, or pointed out too late."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from audit.models import Event
from core import guard
from core.forms import EXPLANATION
from improvement_plans import services as plans
from improvement_plans.models import Plan, PlanVersion, fingerprint_of
from individuals.models import Individual
from individuals.services import HasLeft
from individuals.views import own, stash
from mergers.services import open_mergers
from organisations.choices import Role
from organisations.links import sponsor_token
from organisations.models import Membership, NotPatientData
from organisations.services import advice
from organisations.services import membership as memberships
from pledges import services as pledges
from pledges.models import Commitment
from tests.conftest import NOW, TODAY
from tests.mergers.closing import close, write
from tests.nhs_numbers import nhs_number

ClientFor = Callable[[User], Client]
NUMBER = nhs_number()
TYPED = f"{NUMBER[:3]} {NUMBER[3:6]} {NUMBER[6:]}"
TEXT = f"We rang {TYPED} at once."
SEEN = f"This looks like an NHS number: {TYPED}. Remove it."
ASKED = "If this is not an NHS number, say what it is"
STOPPED = "There is what looks like an NHS number in"
HINT = "An 82-year-old on ward 7 fell."
POINTED_OUT = (
    "there is what looks like an age with a ward: “82-year-old on ward 7”."
    " If it is about a patient, take it out."
)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def as_lead(lead: User, client_for: ClientFor) -> Client:
    return client_for(lead)


@pytest.fixture
def as_editor(sign_up: Membership, lead: User, editor: User, client_for: ClientFor) -> Client:
    memberships.add_representative(
        membership=sign_up, user=editor, role=Role.EDITOR, job_title="Nurse", by=lead, at=NOW
    )
    return client_for(editor)


def pledge(client: Client, member: Membership, text: str = TEXT, **more: str) -> Any:
    draft = Commitment.objects.drafts().filter(membership=member, pledge__number=1).first()
    seen = str(draft.revision) if draft else "0"
    data = {"text": text, "kind": "NEW", "revision": seen, **more}
    return client.post(f"/sign-up/{member.pk}/pledges/1/", data)


def saved() -> list[str]:
    return list(Commitment.objects.values_list("text", flat=True))


# A number is refused


def test_a_pledge_with_a_number_comes_back_with_everything(
    sign_up: Membership, as_lead: Client
) -> None:
    answer = pledge(as_lead, sign_up)
    shown = words(answer)
    lead_is_told = f"{SEEN} If it is something else, say what when you save."
    # In the summary and at the field; and the text still in its box.
    assert (shown.count(lead_is_told), shown.count(TEXT), shown.count(ASKED)) == (2, 1, 1)
    assert re.findall(r'value="(NEW)"[^>]* checked', answer.content.decode()) == ["NEW"]
    assert saved() == []


def test_an_editor_is_told_to_ask_a_lead(sign_up: Membership, as_editor: Client) -> None:
    shown = words(pledge(as_editor, sign_up, **{EXPLANATION: "Our switchboard"}))
    said = "If it is something else, ask a lead of your team to save this text and to say what."
    assert (shown.count(f"{SEEN} {said}"), shown.count(ASKED), saved()) == (2, 0, [])


def test_the_page_asks_nothing_before_there_is_something_to_ask(
    sign_up: Membership, as_lead: Client
) -> None:
    assert words(as_lead.get(f"/sign-up/{sign_up.pk}/pledges/1/")).count(ASKED) == 0
    assert words(pledge(as_lead, sign_up, text="")).count(ASKED) == 0


def test_the_number_is_in_no_trail_and_no_log(
    sign_up: Membership, as_lead: Client, caplog: pytest.LogCaptureFixture
) -> None:
    pledge(as_lead, sign_up)
    pledge(as_lead, sign_up, **{EXPLANATION: "Our switchboard"})
    trail = [str(row) for row in [*Event.objects.values_list(), caplog.text]]
    assert [row for row in trail if NUMBER in re.sub(r"\D", "", row)] == []


def test_looking_for_numbers_asks_the_database_nothing(
    sign_up: Membership, as_lead: Client
) -> None:
    pledge(as_lead, sign_up, text="Nothing of note.")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        pledge(as_lead, sign_up, text="Nothing of note.")
    assert [q["sql"] for q in queries if "notpatientdata" in q["sql"]] == []


# A lead says what it is


def test_a_lead_says_what_it_is_and_everyone_on_the_team_can_write_it(
    sign_up: Membership, as_editor: Client, as_lead: Client
) -> None:
    answer = pledge(as_lead, sign_up, **{EXPLANATION: "Our switchboard"})
    assert (answer.status_code, saved()) == (302, [TEXT])
    assert NotPatientData.objects.values_list("reason", "by__email").get() == (
        "Our switchboard",
        "lead@harrowmere.example",
    )
    later = f"Ring {NUMBER}."
    assert (pledge(as_editor, sign_up, later).status_code, saved()) == (302, [later])


def test_a_reason_with_an_error_beside_it_is_kept(sign_up: Membership, as_lead: Client) -> None:
    answer = pledge(as_lead, sign_up, kind="", **{EXPLANATION: "Our switchboard"})
    assert answer.content.decode().count('value="Our switchboard"') == 1
    assert (NotPatientData.objects.count(), saved()) == (0, [])


def test_a_number_is_no_reason(sign_up: Membership, as_lead: Client) -> None:
    shown = words(pledge(as_lead, sign_up, **{EXPLANATION: f"It is {NUMBER}"}))
    assert (shown.count(f"{SEEN} If"), NotPatientData.objects.count(), saved()) == (2, 0, [])


def test_a_plan_asks_in_its_own_layout(plan: Plan, as_lead: Client) -> None:
    as_lead.post(f"/plans/{plan.pk}/priorities/add/", {"title": "Falls", "topic": "FALLS"})
    priority = plan.versions.get().priorities.get()
    path, data = f"/plans/{plan.pk}/priorities/{priority.pk}/aim/", {"aim_measure": TEXT}
    assert words(as_lead.post(path, data)).count(ASKED) == 1
    assert as_lead.post(path, {**data, EXPLANATION: "Our switchboard"}).status_code == 302
    priority.refresh_from_db()
    assert priority.aim_measure == TEXT


def test_what_was_typed_before_a_session_ended_is_checked_when_it_comes_back(
    sign_up: Membership, as_lead: Client, lead: User, client_for: ClientFor
) -> None:
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    mark = re.findall(r'name="author" value="([^"]+)"', as_lead.get(path).content.decode())[0]
    client = Client()
    client.post(path, {"text": TEXT, "kind": "NEW", "author": mark})
    session = dict(client.session)
    client = client_for(lead)
    kept = client.session
    kept.update({"kept_text": session["kept_text"]})
    kept.save()
    shown = words(client.get(path))
    assert (shown.count(f"{SEEN} If"), shown.count(ASKED)) == (2, 1)


# Nobody explains here


def test_a_sponsor_is_simply_refused(complete_sign_up: Membership, lead: User) -> None:
    request = pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=timezone.now())
    data = {"answer": "CHANGES_ASKED", "comment": TEXT, EXPLANATION: "Our switchboard"}
    shown = words(Client().post(f"/sponsor/{sponsor_token(request)}/", data))
    request.refresh_from_db()
    assert (shown.count(SEEN), shown.count("something else"), request.comment) == (2, 0, "")


def test_the_campaign_team_is_simply_refused(
    membership: Membership, lead: User, officer: User, client_for: ClientFor
) -> None:
    advice.write_to_campaign(membership=membership, text="?", by=lead, at=NOW)
    data = {"text": TEXT, EXPLANATION: "Our switchboard"}
    shown = words(client_for(officer).post(f"/campaign/advice/{membership.pk}/", data))
    assert (shown.count(SEEN), shown.count(ASKED), membership.messages.count()) == (2, 0, 1)


def test_a_person_on_their_own_is_simply_refused(as_lead: Client) -> None:
    data = {"first_name": "Nia", "role": "Porter", "visibility": "FULL", "pledge_1": TEXT}
    shown = words(as_lead.post("/people/join/", {**data, EXPLANATION: "Our switchboard"}))
    assert (shown.count(SEEN), Individual.objects.count()) == (2, 0)


# What is only pointed out


def test_a_hint_is_saved_and_pointed_out_with_the_way_back(
    sign_up: Membership, as_lead: Client
) -> None:
    answer = as_lead.get(pledge(as_lead, sign_up, HINT)["Location"])
    assert saved() == [HINT]
    assert words(answer).count(f"In “What will your organisation do?” {POINTED_OUT}") == 1
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    assert f'banner__link" href="{path}">Change it</a>' in answer.content.decode()


def test_a_person_on_their_own_is_shown_it_once_the_code_saved_it(
    db: None, client: Client, django_capture_on_commit_callbacks: Capture
) -> None:
    data = {"first_name": "Nia", "role": "Porter", "visibility": "FULL", "pledge_1": HINT}
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post("/people/join/", {**data, "email": "nia@people.example"}, follow=True)
    (code,) = re.findall(r"Your code is (\d{6})", str(mail.outbox[-1].body))
    made = client.post("/people/join/code/", {"code": code}, follow=True)
    counts = [words(answer).count(f"In “Pledge 1” {POINTED_OUT}") for answer in (asked, made)]
    assert (counts, words(asked).count("take it out")) == ([0, 1], 0)
    assert 'banner__link" href="/my-pledges/change/">Change it</a>' in made.content.decode()


def test_a_signed_in_person_on_their_own_is_shown_it_once(as_lead: Client) -> None:
    data = {"first_name": "Nia", "role": "Porter", "visibility": "FULL", "pledge_1": HINT}
    answer = as_lead.post("/people/join/", data, follow=True)
    assert words(answer).count("take it out") == 1


def test_nothing_is_pointed_out_while_a_change_waits_because_its_writer_has_left(
    as_lead: Client, monkeypatch: pytest.MonkeyPatch, make_individual: Any, lead: User
) -> None:
    def gone(**_: Any) -> None:
        raise HasLeft

    make_individual(user=lead)
    monkeypatch.setattr(own, "change", gone)
    data = {"first_name": "Nia", "role": "Porter", "visibility": "FULL", "pledge_1": HINT}
    answer = as_lead.post("/my-pledges/change/", data, follow=True)
    assert words(answer).count("take it out") == 0


def test_nothing_is_pointed_out_while_an_address_is_asked_about(
    membership: Membership, officer: User, client_for: ClientFor
) -> None:
    path, client = reverse("appoint", args=[membership.pk]), client_for(officer)
    data = {"email": "nia@nsh.net", "reason": HINT}
    asked = client.post(path, data, follow=True)
    sent = client.post(path, {**data, "address_checked": "yes"}, follow=True)
    assert [words(answer).count("Did you mean") for answer in (asked, sent)] == [1, 0]
    assert [words(answer).count(POINTED_OUT) for answer in (asked, sent)] == [0, 1]


def test_what_cannot_be_changed_any_more_has_no_way_back(
    membership: Membership, as_lead: Client
) -> None:
    answer = as_lead.post(f"/members/{membership.pk}/pause/", {"reason": HINT}, follow=True)
    assert (words(answer).count(POINTED_OUT), words(answer).count("Change it")) == (1, 0)


def test_a_text_that_is_not_saved_is_not_pointed_out(sign_up: Membership, as_lead: Client) -> None:
    shown = words(pledge(as_lead, sign_up, HINT, kind=""))
    # In the box, and in how it looks.
    assert (shown.count("82-year-old"), shown.count("take it out")) == (2, 0)


def test_a_hint_is_shown_escaped(sign_up: Membership, as_lead: Client) -> None:
    text = "Aged 82 <script>alert(1)</script> on ward 7"
    page = as_lead.get(pledge(as_lead, sign_up, text)["Location"]).content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)


def test_the_check_page_asks_to_look_again(complete_sign_up: Membership, as_lead: Client) -> None:
    path = f"/sign-up/{complete_sign_up.pk}/check/"
    assert words(as_lead.get(path)).count("look again") == 0
    Commitment.objects.filter(pledge__number=2).update(text=HINT)
    shown = words(as_lead.get(path))
    said = "Pledge 2 : what looks like an age with a ward, “82-year-old on ward 7”"
    assert (shown.count("Please look again"), shown.count(said)) == (1, 1)
    assert as_lead.post(path).status_code == 302
    complete_sign_up.refresh_from_db()
    assert complete_sign_up.state == "AWAITING_SPONSOR"


def test_the_publish_page_asks_to_look_again(
    published_plan: Plan, lead: User, as_lead: Client
) -> None:
    draft = plans.start_new_version(plan=published_plan, by=lead, at=NOW)
    draft.priorities.update(why=HINT)
    plans.save_part(plan=published_plan, by=lead, at=NOW, where_we_are_now="born 3 March 1950")
    priority = draft.priorities.get()
    priority.drivers.create(position=1, kind="PRIMARY", text=HINT)
    idea = priority.drivers.create(position=2, kind="IDEA", stage="TESTING", text="Rounds")
    cycle = idea.cycles.create(number=1, study=HINT)
    milestone = draft.milestones.create(title=HINT, due_date=TODAY)
    goal = draft.learning_goals.create(position=1, question=HINT)
    page = as_lead.get(f"/plans/{published_plan.pk}/publish/").content.decode()
    here = f"/plans/{published_plan.pk}/"
    of_priority = f"{here}priorities/{priority.pk}/"
    pointed_out = re.findall(r'<li><a href="([^"]+)">[^<]+</a>: what looks like ([^,]+),', page)
    assert pointed_out[0] == (here, "a date of birth")
    assert pointed_out[1:] == [
        (address, "an age with a ward")
        for address in (
            of_priority,
            f"{of_priority}diagram/",
            f"{of_priority}ideas/{idea.key}/cycles/{cycle.key}/",
            f"{here}milestones/{milestone.pk}/",
            f"{here}learning/{goal.pk}/",
        )
    ]
    assert {as_lead.get(address).status_code for address, _ in pointed_out} == {200}


# Texts that were stored before the guard was there


def test_a_stored_number_stops_the_way_to_the_sponsor_in_words(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    Commitment.objects.filter(pledge__number=3).update(text=TEXT)
    answer = as_lead.post(f"/sign-up/{complete_sign_up.pk}/check/", follow=True)
    complete_sign_up.refresh_from_db()
    assert words(answer).count(f"{STOPPED} pledge 3.") == 1
    assert complete_sign_up.state == "DRAFT"


def test_a_stored_number_stops_the_sponsor_in_words(
    complete_sign_up: Membership, lead: User, client: Client
) -> None:
    request = pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=timezone.now())
    Commitment.objects.filter(pledge__number=3).update(text=TEXT)
    path = f"/sponsor/{sponsor_token(request)}/"
    shown = words(client.post(path, {"answer": "CONFIRMED", "comment": ""}))
    complete_sign_up.refresh_from_db()
    assert (shown.count(f"{STOPPED} pledge 3."), complete_sign_up.state) == (1, "AWAITING_SPONSOR")


def test_a_stored_number_stops_the_campaign_team_in_words(
    complete_sign_up: Membership, lead: User, officer: User, client_for: ClientFor
) -> None:
    request = pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=timezone.now())
    pledges.confirm_pledges(sponsor_request=request, at=timezone.now())
    Commitment.objects.filter(pledge__number=3).update(text=TEXT)
    path = f"/campaign/verify/{complete_sign_up.pk}/approve/"
    shown = words(client_for(officer).post(path))
    assert (shown.count(f"{STOPPED} pledge 3."), Commitment.objects.published().count()) == (1, 0)


def test_a_stored_number_stops_a_plan_in_words(
    published_plan: Plan, lead: User, as_lead: Client
) -> None:
    plans.start_new_version(plan=published_plan, by=lead, at=NOW)
    PlanVersion.objects.drafts().update(where_we_are_now=TEXT)
    read = fingerprint_of(published_plan.versions.drafts().get())
    data = {"reason": "News", "report_frequency": "YEARLY", "read": read}
    shown = words(as_lead.post(f"/plans/{published_plan.pk}/publish/", data))
    assert (shown.count(f"{STOPPED} the parts of the plan."), shown.count("News")) == (1, 1)


@pytest.fixture
def without_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that does not look: only the service is left."""
    monkeypatch.setattr(guard.Guard, "check", lambda *_: None)


@pytest.mark.usefixtures("without_the_form")
def test_the_service_stops_a_reason_in_words(membership: Membership, as_lead: Client) -> None:
    shown = words(as_lead.post(f"/members/{membership.pk}/pause/", {"reason": TEXT}))
    assert (shown.count(f"{STOPPED} the reason."), shown.count(TEXT)) == (1, 1)


@pytest.mark.usefixtures("without_the_form")
def test_the_service_stops_a_successors_reason_in_words(
    membership: Membership, lead: User, make_member: Callable[..., Membership], as_lead: Client
) -> None:
    closed = make_member()
    close(closed, membership.organisation)
    write(closed, lead)
    open_mergers(at=timezone.now(), today=TODAY)
    path = f"/members/{membership.pk}/from/{closed.mergers.get().pk}/pledges/1/"
    shown = words(as_lead.post(path, {"answer": "ADOPTED", "reason": TEXT}))
    assert (shown.count(f"{STOPPED} the reason."), shown.count(TEXT)) == (1, 1)


@pytest.mark.usefixtures("without_the_form")
def test_the_service_stops_a_person_on_their_own_in_words(
    lead: User, make_individual: Callable[..., Individual], as_lead: Client
) -> None:
    data = {"first_name": "Nia", "role": "Porter", "visibility": "FULL", "pledge_2": TEXT}
    said = f"{STOPPED} pledge 2. Nothing is published while it is there. Take it out."
    came_back = as_lead.post("/people/join/", data, follow=True)
    assert (words(came_back).count(said), words(came_back).count(TEXT)) == (1, 1)
    make_individual(user=lead)
    shown = words(as_lead.post("/my-pledges/change/", data))
    assert (shown.count(said), shown.count(TEXT), stash.KEY in as_lead.session) == (1, 1, True)
