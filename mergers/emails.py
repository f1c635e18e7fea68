"""One function per mail about mergers."""

from mergers.models import Merger
from organisations.links import absolute
from organisations.models import Membership
from outbox import mail


def closed(merger: Merger, heir: Membership | None) -> None:
    """Tell the predecessor's leads who continues them, and who decides."""
    _to_leads(
        merger.membership,
        merger,
        f"{merger.predecessor} continues as {merger.successor}",
        "closed.txt",
        heir=heir,
        link=absolute("organisation", merger.successor.slug),
        own_page=absolute("organisation", merger.predecessor.slug),
    )


def left_to_you(merger: Merger, heir: Membership) -> None:
    """Ask the successor's leads what they carry on."""
    _to_leads(
        heir,
        merger,
        f"What {merger.predecessor} leaves to you",
        "left_to_you.txt",
        link=absolute("merger", heir.pk, merger.pk),
    )


def settled(merger: Merger) -> None:
    """Tell the predecessor's leads that the successor has decided, or that nobody is going to."""
    by_campaign = bool(merger.settled_reason)
    _to_leads(
        merger.membership,
        merger,
        f"{merger.successor} does not decide what it carries on"
        if by_campaign
        else f"{merger.successor} has decided what it carries on",
        "settled_for_successor.txt" if by_campaign else "settled.txt",
        link=absolute("organisation", merger.successor.slug),
    )


def _to_leads(
    membership: Membership, merger: Merger, subject: str, template: str, **context: object
) -> None:
    for address in membership.representatives.active_leads().addresses():
        mail.queue(
            to=address,
            subject=subject,
            template=f"mergers/email/{template}",
            context={"merger": merger, **context},
            about=membership,
        )
