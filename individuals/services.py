"""Every write to people's own pledges."""

from datetime import date, datetime

import structlog
from django.db import IntegrityError, models, transaction
from django.utils.timezone import get_default_timezone

from accounts.models import User
from accounts.services import lock_person
from audit.services import SYSTEM, record
from individuals.choices import AuditEvent, Visibility
from individuals.models import Departure, Individual, IndividualPledge
from organisations.models import Organisation
from organisations.services.patient_data import refuse_patient_data
from pledges.models import PledgeWording

log = structlog.get_logger(__name__)


class AlreadyJoined(Exception):
    """This person has made pledges already."""


class NoPledge(Exception):
    """At least one pledge needs words."""


class HasLeft(Exception):
    """This person has left: what they wrote is being erased."""


def join(
    *,
    by: User,
    first_name: str,
    last_name: str,
    role: str,
    organisation: Organisation | None,
    visibility: Visibility,
    pledges: dict[int, str],
    at: datetime,
    today: date,
) -> Individual:
    """A person pledges for themselves; `pledges` are texts by number, empty ones left out.

    Raises `AlreadyJoined` for a second time, `NoPledge` without a text,
    `PatientDataFound`, and `PersonGone`. Who left
    and comes back before the erasure starts afresh.
    """
    organisation = _as_one_record(organisation)
    individual = Individual(
        user=by,
        first_name=first_name,
        last_name=last_name,
        role=role,
        organisation=organisation,
        visibility=visibility,
        joined_at=at,
    )
    if Individual.objects.of(by).exists():
        raise AlreadyJoined
    try:
        with transaction.atomic():
            lock_person(by)
            if before := Individual.objects.who_left().select_for_update().filter(user=by).first():
                _erase(before, by=by, at=at)
            individual.full_clean(validate_unique=False)
            individual.save()
            _write(individual, pledges, today)
            record(
                AuditEvent.INDIVIDUAL_JOINED,
                by=by,
                subject=individual,
                at=at,
                visibility=visibility,
            )
    except IntegrityError as error:
        # The database's own rule, for a double click.
        raise AlreadyJoined from error
    return individual


@transaction.atomic
def change(
    *,
    individual: Individual,
    first_name: str,
    last_name: str,
    role: str,
    organisation: Organisation | None,
    visibility: Visibility,
    pledges: dict[int, str],
    by: User,
    at: datetime,
    today: date,
) -> Individual:
    """A person changes anything of theirs. Raises `NoPledge` without a text, `HasLeft`,
    and `PatientDataFound`.
    """
    individual, organisation = _lock(individual), _as_one_record(organisation)
    before = _content(individual)
    individual.first_name, individual.last_name, individual.role = first_name, last_name, role
    individual.organisation, individual.visibility = organisation, visibility
    individual.full_clean()
    individual.save()
    _write(individual, pledges, today)
    if _content(individual) != before:
        record(
            AuditEvent.INDIVIDUAL_CHANGED, by=by, subject=individual, at=at, visibility=visibility
        )
    return individual


def _content(individual: Individual) -> tuple[object, ...]:
    """All that a person can change."""
    fields = ("first_name", "last_name", "role", "organisation_id", "visibility")
    texts = individual.pledges.order_by("pledge").values_list("pledge", "text")
    return (*(getattr(individual, name) for name in fields), *texts)


@transaction.atomic
def leave(*, individual: Individual, by: User, at: datetime) -> Individual:
    """Hide a person everywhere, from now; the next sweep erases them. Raises `HasLeft`."""
    individual = _lock(individual)
    individual.left_at = at
    individual.full_clean()
    individual.save(update_fields=["left_at"])
    record(AuditEvent.INDIVIDUAL_LEFT, by=by, subject=individual, at=at)
    return individual


@transaction.atomic
def erase(*, user: User, by: models.Model | str, at: datetime) -> None:
    """Erase what this person wrote as an individual, if anything; their account is not touched."""
    if individual := Individual.objects.select_for_update().filter(user=user).first():
        _erase(individual, by=by, at=at)


def erase_those_who_left(*, at: datetime) -> int:
    """Erase everybody who has left by now, each on their own; returns how many.

    A run that is skipped loses nobody: the next finds them. A second one finds nobody.
    """
    due = Individual.objects.who_left().filter(left_at__lte=at)
    erased = 0
    for pk in list(due.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                # Looked at again: meanwhile somebody may have come back and started afresh.
                if individual := due.select_for_update().filter(pk=pk).first():
                    _erase(individual, by=SYSTEM, at=at)
                    erased += 1
        except Exception:
            # One that fails holds up no other.
            log.exception("erasure_failed", individual=pk)
    return erased


def _as_one_record(organisation: Organisation | None) -> Organisation | None:
    """The register's record, where the one that was chosen has joined it meanwhile."""
    if organisation is None:
        return None
    register = Organisation.objects.select_related("merged_into").select_for_update(
        of=("self",), no_key=True
    )
    found = register.get(pk=organisation.pk)
    return found.merged_into or found


def _lock(individual: Individual) -> Individual:
    locked = Individual.objects.current().select_for_update().filter(pk=individual.pk).first()
    if locked is None:
        raise HasLeft
    return locked


def _write(individual: Individual, pledges: dict[int, str], today: date) -> None:
    """Keep what is unchanged, with the wording it answered; replace or take away the rest."""
    texts = {number: text for number, text in pledges.items() if text}
    if not texts:
        raise NoPledge
    written = {f"pledge {number}": text for number, text in texts.items()}
    refuse_patient_data(None, {"your name or role": individual, **written})
    held = {pledge.pledge.number: pledge for pledge in individual.pledges.in_pledge_order()}
    individual.pledges.exclude(pledge__number__in=texts).delete()
    for wording in PledgeWording.objects.in_force(today).filter(pledge__number__in=texts):
        number = wording.pledge.number
        pledge = held.get(number) or IndividualPledge(individual=individual, pledge=wording.pledge)
        if pledge.text != texts[number]:
            pledge.text, pledge.wording = texts[number], wording
            pledge.full_clean()
            pledge.save()


def _erase(individual: Individual, *, by: models.Model | str, at: datetime) -> None:
    zone = get_default_timezone()
    Departure.objects.create(
        joined_date=individual.joined_at.astimezone(zone).date(),
        left_date=(individual.left_at or at).astimezone(zone).date(),
    )
    record(AuditEvent.INDIVIDUAL_ERASED, by=by, subject=individual, at=at)
    individual.delete()
