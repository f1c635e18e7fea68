"""What plans of a kind of organisation often work on: a topic and a neutral title for each.

One text file for each family of organisations, as pledges have them for their examples; a line is
a topic and a title. They are our own words and nobody's plan: no reasons, no aims, no figures.
"""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from improvement_plans.choices import Topic
from organisations.choices import OrganisationType
from pledges.examples import FAMILY_OF


class Suggested(NamedTuple):
    """A priority that a plan could begin with."""

    topic: Topic
    title: str


def suggested_for(organisation_type: str) -> tuple[Suggested, ...]:
    """What organisations of this kind might work on."""
    return _suggested(FAMILY_OF[OrganisationType(organisation_type)])


@cache
def _suggested(family: str) -> tuple[Suggested, ...]:
    lines = files(__name__).joinpath(f"{family}.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(": ") for line in lines)
    return tuple(Suggested(Topic(topic), title) for topic, _, title in pairs)
