"""Who was written to, and about what."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core import mail
from django.test import TestCase


@contextmanager
def told() -> Iterator[list[tuple[str, str]]]:
    """Filled with (name before the @, subject) of every mail that the block's commit sends."""
    mail.outbox.clear()
    found: list[tuple[str, str]] = []
    with TestCase.captureOnCommitCallbacks(execute=True):
        yield found
    found += sorted((message.to[0].split("@")[0], str(message.subject)) for message in mail.outbox)
