"""Whatever is sent to a form is stored as it was typed or refused with a reason."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import register_person
from core.revisions import fingerprint
from improvement_plans import services as plans
from improvement_plans.documents import read_text
from improvement_plans.models import (
    HeadStartPiece,
    LearningGoal,
    Milestone,
    Plan,
    PlanVersion,
    Priority,
)
from individuals.models import Individual
from mergers.models import Decision
from mergers.services import open_mergers
from organisations.choices import Role
from organisations.links import appointment_token, invitation_token, sponsor_token
from organisations.models import (
    Handover,
    Invitation,
    JoinRequest,
    LeadAppointment,
    Membership,
    Message,
    Organisation,
    Representative,
    SponsorRequest,
)
from organisations.services import advice, appointments, invitations
from pledges import services as pledges
from pledges.models import Commitment
from tests.conftest import TODAY
from tests.mergers.closing import close, write

NASTY = {
    "nul": "before\x00after",
    "bell": "ding\x07",
    "escape": "\x1b[31mred",
    "rtl": "Harrow\u202emere",
    "isolate": "\u2066x\u2069",
    "zero width": "\u200b\u200d\ufeff",
    "crlf": "Lena\r\nBcc: all@example.org",
    "new line": "one\ntwo",
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)',
    "template": "{{ 7*7 }}{% raise %}",
    "percent": "%s%n%d %00 %",
    "sql": "'; DROP TABLE audit_event; --",
    "backslash": "\\\\server\\share",
    "entity": "&lt;&amp;&#0;",
    "emoji": "👩‍⚕️🏥",
    "astral": "𝒮𝒶𝒻𝑒𝓉𝓎",
    "combining": "Z̸̡͌a̷̛͝l̶̢̈g̵͎̔o̶̡͝",
    "arabic": "سلامة المرضى",
    "private": "\ue000 \uf8ff",
    "unassigned": "\U000e0001x",
    "long": "x" * 10_000,
    "number": "1e309",
    "null word": "null",
    "path": "../../../../etc/passwd",
    "formula": "=1+1",
}


Verdicts = dict[str, object]


@pytest.fixture
def as_lead(lead: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(lead)


def as_stored(text: str) -> str:
    """Forms take spaces off the ends; a browser's line break is stored as one character."""
    return text.strip().replace("\r\n", "\n")


def verdicts(send: Callable[[str], Any], stored: Callable[[], list[str]]) -> Verdicts:
    """What went wrong with which string; nothing when each was stored as typed or refused.

    Each is sent on its own: what it wrote is undone before the next, and its rate limits start
    anew, without clearing a cache in which another process of this run may be counting.
    """
    wrong: Verdicts = {}
    for name, text in NASTY.items():
        cache.key_prefix = uuid4().hex
        with transaction.atomic():
            answer = send(text)
            found = stored()
            refused = answer.status_code == 200 and b"There is a problem" in answer.content
            if not (refused and found == []) and found != [as_stored(text)]:
                wrong[name] = (answer.status_code, found)
            transaction.set_rollback(True)
    return wrong


def values(queryset: QuerySet[Any], field: str) -> Callable[[], list[str]]:
    return lambda: list(queryset.all().values_list(field, flat=True))


def test_a_commitment(sign_up: Membership, as_lead: Client) -> None:
    def send(text: str) -> Any:
        return as_lead.post(f"/sign-up/{sign_up.pk}/pledges/1/", {"text": text, "kind": "NEW"})

    assert verdicts(send, values(Commitment.objects.all(), "text")) == {}


def test_a_driver(plan: Plan, lead: User, as_lead: Client) -> None:
    """As a new line, as a line typed anew, and in every field that no person types."""
    priority = plan.versions.get().priorities.create(position=1, title="Falls", topic="FALLS")
    line = priority.drivers.create(position=1, kind="PRIMARY", text="Staff")
    others = priority.drivers.exclude(pk=line.pk)
    path = f"/plans/{plan.pk}/priorities/{priority.pk}/diagram/"

    def add(text: str) -> Any:
        hidden = dict.fromkeys(("new_place", "press", "revision", "do", "both"), text)
        return as_lead.post(path, {**hidden, "new_text": text})

    def reword(text: str) -> Any:
        seen = f"{line.key.hex}:{fingerprint({'text': 'Staff'})}"
        return as_lead.post(path, {f"text-{line.key.hex}": text, "revision": seen})

    def reworded() -> list[str]:
        return values(priority.drivers.exclude(text="Staff"), "text")()

    assert verdicts(add, values(others, "text")) == {}
    assert verdicts(reword, reworded) == {}


