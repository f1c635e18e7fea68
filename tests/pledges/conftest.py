"""A member with two published pledges, of which the second is being changed."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from organisations.models import Membership
from pledges.choices import CommitmentKind
from pledges.models import Commitment
from pledges.services.changing import draft_change, publish_changes
from tests.conftest import NOW, TODAY
from tests.mergers.closing import promise

Publish = Callable[..., Commitment]


@pytest.fixture
def member(membership: Membership) -> Membership:
    """A, with two pledges published by the sponsor."""
    promise(membership, 1, published_role="Chief executive")
    promise(membership, 2, published_role="Chief executive")
    return membership


@pytest.fixture
def write(editor: User) -> Callable[..., Commitment]:
    """An editor drafts a change."""

    def draft(membership: Membership, number: int = 2, **fields: Any) -> Commitment:
        said = {
            "kind": CommitmentKind.NEW,
            "text": "New words of pledge 2.",
            "by": editor,
            **fields,
        }
        said = {"at": NOW, "today": TODAY, **said}
        return draft_change(membership=membership, number=number, **said)

    return draft


@pytest.fixture
def publish(lead: User, write: Callable[..., Commitment]) -> Publish:
    """A lead publishes a next version of a pledge."""

    def change(membership: Membership, text: str, number: int = 2, **fields: Any) -> Commitment:
        draft = write(membership, number, text=text)
        said = {"reason": "Nights matter more.", "role": "Head of quality", "at": NOW, **fields}
        read = {number: draft.fingerprint}
        return publish_changes(membership=membership, read=read, by=lead, **said)[0]

    return change
