"""A member changes what it published: a draft beside it, and the next version in its place."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from audit.services import record
from core.working_days import day_of
from organisations.choices import CURRENT_STATES
from organisations.models import Membership
from organisations.services.membership import WrongState, lock, record_heard_from
from organisations.services.patient_data import refuse_patient_data
from pledges import emails
from pledges.choices import AuditEvent, VersionState
from pledges.models import Commitment
from pledges.services import draft_commitment

ONLY_MEMBERS = "Pledges can change only while the organisation is a member."
IS_CLOSED = "The organisation has closed. What it pledged stays for its successors to decide about."


class NothingToPublish(Exception):
    """No draft says anything that is not published already."""


class ChangedSinceRead(Exception):
    """A draft is no longer what the person read who wants to publish it."""


class Unfinished(Exception):
    """A draft does not say yet how new it is."""


@transaction.atomic
def draft_change(*, membership: Membership, by: User, at: datetime, **written: Any) -> Commitment:
    """Save a draft of the next version; what is published stays until it is published itself.

    `written` is what `draft_commitment` takes. Raises `WrongState`.
    """
    membership = _lock(membership, at)
    return draft_commitment(membership=membership, by=by, at=at, states=CURRENT_STATES, **written)


@transaction.atomic
def discard_draft(*, membership: Membership, number: int, by: User, at: datetime) -> bool:
    """Throw the draft under one pledge away; whether there was one. Raises `WrongState`."""
    membership = _lock(membership, at)
    draft = membership.commitments.drafts().filter(pledge__number=number).first()
    if draft is None:
        return False
    # The next draft goes on counting saves: somebody may still have this one before them.
    published = membership.commitments.published().filter(pledge=draft.pledge_id)
    published.update(revision=draft.revision)
    draft.delete()
    record(AuditEvent.COMMITMENT_DRAFT_DISCARDED, by=by, subject=membership, at=at, pledge=number)
    return True


@transaction.atomic
def publish_changes(
    *,
    membership: Membership,
    read: Mapping[int, str],
    reason: str,
    by: User,
    role: str,
    at: datetime,
) -> list[Commitment]:
    """Publish drafts in place of what they change, all of them or none.

    `read` says which, by the number of the pledge, and the fingerprint of what the person has
    read; `role` is how they stand in the published text. Raises `NothingToPublish`,
    `ChangedSinceRead`, `Unfinished`, `PatientDataFound` and `WrongState`.
    """
    membership = _lock(membership, at)
    commitments = membership.commitments.filter(pledge__number__in=read).in_pledge_order()
    published = {commitment.pledge_id: commitment for commitment in commitments.published()}
    drafts = [d for d in commitments.drafts() if not d.says_the_same_as(published.get(d.pledge_id))]
    if not drafts:
        raise NothingToPublish("There is nothing to publish: no pledge has been changed.")
    if {draft.wording.pledge.number: draft.fingerprint for draft in drafts} != dict(read):
        raise ChangedSinceRead("A colleague has changed a pledge since you opened this page.")
    _refuse_what_cannot_be_public(membership, drafts, reason=reason, role=role)
    for draft in drafts:
        if before := published.get(draft.pledge_id):
            before.state = VersionState.SUPERSEDED
            before.save(update_fields=["state"])
        draft.state, draft.published_at, draft.published_by = VersionState.PUBLISHED, at, by
        draft.published_role, draft.reason = role, reason
        draft.full_clean()
        draft.save()
        record(
            AuditEvent.COMMITMENT_CHANGED,
            by=by,
            subject=membership,
            at=at,
            pledge=draft.wording.pledge.number,
            version=draft.version,
        )
    record_heard_from(membership=membership, by=by, at=at)
    emails.pledges_changed(membership, drafts, by=by)
    return drafts


def _refuse_what_cannot_be_public(
    membership: Membership, drafts: Iterable[Commitment], *, reason: str, role: str
) -> None:
    named = {f"pledge {draft.wording.pledge.number}": draft for draft in drafts}
    for name, draft in named.items():
        if not draft.is_complete:
            raise Unfinished(f"Say of {name} whether it is new, an extension or already under way.")
    refuse_patient_data(membership, {**named, "the reason": reason, "your job title": role})


def _lock(membership: Membership, at: datetime) -> Membership:
    # Every draft is written under this lock too: what is read here stays until the end.
    try:
        membership = lock(membership, *CURRENT_STATES)
    except WrongState as error:
        raise WrongState(ONLY_MEMBERS) from error
    if membership.organisation.is_closed(day_of(at)):
        raise WrongState(IS_CLOSED)
    return membership
