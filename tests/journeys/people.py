"""The people of the journeys, and the codes they read from their mail and their telephones."""

import base64
import hmac
import re
import struct
import time
from dataclasses import dataclass

PERIOD = 30
SECONDS_TO_TYPE = 4


@dataclass(frozen=True)
class Person:
    name: str
    job_title: str
    email: str


@dataclass
class Authenticator:
    """The app on a telephone that shows a new code every half minute."""

    key: str
    last_used: int = -1

    def code(self) -> str:
        """A code that was not used yet and is not about to change; may take half a minute."""
        while self.period() == self.last_used or PERIOD - time.time() % PERIOD < SECONDS_TO_TYPE:
            time.sleep(0.2)
        self.last_used = self.period()
        digest = hmac.digest(base64.b32decode(self.key), struct.pack(">Q", self.last_used), "sha1")
        start = digest[-1] & 0x0F
        number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
        return f"{number % 10**6:06}"

    @staticmethod
    def period() -> int:
        return int(time.time()) // PERIOD


def code_in(text: str) -> str:
    (code,) = re.findall(r"\b\d{6}\b", text)
    return str(code)


def link_in(text: str) -> str:
    (link,) = re.findall(r"^https?://\S+$", text, re.MULTILINE)
    return str(link)
