"""Puts the made-up members of `members.json` into an empty database, through the services."""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection, transaction

from accounts.choices import CampaignRole
from accounts.models import User
from accounts.services import give_campaign_role, register_person, rename_person
from audit.services import SYSTEM
from certificates.services import issue_due
from improvement_plans import services as plans
from improvement_plans.choices import ReportFrequency
from improvement_plans.models import Plan
from organisations.choices import MembershipState, OrganisationType, PlanIntention, Region, Role
from organisations.models import Membership
from organisations.services import membership as memberships
from organisations.services import register
from organisations.services.sponsorship import LINK_LASTS
from pledges import services as pledges
from pledges.models import Pledge
from safety_portal.demo.changes import all_versions, change_pledges
from safety_portal.demo.individuals import add_individual, individuals
from safety_portal.demo.introductions import add_introductions
from safety_portal.demo.people import OFFICER, OFFICER_TOTP_SECRET
from safety_portal.demo.story import tell_story

MEMBERS = Path(__file__).with_name("members.json")
# Made-up bodies that have not signed up yet, for whoever tries it.
NOT_YET_MEMBERS = [
    (
        "ZZ190",
        "THISTLEDOWN HOSPITALS NHS TRUST",
        OrganisationType.ACUTE_TRUST,
        "thistledown.example",
    ),
    ("ZZ290", "LOW MOOR COMMUNITY NHS TRUST", OrganisationType.COMMUNITY_TRUST, "lowmoor.example"),
    ("ZZ390", "THE OLD TANNERY SURGERY", OrganisationType.GP_PRACTICE, "oldtannery.example"),
]
# Members who report this often have a report due now, so that the demo sends a reminder.
OFTEN = {ReportFrequency.MONTHLY, ReportFrequency.QUARTERLY}


@transaction.atomic
def load_demo(today: date) -> int:
    """Load every member; returns how many. No mail is sent: the story is in the past."""
    officer = add_officer(at=moment(date(2022, 1, 10)))
    members = json.loads(MEMBERS.read_text())["members"]
    for member in members:
        add_member(member, today)
    for ods_code, name, kind, domain in NOT_YET_MEMBERS:
        organisation = register.add_organisation(
            name=name,
            ods_code=ods_code,
            type=kind,
            region_code=Region.NORTH_WEST,
            town="THISTLEDOWN",
            by=SYSTEM,
            at=moment(date(2022, 1, 10)),
        )
        register.record_domain(
            organisation=organisation,
            domain=domain,
            by=SYSTEM,
            at=moment(date(2022, 1, 10)),
        )
    for person in individuals():
        at = moment(person["joined"])
        email = address(f"{person['first_name']} {person['last_name']}", "people.example")
        add_individual(person, email=email, at=at, today=at.date())
    issue_due(at=moment(today))
    add_introductions(moment(today))
    tell_story(officer=officer, today=today)
    # Whatever the services queued belongs to that past.
    connection.run_on_commit.clear()
    return len(members)


