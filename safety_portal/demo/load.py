"""Puts the made-up members of `members.json` into an empty database, through the services."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection, transaction

from accounts.choices import CampaignRole
from accounts.models import User
from accounts.services import give_campaign_role, register_person, rename_person
from audit.services import SYSTEM
from certificates.services import issue_due
from organisations.choices import MembershipState, OrganisationType, PlanIntention, Region, Role
from organisations.models import Membership
from organisations.services import membership as memberships
from organisations.services import register
from organisations.services.sponsorship import LINK_LASTS
from outbox.models import Mail
from pledges import services as pledges
from safety_portal.demo.changes import all_versions, change_pledges
from safety_portal.demo.days import moment
from safety_portal.demo.individuals import add_individual, individuals
from safety_portal.demo.introductions import add_introductions
from safety_portal.demo.mail import add_mail
from safety_portal.demo.people import OFFICER, OFFICER_TOTP_SECRET
from safety_portal.demo.plans import write_plan
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
    # Whatever the services wrote to people belongs to that past.
    Mail.objects.all().delete()
    add_mail(moment(today))
    connection.run_on_commit.clear()
    return len(members)


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
