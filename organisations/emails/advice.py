"""Mail about the conversation between a member and the campaign team."""

from django.conf import settings
from django.db.models import Q

from organisations.choices import MessageKind, Role
from organisations.links import absolute
from organisations.models import Membership, Message
from outbox import mail


def member_wrote(message: Message) -> None:
    """Tell the campaign team that a member wrote. It is read in the portal."""
    organisation = message.membership.organisation
    is_reply = message.kind == MessageKind.REPLY
    mail.queue(
        to=settings.CONTACT_EMAIL,
        subject=f"{organisation} {'has replied' if is_reply else 'asks for advice'}",
        template="organisations/email/member_wrote.txt",
        context={
            "organisation": organisation,
            "is_reply": is_reply,
            "link": absolute("advice_answer", message.membership_id),
        },
        about=message.membership,
    )


def campaign_wrote(message: Message) -> None:
    """Send the leads, and the editors who took part, what the campaign team wrote."""
    organisation = message.membership.organisation
    asks = message.kind == MessageKind.MORE_ASKED
    subject = "The campaign team has a question" if asks else "The campaign team has answered"
    for address in _taking_part(message.membership):
        mail.queue(
            to=address,
            subject=f"{subject}: {organisation}",
            template="organisations/email/campaign_wrote.txt",
            context={
                "message": message,
                "organisation": organisation,
                "asks": asks,
                "link": absolute("advice", message.membership_id),
            },
            about=message.membership,
        )


def _taking_part(membership: Membership) -> list[str]:
    wrote = Q(role=Role.EDITOR, user__in=membership.messages.values("author"))
    people = membership.representatives
    return (people.active_leads() | people.filter(wrote, user__is_active=True)).addresses()
