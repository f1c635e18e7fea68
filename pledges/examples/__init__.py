"""Examples of commitments, to show how varied good ones are: made up, and never pre-filled.

One text file for each family of organisations: `== 1` begins the examples for the first pledge,
and `--` stands between two of them.
"""

from functools import cache
from importlib.resources import files

from organisations.choices import OrganisationType as Type

FAMILIES = {
    "hospital": (Type.ACUTE_TRUST, Type.ACUTE_SPECIALIST_TRUST, Type.NHS_TRUST),
    "mental_health": (Type.MENTAL_HEALTH_TRUST,),
    "community": (Type.COMMUNITY_TRUST, Type.CARE_TRUST, Type.ONLINE_TRUST),
    "ambulance": (Type.AMBULANCE_TRUST,),
    "practice": (Type.GP_PRACTICE, Type.OTHER_PRIMARY_CARE),
    "system": (Type.ICB, Type.SUB_ICB_LOCATION, Type.HEALTH_INNOVATION_NETWORK),
    "independent": (Type.INDEPENDENT_PROVIDER,),
    "supporting": (Type.ROYAL_COLLEGE, Type.UNIVERSITY, Type.CHARITY, Type.OTHER),
}
FAMILY_OF = {type_: family for family, types in FAMILIES.items() for type_ in types}


def examples_for(organisation_type: str, pledge: int) -> tuple[str, ...]:
    """What organisations of this kind might write under one pledge."""
    return _examples(FAMILY_OF[Type(organisation_type)])[pledge]


@cache
def _examples(family: str) -> dict[int, tuple[str, ...]]:
    text = files(__name__).joinpath(f"{family}.txt").read_text(encoding="utf-8")
    found = {}
    for part in text.split("== ")[1:]:
        number, _, examples = part.partition("\n")
        found[int(number)] = tuple(example.strip() for example in examples.split("\n--\n"))
    return found
