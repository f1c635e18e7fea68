"""A, which continues Old Fen; Old Fen's lead and A's lead are different people."""

from collections.abc import Callable

import pytest

from accounts.models import User
from mergers.models import Merger
from mergers.services import open_mergers
from organisations.choices import Role
from organisations.models import Membership
from organisations.services import membership as memberships
from tests.conftest import NOW, TODAY
from tests.mergers.closing import close, write


@pytest.fixture
def old_lead(make_user: Callable[..., User]) -> User:
    return make_user("lead@oldfen.example", "Orla Old")


@pytest.fixture
def old_fen(make_member: Callable[..., Membership], old_lead: User) -> Membership:
    """A member with two commitments, a plan and a lead; not closed yet."""
    member = make_member(name="OLD FEN NHS TRUST", ods_code="ZZO01")
    memberships.add_representative(
        membership=member, user=old_lead, role=Role.LEAD, job_title="Matron", by=old_lead, at=NOW
    )
    write(member, old_lead)
    return member


@pytest.fixture
def merger(old_fen: Membership, membership: Membership) -> Merger:
    """Old Fen has closed, and A continues it."""
    close(old_fen, membership.organisation)
    open_mergers(at=NOW, today=TODAY)
    return Merger.objects.get()