def moment(day: date | str) -> datetime:
    """Ten o'clock in London on a day."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime.combine(day, time(10), ZoneInfo("Europe/London"))


def add_officer(at: datetime) -> User:
    officer = add_person(OFFICER.email, OFFICER.full_name, at)
    give_campaign_role(user=officer, role=CampaignRole.OFFICER, by=SYSTEM, at=at)
    TOTP.activate(officer, OFFICER_TOTP_SECRET)
    return officer


def add_person(email: str, full_name: str, at: datetime) -> User:
    user = register_person(email=email, at=at)
    return rename_person(user=user, full_name=full_name, by=user, at=at)


def address(name: str, domain: str) -> str:
    """`Nuala Brackenridge` at harrowmere.example: nuala.brackenridge@harrowmere.example."""
    letters = (
        c for c in name.lower().replace(" ", ".") if c.isascii() and (c.isalpha() or c == ".")
    )
    return f"{''.join(letters).removeprefix('dr.')}@{domain}"


def add_member(member: dict[str, Any], today: date) -> None:
    at = moment(member["joined"]) - timedelta(days=20)
    organisation = register.add_organisation(
        name=member["name"],
        former_name=member["former_name"] or "",
        ods_code=member["ods_code"],
        type=member["type"],
        town=member["town"],
        postcode=member["postcode"],
        region_code=member["region"],
        by=SYSTEM,
        at=at,
    )
    if member["state"] != "AWAITING_VERIFICATION":
        register.record_domain(
            organisation=organisation, domain=member["email_domain"], by=SYSTEM, at=at
        )
    lead = register_person(email=address(member["lead"]["name"], member["email_domain"]), at=at)
    membership = memberships.start_sign_up(
        organisation=organisation,
        by=lead,
        full_name=member["lead"]["name"],
        job_title=member["lead"]["job_title"],
        at=at,
        today=at.date(),
    )
    write_sign_up(membership, member, lead, at)
    if member["state"] != "DRAFT":
        confirm_sign_up(membership, member, lead, today)


def write_sign_up(membership: Membership, member: dict[str, Any], lead: User, at: datetime) -> None:
    sponsor = member["sponsor"]
    memberships.name_sponsor(
        membership=membership,
        name=sponsor["name"],
        title=sponsor["title"],
        email=address(sponsor["name"], member["email_domain"]),
        by=lead,
        at=at,
    )
    for commitment in member["commitments"]:
        first = all_versions(commitment)[0]
        pledges.draft_commitment(
            membership=membership,
            number=commitment["pledge"],
            kind=first["kind"],
            text=first["text"],
            by=lead,
            at=at,
            today=at.date(),
        )
    if len(member["commitments"]) == pledges.PLEDGES:
        memberships.state_plan_intention(
            membership=membership, intention=PlanIntention.NOT_NOW, by_date=None, by=lead, at=at
        )


def confirm_sign_up(
    membership: Membership, member: dict[str, Any], lead: User, today: date
) -> None:
    joined = moment(member["joined"])
    asked = max(joined - timedelta(days=6), moment(today) - LINK_LASTS + timedelta(days=2))
    if member["state"] != "AWAITING_SPONSOR":
        asked = joined - timedelta(days=6)
    sponsor_request = pledges.send_to_sponsor(membership=membership, by=lead, at=asked)
    if member["state"] == "AWAITING_SPONSOR":
        return
    membership = pledges.confirm_pledges(sponsor_request=sponsor_request, at=joined)
    if editor := member.get("editor"):
        memberships.add_representative(
            membership=membership,
            user=add_person(
                address(editor["name"], member["email_domain"]), editor["name"], joined
            ),
            role=Role.EDITOR,
            job_title=editor["job_title"],
            by=lead,
            at=joined,
        )
    change_pledges(membership, member, lead, moment)
    if member["plan"]:
        write_plan(membership, member["plan"], lead, member["lead"]["job_title"], today)
    if member["state"] in {MembershipState.PAUSED, MembershipState.WITHDRAWN}:
        memberships.change_state(
            membership=membership,
            to=MembershipState(member["state"]),
            by=lead,
            at=moment(member["state_date"]),
            reason=member["state_reason"],
        )


def write_plan(
    membership: Membership, text: dict[str, Any], lead: User, role: str, today: date
) -> None:
    versions = [*text.get("versions", []), text]
    plan = plans.start_plan(membership=membership, by=lead, at=moment(versions[0]["published"]))
    for number, version in enumerate(versions, start=1):
        at = moment(version["published"])
        if number > 1:
            plans.start_new_version(plan=plan, by=lead, at=at)
        plans.save_part(
            plan=plan,
            by=lead,
            at=at,
            title=text["title"],
            start_date=date.fromisoformat(text["start"]),
            end_date=date.fromisoformat(text["end"]),
            board_approved_date=board_approval(text, at),
            executive_lead=text["executive_lead"],
            where_we_are_now=version["where_we_are_now"],
        )
        add_priorities(plan, text, lead, at, last=number == len(versions))
        plans.publish_plan(
            plan=plan,
            reason=version.get("reason", "First version"),
            report_frequency=ReportFrequency(text["report_frequency"]),
            next_report_date=next_report(at.date(), text["report_frequency"], today),
            by=lead,
            role=role,
            at=at,
            today=at.date(),
        )


def board_approval(text: dict[str, Any], at: datetime) -> date | None:
    """The board's date, once it lies behind the version that is being written."""
    day = date.fromisoformat(text["board_approved"]) if text["board_approved"] else None
    return day if day and day <= at.date() else None


def add_priorities(
    plan: Plan, text: dict[str, Any], lead: User, at: datetime, *, last: bool
) -> None:
    """The first version works on the first two priorities, the last one on all."""
    draft = plan.versions.drafts().get()
    written = draft.priorities.count()
    for priority in text["priorities"][written : None if last else 2]:
        amount = priority["amount"]
        plans.add_priority(
            plan=plan,
            pledges=list(Pledge.objects.filter(number__in=priority["pledges"])),
            by=lead,
            at=at,
            title=priority["title"],
            topic=priority["topic"],
            own_topic=priority["own_topic"],
            scope=priority["scope"],
            why=priority["why"],
            aim_direction=priority["direction"],
            aim_measure=priority["measure"],
            aim_amount_kind=priority["amount_kind"],
            aim_amount=None if amount is None else Decimal(str(amount)),
            aim_by_date=date.fromisoformat(priority["by"]),
        )


def next_report(published: date, frequency: str, today: date) -> date:
    """The next date in the member's series; for those who report often, the one just gone by."""
    day = plans.report_after(published, frequency)
    while (following := plans.report_after(day, frequency)) <= today:
        day = following
    if day > today or frequency in OFTEN:
        return day
    return plans.report_after(day, frequency)
