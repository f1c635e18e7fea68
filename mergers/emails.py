"""One function per mail about mergers."""

from core import mail
from mergers.models import Handover
from organisations.choices import Role
from organisations.links import absolute
from organisations.models import Membership


def closed(handover: Handover, heir: Membership | None) -> None:
    """Tell the predecessor's leads who continues them, and who decides."""
    _to_leads(
        handover.membership,
        handover,
        f"{handover.predecessor} continues as {handover.successor}",
        "closed.txt",
        heir=heir,
        link=absolute("organisation", handover.successor.slug),
        own_page=absolute("organisation", handover.predecessor.slug),
    )


def left_to_you(handover: Handover, heir: Membership) -> None:
    """Ask the successor's leads what they carry on."""
    _to_leads(
        heir,
        handover,
        f"What {handover.predecessor} leaves to you",
        "left_to_you.txt",
        link=absolute("handover", heir.pk, handover.pk),
    )


def settled(handover: Handover) -> None:
    """Tell the predecessor's leads that the successor has decided."""
    _to_leads(
        handover.membership,
        handover,
        f"{handover.successor} has decided what it carries on",
        "settled.txt",
        link=absolute("organisation", handover.successor.slug),
    )


def _to_leads(
    membership: Membership, handover: Handover, subject: str, template: str, **context: object
) -> None:
    leads = membership.representatives.filter(role=Role.LEAD, user__is_active=True)
    for address in leads.order_by("pk").values_list("user__email", flat=True):
        mail.queue(
            to=address,
            subject=subject,
            template=f"mergers/email/{template}",
            context={"handover": handover, **context},
        )
