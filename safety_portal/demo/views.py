"""The mail that the demo portal sent, and the officer's authenticator code."""

import re
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, NamedTuple

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from safety_portal.demo.people import OFFICER_TOTP_SECRET, PEOPLE

# The line that Django's file backend writes after a mail; a mail of hyphens is no separator.
SEPARATOR = re.compile(rb"^-{79}\n(?=Content-Type: |\Z)", re.MULTILINE)


class SentMail(NamedTuple):
    at: datetime
    to: str
    subject: str
    body: str


@method_decorator(login_not_required, name="dispatch")
class DemoMailView(TemplateView):
    """The newest fifty mails, newest first; nobody's real mail can be among them."""

    template_name = "safety_portal/demo_mail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            people=PEOPLE,
            mails=sent_mail(Path(getattr(settings, "EMAIL_FILE_PATH", settings.DEMO_DIR / "mail"))),
            officer_code=current_officer_code(),
            **kwargs,
        )


def sent_mail(folder: Path) -> list[SentMail]:
    """What Django's file mail backend wrote: one file a connection, several mails a file."""
    files = sorted(folder.glob("*.log"), reverse=True)[:50]
    return [mail for file in files for mail in reversed(_read(file))][:50]


def _read(file: Path) -> list[SentMail]:
    mails = []
    for part in SEPARATOR.split(file.read_bytes()):
        if part.strip():
            message = message_from_bytes(part.lstrip(b"\n"), policy=policy.default)
            body = message.get_body(("plain",))
            mails.append(
                SentMail(
                    datetime.fromtimestamp(file.stat().st_mtime).astimezone(),
                    message["to"],
                    message["subject"],
                    body.get_content() if body else "",
                )
            )
    return mails


def current_officer_code() -> str:
    """What the demo officer's authenticator app shows at this moment."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(OFFICER_TOTP_SECRET, counters[len(counters) // 2]))
