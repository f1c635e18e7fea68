"""The digest: one mail a person and day."""

from datetime import datetime

from django.template.loader import render_to_string

from core.text import without_web_addresses
from organisations.links import absolute
from outbox import services as outbox
from outbox.models import Mail
from reminders.emails.items import Item
from reminders.emails.words import item_of
from reminders.links import stop_token
from reminders.models import Digest, Reminder

KIND = "reminders.digest"
LONGEST_SUBJECT = 200


def send(digest: Digest, reminders: list[Reminder], *, at: datetime) -> Mail:
    """Write the digest into the outbox, in the caller's transaction."""
    items = [item_of(reminder) for reminder in reminders]
    stop = absolute("reminders_stop", stop_token(digest))
    context = {
        "name": without_web_addresses(_name_of(digest, reminders[0])),
        "items": items,
        "whys": list(dict.fromkeys(item.why for item in items)),
        "stop": stop,
        "choose": absolute("reminders_choose") if digest.user else "",
    }
    members = {reminder.membership for reminder in reminders}
    return outbox.write(
        to=digest.address,
        subject=subject_of(items),
        text=render_to_string("reminders/email/digest.txt", context),
        html=render_to_string("reminders/email/digest.html", context),
        headers={
            # RFC 8058: a mail program sends this POST by itself when its reader presses its button.
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        kind=KIND,
        # Of several members, their records find the digest by their reminders.
        about=members.pop() if len(members) == 1 else digest,
        at=at,
        dispatch=False,
    )


def _name_of(digest: Digest, first: Reminder) -> str:
    if digest.user:
        return digest.user.full_name
    return first.membership.sponsor_name if first.membership else ""


def subject_of(items: list[Item]) -> str:
    """What the one thing is, or how many there are."""
    if len(items) > 1:
        return f"{len(items)} things, when you have a moment"
    return (items[0].subject or items[0].heading)[:LONGEST_SUBJECT]
