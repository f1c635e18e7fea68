"""New things make a person classify them."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from improvement_plans.choices import TRANSITIONS as PLAN_VERSION
from improvement_plans.choices import VersionState
from introductions.choices import TRANSITIONS as INTRODUCTION
from introductions.choices import IntroductionState
from organisations.choices import TRANSITIONS as MEMBERSHIP
from organisations.choices import MembershipState
from outbox.choices import TRANSITIONS as MAIL
from outbox.choices import MailState
from progress_reports.choices import TRANSITIONS as REPORT
from progress_reports.choices import ReportState
from reminders.choices import TRANSITIONS as REMINDER
from reminders.choices import ReminderState

ROOT = Path(settings.BASE_DIR)

# Every model, and the personal data it holds. Export and erasure are built on this list.
# `test_personal_data.py` holds both to it, field by field.
PERSONAL_DATA = {
    "account.EmailAddress": {"email"},
    "account.EmailConfirmation": set(),  # codes live in the session: no rows
    "mfa.Authenticator": {"data"},
    "usersessions.UserSession": {"ip", "user_agent"},
    "accounts.User": {"email", "full_name"},
    "accounts.FormerAddress": {"email"},
    "audit.Event": set(),  # actors by key only
    "organisations.EmailDomain": set(),
    "organisations.Handover": set(),  # people by key only
    "organisations.Invitation": {"email"},
    "organisations.JoinRequest": {"job_title", "reply"},
    "organisations.LeadAppointment": {"email", "sponsor_email", "reason"},
    "organisations.Membership": {"sponsor_name", "sponsor_title", "sponsor_email"},
    "organisations.Message": {"text"},
    "organisations.NotPatientData": {"reason"},
    "organisations.Organisation": set(),
    "organisations.OtherName": set(),
    "organisations.Representative": {"job_title"},
    "organisations.SponsorRequest": {"name", "email", "comment"},
    "organisations.StateChange": set(),
    "organisations.Succession": set(),
    "pledges.Commitment": {"published_role"},
    "pledges.Pledge": set(),
    "pledges.PledgeWording": set(),
    "improvement_plans.Annotation": set(),  # people by key only
    "improvement_plans.DataPoint": set(),  # people by key only
    "improvement_plans.DiagramStep": set(),  # people by key only
    "improvement_plans.Driver": set(),
    "improvement_plans.HeadStart": set(),  # people by key only
    "improvement_plans.HeadStartPiece": set(),
    "improvement_plans.LearningGoal": set(),
    "improvement_plans.Measure": set(),  # people by key only
    "improvement_plans.MeasureChange": {"changed_role"},
    "improvement_plans.Milestone": set(),
    "improvement_plans.MilestoneDone": set(),  # people by key only
    "improvement_plans.PartSaved": set(),  # people by key only
    "improvement_plans.PdsaCycle": set(),
    "improvement_plans.Plan": set(),
    "improvement_plans.PlanVersion": {"published_role", "unpublished_role"},
    "improvement_plans.Priority": set(),
    "improvement_plans.Rebase": set(),  # people by key only
    "improvement_plans.ReplacedValue": set(),  # people by key only
    "progress_reports.FrozenChart": set(),
    "progress_reports.Report": {"published_role", "unpublished_role"},
    "progress_reports.ReportedPriority": set(),  # people by key only
    "certificates.BadgeDay": set(),  # counts of a day, and nobody's
    "certificates.Certificate": set(),
    "mergers.Decision": {"decided_role"},
    "mergers.Merger": set(),
    "introductions.Introduction": set(),  # people by key only
    "introductions.IntroductionMessage": {"author_role", "text"},
    "introductions.IntroductionReport": {"reason", "decision"},
    "introductions.Stop": {"reason"},
    "introductions.SwitchedOff": set(),  # people by key only
    "reminders.Digest": {"email"},
    "reminders.Looked": set(),
    "reminders.Reminder": {"answer", "email"},
    "reminders.Unwanted": set(),  # of an address, a keyed digest only
    "outbox.BounceReport": set(),
    "outbox.Gate": set(),
    "outbox.Heartbeat": set(),
    "outbox.Mail": {"to", "subject", "text", "html", "headers", "answer"},
    "outbox.SuppressedAddress": {"address", "answer"},
    "individuals.Departure": set(),  # two days, and nobody's
    "individuals.Individual": {"first_name", "last_name", "role", "certificate_code"},
    "individuals.IndividualPledge": {"text"},
}
APPS = {label.split(".")[0] for label in PERSONAL_DATA}


def test_every_model_says_which_personal_data_it_holds() -> None:
    models = {m._meta.label for m in apps.get_models() if m._meta.app_label in APPS}
    assert models == set(PERSONAL_DATA)


@pytest.mark.parametrize(("label", "fields"), PERSONAL_DATA.items())
def test_personal_data_names_real_fields(label: str, fields: set[str]) -> None:
    known = {field.name for field in apps.get_model(label)._meta.get_fields()}
    assert fields - known == set()


# All that belongs to an organisation, and moves when two records of one are joined.
MOVES_WITH_AN_ORGANISATION = {
    "individuals.Individual.organisation",
    "organisations.EmailDomain.organisation",
    "organisations.Membership.organisation",
    "organisations.Organisation.merged_into",  # what was joined before stays where it points
    "organisations.OtherName.organisation",
    # These two stay: they go by ODS code, which one that was added by hand does not have.
    "organisations.Succession.predecessor",
    "organisations.Succession.successor",
}


def test_a_merger_knows_all_that_belongs_to_an_organisation() -> None:
    relations = apps.get_model("organisations.Organisation")._meta.related_objects
    assert {str(relation.field) for relation in relations} == MOVES_WITH_AN_ORGANISATION


def public_services() -> list[tuple[Path, ast.FunctionDef]]:
    files = [
        path
        for app in (
            "outbox",
            "accounts",
            "organisations",
            "pledges",
            "improvement_plans",
            "individuals",
            "mergers",
            "certificates",
            "introductions",
            "progress_reports",
            "reminders",
        )
        for path in [*ROOT.glob(f"{app}/services.py"), *ROOT.glob(f"{app}/services/*.py")]
    ]
    return [
        (path, node)
        for path in files
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


# These write nothing themselves, or only through a service that does record it.
WITHOUT_AN_AUDIT_ROW = {
    "remove_password",
    "set_password",
    "confirm_pledges",
    "sign_up_new_organisation",
    "is_verified",
    "lock",
    "pause",
    "rejoin",
    "resume",
    "withdraw",
    "left",
    "pass_on_mergers",
    "settle_for_successor",
    "tell_successors",
    "missing_parts",
    "report_after",
    "send_to_sponsor",
    "take_back",
    "ask_for_changes",
    "ask_sponsor",
    "ask_sponsor_again",
    "confirm",
    "deny",
    "decline_sign_up",
    "draft_change",
    "approve_sign_up",
    "accept_request",
    "admit",
    "appoint_by_sponsor",
    "appoint_lead",
    "ask_sponsor_to_appoint",
    "send_links_to_sponsor",
    "call_off_handovers",
    "cancel",
    "cancel_handover",
    "carry_out_due",
    "change_role",
    "decline_request",
    "end_sign_up",
    "invite",
    "leave",
    "lock_person",
    "remove",
    "resend",
    "answer_member",
    "applicant",
    "ask_for_more",
    "domain_of",
    "erase",
    "erase_those_who_left",
    "forget_erased_leads",
    "mark_read",
    "open_mergers",
    # Of mail: how each fared is in the ledger.
    "deliver",
    "sweep",
    # Of reminders: what was found is in the ledger, and what became of it in the mail.
    "look",
    "move",
    "note_work",
    "write_digests",
    "open_request",
    "recorded_domains",
    "refuse_patient_data",
    "search_text_of",
    "settle",
    "undecided",
    "write_to_campaign",
    # The ledger of mail is its own record; what a person decides about it is audited.
    "beat",
    "begin",
    "call_off",
    "deliver_waiting",
    "end",
    "end_all",
    "forget",
    "is_held",
    "left_of",
    "put_off",
    "quiet_since",
    "read_bounce",
    # Counts of badges, which say nothing of what anybody did.
    "count_shown",
    "store_shown",
    "issue_due",
    # These only ask, lock, or write through `add_message` and `move`.
    "check_may_write",
    "check_takes_part",
    "close",
    "decline",
    "lock_members",
    "write",
    "quoted",
    # Parts of services that record what was done.
    "check_seen",
    "check_room",
    "change_state",
    "copy_version",
    "draft_priority",
    "forget_steps",
    "remember_step",
    "draft_of",
    "lock_plan",
    "note_author",
    "put_in_order",
    "append_priority",
    "place_of",
    "priority_of",
    "refuse_to_save_over",
    "row_of",
    # These record through `note_change`, or one row for each priority.
    "add_from_version",
    "add_goal",
    "add_milestone",
    "add_suggested",
    "change_goal",
    "change_milestone",
    "delete_goal",
    "delete_milestone",
    "move_goal",
    # These only ask, or lock.
    "lock_measure",
    "mark_of",
    "priorities_of",
    "what_changes",
    # Parts of the services of reports, and what those only look at.
    "add_priorities",
    "copy_priorities",
    "freeze_charts",
    "following_report",
    "next_number",
    "next_period",
    "published_version",
    "saved_of",
    "chart_today",
    "charts_of",
    "fingerprint_of",
    "kept_charts",
    "may_still_be_seen",
    "stored_charts",
    # These record through `_note` and `_make_public`.
    "publish_report",
    "report_nothing_new",
    "save_priority",
    "save_report",
}
# These only look; what they look at needs no name.
LOOKS_ONLY = {
    "applicant",
    "domain_of",
    "draft_of",
    "is_verified",
    "lock",
    "lock_measure",
    "lock_person",
    "lock_plan",
    "mark_of",
    "missing_parts",
    "priorities_of",
    "what_changes",
    "following_report",
    "next_number",
    "next_period",
    "published_version",
    "saved_of",
    "chart_today",
    "charts_of",
    "fingerprint_of",
    "kept_charts",
    "may_still_be_seen",
    "stored_charts",
    "open_request",
    "quoted",
    "place_of",
    "priority_of",
    "recorded_domains",
    "refuse_patient_data",
    "report_after",
    "search_text_of",
    "undecided",
}


def test_every_public_service_records_an_audit_event_or_is_listed() -> None:
    silent = {
        node.name
        for _, node in public_services()
        if not any(
            isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record"
            for call in ast.walk(node)
        )
    }
    assert silent == WITHOUT_AN_AUDIT_ROW


def test_every_public_service_has_a_docstring_and_keyword_arguments() -> None:
    careless = [
        node.name
        for _, node in public_services()
        if not ast.get_docstring(node) or (node.args.args and node.name not in LOOKS_ONLY)
    ]
    assert careless == []


def test_every_environment_variable_is_documented() -> None:
    source = (ROOT / "safety_portal/settings.py").read_text()
    read = set(re.findall(r'(?:setting|env\.\w+)\(\s*"([A-Z_]+)"', source))
    documented = set(re.findall(r"`([A-Z_]{3,})`", (ROOT / "docs/deployment.md").read_text()))
    assert read - documented == set()


@pytest.mark.parametrize("before", MembershipState)
@pytest.mark.parametrize("after", MembershipState)
def test_membership_transitions_match_the_documented_table(
    before: MembershipState, after: MembershipState
) -> None:
    documented = (ROOT / "docs/architecture.md").read_text()
    assert (f"{before} --> {after}" in documented) == (after in MEMBERSHIP[before])


@pytest.mark.parametrize("before", VersionState)
@pytest.mark.parametrize("after", VersionState)
def test_plan_version_transitions_match_the_documented_table(
    before: VersionState, after: VersionState
) -> None:
    documented = (ROOT / "docs/architecture.md").read_text()
    drawing = documented.partition("## A version of a plan")[2].partition("## ")[0]
    assert (f"{before} --> {after}" in drawing) == (after in PLAN_VERSION[before])


def test_report_transitions_match_the_documented_table() -> None:
    documented = (ROOT / "docs/architecture.md").read_text()
    drawing = documented.partition("## A progress report")[2].partition("## ")[0]
    drawn = {(a, b) for a in ReportState for b in ReportState if f"{a} --> {b}" in drawing}
    assert drawn == {(a, b) for a, after in REPORT.items() for b in after}


@pytest.mark.parametrize("before", ReminderState)
@pytest.mark.parametrize("after", ReminderState)
def test_reminder_transitions_match_the_documented_table(
    before: ReminderState, after: ReminderState
) -> None:
    documented = (ROOT / "docs/architecture.md").read_text()
    drawing = documented.partition("## A reminder")[2].partition("## ")[0]
    assert (f"{before} --> {after}" in drawing) == (after in REMINDER[before])


@pytest.mark.parametrize("before", MailState)
@pytest.mark.parametrize("after", MailState)
def test_mail_transitions_match_the_documented_table(before: MailState, after: MailState) -> None:
    documented = (ROOT / "docs/architecture.md").read_text()
    drawing = documented.partition("## A mail")[2].partition("## ")[0]
    assert (f"{before} --> {after}" in drawing) == (after in MAIL[before])


@pytest.mark.parametrize("before", IntroductionState)
@pytest.mark.parametrize("after", IntroductionState)
def test_introduction_transitions_match_the_documented_table(
    before: IntroductionState, after: IntroductionState
) -> None:
    documented = (ROOT / "docs/architecture.md").read_text()
    assert (f"{before} --> {after}" in documented) == (after in INTRODUCTION[before])
