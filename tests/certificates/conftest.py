"""Members with certificates, as they are after some time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from certificates.models import Certificate
from certificates.services import issue
from organisations.models import Membership
from tests.mergers.closing import promise


@pytest.fixture
def moment() -> datetime:
    """Now, for what pages are to show as today's."""
    return timezone.now()


@pytest.fixture
def make_certificate(make_member: Callable[..., Membership]) -> Callable[..., Certificate]:
    """A member with five pledges and its certificate."""

    def make(**fields: object) -> Certificate:
        membership = make_member(**fields)
        for number in range(1, 6):
            promise(membership, number)
        return issue(membership=membership, by="system", at=membership.state_at)

    return make


@pytest.fixture
def certificate(membership: Membership) -> Certificate:
    """A's, with its five pledges."""
    for number in range(1, 6):
        promise(membership, number)
    at = membership.state_at + timedelta(minutes=5)
    return issue(membership=membership, by="system", at=at)
