"""Every address, every kind of person, every method. An address that is not in the table fails."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from certificates.services import issue
from core import pdf
from improvement_plans import services as plans
from improvement_plans.choices import ReportFrequency
from improvement_plans.documents import read_text
from improvement_plans.models import PdsaCycle, Plan, PlanVersion
from individuals.models import Individual
from introductions.services import conversation, safeguards
from mergers.services import open_mergers
from organisations.choices import AfterHandover, Role
from organisations.links import appointment_token, invitation_token, sponsor_token
from organisations.models import Membership, Organisation
from organisations.services import advice, appointments, invitations
from organisations.services import handover as handovers
from outbox.models import Mail, SuppressedAddress
from progress_reports import services as reports
from reminders.links import stop_token
from reminders.models import Digest
from tests.conftest import NOW, TODAY
from tests.mergers.closing import close, promise, write
from tests.progress_reports import writing as told

CANARY = "kestrel-canary"
ADVICE_CANARY = "what B asked in confidence"
OWN_ADVICE_CANARY = "what A asked in confidence"
PRIVATE = "heron-canary"
SAID = "what B wrote to A"
REPORTED = "what A reported"
SHOWN = "Shown Person"
# Links of then still work when the tests run.
LATER = NOW.replace(year=NOW.year + 70)
ROLES = (
    "anonymous", "deactivated", "stranger", "other_lead", "viewer", "editor", "lead",
    "asked_to_join", "officer", "analyst", "administrator", "individual",
)  # fmt: skip
LOGIN = 302


class Row(NamedTuple):
    """What each role gets; a missing role gets `others`."""

    get: dict[str, int]
    post: dict[str, int]
    args: str = ""


def table(others: int, **known: int) -> dict[str, int]:
    """Status by role. People who are not signed in are sent to sign in unless said otherwise."""
    return {role: known.get(role, LOGIN if role in ROLES[:2] else others) for role in ROLES}


def everyone(status: int) -> dict[str, int]:
    return dict.fromkeys(ROLES, status)


def own(viewer: int, editor: int, lead: int) -> dict[str, int]:
    return table(404, viewer=viewer, editor=editor, lead=lead)


def team(officer: int, analyst: int) -> dict[str, int]:
    return table(404, officer=officer, administrator=officer, analyst=analyst)


PUBLIC = Row(everyone(200), everyone(405))
# A form that is sent empty comes back with its errors: 200.
OPEN_FORM = everyone(200)
SIGN_IN_PAGES = {role: 200 if role in ROLES[:2] else 302 for role in ROLES}

ACCESS: dict[str, Row] = {
    "home": PUBLIC,
    "no_league_table": PUBLIC,
    "accessibility": PUBLIC,
    "privacy": PUBLIC,
    "cookies": PUBLIC,
    "contact": PUBLIC,
    "find": PUBLIC,
    "open_data": PUBLIC,
    "open_data_file": Row(everyone(200), everyone(405), "dataset form"),
    "feed": PUBLIC,
    "robots": PUBLIC,
    "sitemap": PUBLIC,
    "sitemap_section": Row(everyone(200), everyone(405), "section"),
    "healthz": Row(everyone(200), everyone(200)),
    "readyz": Row(everyone(200), everyone(200)),
    "five_pledges": PUBLIC,
    # Nothing waits for an answer: off to the page that asked.
    "address_question": Row(everyone(302), everyone(405)),
    "directory": PUBLIC,
    "organisation": Row(everyone(200), everyone(405), "slug"),
    "plan_public": Row(everyone(200), everyone(405), "slug"),
    "plan_version": Row(everyone(200), everyone(405), "slug number"),
    "plan_pdf": Row(everyone(200 if pdf.is_available() else 404), everyone(405), "slug number"),
    "pledge_public": Row(everyone(200), everyone(405), "slug one"),
    "pledge_version": Row(everyone(200), everyone(405), "slug one one"),
    "pledge_difference": Row(everyone(200), everyone(405), "slug one one two"),
    "plan_difference": Row(everyone(200), everyone(405), "slug one two"),
    "plan_version_diagram": Row(everyone(200), everyone(405), "slug two one picture"),
    "demo_mail": PUBLIC,
    "sign_up_start": PUBLIC,
    "sign_up_find": PUBLIC,
    "sign_up_suggestions": PUBLIC,
    "sign_up_person": Row(OPEN_FORM, OPEN_FORM, "free_slug"),
    "sign_up_not_listed": Row(OPEN_FORM, OPEN_FORM),
    # Nothing was said of a new organisation yet: back to where it is asked for.
    "sign_up_duplicates": Row(everyone(302), everyone(405)),
    "sign_up_new_person": Row(everyone(302), everyone(302)),
    "merge_find": Row(team(200, 403), team(405, 403), "by_hand"),
    "merge": Row(team(200, 403), team(302, 403), "by_hand free_slug"),
    # Without a stashed choice there is nothing to begin: off to the search.
    "sign_up_begin": Row(table(302), table(302)),
    "sponsor_decision": Row(OPEN_FORM, OPEN_FORM, "token"),
    "individuals": PUBLIC,
    # One page for everyone; who made pledges already goes to them.
    "individual_join": Row({**OPEN_FORM, "individual": 302}, {**OPEN_FORM, "individual": 302}),
    "individual_code": Row(everyone(302), everyone(302)),
    # Without pledges there is nothing to see: off to make some.
    "my_pledges": Row(table(302, individual=200), table(302, individual=405)),
    "my_certificate": Row(table(302, individual=200), table(302, individual=405)),
    "my_pledges_change": Row(table(302, individual=200), table(302, individual=200)),
    "my_pledges_leave": Row(table(302, individual=200), table(302)),
    "account_login": Row(SIGN_IN_PAGES, SIGN_IN_PAGES),
    "account_confirm_login_code": Row(everyone(302), everyone(302)),
    "mfa_authenticate": Row(everyone(302), everyone(302)),
    "account_inactive": PUBLIC,
    "account_logout": Row(table(200), everyone(302)),
    "mfa_activate_totp": Row(
        table(200, officer=302, analyst=302, administrator=302),
        table(200, officer=302, analyst=302, administrator=302),
    ),
    "mfa_view_recovery_codes": Row(table(404), table(405)),
    "mfa_index": Row(table(302), table(302)),
    # The campaign team's day begins at their desk.
    "dashboard": Row(table(200, officer=302, analyst=302, administrator=302), table(405)),
    "sign_in_password": Row(SIGN_IN_PAGES, SIGN_IN_PAGES),
    "mfa_login_webauthn": Row(everyone(302), everyone(302)),
    "account": Row(table(200), table(405)),
    "account_name": Row(table(200), table(200)),
    "account_email": Row(table(200), table(200)),
    # Without a code on its way there is nothing to prove.
    "account_email_verification_sent": Row(everyone(302), everyone(302)),
    "account_set_password": Row(table(200), table(200)),
    "account_change_password": Row(table(302), table(302)),
    "account_remove_password": Row(table(200), table(302)),
    "account_sessions": Row(table(200), table(405)),
    "account_end_session": Row(table(405), table(404), "one"),
    "account_end_other_sessions": Row(table(405), table(302)),
    "mfa_add_webauthn": Row(table(200), table(200)),
    "mfa_remove_webauthn": Row(table(404), table(404), "one"),
    "mfa_deactivate_totp": Row(
        table(404, officer=200, analyst=200, administrator=200),
        table(404, officer=302, analyst=302, administrator=302),
    ),
    "export_my_data": Row(table(405), table(200)),
    "erase_me": Row(table(200), table(200)),
    "account_erased": PUBLIC,
    "sign_up_tasks": Row(own(200, 200, 200), own(405, 405, 405), "membership"),
    # Of a member: nothing to change any more, off to where it stands.
    "sign_up_sponsor": Row(own(403, 302, 302), own(403, 200, 200), "membership"),
    "sign_up_plan": Row(own(403, 302, 302), own(403, 200, 200), "membership"),
    # Of a member: off to its pledges.
    "sign_up_pledge": Row(own(403, 302, 302), own(403, 200, 200), "membership one"),
    "sign_up_ask_again": Row(own(403, 403, 405), own(403, 403, 302), "membership"),
    "sign_up_take_back": Row(own(403, 403, 405), own(403, 403, 302), "membership"),
    "sign_up_check": Row(own(403, 403, 302), own(403, 403, 302), "membership"),
    "sign_up_end": Row(own(403, 403, 200), own(403, 403, 200), "membership"),
    "campaign_end": Row(team(200, 403), team(200, 403), "membership"),
    "membership": Row(own(200, 200, 200), own(405, 405, 405), "membership"),
    "membership_pause": Row(own(403, 403, 200), own(403, 403, 200), "membership"),
    "membership_resume": Row(own(403, 403, 200), own(403, 403, 200), "membership"),
    "membership_withdraw": Row(own(403, 403, 200), own(403, 403, 200), "membership"),
    "membership_rejoin": Row(own(403, 403, 200), own(403, 403, 200), "membership"),
    "member_pledges": Row(own(200, 200, 200), own(405, 405, 405), "membership"),
    "pledge_edit": Row(own(403, 200, 200), own(403, 200, 200), "membership one"),
    "pledge_discard": Row(own(403, 200, 200), own(403, 302, 302), "membership one"),
    "pledges_review": Row(own(200, 200, 200), own(403, 403, 200), "membership"),
    "merger": Row(own(403, 403, 200), own(403, 403, 405), "membership merger"),
    "merger_pledge": Row(own(403, 403, 200), own(403, 403, 200), "membership merger one"),
    "merger_plan": Row(own(403, 403, 200), own(403, 403, 200), "membership merger"),
    "merger_finish": Row(own(403, 403, 405), own(403, 403, 302), "membership merger"),
    "certificate_check": PUBLIC,
    "certificate": Row(everyone(200), everyone(405), "certificate"),
    # Without Pango there is none.
    "certificate_pdf": Row(
        everyone(200 if pdf.is_available() else 404), everyone(405), "certificate"
    ),
    "badge": Row(everyone(200), everyone(405), "slug"),
    "member_certificate": Row(own(200, 200, 200), own(405, 405, 405), "membership"),
    "member_certificate_issue": Row(own(403, 405, 405), own(403, 302, 302), "membership"),
    "merger_settle": Row(team(200, 403), team(200, 403), "merger"),
    "plan_start": Row(own(403, 302, 302), own(403, 302, 302), "membership"),
    "plan_tasks": Row(own(200, 200, 200), own(405, 405, 405), "plan"),
    "plan_about": Row(own(403, 200, 200), own(403, 200, 200), "plan"),
    "plan_now": Row(own(403, 200, 200), own(403, 200, 200), "plan"),
    "plan_worked": Row(own(403, 200, 200), own(403, 200, 200), "plan"),
    "plan_differently": Row(own(403, 200, 200), own(403, 200, 200), "plan"),
    "plan_involvement": Row(own(403, 200, 200), own(403, 200, 200), "plan"),
    "plan_milestones": Row(own(200, 200, 200), own(405, 405, 405), "plan"),
    "plan_milestone_add": Row(own(403, 200, 200), own(403, 200, 200), "plan"),
    "plan_milestone": Row(own(403, 200, 200), own(403, 200, 200), "plan milestone"),
    "plan_milestone_delete": Row(own(403, 200, 200), own(403, 302, 302), "plan milestone"),
    "plan_milestone_reached": Row(own(403, 200, 200), own(403, 200, 200), "plan milestone_key"),
    "plan_milestone_not_reached": Row(own(403, 405, 405), own(403, 302, 302), "plan milestone_key"),
    "plan_learning": Row(own(200, 200, 200), own(405, 405, 405), "plan"),
    "plan_goal_add": Row(own(403, 200, 200), own(403, 200, 200), "plan"),
    "plan_goal": Row(own(403, 200, 200), own(403, 200, 200), "plan goal"),
    "plan_goal_delete": Row(own(403, 200, 200), own(403, 302, 302), "plan goal"),
    "plan_goal_move": Row(own(403, 405, 405), own(403, 302, 302), "plan goal"),
    # A document is being placed already: off to its pieces.
    "plan_head_start": Row(own(403, 302, 302), own(403, 200, 200), "plan"),
    "plan_pieces": Row(own(403, 200, 200), own(403, 405, 405), "plan"),
    "plan_piece": Row(own(403, 200, 200), own(403, 200, 200), "plan piece"),
    "plan_pieces_end": Row(own(403, 200, 200), own(403, 302, 302), "plan"),
    "plan_start_from": Row(own(403, 200, 200), own(403, 405, 405), "plan"),
    "plan_start_from_template": Row(own(403, 200, 200), own(403, 200, 200), "plan"),
    # The draft has all that the first version had.
    "plan_start_from_version": Row(own(403, 302, 302), own(403, 302, 302), "plan number"),
    "plan_priority_add": Row(own(403, 200, 200), own(403, 200, 200), "plan"),
    "plan_diagram": Row(own(403, 200, 200), own(403, 302, 302), "plan priority"),
    "plan_diagram_file": Row(own(200, 200, 200), own(405, 405, 405), "plan priority picture"),
    "plan_idea": Row(own(403, 200, 200), own(403, 200, 200), "plan priority idea"),
    "plan_cycle_add": Row(own(403, 405, 405), own(403, 302, 302), "plan priority idea"),
    "plan_cycle": Row(own(403, 200, 200), own(403, 302, 302), "plan priority idea cycle"),
    "plan_cycle_delete": Row(own(403, 405, 405), own(403, 302, 302), "plan priority idea cycle"),
    "plan_priority_order": Row(own(403, 200, 200), own(403, 302, 302), "plan"),
    "plan_priority": Row(own(200, 200, 200), own(405, 405, 405), "plan priority"),
    "plan_priority_about": Row(own(403, 200, 200), own(403, 200, 200), "plan priority"),
    "plan_priority_why": Row(own(403, 200, 200), own(403, 200, 200), "plan priority"),
    "plan_priority_people": Row(own(403, 200, 200), own(403, 302, 302), "plan priority"),
    "plan_priority_causes": Row(own(403, 200, 200), own(403, 302, 302), "plan priority"),
    "plan_priority_aim": Row(own(403, 200, 200), own(403, 200, 200), "plan priority"),
    "plan_priority_delete": Row(own(403, 200, 200), own(403, 302, 302), "plan priority"),
    "plan_preview": Row(own(200, 200, 200), own(405, 405, 405), "plan"),
    "plan_publish": Row(own(403, 403, 200), own(403, 403, 200), "plan"),
    "plan_versions": Row(own(200, 200, 200), own(405, 405, 405), "plan"),
    "plan_unpublish": Row(own(403, 403, 200), own(403, 403, 200), "plan number"),
    # What the campaign team reads of a draft once it was asked to: `test_advice_on_draft.py`.
    "plan_advice": Row(own(403, 403, 200), own(403, 403, 302), "plan"),
    "plan_advice_end": Row(own(403, 403, 405), own(403, 403, 302), "plan"),
    "plan_measures": Row(own(200, 200, 200), own(405, 405, 405), "plan"),
    "plan_measure_add": Row(own(403, 200, 200), own(403, 200, 200), "plan"),
    "plan_measure": Row(own(200, 200, 200), own(405, 405, 405), "plan measure"),
    "plan_measure_change": Row(own(403, 200, 200), own(403, 200, 200), "plan measure"),
    "plan_measure_sharing": Row(own(403, 403, 200), own(403, 403, 200), "plan measure"),
    "plan_measure_retire": Row(own(403, 200, 200), own(403, 302, 302), "plan measure"),
    "plan_measure_resume": Row(own(403, 405, 405), own(403, 302, 302), "plan measure"),
    "plan_measure_data": Row(own(403, 200, 200), own(403, 200, 200), "plan measure"),
    "plan_measure_values": Row(own(403, 200, 200), own(403, 200, 200), "plan measure"),
    "plan_measure_csv": Row(own(200, 200, 200), own(405, 405, 405), "plan measure"),
    "plan_measure_template": Row(own(200, 200, 200), own(405, 405, 405), "plan measure"),
    "plan_measure_picture": Row(own(200, 200, 200), own(405, 405, 405), "plan measure picture"),
    "plan_measure_note_add": Row(own(403, 200, 200), own(403, 200, 200), "plan measure"),
    "plan_measure_note": Row(own(403, 200, 200), own(403, 200, 200), "plan measure annotation"),
    "plan_measure_note_remove": Row(
        own(403, 405, 405), own(403, 302, 302), "plan measure annotation"
    ),
    "measure_picture": Row(everyone(200), everyone(405), "slug measure picture"),
    "plan_measure_xlsx": Row(own(200, 200, 200), own(405, 405, 405), "plan measure"),
    "plan_measure_template_xlsx": Row(own(200, 200, 200), own(405, 405, 405), "plan measure"),
    "plan_measure_chart": Row(own(200, 200, 200), own(405, 405, 405), "plan measure"),
    "plan_measure_rebase": Row(own(403, 200, 200), own(403, 200, 200), "plan measure"),
    "plan_measure_rebase_remove": Row(
        own(403, 405, 405), own(403, 302, 302), "plan measure rebase"
    ),
    "measure_public": Row(everyone(200), everyone(405), "slug measure"),
    "report_list": Row(own(200, 200, 200), own(405, 405, 405), "plan"),
    "report_start": Row(own(403, 405, 405), own(403, 302, 302), "plan"),
    "report_nothing_new": Row(own(403, 403, 200), own(403, 403, 200), "plan"),
    "report_correct": Row(own(403, 405, 405), own(403, 302, 302), "plan one"),
    "report_unpublish": Row(own(403, 403, 200), own(403, 403, 200), "plan one one"),
    "report_tasks": Row(own(200, 200, 200), own(405, 405, 405), "plan"),
    "report_about": Row(own(403, 200, 200), own(403, 200, 200), "plan"),
    "report_priority": Row(own(403, 200, 200), own(403, 200, 200), "plan priority_key"),
    "report_bring_up_to_date": Row(own(403, 405, 405), own(403, 302, 302), "plan"),
    "report_discard": Row(own(403, 200, 200), own(403, 302, 302), "plan"),
    "report_preview": Row(own(200, 200, 200), own(405, 405, 405), "plan"),
    "report_publish": Row(own(403, 403, 200), own(403, 403, 200), "plan"),
    "reports_public": Row(everyone(200), everyone(405), "slug"),
    "report_public": Row(everyone(200), everyone(405), "slug one"),
    "report_version": Row(everyone(200), everyone(405), "slug one two"),
    "report_difference": Row(everyone(200), everyone(405), "slug one one two"),
    "measure_chart": Row(everyone(200), everyone(405), "slug measure"),
    "plan_new_version": Row(own(403, 405, 405), own(403, 302, 302), "plan"),
    "register_list": Row(team(200, 200), team(405, 405)),
    "desk": Row(team(200, 200), team(405, 405)),
    "membership_report": Row(team(200, 200), team(405, 405)),
    "member_list": Row(team(200, 200), team(405, 405)),
    "member_csv": Row(team(200, 200), team(405, 405)),
    "verify": Row(team(200, 403), team(200, 403), "waiting"),
    "verify_approve": Row(team(200, 403), team(302, 403), "waiting"),
    "verify_ask": Row(team(200, 403), team(200, 403), "waiting"),
    "advice": Row(own(200, 200, 200), own(403, 200, 200), "membership"),
    "advice_answer": Row(team(200, 200), team(200, 403), "other_membership"),
    "advice_read": Row(team(405, 403), team(302, 403), "other_membership"),
    "reminders_choose": Row(table(200), table(302)),
    # Whoever has the mail: a mail program sends the POST without a session, and follows no redirect.
    "reminders_stop": Row(everyone(200), everyone(200), "stop_token"),
    "reminder_rules": Row(team(200, 200), team(405, 405)),
    "reminder_rule": Row(team(200, 200), team(405, 405), "reminder_kind"),
    "topics": PUBLIC,
    "topic": Row(everyone(200), everyone(405), "topic"),
    # Whoever acts for no other member reads who can ask, and sends nothing.
    "introduction_ask": Row(table(200), table(403, other_lead=200), "slug"),
    "introductions": Row(table(200), table(405)),
    "introductions_switch": Row(own(403, 403, 200), own(403, 403, 302), "membership"),
    "introduction": Row(own(200, 200, 200), own(403, 200, 200), "membership introduction"),
    "introduction_decline": Row(own(403, 200, 200), own(403, 302, 302), "membership introduction"),
    "introduction_close": Row(own(403, 405, 405), own(403, 302, 302), "membership introduction"),
    "introduction_report_message": Row(
        own(403, 200, 200), own(403, 200, 200), "membership introduction message"
    ),
    "introduction_report": Row(team(200, 403), team(200, 403), "report"),
    "introduction_stops": Row(team(200, 403), team(405, 403)),
    "introduction_lift": Row(team(200, 403), team(200, 403), "stop"),
    "mail_ledger": Row(team(200, 200), team(405, 405)),
    "mail": Row(team(200, 403), team(200, 403), "mail"),
    "mail_addresses": Row(team(200, 403), team(405, 403)),
    "mail_lift": Row(team(405, 403), team(302, 403), "suppressed"),
    "mail_release": Row(team(200, 403), team(200, 403)),
    # Signed instead of signed in.
    "bounce_webhook": Row(everyone(405), everyone(403)),
    "join": Row(OPEN_FORM, OPEN_FORM, "slug"),
    # Nothing was said yet: off to the search.
    "join_begin": Row(table(302), table(302)),
    "team": Row(own(200, 200, 200), own(405, 405, 405), "membership"),
    "team_invite": Row(own(403, 403, 200), own(403, 403, 200), "membership"),
    "team_resend": Row(own(403, 403, 405), own(403, 403, 302), "membership invitation"),
    "team_cancel": Row(own(403, 403, 405), own(403, 403, 302), "membership invitation"),
    "team_role": Row(own(403, 403, 200), own(403, 403, 200), "membership representative"),
    "team_remove": Row(own(403, 403, 200), own(403, 403, 302), "membership representative"),
    # The only lead is led to the hand-over.
    "team_leave": Row(own(200, 200, 302), own(302, 302, 302), "membership"),
    "team_request": Row(own(403, 403, 200), own(403, 403, 200), "membership join_request"),
    "team_hand_over": Row(own(403, 403, 200), own(403, 403, 200), "membership"),
    "team_hand_over_cancel": Row(own(403, 403, 405), own(403, 403, 302), "membership planned"),
    "invitation": Row(OPEN_FORM, table(200), "invitation_token"),
    "invitation_sign_in": Row(SIGN_IN_PAGES, SIGN_IN_PAGES, "invitation_token"),
    "campaign_request": Row(team(200, 403), team(200, 403), "join_request"),
    "appoint": Row(team(200, 403), team(200, 403), "membership"),
    "appoint_ask_sponsor": Row(team(405, 403), team(302, 403), "membership"),
    "denial_dealt_with": Row(team(405, 403), team(302, 403), "denied"),
    "appointment": Row(OPEN_FORM, OPEN_FORM, "appointment_token"),
    "lead_left": Row(OPEN_FORM, OPEN_FORM),
}


@pytest.fixture
def arguments(
    published_plan: Plan,
    membership: Membership,
    other_membership: Membership,
    other_lead: User,
    lead: User,
    editor: User,
    officer: User,
    asked_to_join: User,
    make_member: Callable[..., Membership],
    make_organisation: Callable[..., Organisation],
    make_individual: Callable[..., Individual],
) -> dict[str, Any]:
    """Real things for the addresses, and texts of A and B that must not leak."""
    for visibility in ("PRIVATE", "PRIVATE", "FULL", "FULL", "FIRST_NAME_AND_ROLE"):
        shown = visibility != "PRIVATE"
        make_individual(
            first_name="Shown" if shown else PRIVATE,
            last_name="Person" if visibility == "FULL" else PRIVATE,
            role="Nurse" if shown else PRIVATE,
            pledges={1: "I will ask." if shown else PRIVATE},
            organisation=membership.organisation,
            visibility=visibility,
        )
    cycle = draw_a_diagram(plans.start_new_version(plan=published_plan, by=lead, at=NOW))
    plans.publish_plan(
        plan=published_plan, reason="Nights", report_frequency=ReportFrequency.YEARLY, next_report_date=None,
        by=lead, role="Matron", at=NOW, today=TODAY,
    )  # fmt: skip
    plans.start_new_version(plan=published_plan, by=lead, at=NOW)
    plans.save_part(plan=published_plan, by=lead, at=NOW, where_we_are_now=CANARY)
    written = write_in_draft(published_plan, lead)
    other_plan = plans.start_plan(membership=other_membership, by=other_lead, at=NOW)
    plans.save_part(plan=other_plan, by=other_lead, at=NOW, title=CANARY)
    advice.write_to_campaign(membership=other_membership, text=ADVICE_CANARY, by=other_lead, at=NOW)
    advice.write_to_campaign(membership=membership, text=OWN_ADVICE_CANARY, by=lead, at=NOW)
    asked = make_member(state="AWAITING_SPONSOR", ods_code="ZZS01")
    waiting = make_member(state="AWAITING_VERIFICATION", ods_code="ZZW01")
    Membership.objects.filter(pk=waiting.pk).update(sponsor_confirmed_at=NOW)
    request = asked.sponsor_requests.create(
        name="Sam Sponsor",
        email="sponsor@harrowmere.example",
        asked_at=NOW,
        expires_at=NOW.replace(year=NOW.year + 10),
    )
    denied = make_member(state="CLOSED", ods_code="ZZN01").sponsor_requests.create(
        name="Sam Sponsor", email="sponsor@harrowmere.example", asked_at=NOW, expires_at=NOW,
        answer="NOT_MINE", answered_at=NOW,
    )  # fmt: skip
    draft = published_plan.versions.drafts().get()
    written |= report_on(published_plan, lead)
    closed = make_member(ods_code="ZZC01")
    close(closed, membership.organisation)
    write(closed, lead)
    open_mergers(at=NOW, today=TODAY)
    promise(membership, 1, state="SUPERSEDED")
    said = {"version": 2, "reason": "Nights", "published_by": lead, "published_role": "Matron"}
    promise(membership, 1, **said)
    promise(membership, 1, version=3, state="DRAFT", published_at=None, text=CANARY)
    invitation = invitations.invite(
        membership=membership, email="new@harrowmere.example", role=Role.EDITOR, by=lead, at=LATER
    )
    planned = handovers.plan_handover(
        membership=membership, to=editor, on_date=date(2099, 1, 1),
        afterwards=AfterHandover.EDITOR, by=lead, at=NOW, today=NOW.date(),
    )  # fmt: skip
    appointment = appointments.ask_sponsor_to_appoint(membership=membership, by=officer, at=LATER)
    written |= write_introductions(membership, other_membership, lead, other_lead, officer)
    return {
        **written_down(),
        "certificate": issue(membership=membership, by=lead, at=NOW).shown_code,
        **written,
        "topic": "falls",
        "stop_token": stop_token(Digest.objects.create(user=lead, on_date=TODAY, written_at=NOW)),
        "reminder_kind": "report-due",
        "invitation": invitation.pk,
        "invitation_token": invitation_token(invitation),
        "representative": membership.representatives.get(user=editor).pk,
        "join_request": membership.join_requests.get().pk,
        "planned": planned.pk,
        "appointment_token": appointment_token(appointment),
        "slug": membership.organisation.slug,
        "free_slug": make_organisation(ods_code="ZZF01").slug,
        "by_hand": make_organisation(ods_code=None, added_by_hand=True).slug,
        "membership": membership.pk,
        "other_membership": other_membership.pk,
        "one": 1,
        "two": 2,
        "number": 1,
        "dataset": "organisations",
        "form": "csv",
        "section": "plans",
        "plan": published_plan.pk,
        "priority": draft.priorities.get().pk,
        "idea": cycle.idea.key,
        "cycle": cycle.key,
        "picture": "svg",
        "waiting": waiting.pk,
        "denied": denied.pk,
        "merger": closed.mergers.get().pk,
        "token": sponsor_token(request),
    }


def written_down() -> dict[str, int]:
    """A mail that was not taken, and an address that is not written to."""
    to = "gone@harrowmere.example"
    mail = Mail.objects.create(
        to=to, subject="Thank you", text="Words", kind="test.mail", state="FAILED", created_at=NOW,
        expires_at=NOW, next_try_at=NOW, ended_at=NOW, answer="550 5.1.1 No such person",
    )  # fmt: skip
    suppressed = SuppressedAddress.objects.create(address=to, reason="REFUSED", since_at=NOW)
    return {"mail": mail.pk, "suppressed": suppressed.pk}


def draw_a_diagram(draft: PlanVersion) -> PdsaCycle:
    """A primary driver, and an idea under it that was tried once."""
    lines = draft.priorities.get().drivers
    lines.create(position=1, kind="PRIMARY", text="Nights")
    idea = lines.create(position=2, kind="IDEA", text="Rounds", stage="TESTING")
    return PdsaCycle.objects.create(idea=idea, number=1)


def write_in_draft(plan: Plan, lead: User) -> dict[str, Any]:
    """A milestone, a learning goal and a document in A's draft, none of them for others."""
    who: dict[str, Any] = {"plan": plan, "by": lead, "at": NOW}
    milestone = plans.add_milestone(title=CANARY, due_date=TODAY, priority="", **who)
    goal = plans.add_goal(question=CANARY, sharing="", **who)
    head_start = plans.bring_document(name=CANARY, brought=read_text(f"# {CANARY}"), **who)
    return {
        "milestone": milestone.pk,
        "milestone_key": milestone.key,
        "goal": goal.pk,
        "piece": head_start.pieces.get().pk,
    }


