"""A real mail server that answers as it is told, and remembers who was written to."""

import asyncio
from asyncio import Server, Transport
from collections import Counter
from dataclasses import dataclass, field
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

OK = "250 OK"


@dataclass
class MailServer:
    """Says yes to everything until told otherwise."""

    at_sender: str = OK
    at_recipient: str = OK
    after_data: str = OK
    drop_after_data: bool = False
    # Mails after which it ends a conversation.
    ends_after: int = 0
    # Seconds that it takes to think about each mail.
    thinks: float = 0
    heard: int = 0
    conversations: set[str] = field(default_factory=set)
    taken: Counter[str] = field(default_factory=Counter)
    subjects: list[str] = field(default_factory=list)
    _of_conversation: Counter[str] = field(default_factory=Counter)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.conversations.add(str(session.peer))
        if self.ends_after and self._of_conversation[str(session.peer)] >= self.ends_after:
            return "421 That was enough for one conversation"
        if self.at_sender.startswith("250"):
            envelope.mail_from = address
        return self.at_sender

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.heard += 1
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.thinks)
        self._of_conversation[str(session.peer)] += 1
        if self.after_data.startswith("250"):
            self.taken.update(envelope.rcpt_tos)
            content = envelope.content
            assert isinstance(content, bytes)
            self.subjects.append(str(message_from_bytes(content)["Subject"]))
        if self.drop_after_data:
            assert isinstance(server.transport, Transport)
            server.transport.abort()
        return self.after_data


class AnyPort(Controller):
    """Takes whichever port is free."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def listening(handler: MailServer, port: int = 0) -> Controller:
    """The server, to be started; it takes mail from everybody and nobody's password."""
    kind = Controller if port else AnyPort
    return kind(
        handler,
        hostname="127.0.0.1",
        port=port,
        auth_require_tls=False,
        authenticator=lambda *_: AuthResult(success=False, handled=False),
    )
