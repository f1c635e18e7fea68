"""Mail that waits, and a real mail server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings

from outbox import services
from outbox.models import Mail
from tests.conftest import NOW
from tests.outbox.mail_server import MailServer, listening

LEAD = "lead@harrowmere.example"


@pytest.fixture
def mail_server(settings: Settings) -> Iterator[MailServer]:
    handler = MailServer()
    controller = listening(handler)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    yield handler
    controller.stop()


@pytest.fixture
def write(db: None) -> Callable[..., Mail]:
    """A mail in line; fields may be those of any state."""

    def write_one(to: str = LEAD, subject: str = "Thank you", **fields: Any) -> Mail:
        asked: dict[str, Any] = {
            name: fields.pop(name)
            for name in ("first", "keep", "good_for", "kind", "about")
            if name in fields
        }
        mail = services.write(
            **{"to": to, "subject": subject, "text": "Words.", "kind": "test.mail"} | asked,
            at=NOW,
            dispatch=False,
        )
        if fields:
            Mail.objects.filter(pk=mail.pk).update(**fields)
            mail.refresh_from_db()
        return mail

    return write_one
