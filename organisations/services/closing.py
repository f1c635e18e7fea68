"""What becomes of all that waited for a sign-up, when it ends."""

from datetime import datetime

from django.db import models, transaction

from audit.services import record
from core.working_days import day_of
from organisations.choices import AuditEvent, JoinAnswer, SponsorAnswer
from organisations.emails import team as emails
from organisations.models import Membership, Organisation

REPLY = (
    "This sign-up has ended, so there is no team to join at the moment."
    " You can sign the organisation up yourself, or ask again when somebody has."
)


@transaction.atomic
def settle_what_waited(*, membership: Membership, by: models.Model | str, at: datetime) -> None:
    """Take the sponsor's link back, answer who asked to join, set aside what was added by hand."""
    membership.sponsor_requests.filter(answered_at=None).update(
        answer=SponsorAnswer.REPLACED, answered_at=at
    )
    for request in membership.join_requests.for_team_page():
        request.membership = membership
        request.answer, request.answered_at, request.reply = JoinAnswer.DECLINED, at, REPLY
        request.full_clean()
        request.save()
        record(
            AuditEvent.JOIN_ANSWERED,
            by=by,
            subject=membership,
            at=at,
            join_request=request.pk,
            answer=request.answer,
        )
        emails.request_declined(request)
    _set_aside(membership.organisation, by, at)


def _set_aside(organisation: Organisation, by: models.Model | str, at: datetime) -> None:
    # Its sign-up is all that said there is such an organisation. Whoever knows better adds it anew.
    if not organisation.added_by_hand:
        return
    organisation.closed_date, organisation.search_text = day_of(at), ""
    organisation.save(update_fields=["closed_date", "search_text"])
    record(AuditEvent.ORGANISATION_SET_ASIDE, by=by, subject=organisation, at=at)
