"""What a person wrote as an individual."""

from typing import Any

from accounts.models import User
from individuals.models import Individual


def personal_data(*, user: User) -> dict[str, Any]:
    """The person's own pledges, who may read them, and what they said of themselves."""
    found = Individual.objects.filter(user=user).select_related("organisation")
    return {"own_pledges": [_copy(individual) for individual in found]}


def _copy(individual: Individual) -> dict[str, Any]:
    pledges = individual.pledges.in_pledge_order()
    return {
        "first_name": individual.first_name,
        "last_name": individual.last_name,
        "role": individual.role,
        "organisation": str(individual.organisation or ""),
        "visibility": individual.get_visibility_display(),
        "certificate_code": individual.certificate_code,
        "joined_at": individual.joined_at,
        "left_at": individual.left_at,
        "pledges": {pledge.wording.title: pledge.text for pledge in pledges},
    }
