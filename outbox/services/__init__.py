"""The outbox: every mail of the portal is a row before it is a mail.

Write a mail inside the transaction of the change that it tells of:

    mail = services.write(
        to=user.email, subject="…", text="…", html="…", headers={"List-Unsubscribe": "…"},
        kind="reminders.digest", about=membership, at=at, dispatch=False,
    )

If the transaction fails, there was no mail. Once it stands, the row is the truth and the queue a
hint: `dispatch=True` asks a worker at once, and a sweep every minute finds what a lost hint, a
wiped queue or a busy mail server has left. Who writes many mails at a time writes them with
`dispatch=False` and calls `hints.call_workers()` once after the commit, or leaves them to the
sweep.

A mail whose reason is gone is not sent. There are two ways:

- `call_off(mail=…, reason="…", at=…)` ends a mail that still waits;
- `settings.MAIL_CHECKS` maps a kind to the dotted path of `check(mail, at) -> str`. It is asked
  before each try, after the row was claimed. What it returns is why the mail is not wanted any
  more, and "" lets it go.

Where a mail stands is `mail.state`, one of `MailState`. Addresses are all that the outbox knows of
people, and `about` (`audit.services.key`) all that it knows of the rest. No words of a mail stay
in the ledger once it was sent.
"""

from outbox.services.bounces import read_bounce
from outbox.services.deciding import (
    it_arrived,
    leave,
    lift_suppression,
    send_again,
)
from outbox.services.delivery import deliver, deliver_waiting, sweep
from outbox.services.gate import hold_mail, is_held, release_mail
from outbox.services.heartbeat import NEVER, beat, quiet_since
from outbox.services.writing import call_off, forget, write

__all__ = [
    "NEVER",
    "beat",
    "call_off",
    "deliver",
    "deliver_waiting",
    "forget",
    "hold_mail",
    "is_held",
    "it_arrived",
    "leave",
    "lift_suppression",
    "quiet_since",
    "read_bounce",
    "release_mail",
    "send_again",
    "sweep",
    "write",
]
