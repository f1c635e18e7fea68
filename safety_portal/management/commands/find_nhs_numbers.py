"""List where stored texts have what looks like an NHS number, for a person to mend."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import models

from core.patient_data import digits, nhs_numbers
from organisations.models import Membership, NotPatientData

ROWS_AT_ONCE = 1000
# What a row may belong to, what leads to the member before what may not.
ABOVE = ("membership", "idea", "head_start", "measure", "plan", "version", "priority")


class Command(BaseCommand):
    """Texts written since the guard have none. The numbers themselves are never printed.

    Reads every text of every model, public or not. A number that a lead has said is none of a
    patient's is left out; whose text it is, is told by the row.
    """

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a text: the kind of row, its key, the field, and where to look at it."""
        found = 0
        for model in apps.get_models():
            if model._meta.app_label in settings.OWN_APPS:
                for line in texts_with_numbers(model):
                    found += 1
                    self.stdout.write(line)
        self.stdout.write(f"{found} found." if found else "None found.")


def texts_with_numbers(model: type[models.Model]) -> Iterator[str]:
    """Each text of a model that has an unexplained number in it, by where it is."""
    fields = [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    ]
    for row in model._default_manager.iterator(chunk_size=ROWS_AT_ONCE) if fields else ():
        for field in fields:
            numbers = {digits(finding.text) for finding in nhs_numbers(getattr(row, field) or "")}
            if numbers and not all(is_explained(number, row) for number in numbers):
                yield f"{model._meta.label} {row.pk}: {field}{address(row)}"


def is_explained(number: str, row: models.Model) -> bool:
    """Whether a lead of the member whose text it is has said what these digits are."""
    membership = member_of(row)
    return membership is not None and NotPatientData.objects.about(number, membership).exists()


def member_of(row: models.Model | None) -> Membership | None:
    """The member whose text a row is: its own, or that of what it belongs to."""
    if row is None or isinstance(row, Membership):
        return row
    above = next((name for name in ABOVE if hasattr(row, name)), "")
    return member_of(getattr(row, above)) if above else None


def address(row: models.Model) -> str:
    """Where a person can look at it, if the row has a page."""
    find = getattr(row, "get_absolute_url", None)
    return f", {settings.PORTAL_BASE_URL}{find()}" if find else ""
