"""Sign-ups that wait for the campaign team's check, and questions that wait for its answer."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from core import working_days
from core.text import nhs_date, plural
from organisations.choices import CHECK_PROMISED_WORKING_DAYS, SHARED_DOMAINS, MessageKind
from organisations.models import EmailDomain, Membership, Message, SponsorRequest
from organisations.services.advice import open_request
from organisations.services.verification import applicant, domain_of, recorded_domains


def promised_date(since: datetime) -> date:
    """The day by which the campaign team promises to have checked what came at `since`."""
    return working_days.after(localdate(since), CHECK_PROMISED_WORKING_DAYS)


def age(since: datetime, today: date) -> str:
    """How long something has waited, in working days."""
    days = working_days.between(localdate(since), today)
    return plural(days, "working day") if days else "Since today"


def reasons(membership: Membership) -> list[str]:
    """Why a person has to check a sign-up: what `is_verified` looked at, in words."""
    by_hand = membership.organisation.added_by_hand
    found = ["Added by hand: its people did not find it in the register"] if by_hand else []
    recorded = recorded_domains(membership)
    person, sponsor = applicant(membership), domain_of(membership.sponsor_email)
    if person is None:
        found.append("The person who started it no longer acts for it")
    if person and domain_of(person.email) == sponsor:
        return [*found, f"Both addresses are on {_proof(sponsor, recorded)}"]
    if person:
        domain = domain_of(person.email)
        found.append(f"The applicant’s address is on {_proof(domain, recorded)}")
    if not sponsor:
        return [*found, "The sponsor has had their address erased since they confirmed"]
    return [*found, f"The sponsor’s address is on {_proof(sponsor, recorded)}"]


def _proof(domain: str, recorded: set[str]) -> str:
    if domain in recorded:
        return f"{domain}, which has been recorded for this organisation since"
    if domain in SHARED_DOMAINS:
        return f"{domain}, which proves nothing"
    return f"{domain}, a domain not recorded for this organisation"


@dataclass(frozen=True)
class Check:
    """A sign-up that waits to be checked by hand. Needs `MembershipQuerySet.with_evidence`."""

    membership: Membership
    age: str
    promised_date: date
    reasons: list[str]
    # What we asked and have no reply to; the check waits for the applicant until then.
    asked: Message | None

    @property
    def waits_for(self) -> str:
        """Who has to do something, and since or until when."""
        if self.asked:
            return f"The applicant, since {nhs_date(self.asked.at)}"
        return f"Us: promised by {nhs_date(self.promised_date)}"

    @classmethod
    def of(cls, membership: Membership, today: date) -> "Check":
        replies = [m.at for m in membership.messages.all() if m.kind == MessageKind.REPLY]
        return cls(
            membership,
            age(membership.state_at, today),
            # Two working days, again from the day the applicant sent what we asked for.
            promised_date(max([membership.state_at, *replies])),
            reasons(membership),
            open_request(membership),
        )


@dataclass(frozen=True)
class Denial:
    """A sponsor who said “this is not my organisation”, and since when nobody has seen to it."""

    request: SponsorRequest
    age: str

    @classmethod
    def of(cls, request: SponsorRequest, today: date) -> "Denial":
        return cls(request, age(request.answered_at or request.asked_at, today))


@dataclass(frozen=True)
class AdviceAsked:
    """A question that the campaign team has not answered."""

    membership: Membership
    asked_at: datetime
    age: str

    @classmethod
    def of(cls, question: Message, today: date) -> "AdviceAsked":
        return cls(question.membership, question.at, age(question.at, today))


OTHERS_SHOWN = 10


@dataclass(frozen=True)
class Evidence:
    """What an officer looks at beside the register: the domains, and who else is on them."""

    recorded: list[str]
    # Of the applicant and the sponsor; shared ones and this organisation's own are not among them.
    domains: list[str]
    owners: list[EmailDomain]
    others: list[Membership]

    @classmethod
    def of(cls, membership: Membership) -> "Evidence":
        recorded = recorded_domains(membership)
        person = applicant(membership)
        found = {domain_of(person.email if person else ""), domain_of(membership.sponsor_email)}
        domains = sorted(found - recorded - {*SHARED_DOMAINS, ""})
        others = Membership.objects.known_with_addresses_on({*domains, *(found & recorded)})
        owners = EmailDomain.objects.filter(domain__in=domains).select_related("organisation")
        return cls(
            sorted(recorded),
            domains,
            list(owners.order_by("domain")),
            list(others.exclude(pk=membership.pk)[:OTHERS_SHOWN]),
        )
