"""Mail about a person's account that allauth does not write."""

from outbox import mail
from outbox.choices import Keep


def erased(address: str) -> None:
    """The last mail: the address is in no row of the portal any more."""
    mail.queue(
        to=address,
        subject="Your account has been erased",
        template="accounts/email/erased.txt",
        context={},
        keep=Keep.NOTHING,
    )
