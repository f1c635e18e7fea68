"""Members and sign-ups that stand where a journey begins, made by the services themselves.

Runs inside the portal, where the mails that this causes go their usual way.
"""

from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.services import register_person, rename_person
from mergers.services import open_mergers
from organisations.choices import OrganisationType, PlanIntention, Role
from organisations.models import Membership, Organisation
from organisations.services import advice, register
from organisations.services import membership as memberships
from pledges import services as pledges
from tests.conftest import WORDS
from tests.mergers.closing import close, write

MEMBER, OLD = "Keys and Tab NHS Trust", "Old Mouse NHS Trust"
ASKED, DENIED = "Many Changes NHS Trust", "Wrong Address NHS Trust"
LEAD = "lena@keys.example"
SPONSOR = "sponsor@keys.example"
ASKING, UNCHECKED, UNLED = (
    "Asking Advice NHS Trust",
    "Unknown Callers NHS Trust",
    "Empty Desk NHS Trust",
)


def set_up() -> None:
    """A member whose predecessor closed, and two sign-ups that wait for their sponsor."""
    at, today = timezone.now(), timezone.localdate()
    lead = rename_person(
        user=(user := register_person(email=LEAD, at=at)), full_name="Lena Keys", by=user, at=at
    )
    member, old = (a_member(name, lead, number) for number, name in enumerate((MEMBER, OLD)))
    write(old, lead, pledges=1)
    close(old, member.organisation)
    open_mergers(at=at, today=today)
    for number, name in enumerate((ASKED, DENIED), start=2):
        member = memberships.start_sign_up(
            organisation=an_organisation(name, number), by=lead, full_name="Lena Keys",
            job_title="Matron", at=at, today=today,
        )  # fmt: skip
        given: dict[str, Any] = {"membership": member, "by": lead, "at": at}
        memberships.name_sponsor(
            name="Sam Sponsor", title="Chief executive", email=SPONSOR, **given
        )
        memberships.state_plan_intention(intention=PlanIntention.NOT_NOW, by_date=None, **given)
        for pledge in range(1, 6):
            pledges.draft_commitment(number=pledge, kind="NEW", text=WORDS, today=today, **given)
        pledges.send_to_sponsor(membership=member, by=lead, at=at)


def for_the_campaign_team() -> None:
    """A question to answer, a sign-up to check, and a member whose only lead cannot sign in."""
    at, people = timezone.now(), {}
    for number, name in enumerate((ASKING, UNCHECKED, UNLED), start=5):
        person = register_person(email=f"desk{number}@keys.example", at=at)
        people[name] = person, a_member(name, person, number)
    asking, asks = people[ASKING]
    advice.write_to_campaign(membership=asks, text="What helps on wards?", by=asking, at=at)
    unchecked = Membership.objects.filter(pk=people[UNCHECKED][1].pk)
    unchecked.update(state="AWAITING_VERIFICATION", joined_at=None, last_heard_at=None)
    User.objects.filter(pk=people[UNLED][0].pk).update(is_active=False)


def an_organisation(name: str, number: int) -> Organisation:
    return register.add_organisation(
        name=name, ods_code=f"ZZK{number}", type=OrganisationType.ACUTE_TRUST, region_code="Y63",
        town="Keyham", postcode=f"ZZ9 {number}ZZ", by="system", at=timezone.now(),
    )  # fmt: skip


def a_member(name: str, lead: User, number: int) -> Membership:
    at = timezone.now()
    member = Membership.objects.create(
        organisation=an_organisation(name, number), state="ACTIVE", state_at=at, started_at=at,
        sponsor_name="Sam Sponsor", sponsor_title="Chief executive", sponsor_email=SPONSOR,
        sponsor_confirmed_at=at, joined_at=at, last_heard_at=at,
    )  # fmt: skip
    member.state_changes.create(to_state="ACTIVE", at=at)
    memberships.add_representative(
        membership=member, user=lead, role=Role.LEAD, job_title="Matron", by=lead, at=at
    )
    return member
