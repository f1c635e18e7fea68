"""What the demo's members changed in their pledges since they joined."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from organisations.models import Membership
from pledges.services.changing import draft_change, publish_changes

Commitment = dict[str, Any]
Moment = Callable[[str], datetime]


def all_versions(commitment: Commitment) -> list[Commitment]:
    """Oldest first; the last is what is public today."""
    return [*commitment.get("versions", []), commitment]


def change_pledges(
    membership: Membership, member: dict[str, Any], lead: User, moment: Moment
) -> None:
    """Publish every later version on its day; what is still being written stays a draft."""
    later = [
        (moment(version["published"]), commitment["pledge"], version)
        for commitment in member["commitments"]
        for version in all_versions(commitment)[1:]
    ]
    for at, number, version in sorted(later, key=lambda change: change[:2]):
        draft = write(membership, number, version, lead, at - timedelta(days=2))
        publish_changes(
            membership=membership,
            read={number: draft.fingerprint},
            reason=version["reason"],
            by=lead,
            role=member["lead"]["job_title"],
            at=at,
        )
    for commitment in member["commitments"]:
        if draft_text := commitment.get("draft"):
            write(membership, commitment["pledge"], draft_text, lead, moment(draft_text["written"]))


def write(membership: Membership, number: int, said: Commitment, lead: User, at: datetime) -> Any:
    return draft_change(
        membership=membership,
        number=number,
        kind=said["kind"],
        text=said["text"],
        by=lead,
        at=at,
        today=at.date(),
    )
