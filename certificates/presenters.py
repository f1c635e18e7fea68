"""A membership as its certificate and its badge put it on a given day."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.html import escape

from certificates.choices import Standing
from certificates.models import Certificate
from core.text import month, nhs_date
from core.working_days import day_of
from organisations.choices import MembershipState
from organisations.links import absolute
from organisations.models import Membership, Organisation
from organisations.models.register import heirs
from pledges.models import Commitment, PledgeWording

BADGE_WIDTH, BADGE_HEIGHT = 320, 96
# Letters that fit the badge at full size in the widest of the fonts that a reader may have.
FITS_THE_BADGE = 20
# Names longer than these are set smaller on the sheet.
LONG, LONGER = 50, 110


@dataclass(frozen=True)
class MembershipToday:
    """Where a membership stands on a day, in the words of certificate and badge."""

    membership: Membership
    standing: Standing
    joined_date: date
    # When it left, closed or paused; for a member, when it came back.
    changed_date: date | None

    @classmethod
    def of(cls, membership: Membership, today: date) -> "MembershipToday":
        """Needs `MembershipQuerySet.with_rejoined_at` and the organisation."""
        organisation, state_date = membership.organisation, day_of(membership.state_at)
        changed: date | None = state_date
        rejoined = membership.rejoined_at  # type: ignore[attr-defined]
        if membership.state == MembershipState.WITHDRAWN:
            standing = Standing.LEFT
        elif organisation.is_closed(today) or membership.state == MembershipState.SUCCEEDED:
            standing, changed = Standing.CONTINUED, organisation.closed_date or state_date
        elif membership.state == MembershipState.PAUSED:
            standing = Standing.PAUSED
        else:
            standing, changed = Standing.MEMBER, day_of(rejoined) if rejoined else None
        return cls(membership, standing, day_of(membership.joined_at), changed)  # type: ignore[arg-type]

    @property
    def is_over(self) -> bool:
        return self.standing in {Standing.LEFT, Standing.CONTINUED}

    @property
    def sentence(self) -> str:
        """With full dates, for the certificate."""
        joined, changed = nhs_date(self.joined_date), self.changed_date
        if changed is None:
            return f"Member since {joined}"
        if self.standing == Standing.MEMBER:
            return f"Member since {joined}, with a break until {nhs_date(changed)}"
        if self.standing == Standing.PAUSED:
            return f"Member since {joined}, paused since {nhs_date(changed)}"
        return f"Was a member from {joined} to {nhs_date(changed)}"


@dataclass(frozen=True)
class Badge:
    """What a badge says, and how: by the shape of its mark and frame, never by colour alone."""

    title: str
    name: str
    lines: tuple[str, str]
    standing: Standing
    is_squeezed: bool

    @classmethod
    def of(cls, membership: Membership, today: date) -> "Badge":
        """Needs what `MembershipToday` needs."""
        now = MembershipToday.of(membership, today)
        when = month(now.changed_date or now.joined_date)
        if now.standing == Standing.MEMBER:
            lines = ("Member again since" if now.changed_date else "Member since", when)
        elif now.standing == Standing.PAUSED:
            lines = ("Membership paused", f"since {when}")
        else:
            lines = ("Was a member", f"until {when}")
        name = settings.PORTAL_NAME
        return cls(
            title=f"{name}: {membership.organisation}. {' '.join(lines)}",
            name=name,
            lines=lines,
            standing=now.standing,
            is_squeezed=len(name) > FITS_THE_BADGE,
        )


@dataclass(frozen=True)
class Sheet:
    """All that stands on a member's certificate, on screen, on paper and as PDF."""

    code: str
    today: MembershipToday
    on: date
    wordings: list[PledgeWording]
    successors: list[Organisation]

    @classmethod
    def of(cls, certificate: Certificate, on: date) -> "Sheet":
        """As many queries however much it says; two more where it closed."""
        membership = Membership.objects.with_rejoined_at().select_related("organisation")
        today = MembershipToday.of(membership.get(pk=certificate.membership_id), on)
        organisation = today.membership.organisation
        commitments = Commitment.objects.published().filter(membership=today.membership)
        if is_closed := organisation.is_closed(on):
            prefetch_related_objects([organisation], *heirs())
        return cls(
            code=certificate.shown_code,
            today=today,
            on=on,
            wordings=[commitment.wording for commitment in commitments.in_pledge_order()],
            successors=sorted(organisation.continued_by(on), key=str) if is_closed else [],
        )

    @property
    def organisation(self) -> Organisation:
        return self.today.membership.organisation

    @property
    def name_size(self) -> str:
        """How large the name is set, so that any fits the page."""
        length = len(str(self.organisation))
        return "longer" if length > LONGER else "long" if length > LONG else "usual"

    @property
    def address(self) -> str:
        """Where it can be checked, by a person who reads it from paper."""
        return absolute("certificate", self.code)


def embed_code(certificate: Certificate, organisation: Organisation) -> str:
    """HTML for the member's own site: no script, no style, and no word of who reads that site.

    The alternative text stays true whatever becomes of the membership.
    """
    badge = absolute("badge", organisation.slug)
    page = absolute("certificate", certificate.shown_code)
    alt = escape(f"{organisation} in the {settings.PORTAL_NAME}: check our certificate")
    return (
        f'<a href="{page}" referrerpolicy="no-referrer">'
        f'<img src="{badge}" alt="{alt}" width="{BADGE_WIDTH}" height="{BADGE_HEIGHT}"'
        ' loading="lazy" referrerpolicy="no-referrer"></a>'
    )
