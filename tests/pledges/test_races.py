"""Two leads who publish at the same moment. This test commits, in a database of its own."""

from collections.abc import Callable

from accounts.models import User
from organisations.models import Membership
from pledges.models import Commitment
from pledges.services.changing import publish_changes
from tests.conftest import NOW
from tests.organisations.test_team_races import at_once, db  # noqa: F401


def test_two_who_publish_at_once_make_one_version(
    member: Membership, write: Callable[..., Commitment], lead: User, editor: User
) -> None:
    read = {2: write(member).fingerprint}

    def publish(by: User) -> None:
        publish_changes(membership=member, read=read, reason="Nights", role="Matron", by=by, at=NOW)

    assert at_once(lambda: publish(lead), lambda: publish(editor)) == ["NothingToPublish", "done"]
    found = member.commitments.filter(pledge__number=2).order_by("version")
    assert list(found.values_list("version", "state")) == [(1, "SUPERSEDED"), (2, "PUBLISHED")]
