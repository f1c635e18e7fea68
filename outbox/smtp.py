"""Handing one mail to the mail server, and knowing afterwards who has it.

`smtplib.sendmail` raises the same error for a connection that broke before the mail was handed
over, when it may be sent again, and after, when it may not. So the commands are given one by one.
Connecting, TLS and signing in are Django's.
"""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from email.utils import parseaddr
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

END_OF_DATA = b".\r\n"
OK, FORWARDED, GO_AHEAD, CLOSING, FOR_GOOD = 250, 251, 354, 421, 500


class NotTaken(Exception):
    """The server, or what stands before it, has not taken the mail; nothing of it is on its way."""

    # It says so for good, and of this mail.
    for_good = False
    # It says that there is no such mailbox.
    no_such_mailbox = False


class ServerAway(NotTaken):
    """It cannot be reached, or wants nothing of us now."""


class ConversationEnded(ServerAway):
    """The connection is gone, as servers end one that has served many mails or long been idle."""


class Refused(NotTaken):
    """A reply of 5xx to this mail."""

    for_good = True


class NoSuchMailbox(Refused):
    no_such_mailbox = True


class OutcomeUnknown(Exception):
    """The mail was handed over, and no answer came: it may be on its way."""


class MailServer:
    """A connection that is opened when first needed and used for one mail after another."""

    def __init__(self) -> None:
        self._backend: EmailBackend | None = None
        # Whether the last mail showed that no other would fare better.
        self.is_away = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def send(self, message: EmailMessage, sender: str) -> str:
        """Hand over one mail. Returns the server's answer.

        Raises `NotTaken` when it has not taken it, `OutcomeUnknown` when nobody can say.
        """
        try:
            return self._send(message, sender)
        except ServerAway:
            self.is_away = True
            raise

    def _send(self, message: EmailMessage, sender: str) -> str:
        backend = get_connection() if self._backend is None else self._backend
        if not isinstance(backend, EmailBackend):  # a folder, a list: no server that could refuse
            backend.send_messages([message])
            return "Written down."
        # Django's own class; it writes lines as SMTP wants them.
        content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
        addresses = [sanitize_address(each, "utf-8") for each in (sender, message.to[0])]
        if self._backend is not None:
            with suppress(ConversationEnded):
                return self._transmit(content, *addresses)
        self._open(backend)
        return self._transmit(content, *addresses)

    def close(self) -> None:
        """End the conversation. How the server takes that changes nothing."""
        if self._backend is not None:
            try:
                self._connection().quit()
            except (OSError, smtplib.SMTPException):
                self._connection().close()
            self._backend.connection = None
        self._backend = None

    def _open(self, backend: EmailBackend) -> None:
        self.close()
        try:
            backend.open()
            self._backend = backend
            self._connection().ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            self._backend = None
            with suppress(OSError, smtplib.SMTPException):
                backend.close()  # it answered, and did not let us in
            raise ServerAway(str(error)) from error

    def _connection(self) -> smtplib.SMTP:
        backend: Any = self._backend
        return backend.connection

    def _transmit(self, content: bytes, sender: str, recipient: str) -> str:
        smtp = self._connection()
        # About us and not about this mail: a sender that the server refuses.
        self._expect(OK, ServerAway, lambda: smtp.mail(sender))
        self._expect(OK, NoSuchMailbox, lambda: smtp.rcpt(recipient))
        self._expect(GO_AHEAD, Refused, lambda: smtp.docmd("DATA"))
        try:
            smtp.send(_dotted(content) + END_OF_DATA)
            code, answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise OutcomeUnknown(str(error) or "The connection broke.") from error
        return self._judge(OK, Refused, code, answer)

    def _expect(
        self, wanted: int, refusal: type[NotTaken], command: Callable[[], tuple[int, bytes]]
    ) -> None:
        try:
            code, answer = command()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ConversationEnded(str(error)) from error
        self._judge(wanted, refusal, code, answer)

    def _judge(self, wanted: int, refusal: type[NotTaken], code: int, answer: bytes) -> str:
        """The answer in words, if it is the one that was wanted."""
        words = f"{code} {answer.decode(errors='replace')}"
        if code in {wanted, FORWARDED}:
            return words
        if code == CLOSING or not self._starts_anew():
            self.close()
        raise _error(code, words, refusal)

    def _starts_anew(self) -> bool:
        """Whether the connection is still there, for the next mail."""
        try:
            return bool(self._connection().rset()[0] == OK)
        except (OSError, smtplib.SMTPException):
            return False


def _error(code: int, words: str, refusal: type[NotTaken]) -> NotTaken:
    if code == CLOSING:
        return ConversationEnded(words)
    if refusal is ServerAway or code < FOR_GOOD:
        return (ServerAway if refusal is ServerAway else NotTaken)(words)
    if refusal is NoSuchMailbox and not says_no_mailbox(words):
        return Refused(words)
    return refusal(words)


def envelope_sender(address: str) -> str:
    """The bare address that returns go to."""
    return parseaddr(address)[1]


def says_no_mailbox(words: str) -> bool:
    """Whether a reply of 5xx says that the mailbox is not there.

    RFC 3463 tells 5.1.x (no such address) and 5.2.1 (mailbox closed) from policy, content and a
    full mailbox. A server that gives no such code says it with 550, 551 or 553 (RFC 5321).
    """
    code, _, rest = words.partition(" ")
    enhanced = rest.split(" ", 1)[0]
    if enhanced.startswith("5.") and enhanced.count(".") == 2:
        return enhanced.startswith("5.1.") or enhanced == "5.2.1"
    return code in {"550", "551", "553"}


def _dotted(content: bytes) -> bytes:
    """A line that is only a dot would end the mail (RFC 5321, 4.5.2)."""
    if content.startswith(b"."):
        content = b"." + content
    content = content.replace(b"\r\n.", b"\r\n..")
    return content if content.endswith(b"\r\n") else content + b"\r\n"
