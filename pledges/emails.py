"""One function per mail about pledges."""

from collections.abc import Sequence

from accounts.models import User
from organisations.emails.recipients import leads_and_sponsor
from organisations.links import absolute
from organisations.models import Membership
from outbox import mail
from pledges.models import Commitment


def pledges_changed(membership: Membership, commitments: Sequence[Commitment], *, by: User) -> None:
    """Tell the sponsor and the other leads what has changed in the organisation's name, and why."""
    organisation = membership.organisation
    changes = [
        (commitment, absolute("pledge_public", organisation.slug, commitment.wording.pledge.number))
        for commitment in commitments
    ]
    for address in leads_and_sponsor(membership):
        if address != by.email:
            mail.queue(
                to=address,
                subject=f"{organisation} has changed its pledges",
                template="pledges/email/pledges_changed.txt",
                context={
                    "organisation": organisation,
                    "changes": changes,
                    "by": by,
                    "reason": commitments[0].reason,
                },
                about=membership,
            )
