"""Organisations that the register does not hold: added with a sign-up, later joined with it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from audit.services import record
from organisations.choices import SIGN_UP_STATES, AuditEvent, OtherNameKind
from organisations.models import (
    EmailDomain,
    Membership,
    Organisation,
    OtherName,
)
from organisations.naming import search_words
from organisations.services.membership import AlreadyInCampaign, start_sign_up
from organisations.services.register import add_organisation, search_text_of


class CannotMerge(Exception):
    """The two records cannot become one; the message says why and what to do."""


def sign_up_new_organisation(
    *,
    organisation: Organisation,
    by: User,
    full_name: str,
    job_title: str,
    at: datetime,
    today: date,
) -> Membership:
    """Add an organisation that the register lacks and start its sign-up, or do neither.

    Raises `AlreadyInCampaign` where somebody added it meanwhile.
    """
    try:
        with transaction.atomic():
            added = add_organisation(
                name=organisation.name,
                type=organisation.type,
                town=organisation.town,
                postcode=organisation.postcode,
                about=organisation.about,
                added_by_hand=True,
                by=by,
                at=at,
            )
            return start_sign_up(
                organisation=added,
                by=by,
                full_name=full_name,
                job_title=job_title,
                at=at,
                today=today,
            )
    except (IntegrityError, ValidationError) as error:
        # The form has seen to everything but the database's own rule: once per name and town.
        raise AlreadyInCampaign from error


@transaction.atomic
def merge_organisations(
    *, added: Organisation, into: Organisation, by: User, at: datetime, today: date
) -> Organisation:
    """Join an organisation that was added by hand with the register's record of it.

    Everything it has moves there, its name is kept as another name, and its address leads there.
    Doing it twice is doing it once. Raises `CannotMerge`.
    """
    pair = Organisation.objects.select_for_update(no_key=True).order_by("pk")
    locked = {
        organisation.pk: organisation for organisation in pair.filter(pk__in=[added.pk, into.pk])
    }
    added, into = locked[added.pk], locked[into.pk]
    if added.merged_into_id == into.pk:
        return into
    _check_can_merge(added, into)
    try:
        with transaction.atomic():
            Membership.objects.filter(organisation=added).update(organisation=into)
    except IntegrityError as error:
        raise CannotMerge(_both_are_open(added, into)) from error
    EmailDomain.objects.filter(organisation=added).update(organisation=into)
    _move_names(added, into)
    _move_what_other_apps_keep(added, into)
    _make_findable(into)
    # Found under its new record only, counted in no coverage, and open for no new sign-up.
    added.merged_into, added.search_text = into, ""
    added.closed_date = added.closed_date or today
    added.full_clean()
    added.save()
    record(AuditEvent.ORGANISATIONS_MERGED, by=by, subject=into, at=at, added=added.pk)
    return into


def _check_can_merge(added: Organisation, into: Organisation) -> None:
    if added.merged_into_id:
        raise CannotMerge("This organisation was joined with another record before.")
    if not added.added_by_hand:
        raise CannotMerge("Only an organisation that was added by hand can join another record.")
    if into.added_by_hand:
        raise CannotMerge("Choose a record of the register, not another one added by hand.")


def _both_are_open(added: Organisation, into: Organisation) -> str:
    both = Membership.objects.open().filter(organisation__in=[added, into])
    if both.exclude(state__in=SIGN_UP_STATES).count() > 1:
        return "Both are members already; two members cannot become one record here."
    return (
        "Both have an open membership or sign-up. End the sign-up first that is not to go on, then"
        " join the records."
    )


def _move_names(added: Organisation, into: Organisation) -> None:
    known = {tuple(search_words(name)) for name in [into.name, *_names(into.other_names.all())]}
    for name in added.other_names.all():
        if tuple(search_words(name.name)) in known:
            name.delete()
        else:
            name.organisation = into
            name.save(update_fields=["organisation"])
    if tuple(search_words(added.name)) not in known:
        OtherName.objects.create(
            organisation=into, name=added.name, kind=OtherNameKind.ALSO_KNOWN_AS
        )


def _move_what_other_apps_keep(added: Organisation, into: Organisation) -> None:
    """Apps above this one refer to organisations too; it must not know which."""
    for relation in Organisation._meta.related_objects:
        if relation.related_model._meta.app_label != Organisation._meta.app_label:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: added})
            rows.update(**{relation.field.name: into})


def _make_findable(organisation: Organisation) -> None:
    organisation.search_text = search_text_of(organisation, _names(organisation.other_names.all()))
    organisation.save(update_fields=["search_text"])


def _names(names: Iterable[OtherName]) -> list[str]:
    return [name.name for name in names]
