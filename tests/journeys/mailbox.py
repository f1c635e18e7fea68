"""A mail server that keeps what it is given, and hands it out as people open their mail."""

import email
import email.policy
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller

SECONDS_TO_ARRIVE = 30.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Mail:
    """One message as one person finds it."""

    to: str
    subject: str
    text: str


class Mailbox:
    """Everyone's mail. `receive` waits for a message and opens it; a message is opened once."""

    def __init__(self) -> None:
        self.arrived: list[Mail] = []
        self.opened: set[int] = set()
        self.lock = threading.Lock()
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.controller.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """What the mail server does with a message: keep one copy for each recipient."""
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        subject = str(message["Subject"])
        # Reminders are written as HTML too; what people read aloud is the same.
        plain = message.get_body(("plain",))
        text = str(plain.get_content() if plain else "").replace("\r\n", "\n")
        with self.lock:
            self.arrived += [Mail(to, subject, text) for to in envelope.rcpt_tos]
        return "250 OK"

    def receive(self, to: str, about: str) -> Mail:
        """The next unopened message to this address with `about` in its subject."""
        give_up_at = time.monotonic() + SECONDS_TO_ARRIVE
        while time.monotonic() < give_up_at:
            with self.lock:
                for number, mail in enumerate(self.arrived):
                    if number not in self.opened and mail.to == to and about in mail.subject:
                        self.opened.add(number)
                        return mail
            time.sleep(0.05)
        known = [f"{mail.to}: {mail.subject}" for mail in self.arrived]
        raise AssertionError(f"No mail to {to} about “{about}”. There is: {known}")

    def everything(self) -> list[Mail]:
        """All that arrived, opened or not."""
        with self.lock:
            return list(self.arrived)
