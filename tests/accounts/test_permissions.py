"""What each role on the campaign team may do."""

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import can_work_queue, is_campaign_team


@pytest.mark.parametrize(
    ("role", "reads", "works"),
    [
        ("OFFICER", True, True),
        ("ADMINISTRATOR", True, True),
        ("ANALYST", True, False),
        ("", False, False),
    ],
)
def test_officers_and_administrators_work_the_queue_and_analysts_read(
    role: str, *, reads: bool, works: bool
) -> None:
    person = User(campaign_role=role)
    assert (is_campaign_team(person), can_work_queue(person)) == (reads, works)


@pytest.mark.parametrize(
    "person", [AnonymousUser(), User(campaign_role="OFFICER", is_active=False)]
)
def test_strangers_and_deactivated_officers_are_not_on_the_team(person: User) -> None:
    assert (is_campaign_team(person), can_work_queue(person)) == (False, False)
