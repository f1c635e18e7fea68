"""How long the texts of a plan may be, and what is refused in them."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from core.text import validate_plain_text, validate_single_line
from improvement_plans.choices import ContributoryFactor, Foundation, Readiness

NARRATIVE_LIMIT = 10_000
REASON_LIMIT = 500
SHORT_LIMIT = 2_000

Validators = list[Callable[[Any], None]]
LINE: Validators = [validate_plain_text, validate_single_line]
REASON: Validators = [validate_plain_text, MaxLengthValidator(REASON_LIMIT)]
SHORT: Validators = [validate_plain_text, MaxLengthValidator(SHORT_LIMIT)]
NARRATIVE: Validators = [validate_plain_text, MaxLengthValidator(NARRATIVE_LIMIT)]


def validate_factors(value: list[str]) -> None:
    _validate_each(value, ContributoryFactor.values)


def validate_foundations(value: list[str]) -> None:
    _validate_each(value, Foundation.values)


def validate_readiness(value: list[str]) -> None:
    _validate_each(value, Readiness.values)


def _validate_each(value: list[str], known: list[str]) -> None:
    """Raise `ValidationError` unless this is a list of known names, each once."""
    if not isinstance(value, list) or len(set(value)) != len(value) or not set(value) <= set(known):
        raise ValidationError("Choose from the list.", code="unknown")