def measured(plan: Plan, lead: User) -> dict[str, int]:
    """A public measure of A with data, and a private one whose texts must not leak."""
    key = plan.versions.drafts().get().priorities.earliest("position").key
    found: dict[str, int] = {}
    for name, is_public in (("Falls with harm", True), (CANARY, False)):
        measure = plans.add_measure(
            plan=plan, priority_key=key, name=name, kind="OUTCOME", definition=name,
            wanted="LOWER", frequency="MONTH", is_count=True, by=lead, at=NOW,
        )  # fmt: skip
        values = {date(2026, 1, 1): Decimal(7), date(2026, 2, 1): Decimal(3)}
        plans.save_values(measure=measure, values=values, seen=0, by=lead, at=NOW)
        plans.share_measure(measure=measure, is_public=is_public, hides_small=True, by=lead, at=NOW)
        rebase = plans.rebase_measure(
            measure=measure, first_day=date(2026, 2, 1), reason="New beds", by=lead, at=NOW
        )
        note = plans.add_annotation(
            measure=measure, first_day=date(2026, 2, 1), text=name, by=lead, at=NOW
        )
        found.setdefault("annotation", note.pk)
        found.setdefault("measure", measure.pk)
        found.setdefault("rebase", rebase.pk)
    return found


def report_on(plan: Plan, lead: User) -> dict[str, Any]:
    """Measures of A, a report of two versions that shows one, and a draft that nobody may read."""
    found: dict[str, Any] = measured(plan, lead)
    told.write(plan, lead)
    told.publish(plan, lead)
    told.correct(plan, lead, thanks="The night team")
    report = told.write(plan, lead, what_worked=CANARY)
    reports.save_report(plan=plan, by=lead, at=NOW, thanks=CANARY)
    return {**found, "priority_key": report.priorities.get().key}


