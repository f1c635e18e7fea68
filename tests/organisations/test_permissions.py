"""Who may do what for a member."""

import pytest

from accounts.models import User
from organisations.models import Membership
from organisations.permissions import can_edit, can_lead, can_view, role_of


@pytest.mark.parametrize(
    ("who", "role", "views", "edits", "leads"),
    [
        ("lead", "LEAD", True, True, True),
        ("editor", "EDITOR", True, True, False),
        ("viewer", "VIEWER", True, False, False),
        ("other_lead", "", False, False, False),
        ("stranger", "", False, False, False),
        ("officer", "", False, False, False),
        ("administrator", "", False, False, False),
    ],
)
def test_each_role_may_do_its_part(
    who: str,
    role: str,
    membership: Membership,
    other_membership: Membership,
    request: pytest.FixtureRequest,
    *,
    views: bool,
    edits: bool,
    leads: bool,
) -> None:
    user: User = request.getfixturevalue(who)
    may = (
        role_of(user, membership),
        can_view(user, membership),
        can_edit(user, membership),
        can_lead(user, membership),
    )
    assert may == (role, views, edits, leads)


def test_a_deactivated_lead_may_do_nothing(membership: Membership, lead: User) -> None:
    lead.is_active = False
    may = (can_view(lead, membership), can_edit(lead, membership), can_lead(lead, membership))
    assert may == (False, False, False)