@pytest.mark.parametrize("field", ["name", "title"])
def test_a_sponsor(field: str, sign_up: Membership, as_lead: Client) -> None:
    def send(text: str) -> Any:
        data = {"name": "Sam", "title": "Chief", "email": "sam@harrowmere.example", field: text}
        return as_lead.post(f"/sign-up/{sign_up.pk}/sponsor/", data)

    named = Membership.objects.exclude(sponsor_email="")
    assert verdicts(send, values(named, f"sponsor_{field}")) == {}


@pytest.mark.parametrize("field", ["full_name", "job_title"])
def test_a_person(
    field: str, make_organisation: Callable[..., Organisation], as_lead: Client
) -> None:
    slug = make_organisation().slug

    def send(text: str) -> Any:
        data = {"full_name": "Lena", "job_title": "Matron", field: text}
        answer = as_lead.post(f"/sign-up/organisation/{slug}/", data)
        return as_lead.post("/sign-up/begin/") if answer.status_code == 302 else answer

    path = {"full_name": "user__full_name", "job_title": "job_title"}[field]
    assert verdicts(send, values(Representative.objects.all(), path)) == {}


def test_a_name_of_ones_own(lead: User, as_lead: Client) -> None:
    User.objects.filter(pk=lead.pk).update(full_name="")

    def send(text: str) -> Any:
        return as_lead.post("/account/name/", {"full_name": text})

    assert verdicts(send, values(User.objects.exclude(full_name=""), "full_name")) == {}


def test_a_new_address_of_ones_own(as_lead: Client) -> None:
    """Nothing is stored before the code: each is sent on to the page that asks for it or refused."""
    wrong = {}
    for name, text in NASTY.items():
        cache.key_prefix = uuid4().hex
        answer = as_lead.post("/account/email/", {"email": f"{text}@harrowmere.example"})
        asked = answer.status_code == 302 and answer["Location"] == "/account/email/code/"
        if not asked and b"There is a problem" not in answer.content:
            wrong[name] = answer.status_code
    assert (wrong, list(User.objects.values_list("email", flat=True))) == (
        {},
        ["lead@harrowmere.example"],
    )


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/account/password/", "password1"),
        ("/account/email/code/", "code"),
        ("/account/erase/", "sure"),
        ("/account/passkeys/add/", "name"),
        ("/sign-in/password/", "password"),
        ("/sign-in/password/", "login"),
        ("/sign-in/code/", "code"),
    ],
)
def test_a_way_in_is_never_broken(path: str, field: str, as_lead: Client, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    as_lead.post("/account/email/", {"email": "new@harrowmere.example"})
    asked = Client()
    asked.post("/sign-in/", {"email": "lead@harrowmere.example"})
    client = asked if path.startswith("/sign-in/") else as_lead
    statuses = set()
    for text in NASTY.values():
        cache.key_prefix = uuid4().hex
        data = {"login": "lead@harrowmere.example", "password": "x", field: text}
        statuses.add(client.post(path, data).status_code)
    assert statuses <= {200, 302}


@pytest.mark.parametrize("field", ["name", "town", "postcode", "about"])
def test_an_organisation_added_by_hand(field: str, as_lead: Client) -> None:
    def send(text: str) -> Any:
        data = {"name": "Mere", "type": "CHARITY", "town": "Mere", "about": "x", field: text}
        answer = as_lead.post("/sign-up/not-listed/", data)
        if answer.status_code == 302:
            as_lead.post("/sign-up/not-listed/you/", {"full_name": "Lena", "job_title": "Nurse"})
            answer = as_lead.post("/sign-up/begin/")
        return answer

    assert verdicts(send, values(Organisation.objects.all(), field)) == {}


def test_an_address(make_organisation: Callable[..., Organisation]) -> None:
    slug = make_organisation().slug

    def send(text: str) -> Any:
        data = {"full_name": "Lena", "job_title": "Matron", "email": f"{text}@harrowmere.example"}
        return Client().post(f"/sign-up/organisation/{slug}/", data)

    def local_parts() -> list[str]:
        return [email.removesuffix("@harrowmere.example") for email in emails()]

    emails = values(User.objects.all(), "email")
    assert verdicts(send, local_parts) == {}


def test_a_sponsors_address(sign_up: Membership, as_lead: Client) -> None:
    def send(text: str) -> Any:
        data = {"name": "Sam", "title": "Chief", "email": f"{text}@harrowmere.example"}
        return as_lead.post(f"/sign-up/{sign_up.pk}/sponsor/", data)

    def local_parts() -> list[str]:
        return [email.removesuffix("@harrowmere.example") for email in emails()]

    emails = values(Membership.objects.exclude(sponsor_email=""), "sponsor_email")
    assert verdicts(send, local_parts) == {}


@pytest.mark.parametrize("part", ["by_date_day", "by_date_month", "by_date_year", "intention"])
def test_a_plans_date(part: str, sign_up: Membership, as_lead: Client) -> None:
    def send(text: str) -> Any:
        date = {"by_date_day": "31", "by_date_month": "3", "by_date_year": "2047"}
        data = {"intention": "ON_A_DATE", **date, part: text}
        return as_lead.post(f"/sign-up/{sign_up.pk}/plan/", data)

    stated = Membership.objects.exclude(plan_intention="")
    assert verdicts(send, values(stated, "plan_intention")) == {}


def test_a_sponsors_comment(complete_sign_up: Membership, lead: User, client: Client) -> None:
    request = pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=timezone.now())

    def send(text: str) -> Any:
        data = {"answer": "CHANGES_ASKED", "comment": text}
        return client.post(f"/sponsor/{sponsor_token(request)}/", data)

    answered = SponsorRequest.objects.exclude(answer="")
    assert verdicts(send, values(answered, "comment")) == {}