def write_introductions(
    ours: Membership, theirs: Membership, lead: User, other_lead: User, officer: User
) -> dict[str, int]:
    """B asks A; A's lead has reported another, and somebody has been stopped for a third."""
    who: dict[str, Any] = {
        "by": other_lead,
        "role": "Director of nursing",
        "at": NOW,
        "today": TODAY,
    }
    asked = {
        topic: conversation.ask(sender=theirs, recipient=ours, topic=topic, text=text, **who)
        for topic, text in (("FALLS", SAID), ("AKI", REPORTED), ("VTE", "Sold."))
    }
    reports = [
        safeguards.report(message=asked[topic].messages.get(), reason="It sells.", by=lead, at=NOW)
        for topic in ("AKI", "VTE")
    ]
    safeguards.decide(
        report=reports[1], outcome="PERSON_STOPPED", decision="It sells.", by=officer, at=NOW
    )
    return {
        "introduction": asked["FALLS"].pk,
        "message": asked["FALLS"].messages.get().pk,
        "report": reports[0].pk,
        "stop": reports[1].stops.get().pk,
    }


def all_patterns(
    resolver: URLResolver | None = None,
) -> Iterator[URLPattern]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern)
        else:
            yield pattern


def test_every_address_is_in_the_table() -> None:
    # Two names only exist because allauth reverses them; the page is in the table once.
    names = {pattern.name for pattern in all_patterns()}
    assert names - {"account_signup", "account_request_login_code"} == set(ACCESS)


