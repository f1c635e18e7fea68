"""What the outbox asks before it tries to send a digest."""

from datetime import datetime

from outbox.models import Mail
from reminders.services.digests import call_off


def still_wanted(mail: Mail, at: datetime) -> str:
    """Why a digest is not to go any more, or "" to let it go."""
    return call_off(mail=mail, at=at)