def test_a_message_to_the_campaign_team(sign_up: Membership, as_lead: Client) -> None:
    def send(text: str) -> Any:
        return as_lead.post(f"/advice/{sign_up.pk}/", {"text": text})

    assert verdicts(send, values(Message.objects.all(), "text")) == {}


@pytest.mark.parametrize("path", ["/campaign/advice/{}/", "/campaign/verify/{}/ask/"])
def test_a_message_of_the_campaign_team(
    path: str,
    complete_sign_up: Membership,
    lead: User,
    officer: User,
    client_for: Callable[[User], Client],
) -> None:
    member, client = complete_sign_up, client_for(officer)
    advice.write_to_campaign(membership=member, text="?", by=lead, at=timezone.now())
    request = pledges.send_to_sponsor(membership=member, by=lead, at=timezone.now())
    pledges.confirm_pledges(sponsor_request=request, at=timezone.now())

    def send(text: str) -> Any:
        return client.post(path.format(member.pk), {"text": text})

    assert verdicts(send, values(Message.objects.filter(author=officer), "text")) == {}


@pytest.mark.parametrize(
    ("path", "field", "stored"),
    [
        ("", "reason", "state_reason"),
        ("approve/", "domains", "organisation__email_domains__domain"),
    ],
)
def test_a_decision_of_the_campaign_team(
    path: str,
    field: str,
    stored: str,
    complete_sign_up: Membership,
    lead: User,
    officer: User,
    client_for: Callable[[User], Client],
) -> None:
    member, client = complete_sign_up, client_for(officer)
    request = pledges.send_to_sponsor(membership=member, by=lead, at=timezone.now())
    pledges.confirm_pledges(sponsor_request=request, at=timezone.now())

    def send(text: str) -> Any:
        return client.post(f"/campaign/verify/{member.pk}/{path}", {field: text})

    decided = Membership.objects.exclude(**{f"{stored}__isnull": True}).exclude(**{stored: ""})
    assert verdicts(send, values(decided, stored)) == {}


@pytest.mark.parametrize(
    ("state", "page"),
    [("ACTIVE", "pause"), ("PAUSED", "resume"), ("ACTIVE", "withdraw"), ("WITHDRAWN", "rejoin")],
)
def test_a_reason(state: str, page: str, membership: Membership, as_lead: Client) -> None:
    Membership.objects.filter(pk=membership.pk).update(state=state, state_reason="Because.")

    def send(text: str) -> Any:
        return as_lead.post(f"/members/{membership.pk}/{page}/", {"reason": text})

    changed = Membership.objects.exclude(state=state)
    assert verdicts(send, values(changed, "state_reason")) == {}


