"""Every button that is pressed twice has one effect: no second row, mail or entry in the trail.

A page that accepts a POST and is not in the table fails: say who presses, and what is sent.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any, NamedTuple

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from accounts.services import set_password
from improvement_plans.choices import ContributoryFactor, Foundation
from organisations.choices import PlanIntention, Role
from organisations.links import invitation_token, sponsor_token
from organisations.models import Membership, Organisation
from organisations.services import advice, invitations
from organisations.services import membership as memberships
from organisations.services.sponsorship import ask_sponsor
from outbox.services import hold_mail
from pledges import services as pledges
from tests.accounts.soft_passkey import SoftPasskey, options_on
from tests.architecture import test_access
from tests.architecture.test_access import all_patterns, rows_of_every_table, undone
from tests.conftest import NOW, TODAY, WORDS

arguments = test_access.arguments
# Whose POST pages belong in the table. Introductions have tests of their own.
MODULES = (
    *("accounts.", "improvement_plans.", "individuals.", "mergers.", "organisations."),
    *("pledges.", "progress_reports.", "reminders.", "safety_portal."),
)
# Functions, which do not say by a class what they take; they change nothing.
NO_FORMS = {"healthz", "readyz", "feed", "sitemap", "sitemap_section"}
PASSWORD = "three calm herons"
PUBLISH = {"reason": "We learned.", "report_frequency": "YEARLY"}
ANOTHER_CODE = "It asks for a code, and gets another one; three in five minutes at most."
Things = dict[str, Any]
Prepare = Callable[[Client, Things], dict[str, str]]


class Press(NamedTuple):
    """Who presses what. `prepare` goes to the page first, and may bring more to send."""

    by: str
    data: dict[str, str] = {}
    args: str = ""
    prepare: Prepare | None = None
    # The first press changes the session only.
    session_only: bool = False
    # Why the second press may do something too. It then must, or this is out of date.
    more: str = ""


# What comes before the press


def says_who(client: Client, things: Things) -> dict[str, str]:
    client.post(reverse("sign_up_person", args=[things["free_slug"]]), PERSON)
    return {}


def says_what_is_missing(client: Client, things: Things) -> dict[str, str]:
    client.post(reverse("sign_up_not_listed"), NOT_LISTED)
    return {}


def says_who_joins(client: Client, things: Things) -> dict[str, str]:
    client.post(reverse("join", args=[things["slug"]]), PERSON)
    return {}


def mail_is_held(client: Client, things: Things) -> dict[str, str]:
    hold_mail(by="system", at=NOW)
    return {}


def has_a_password(client: Client, things: Things) -> dict[str, str]:
    lead = User.objects.get(email="lead@harrowmere.example")
    EmailAddress.objects.filter(user=lead).update(verified=True)
    set_password(user=lead, password=PASSWORD, at=NOW)
    if "_auth_user_id" in client.session:
        session = client.session
        session["_auth_user_hash"] = lead.get_session_auth_hash()
        session.save()
    return {}


def makes_a_passkey(client: Client, things: Things) -> dict[str, str]:
    lead = User.objects.get(email="lead@harrowmere.example")
    page = client.get(reverse("mfa_add_webauthn")).content.decode()
    return {"credential": SoftPasskey(lead).register(options_on(page))}


def has_a_passkey(client: Client, things: Things) -> dict[str, str]:
    data = {"name": "Laptop", **makes_a_passkey(client, things)}
    client.post(reverse("mfa_add_webauthn"), data)
    things["passkey"] = Authenticator.objects.get(type="webauthn").pk
    return {}


def sets_a_second_factor_up(client: Client, things: Things) -> dict[str, str]:
    from tests.accounts.test_views import app_code

    page = client.get(reverse("mfa_activate_totp")).content.decode()
    (secret,) = re.findall(r"[?&]secret=([A-Z2-7]+)|<code>([A-Z2-7 ]+)</code>", page)[:1]
    return {"code": app_code("".join(secret).replace(" ", ""))}


def is_signed_in_elsewhere(client: Client, things: Things) -> dict[str, str]:
    elsewhere = SessionStore()
    elsewhere.create()
    found = UserSession.objects.create(
        user=User.objects.get(email="lead@harrowmere.example"), ip="127.0.0.1",
        session_key=elsewhere.session_key, user_agent="Firefox",
    )  # fmt: skip
    things["session"] = found.pk
    return {}


def code_from_the_mail() -> dict[str, str]:
    (code,) = re.findall(r"\b(\d{6})\b", str(mail.outbox[-1].body))
    return {"code": code}


def asks_for_a_new_address(client: Client, things: Things) -> dict[str, str]:
    with things["capture"](execute=True):
        client.post(reverse("account_email"), {"email": "new@harrowmere.example"})
    return code_from_the_mail()


def pledges_alone(client: Client, things: Things) -> dict[str, str]:
    with things["capture"](execute=True):
        data = {**OWN_PLEDGE, "email": "new@elsewhere.example"}
        client.post(reverse("individual_join"), data)
    return code_from_the_mail()


def opens(name: str, args: str, field: str = "revision") -> Prepare:
    """Goes to the page, and sends along what stands there first in a field."""

    def opened(client: Client, things: Things) -> dict[str, str]:
        path = reverse(name, args=[things[key] for key in args.split()])
        page = client.get(path).content.decode()
        seen, *_ = re.findall(rf'name="{field}"[^>]* value="([^"]*)"', page)
        return {field: unescape(seen)}

    return opened


def does(name: str, args: str, data: dict[str, str]) -> Prepare:
    """Sends another form first."""

    def done(client: Client, things: Things) -> dict[str, str]:
        client.post(reverse(name, args=[things[key] for key in args.split()]), data)
        return {}

    return done


def reads_the_draft(client: Client, things: Things) -> dict[str, str]:
    page = client.get(reverse("plan_publish", args=[things["plan"]])).content.decode()
    return {"read": "".join(re.findall(r'name="read" value="(\w+)"', page))}


def names_the_document(client: Client, things: Things) -> dict[str, str]:
    page = client.get(reverse("plan_pieces_end", args=[things["plan"]])).content.decode()
    return {"document": "".join(re.findall(r'name="document" value="(\d+)"', page))}


def finishes_with_the_document(client: Client, things: Things) -> dict[str, str]:
    shown = names_the_document(client, things)
    client.post(reverse("plan_pieces_end", args=[things["plan"]]), shown)
    return {}


def reads_the_report(client: Client, things: Things) -> dict[str, str]:
    page = client.get(reverse("report_publish", args=[things["plan"]])).content.decode()
    return {"read": "".join(re.findall(r'name="read" value="(\w+)"', page))}


def publishes_the_plan_anew(client: Client, things: Things) -> dict[str, str]:
    adds_a_priority(client, things)
    publishes(client, things)
    return {}


def publishes(client: Client, things: Things) -> dict[str, str]:
    data = {**PUBLISH, **reads_the_draft(client, things)}
    client.post(reverse("plan_publish", args=[things["plan"]]), data)
    return {}


def adds_a_priority(client: Client, things: Things) -> dict[str, str]:
    client.post(reverse("plan_priority_add", args=[things["plan"]]), TOPIC)
    return {"priority": str(things["priority"])}


def takes_it_out(client: Client, things: Things) -> dict[str, str]:
    client.post(reverse("plan_priority_delete", args=[things["plan"], things["priority"]]))
    return opens("plan_start_from_version", "plan number", "priorities")(client, things)


def reads_the_changes(client: Client, things: Things) -> dict[str, str]:
    page = client.get(reverse("pledges_review", args=[things["membership"]])).content.decode()
    (read,) = re.findall(r'name="pledges"[^>]* value="([^"]+)"', page)
    return {"pledges": read}


def hangs_on(name: str, args: str) -> Prepare:
    """Chooses the first priority of the page of a measure, and sees what is saved there."""

    def chosen(client: Client, things: Things) -> dict[str, str]:
        path = reverse(name, args=[things[key] for key in args.split()])
        page = client.get(path).content.decode()
        seen = re.findall(r'name="revision"[^>]* value="([^"]*)"', page)
        priority, *_ = re.findall(r'value="([0-9a-f]{8}-[0-9a-f-]{27})"', page)
        return {"hangs_on": priority, "revision": seen[0] if seen else "0"}

    return chosen


def tries_data(client: Client, things: Things) -> dict[str, str]:
    path = reverse("plan_measure_data", args=[things["plan"], things["measure"]])
    page = client.post(path, DATA).content.decode()
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', page)
    return {"seen": seen, "step": "accept"}


PERSON = {"full_name": "Lena Lead", "job_title": "Matron"}
NOT_LISTED = {"name": "College of Calm", "type": "CHARITY", "town": "Harrowmere", "about": "x.org"}
OWN_PLEDGE = {
    "first_name": "Ines", "role": "Porter", "pledge_1": "I will ask.", "visibility": "PRIVATE",
}  # fmt: skip
WHY = {"reason": "Because it helps."}
DECISION = {"answer": "ADOPTED", "reason": ""}
ASKED = {"text": "Is the aim clear?"}
TOPIC = {"title": "Sepsis at night", "topic": "SEPSIS"}
GOAL = {"question": "What do night teams see?", "sharing": "At our event."}
THE_PLAN = "plan priority"
MEASURE = "plan measure"
STAY = {
    "name": "Length of stay", "kind": "BALANCING", "definition": "Days in hospital.",
    "wanted": "NEITHER", "frequency": "MONTH", "is_count": "yes",
}  # fmt: skip
DATA = {"rows": "2026-03,5"}
GRID = {"value_2026-01": "8", "value_2026-02": "3", "value_2026-03": ""}
THE_IDEA = "plan priority idea"
THE_CYCLE = "plan priority idea cycle"


def day(name: str, year: int) -> dict[str, str]:
    return {f"{name}_day": "31", f"{name}_month": "3", f"{name}_year": str(year)}


ABOUT = {
    "title": "Safer nights", "executive_lead": "Chief nurse", **day("start_date", 2027),
    **day("end_date", 2030), **day("board_approved_date", 2026),
}  # fmt: skip
AIM = {
    "aim_direction": "REDUCE", "aim_measure": "falls", "aim_from": "2 a day",
    "aim_amount_kind": "PERCENT", "aim_amount": "40", "aim_wording": "Fewer.",
    **day("aim_by_date", 2098),
}  # fmt: skip
CYCLE = {
    "plan": "Try.", "do": "Tried.", "study": "Saw.", "act": "Go on.", "decision": "ADOPT",
    **day("start_date", 2026), **day("end_date", 2027),
}  # fmt: skip
MILESTONE = {"title": "A falls lead on each ward", **day("due_date", 2028)}
DONE = day("done_date", 2026)
PERIOD = {**day("period_start_date", 2025), **day("period_end_date", 2026), "thanks": "Porters."}
TOLD = {
    "has_news": "YES", "status": "PAUSED", "what_we_did": "Lamps.", "what_worked": "Light.",
    "what_did_not_work": "Nothing this time.", "help_wanted": "Bulbs?", "what_next": "Ward 5.",
    "how_patients_were_involved": "Not yet.", "why_no_change": "It grew.",
}  # fmt: skip
SPONSOR = {"name": "Sam", "title": "Chair", "email": "sam@harrowmere.example"}

PRESSES: dict[str, Press] = {
    # safety_portal
    "account_login": Press("anonymous", {"email": "lead@harrowmere.example"}),
    "account_email": Press("lead", {"email": "new@harrowmere.example"}, more=ANOTHER_CODE),
    "export_my_data": Press("lead", more="Each copy of somebody's data is in the trail."),
    "erase_me": Press("stranger", {"sure": "YES"}),
    # reminders
    "reminders_choose": Press("lead", {"wanted": "REPORT"}),
    "reminders_stop": Press("anonymous", args="stop_token"),
    "mail": Press("officer", {"decision": "AGAIN"}, "mail"),
    "mail_lift": Press("officer", args="suppressed"),
    "mail_release": Press("officer", {"waiting": "LEAVE"}, prepare=mail_is_held),
    # accounts
    "account_name": Press("lead", {"full_name": "Lena New"}),
    "sign_in_password": Press(
        "anonymous",
        {"login": "lead@harrowmere.example", "password": PASSWORD},
        prepare=has_a_password,
    ),
    "account_email_verification_sent": Press("lead", prepare=asks_for_a_new_address),
    "account_set_password": Press("lead", {"password1": PASSWORD, "password2": PASSWORD}),
    "account_change_password": Press(
        "lead",
        {"oldpassword": PASSWORD, "password1": PASSWORD[::-1], "password2": PASSWORD[::-1]},
        prepare=has_a_password,
    ),
    "account_remove_password": Press("lead", prepare=has_a_password),
    "account_end_session": Press("lead", args="session", prepare=is_signed_in_elsewhere),
    "account_end_other_sessions": Press("lead", prepare=is_signed_in_elsewhere),
    "mfa_add_webauthn": Press("lead", {"name": "Laptop"}, prepare=makes_a_passkey),
    "mfa_remove_webauthn": Press("lead", args="passkey", prepare=has_a_passkey),
    "mfa_activate_totp": Press("lead", prepare=sets_a_second_factor_up),
    "mfa_deactivate_totp": Press("officer"),
    # organisations: signing up
    "sign_up_person": Press("lead", PERSON, "free_slug", session_only=True),
    "sign_up_not_listed": Press("lead", NOT_LISTED, session_only=True),
    "sign_up_new_person": Press("lead", PERSON, prepare=says_what_is_missing, session_only=True),
    "sign_up_begin": Press("stranger", prepare=says_who),
    "sign_up_sponsor": Press("lead", SPONSOR, "draft"),
    "sign_up_plan": Press("lead", {"intention": "NOT_NOW"}, "empty"),
    "sign_up_end": Press("lead", WHY, "draft"),
    "campaign_end": Press("officer", WHY, "draft"),
    "merge": Press("officer", args="by_hand free_slug"),
    "join": Press("stranger", PERSON, "slug", session_only=True),
    "join_begin": Press("stranger", prepare=says_who_joins),
    # organisations: members and their teams
    "advice": Press("lead", {"text": "What helps?"}, "membership"),
    "advice_answer": Press("officer", {"text": "This helps."}, "other_membership"),
    "advice_read": Press("officer", args="other_membership"),
    "membership_pause": Press("lead", WHY, "membership"),
    "membership_resume": Press("lead", WHY, "paused"),
    "membership_withdraw": Press("lead", WHY, "membership"),
    "membership_rejoin": Press("lead", WHY, "withdrawn"),
    "team_invite": Press("lead", {"email": "n@x.example", "role": "EDITOR"}, "membership"),
    "team_resend": Press("lead", args="membership invitation"),
    "team_cancel": Press("lead", args="membership invitation"),
    "team_role": Press("lead", {"role": "VIEWER"}, "membership representative"),
    "team_remove": Press("lead", args="membership representative"),
    "team_leave": Press("editor", args="membership"),
    "team_request": Press("lead", {"role": "EDITOR"}, "membership join_request"),
    "team_hand_over": Press(
        "lead",
        {"on_date_day": "31", "on_date_month": "3", "on_date_year": "2099", "afterwards": "EDITOR"},
        "paused",
        prepare=lambda client, things: {"to": str(things["colleague"])},
    ),
    "team_hand_over_cancel": Press("lead", args="membership planned"),
    "invitation": Press("stranger", PERSON, "stranger_token"),
    "invitation_sign_in": Press(
        "anonymous", {"email": "new@harrowmere.example"}, "invitation_token", more=ANOTHER_CODE
    ),
    "campaign_request": Press("officer", {"role": "EDITOR"}, "join_request"),
    "denial_dealt_with": Press("officer", args="denied"),
    "appoint": Press("officer", {"email": "n@x.example", **WHY}, "membership"),
    "appoint_ask_sponsor": Press("officer", args="membership"),
    "appointment": Press("anonymous", {"email": "n@x.example"}, "appointment_token"),
    "lead_left": Press("anonymous", {"email": "sponsor@harrowmere.example"}),
    # pledges
    "pledge_edit": Press(
        "lead",
        {"kind": "NEW", "text": "We will ask."},
        "membership one",
        prepare=opens("pledge_edit", "membership one"),
    ),
    "pledge_discard": Press("lead", args="membership one"),
    "pledges_review": Press("lead", WHY, "membership", prepare=reads_the_changes),
    "sign_up_pledge": Press("lead", {"kind": "NEW", "text": "We will ask."}, "empty one"),
    "sign_up_check": Press("lead", args="draft"),
    "sign_up_ask_again": Press("lead", args="asked"),
    "sign_up_take_back": Press("lead", args="asked"),
    "sponsor_decision": Press("anonymous", {"answer": "CONFIRMED"}, "asked_token"),
    "verify": Press("officer", WHY, "waiting"),
    "verify_approve": Press("officer", args="waiting"),
    "verify_ask": Press("officer", {"text": "Who are you?"}, "waiting"),
    # plans
    "plan_start": Press("lead", args="paused"),
    "plan_new_version": Press("lead", args="plan", prepare=publishes),
    "plan_about": Press("lead", ABOUT, "plan", prepare=opens("plan_about", "plan")),
    "plan_now": Press(
        "lead", {"where_we_are_now": "Here."}, "plan", prepare=opens("plan_now", "plan")
    ),
    "plan_worked": Press(
        "lead", {"what_worked": "Rounds."}, "plan", prepare=opens("plan_worked", "plan")
    ),
    "plan_differently": Press(
        "lead",
        {"what_we_will_do_differently": "Ask."},
        "plan",
        prepare=opens("plan_differently", "plan"),
    ),
    "plan_involvement": Press(
        "lead",
        {"involvement": "YES", "how_people_were_involved": "They wrote it."},
        "plan",
        prepare=opens("plan_involvement", "plan"),
    ),
    "plan_priority_add": Press("lead", TOPIC, "plan"),
    "plan_priority_order": Press("lead", {"down": "2"}, "plan", prepare=adds_a_priority),
    "plan_priority_about": Press(
        "lead",
        {**TOPIC, "scope": "LOCAL", "lead_role": "Matron", "pledges": "1"},
        THE_PLAN,
        prepare=opens("plan_priority_about", THE_PLAN),
    ),
    "plan_priority_why": Press(
        "lead", {"why": "Half at night."}, THE_PLAN, prepare=opens("plan_priority_why", THE_PLAN)
    ),
    "plan_priority_people": Press(
        "lead",
        {"affected_differently": "Older people.", "how_patients_are_involved": "Not yet."},
        THE_PLAN,
        prepare=opens("plan_priority_people", THE_PLAN),
    ),
    "plan_priority_causes": Press(
        "lead",
        {"contributory_factors": ContributoryFactor.values[0], "foundations": Foundation.values[0]},
        THE_PLAN,
        prepare=opens("plan_priority_causes", THE_PLAN),
    ),
    "plan_priority_aim": Press("lead", AIM, THE_PLAN, prepare=opens("plan_priority_aim", THE_PLAN)),
    "plan_priority_delete": Press("lead", args=THE_PLAN),
    "plan_diagram": Press(
        "lead",
        {"do": "paste", "new_text": "Lighting", "new_place": "primary", "outline": "Lamps"},
        THE_PLAN,
        prepare=opens("plan_diagram", THE_PLAN, "press"),
    ),
    "plan_idea": Press(
        "lead",
        {"text": "Rounds at six", "stage": "ADJUSTING"},
        THE_IDEA,
        prepare=opens("plan_idea", THE_IDEA),
    ),
    "plan_cycle_add": Press(
        "lead", args=THE_IDEA, prepare=does("plan_cycle", THE_CYCLE, {"plan": "Try."})
    ),
    "plan_cycle": Press("lead", CYCLE, THE_CYCLE, prepare=opens("plan_cycle", THE_CYCLE)),
    "plan_cycle_delete": Press("lead", args=THE_CYCLE),
    "plan_milestone_add": Press("lead", MILESTONE, "plan"),
    "plan_milestone": Press(
        "lead", MILESTONE, "plan milestone", prepare=opens("plan_milestone", "plan milestone")
    ),
    "plan_milestone_delete": Press("lead", args="plan milestone"),
    "plan_milestone_reached": Press("lead", DONE, "plan milestone_key"),
    "plan_milestone_not_reached": Press(
        "lead",
        args="plan milestone_key",
        prepare=does("plan_milestone_reached", "plan milestone_key", DONE),
    ),
    "plan_goal_add": Press("lead", GOAL, "plan"),
    "plan_goal": Press("lead", GOAL, "plan goal", prepare=opens("plan_goal", "plan goal")),
    "plan_goal_delete": Press("lead", args="plan goal"),
    "plan_goal_move": Press(
        "lead", {"place": "2"}, "plan goal", prepare=does("plan_goal_add", "plan", GOAL)
    ),
    "plan_measure_add": Press("lead", STAY, "plan", prepare=hangs_on("plan_measure_add", "plan")),
    "plan_measure_change": Press(
        "lead", {**STAY, **WHY}, MEASURE, prepare=hangs_on("plan_measure_change", MEASURE)
    ),
    "plan_measure_sharing": Press("lead", {"is_public": "yes", "hides_small": "no"}, MEASURE),
    "plan_measure_retire": Press("lead", args=MEASURE),
    "plan_measure_resume": Press(
        "lead", args=MEASURE, prepare=does("plan_measure_retire", MEASURE, {})
    ),
    "plan_measure_data": Press("lead", DATA, MEASURE, prepare=tries_data),
    "plan_measure_values": Press(
        "lead", GRID, MEASURE, prepare=opens("plan_measure_values", MEASURE, "seen")
    ),
    "plan_measure_note_add": Press(
        "lead",
        {"first_day": "2026-01-01", "text": "A new ward", "about": ""},
        MEASURE,
        prepare=opens("plan_measure_note_add", MEASURE, "revision"),
    ),
    "plan_measure_note": Press(
        "lead",
        {"first_day": "2026-01-01", "text": "A new ward", "about": ""},
        f"{MEASURE} annotation",
        prepare=opens("plan_measure_note", f"{MEASURE} annotation", "revision"),
    ),
    "plan_measure_note_remove": Press("lead", args=f"{MEASURE} annotation"),
    "plan_measure_rebase": Press(
        "lead",
        {"first_day": "2026-02-01", "reason": "A new ward"},
        MEASURE,
        prepare=does("plan_measure_rebase_remove", f"{MEASURE} rebase", {}),
    ),
    "plan_measure_rebase_remove": Press("lead", args=f"{MEASURE} rebase"),
    "plan_head_start": Press(
        "lead",
        {"text": "# Nights\n\nHalf of them."},
        "plan",
        prepare=finishes_with_the_document,
    ),
    "plan_piece": Press(
        "lead",
        {
            "heading": "Nights",
            "text": "Half.",
            "where": "new",
            "topic": "OTHER",
            "own_topic": "Light",
        },
        "plan piece",
    ),
    "plan_pieces_end": Press("lead", args="plan", prepare=names_the_document),
    "plan_start_from_template": Press(
        "lead", args="plan", prepare=opens("plan_start_from_template", "plan", "priorities")
    ),
    "plan_start_from_version": Press("lead", args="plan number", prepare=takes_it_out),
    "plan_publish": Press("lead", PUBLISH, "plan", prepare=reads_the_draft),
    "plan_unpublish": Press("lead", WHY, "plan number"),
    "plan_advice": Press("lead", ASKED, "plan"),
    "plan_advice_end": Press("lead", args="plan", prepare=does("plan_advice", "plan", ASKED)),
    # progress reports
    "report_start": Press("lead", args="plan", prepare=does("report_discard", "plan", {})),
    "report_nothing_new": Press(
        "lead", {"why": "We start in spring."}, "plan", prepare=does("report_discard", "plan", {})
    ),
    "report_correct": Press("lead", args="plan one", prepare=does("report_discard", "plan", {})),
    "report_unpublish": Press("lead", WHY, "plan one one"),
    "report_about": Press("lead", PERIOD, "plan", prepare=opens("report_about", "plan")),
    "report_priority": Press(
        "lead", TOLD, "plan priority_key", prepare=opens("report_priority", "plan priority_key")
    ),
    "report_bring_up_to_date": Press("lead", args="plan", prepare=publishes_the_plan_anew),
    "report_discard": Press("lead", args="plan"),
    "report_publish": Press("lead", PUBLISH, "plan", prepare=reads_the_report),
    # mergers
    "merger_pledge": Press("lead", DECISION, "membership merger one"),
    "merger_plan": Press("lead", DECISION, "membership merger"),
    "merger_finish": Press("lead", args="membership merger"),
    "merger_settle": Press("officer", WHY, "unclaimed"),
    # individuals
    "individual_join": Press("stranger", OWN_PLEDGE),
    "individual_code": Press("anonymous", prepare=pledges_alone),
    "my_pledges_change": Press("individual", OWN_PLEDGE),
    "my_pledges_leave": Press("individual"),
}


def test_every_page_that_takes_a_post_is_in_the_table() -> None:
    found = set()
    for pattern in all_patterns():
        view = getattr(pattern.callback, "view_class", None)
        takes = view is None or ("post" in view.http_method_names and hasattr(view, "post"))
        if takes and pattern.callback.__module__.startswith(MODULES):
            found.add(pattern.name)
    # The sign-in has a second name.
    assert found - {"account_request_login_code"} - NO_FORMS == set(PRESSES)


@pytest.fixture
def things(
    arguments: Things,
    lead: User,
    editor: User,
    stranger: User,
    membership: Membership,
    make_member: Callable[..., Membership],
    make_organisation: Callable[..., Organisation],
    django_capture_on_commit_callbacks: Capture,
) -> Things:
    """What is in the access table's addresses, and members at other steps, all led by A's lead."""
    from mergers.models import Merger
    from mergers.services import open_mergers
    from tests.mergers.closing import close, write

    led = {}
    for name, code in (("draft", "ZZG01"), ("empty", "ZZG02"), ("asked", "ZZG03")):
        led[name] = memberships.start_sign_up(
            organisation=make_organisation(ods_code=code), by=lead, full_name="Lena Lead",
            job_title="Matron", at=NOW, today=TODAY,
        )  # fmt: skip
    for name in ("draft", "asked"):
        complete(led[name], lead)
    hours_ago = timezone.now() - timedelta(hours=3)
    request = ask_sponsor(membership=led["asked"], by=lead, at=hours_ago)
    for name, state in (("paused", "PAUSED"), ("withdrawn", "WITHDRAWN")):
        led[name] = make_member(state=state)
        for user, role in ((lead, Role.LEAD), (editor, Role.EDITOR)):
            memberships.add_representative(
                membership=led[name], user=user, role=role, job_title="Matron", by=lead, at=NOW
            )
    unclaimed = make_member()
    write(unclaimed, lead)
    close(unclaimed, make_organisation())
    open_mergers(at=NOW, today=TODAY)
    invited = invitations.invite(
        membership=membership, email=stranger.email, role=Role.EDITOR, by=lead, at=timezone.now()
    )
    waiting = Membership.objects.get(pk=arguments["waiting"])
    memberships.add_representative(
        membership=waiting, user=lead, role=Role.LEAD, job_title="Matron", by=lead, at=NOW
    )
    advice.write_to_campaign(membership=waiting, text="Here we are.", by=lead, at=NOW)
    return {
        **arguments,
        **{name: member.pk for name, member in led.items()},
        "asked_token": sponsor_token(request),
        "stranger_token": invitation_token(invited),
        "unclaimed": Merger.objects.get(membership=unclaimed).pk,
        "colleague": led["paused"].representatives.get(user=editor).pk,
        "capture": django_capture_on_commit_callbacks,
    }


def complete(membership: Membership, lead: User) -> None:
    given: dict[str, Any] = {"membership": membership, "by": lead, "at": NOW}
    memberships.name_sponsor(name="Sam", title="Chief", email="s@x.example", **given)
    memberships.state_plan_intention(intention=PlanIntention.NOT_NOW, by_date=None, **given)
    for number in range(1, 6):
        pledges.draft_commitment(number=number, kind="NEW", text=WORDS, today=TODAY, **given)


# The cast of all pages takes a second to gather: once for many pages.
SLICES = 6


@pytest.mark.parametrize("first", range(SLICES))
def test_a_second_press_changes_nothing(
    first: int,
    things: Things,
    request: pytest.FixtureRequest,
    client_for: Callable[[User], Client],
) -> None:
    names = list(PRESSES)[first::SLICES]
    people = {PRESSES[name].by for name in names} - {"anonymous"}
    cast: dict[str, User] = {name: request.getfixturevalue(name) for name in people}
    wrong = {}
    for name in names:
        with undone():
            who = PRESSES[name].by
            client = client_for(cast[who]) if who in cast else Client()
            if problem := press_twice(name, client, dict(things)):
                wrong[name] = problem
    assert wrong == {}


def press_twice(name: str, client: Client, things: Things) -> str:
    """What is wrong with the second press, or with the first."""
    press = PRESSES[name]
    data = {**press.data, **(press.prepare(client, things) if press.prepare else {})}
    path = reverse(name, args=[things[key] for key in press.args.split()])
    mail.outbox.clear()
    seen, answers = [effects()], []
    for _ in range(2):
        with things["capture"](execute=True):
            answers.append(client.post(path, data).status_code)
        seen.append(effects())
    before, once, twice = seen
    if answers[0] not in {200, 302} or answers[1] >= 500:
        return f"answers {answers}"
    if (once != before) == press.session_only:
        return "the first press did nothing"
    return "" if (twice == once) == (not press.more) else str(changes(once, twice))


def effects() -> dict[str, int]:
    return {**rows_of_every_table(), "mails": len(mail.outbox)}


def changes(once: dict[str, int], twice: dict[str, int]) -> dict[str, int]:
    return {name: twice[name] - once[name] for name in once if twice[name] != once[name]}
