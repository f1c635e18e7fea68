"""The database keeps a lead, whatever program writes to it."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from organisations.choices import Role
from organisations.models import Membership
from organisations.services.membership import add_representative
from tests.conftest import NOW

TABLE = "organisations_representative"
ENDS = [
    f"DELETE FROM {TABLE} WHERE membership_id = %s AND role = 'LEAD'",
    f"DELETE FROM {TABLE} WHERE membership_id = %s",
    f"UPDATE {TABLE} SET role = 'VIEWER' WHERE membership_id = %s",
    f"UPDATE {TABLE} SET membership_id = (SELECT max(id) FROM organisations_membership)"
    " WHERE membership_id = %s AND role = 'LEAD'",
]


def run(sql: str, membership: Membership) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [membership.pk])
        return int(cursor.rowcount)


@pytest.mark.parametrize("sql", ENDS)
@pytest.mark.parametrize("leads", [1, 2])
def test_the_last_lead_cannot_go(
    sql: str,
    leads: int,
    membership: Membership,
    other_membership: Membership,
    lead: User,
    make_user: Callable[..., User],
) -> None:
    if leads == 2:
        add_representative(
            membership=membership,
            user=make_user("second@harrowmere.example"),
            role=Role.LEAD,
            job_title="Nurse",
            by=lead,
            at=NOW,
        )
    with pytest.raises(IntegrityError, match="keeps at least one lead"):
        run(sql, membership)
    assert membership.representatives.filter(role=Role.LEAD).count() == leads


def test_others_can_go_and_a_lead_among_two(
    membership: Membership, lead: User, make_user: Callable[..., User]
) -> None:
    others = run(f"DELETE FROM {TABLE} WHERE membership_id = %s AND role <> 'LEAD'", membership)
    second = make_user("second@harrowmere.example")
    add_representative(
        membership=membership, user=second, role=Role.LEAD, job_title="Nurse", by=lead, at=NOW
    )
    one = run(f"DELETE FROM {TABLE} WHERE membership_id = %s AND user_id = {lead.pk}", membership)
    title = run(f"UPDATE {TABLE} SET role = 'LEAD' WHERE membership_id = %s", membership)
    assert (others, one, title) == (2, 1, 1)