@pytest.mark.parametrize(
    ("who", "path"), [("lead", "/sign-up/{}/end/"), ("officer", "/campaign/members/{}/end/")]
)
def test_a_reason_to_end_a_sign_up(
    who: str,
    path: str,
    sign_up: Membership,
    request: pytest.FixtureRequest,
    client_for: Callable[[User], Client],
) -> None:
    client = client_for(request.getfixturevalue(who))

    def send(text: str) -> Any:
        return client.post(path.format(sign_up.pk), {"reason": text})

    ended = Membership.objects.filter(state="CLOSED")
    assert verdicts(send, values(ended, "state_reason")) == {}


def test_a_reason_to_carry_on(
    membership: Membership,
    lead: User,
    make_member: Callable[..., Membership],
    as_lead: Client,
) -> None:
    closed = make_member()
    close(closed, membership.organisation)
    write(closed, lead)
    open_mergers(at=timezone.now(), today=TODAY)
    path = f"/members/{membership.pk}/from/{closed.mergers.get().pk}/pledges/1/"

    def send(text: str) -> Any:
        return as_lead.post(path, {"answer": "ADOPTED", "reason": text})

    assert verdicts(send, values(Decision.objects.all(), "reason")) == {}


def test_an_invited_address(membership: Membership, as_lead: Client) -> None:
    def send(text: str) -> Any:
        data = {"email": f"{text}@harrowmere.example", "role": "VIEWER"}
        return as_lead.post(f"/members/{membership.pk}/team/invite/", data)

    def local_parts() -> list[str]:
        return [email.removesuffix("@harrowmere.example") for email in emails()]

    emails = values(Invitation.objects.all(), "email")
    assert verdicts(send, local_parts) == {}


@pytest.mark.parametrize("field", ["full_name", "job_title"])
def test_a_person_who_accepts(field: str, membership: Membership, lead: User) -> None:
    asha = register_person(email="asha@harrowmere.example", at=timezone.now())
    invitation = invitations.invite(
        membership=membership, email=asha.email, role=Role.VIEWER, by=lead, at=timezone.now()
    )
    client = Client()
    client.force_login(asha)

    def send(text: str) -> Any:
        data = {"full_name": "Asha", "job_title": "Matron", field: text}
        return client.post(f"/invitation/{invitation_token(invitation)}/", data)

    path = {"full_name": "user__full_name", "job_title": "job_title"}[field]
    assert verdicts(send, values(membership.representatives.filter(user=asha), path)) == {}


@pytest.mark.parametrize("field", ["full_name", "job_title"])
def test_a_person_who_asks(
    field: str, membership: Membership, stranger: User, client_for: Callable[[User], Client]
) -> None:
    client, slug = client_for(stranger), membership.organisation.slug

    def send(text: str) -> Any:
        data = {"full_name": "Asha", "job_title": "Matron", field: text}
        answer = client.post(f"/ask-to-join/{slug}/", data)
        return client.post("/ask-to-join/") if answer.status_code == 302 else answer

    path = {"full_name": "user__full_name", "job_title": "job_title"}[field]
    assert verdicts(send, values(JoinRequest.objects.all(), path)) == {}


def test_a_word_to_a_person_who_asks(
    membership: Membership, asked_to_join: User, as_lead: Client
) -> None:
    asked = membership.join_requests.get()

    def send(text: str) -> Any:
        path = f"/members/{membership.pk}/team/requests/{asked.pk}/"
        return as_lead.post(path, {"role": "DECLINE", "reply": text})

    answered = JoinRequest.objects.exclude(answer="")
    assert verdicts(send, values(answered, "reply")) == {}


@pytest.mark.parametrize("part", ["to", "on_date_day", "on_date_year", "afterwards"])
def test_a_hand_over(part: str, membership: Membership, editor: User, as_lead: Client) -> None:
    colleague = membership.representatives.get(user=editor)

    def send(text: str) -> Any:
        day = {"on_date_day": "1", "on_date_month": "3", "on_date_year": "2099"}
        data = {"to": colleague.pk, "afterwards": "VIEWER", **day, part: text}
        return as_lead.post(f"/members/{membership.pk}/team/hand-over/", data)

    assert verdicts(send, values(Handover.objects.all(), "afterwards")) == {}


