"""Mail from a template: what every `emails.py` calls."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone

from outbox import services
from outbox.choices import GOOD_FOR, Keep
from outbox.models import Mail


def queue(
    *,
    to: str,
    subject: str,
    template: str,
    context: dict[str, Any],
    about: models.Model | None = None,
    keep: Keep = Keep.SUBJECT,
) -> Mail:
    """Write `template` (plain text) to one address, in the surrounding transaction.

    The mail is of the moment in which it is written, also where a service works for another day.
    """
    return queue_message(
        to=to,
        subject=subject,
        text=render_to_string(template, context),
        template=template,
        about=about,
        keep=keep,
    )


def queue_message(
    *,
    to: str,
    subject: str,
    text: str,
    template: str,
    about: models.Model | None = None,
    keep: Keep = Keep.SUBJECT,
    code_lives: timedelta | None = None,
) -> Mail:
    """Write what was made of a template already.

    What has a code in it goes before all other mail, or not at all once the code has ended.
    """
    return services.write(
        to=to,
        subject=subject,
        text=text,
        kind=kind_of(template),
        about=about,
        at=timezone.now(),
        first=code_lives is not None,
        good_for=code_lives or GOOD_FOR,
        keep=Keep.ADDRESS if code_lives else keep,
    )


def kind_of(template: str) -> str:
    """`organisations/email/team/invited.txt` is `organisations.team.invited`."""
    parts = template.removesuffix(".txt").split("/")
    return ".".join(part for part in parts if part != "email")
