"""The register by hand: organisations that ODS does not know, and the mail domains of any."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from audit.services import record
from organisations.choices import PRIMARY_CARE, AuditEvent, OtherNameKind
from organisations.models import EmailDomain, Organisation, OtherName
from organisations.naming import searchable, slug_base


@transaction.atomic
def add_organisation(
    *, name: str, by: models.Model | str, at: datetime, former_name: str = "", **fields: Any
) -> Organisation:
    """Add one organisation; `fields` are those of `Organisation`."""
    organisation = Organisation(name=name, **fields)
    # A name may have no letter that an address can have.
    base = slug_base(f"{name} {organisation.ods_code or ''}") or "organisation"
    organisation.slug = _free_slug(base)
    organisation.search_text = search_text_of(organisation, [former_name])
    organisation.full_clean()
    organisation.save()
    if former_name:
        OtherName.objects.create(
            organisation=organisation, name=former_name, kind=OtherNameKind.FORMER
        )
    record(AuditEvent.ORGANISATION_ADDED, by=by, subject=organisation, at=at)
    return organisation


def search_text_of(organisation: Organisation, other_names: Iterable[str]) -> str:
    """All that an organisation can be found by; whoever changes a name writes it anew."""
    return searchable(
        names=[organisation.name, *other_names],
        ods_code=organisation.ods_code,
        postcode=organisation.postcode,
        town=organisation.town,
        with_initials=organisation.type not in PRIMARY_CARE,
    )


def _free_slug(base: str) -> str:
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug
        for number in range(1, len(taken) + 2)
        if (slug := base if number == 1 else f"{base}-{number}") not in taken
    )


@transaction.atomic
def record_domain(
    *, organisation: Organisation, domain: str, by: models.Model | str, at: datetime
) -> EmailDomain:
    """Record that addresses on `domain` are this organisation's and nobody else's."""
    email_domain = EmailDomain(organisation=organisation, domain=domain.lower())
    email_domain.full_clean()
    email_domain.save()
    record(AuditEvent.DOMAIN_RECORDED, by=by, subject=organisation, at=at, domain=domain.lower())
    return email_domain