def test_a_reason_to_name_a_lead(
    membership: Membership, officer: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(officer)

    def send(text: str) -> Any:
        data = {"email": "new@harrowmere.example", "reason": text}
        return client.post(f"/campaign/members/{membership.pk}/lead/", data)

    assert verdicts(send, values(LeadAppointment.objects.all(), "reason")) == {}


def test_whom_a_sponsor_names(membership: Membership, officer: User, client: Client) -> None:
    asked = appointments.ask_sponsor_to_appoint(
        membership=membership, by=officer, at=timezone.now()
    )

    def send(text: str) -> Any:
        data = {"email": f"{text}@harrowmere.example"}
        return client.post(f"/appointment/{appointment_token(asked)}/", data)

    def local_parts() -> list[str]:
        return [email.removesuffix("@harrowmere.example") for email in emails()]

    emails = values(LeadAppointment.objects.exclude(email=""), "email")
    assert verdicts(send, local_parts) == {}


@pytest.mark.parametrize(
    ("page", "field", "stored"),
    [
        ("what-worked", "what_worked", PlanVersion.objects.exclude(what_worked="")),
        ("milestones/add", "title", Milestone.objects.all()),
        ("learning/add", "question", LearningGoal.objects.all()),
    ],
)
def test_a_part_of_a_plan(
    page: str, field: str, stored: QuerySet[Any], plan: Plan, as_lead: Client
) -> None:
    def send(text: str) -> Any:
        day = {"due_date_day": "1", "due_date_month": "3", "due_date_year": "2028"}
        return as_lead.post(f"/plans/{plan.pk}/{page}/", {**day, field: text})

    assert verdicts(send, values(stored, field)) == {}


def test_a_text_to_place(plan: Plan, as_lead: Client) -> None:
    """It is kept in pieces, which together are what was pasted."""

    def send(text: str) -> Any:
        return as_lead.post(f"/plans/{plan.pk}/head-start/", {"text": text})

    def stored() -> list[str]:
        pieces = HeadStartPiece.objects.order_by("position")
        whole = "".join(piece.heading + piece.text for piece in pieces)
        return [whole] if whole else []

    assert verdicts(send, stored) == {}


def test_a_piece_that_was_changed(plan: Plan, lead: User, as_lead: Client) -> None:
    brought = plans.bring_document(
        plan=plan, name="Ours", brought=read_text("Text."), by=lead, at=timezone.now()
    )
    path = f"/plans/{plan.pk}/head-start/pieces/{brought.pieces.get().pk}/"

    def send(text: str) -> Any:
        return as_lead.post(path, {"text": text, "where": "what_worked"})

    worked = PlanVersion.objects.exclude(what_worked="")
    assert verdicts(send, values(worked, "what_worked")) == {}


@pytest.mark.parametrize("field", ["first_name", "last_name", "role", "organisation", "pledge_1"])
def test_a_persons_own_pledges(field: str, as_lead: Client) -> None:
    def send(text: str) -> Any:
        data = {"first_name": "Nia", "last_name": "", "role": "Porter", "pledge_1": "I ask."}
        return as_lead.post("/people/join/", {**data, "visibility": "FULL", field: text})

    column = {"pledge_1": "pledges__text", "organisation": "organisation__name"}.get(field, field)
    assert verdicts(send, values(Individual.objects.all(), column)) == {}


@pytest.mark.parametrize("field", ["visibility", "organisation_choice"])
def test_a_persons_choices(field: str, as_lead: Client) -> None:
    def send(text: str) -> Any:
        data = {"first_name": "Nia", "role": "Porter", "pledge_1": "I ask.", "visibility": "FULL"}
        return as_lead.post("/people/join/", {**data, "organisation": "no such", field: text})

    assert verdicts(send, values(Individual.objects.all(), "visibility")) == {}


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/organisations/", "/people/", "/sign-in/"),
        *("/sign-up/organisation/", "/sign-up/suggestions/"),
    ],
)
def test_a_query(path: str, db: None, client: Client) -> None:
    names = ("q", "type", "region", "page", "before", "next")
    statuses = {
        (name, text): client.get(path, {name: text}).status_code
        for name in names
        for text in NASTY.values()
    }
    assert {key for key, status in statuses.items() if status not in {200, 404}} == set()