def rows_of_every_table() -> dict[str, int]:
    """In one query: it is asked twice for each kind of person at each address."""
    tables = {
        m._meta.db_table
        for m in apps.get_models()
        if m._meta.app_label not in {"sessions", "contenttypes"}
    }
    counts = (f"SELECT '{table}', COUNT(*) FROM {table}" for table in sorted(tables))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts))
        return dict(cursor.fetchall())


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> dict[str, User]:
    return {role: request.getfixturevalue(role) for role in ROLES[2:]}


@pytest.fixture
def enter(cast: dict[str, User], client_for: Callable[[User], Client]) -> Callable[[str], Client]:
    def as_role(role: str) -> Client:
        if role == "anonymous":
            return Client()
        client = client_for(cast.get(role, cast["lead"]))
        if role == "deactivated":
            User.objects.filter(pk=cast["lead"].pk).update(is_active=False)
        return client

    return as_role


# The cast of all pages takes two seconds to gather: once for many addresses.
TOGETHER = 24
# Made in a process of their own, in a second each: once for all who ask.
MADE_SLOWLY = {"plan_pdf", "certificate_pdf"}
SLICES = [list(ACCESS)[first : first + TOGETHER] for first in range(0, len(ACCESS), TOGETHER)]


def signed_in(cast: dict[str, User], client_for: Callable[[User], Client]) -> dict[str, str]:
    """The session of each who has an account. A deactivated lead was signed in before."""
    sessions = {role: client_for(cast[role]).cookies["sessionid"].value for role in cast}
    return {**sessions, "deactivated": sessions["lead"]}


