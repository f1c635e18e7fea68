"""Reads mail that mail servers return: delivery status notifications (RFC 3464)."""

from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import NamedTuple


class Returned(NamedTuple):
    """What one notification says about one mail."""

    # Everything in which the Message-ID of the mail may stand.
    original: str
    action: str
    # RFC 3463, such as 5.1.1.
    status: str
    answer: str


def read(content: bytes) -> Returned | None:
    """What a file says, or None when it is no delivery status notification."""
    message = BytesParser(policy=policy.default).parsebytes(content)
    parts = list(message.walk())
    status = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    if not status:
        return None
    fields = _fields(status[0])
    originals = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")
    return Returned(
        original="\n".join(_text(p) for p in parts if p.get_content_type() in originals),
        action=fields.get("action", "").lower(),
        status=fields.get("status", "").split(" ", 1)[0],
        answer=fields.get("diagnostic-code", "")[:500],
    )


def _fields(part: Message) -> dict[str, str]:
    """The fields of all blocks of a delivery status, the recipient's over the message's."""
    found: dict[str, str] = {}
    for block in _messages_in(part):
        found |= {name.lower(): " ".join(str(value).split()) for name, value in block.items()}
    return found


def _text(part: Message) -> str:
    inside = [f"{name}: {value}" for each in _messages_in(part) for name, value in each.items()]
    return "\n".join(inside) or str(part.get_payload())


def _messages_in(part: Message) -> list[Message]:
    payload = part.get_payload()
    return (
        [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
    )