@pytest.mark.parametrize(
    "raw", ["q=%00", "q=%ff%fe", "q=%ud800", "q=%ed%a0%80", "q", "=", "&&&", "q=a&q=b"]
)
def test_a_raw_query(raw: str, db: None, client: Client) -> None:
    paths = ("/organisations/", "/sign-up/organisation/", "/sign-up/suggestions/")
    paths = ("/organisations/", "/people/", "/sign-up/organisation/")
    assert [client.get(f"{path}?{raw}").status_code for path in paths] == [200, 200, 200]


@pytest.mark.parametrize(
    "path",
    [
        "/organisations/%00/",
        "/organisations/%ff/",
        "/sign-up/99999999999999999999/",
        "/sponsor/%00/",
        "/invitation/%00/",
        "/appointment/%00/",
        "/members/99999999999999999999/team/",
    ],
)
def test_a_path(path: str, as_lead: Client) -> None:
    assert as_lead.get(path).status_code == 404


@pytest.mark.parametrize("part", ["sponsor/", "plan/", "pledges/1/"])
def test_a_body_of_three_megabytes(part: str, sign_up: Membership, as_lead: Client) -> None:
    answer = as_lead.post(f"/sign-up/{sign_up.pk}/{part}", {"text": "x" * 3_000_000})
    assert answer.status_code in {400, 413}


@pytest.mark.parametrize("part", ["sponsor/", "plan/", "pledges/1/"])
def test_a_thousand_and_one_fields(part: str, sign_up: Membership, as_lead: Client) -> None:
    data = {f"field{number}": "x" for number in range(1001)}
    assert as_lead.post(f"/sign-up/{sign_up.pk}/{part}", data).status_code == 400


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"{", b"text=%ff%fe&kind=NEW", b"text=%00&kind=NEW"]
)
@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "application/json", "text/plain"]
)
def test_a_body_that_is_no_form(
    body: bytes, content_type: str, sign_up: Membership, as_lead: Client
) -> None:
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    answer = as_lead.post(path, body, content_type=content_type)
    assert answer.status_code in {200, 302, 400}


PARTS_OF_A_PRIORITY = {
    "about": {"title": "Falls", "topic": "FALLS"},
    "why": {},
    "people": {},
    "causes": {},
    "aim": {},
}


@pytest.mark.parametrize(
    ("part", "field"),
    [
        *(("about", "title"), ("about", "own_topic"), ("about", "lead_role"), ("why", "why")),
        *(("people", "affected_differently"), ("people", "how_patients_are_involved")),
        *(("aim", "aim_measure"), ("aim", "aim_from"), ("aim", "aim_wording")),
    ],
)
def test_a_text_of_a_priority(
    part: str, field: str, plan: Plan, lead: User, as_lead: Client
) -> None:
    priority = plans.add_priority(plan=plan, by=lead, at=timezone.now(), title="-", topic="FALLS")
    path = f"/plans/{plan.pk}/priorities/{priority.pk}/{part}/"
    (seen,) = re.findall(r'name="revision" value="(\d+)"', as_lead.get(path).content.decode())

    def send(text: str) -> Any:
        data = {**PARTS_OF_A_PRIORITY[part], "topic": "OTHER", "own_topic": "Own"}
        return as_lead.post(path, {**data, "revision": seen, field: text})

    written = Priority.objects.exclude(**{f"{field}__in": ["", "-", "Falls", "Own"]})
    assert verdicts(send, values(written, field)) == {}


def test_a_choice_a_number_and_a_date_of_a_priority(
    plan: Plan, lead: User, as_lead: Client
) -> None:
    priority = plans.add_priority(plan=plan, by=lead, at=timezone.now(), title="-", topic="FALLS")
    fields = [
        *(("about", "topic"), ("about", "scope"), ("about", "pledges")),
        *(("causes", "contributory_factors"), ("causes", "foundations")),
        *(("aim", "aim_direction"), ("aim", "aim_amount_kind"), ("aim", "aim_amount")),
        *(("aim", "aim_by_date_day"), ("aim", "aim_by_date_year"), ("order", "up")),
    ]
    before = model_to_dict(priority)
    statuses = set()
    for part, field in fields:
        here = "order" if part == "order" else f"{priority.pk}/{part}"
        for text in NASTY.values():
            data = {"title": "-", "topic": "FALLS", "priority": str(priority.pk), field: text}
            path = f"/plans/{plan.pk}/priorities/{here}/"
            statuses.add(as_lead.post(path, {**data, "autosave": "1"}).status_code)
    priority.refresh_from_db()
    assert (statuses, model_to_dict(priority)) == ({200, 302}, before)