@pytest.mark.parametrize("names", SLICES, ids=[names[0] for names in SLICES])
def test_access(
    names: list[str],
    arguments: dict[str, Any],
    cast: dict[str, User],
    client_for: Callable[[User], Client],
) -> None:
    sessions = signed_in(cast, client_for)
    found = {name: what_each_gets(name, arguments, sessions, cast["lead"]) for name in names}
    answers = {name: wanted(ACCESS[name]) for name in names}
    assert {name: each[:3] for name, each in found.items()} == {
        name: (answers[name], [], []) for name in names
    }
    read = {(role, name, said) for name in names for role, said in found[name].read}
    assert read == {one for one in READ if one[0] in WALKERS and one[1] in names}


def wanted(row: Row) -> dict[str, dict[str, int]]:
    """The statuses by method, of those who walk."""
    return {
        method: {role: status for role, status in answers.items() if role in WALKERS}
        for method, answers in (("get", row.get), ("post", row.post))
    }


class Found(NamedTuple):
    """The statuses by method and role, where a refusal leaked, who wrote and may not, and which
    of the texts that are not for all were read by whom."""

    statuses: dict[str, dict[str, int]]
    leaks: list[tuple[str, str]]
    writes: list[str]
    read: set[tuple[str, str]]


def what_each_gets(
    name: str, arguments: dict[str, Any], sessions: dict[str, str], lead: User
) -> Found:
    row = ACCESS[name]
    path = reverse(name, args=[arguments[key] for key in row.args.split()])
    found = Found({"get": {}, "post": {}}, [], [], set())
    for role in WALKERS:
        with undone(limits_anew=name not in MADE_SLOWLY):
            client = Client()
            if role in sessions:
                client.cookies["sessionid"] = sessions[role]
            if role == "deactivated":
                User.objects.filter(pk=lead.pk).update(is_active=False)
            before = rows_of_every_table()
            for method in ("get", "post"):
                answer = getattr(client, method)(path)
                content = answer.getvalue()
                found.statuses[method][role] = answer.status_code
                if answer.status_code != 200 and CANARY.encode() in content:
                    found.leaks.append((role, method))
                if method == "get":
                    found.read.update((role, said) for said in told_to(role, name, content))
            denied = row.post[role] in {403, 404, 405} or role in ROLES[:2]
            allowed_to_read = row.get[role] == 200
            if denied and not allowed_to_read and (rows_of_every_table() != before or mail.outbox):
                found.writes.append(role)
    return found


def told_to(role: str, name: str, content: bytes) -> Iterator[str]:
    """What a page says that is not for all: of advice, of introductions, of people by name, and to
    the campaign team of drafts. The demo's page of all mail is there for whoever tries the demo."""
    asked = {PRIVATE, SHOWN, ADVICE_CANARY, OWN_ADVICE_CANARY, SAID, REPORTED}
    if role in TEAM:
        asked.add(CANARY)
    if name != "demo_mail":
        yield from (said for said in asked if said.encode() in content)


# Who walks. On the second database of CI, which decides nothing of this, one of each sort.
WALKERS = (
    ("anonymous", "stranger", "other_lead", "viewer", "lead", "officer")
    if os.environ.get("WALKS") == "short"
    else ROLES
)
TEAM = ("officer", "analyst", "administrator")
OFFICERS = ("officer", "administrator")
# Advice, and an introduction, which the campaign team reads once it is reported. What a person
# keeps private is read by nobody; of a draft the campaign team reads nothing.
READ = {
    *((role, "advice", OWN_ADVICE_CANARY) for role in ("viewer", "editor", "lead")),
    *((role, "advice_answer", ADVICE_CANARY) for role in TEAM),
    *((role, "introduction", SAID) for role in ("viewer", "editor", "lead")),
    *((role, "introduction_report_message", SAID) for role in ("editor", "lead")),
    *((role, "introduction_report", REPORTED) for role in OFFICERS),
    *((role, name, SHOWN) for role in ROLES for name in ("organisation", "individuals")),
}


@contextmanager
def undone(*, limits_anew: bool = True) -> Iterator[None]:
    """What happens inside leaves no trace in the database, nor counts against a limit."""
    if limits_anew:
        cache.key_prefix = uuid4().hex
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    mail.outbox.clear()
