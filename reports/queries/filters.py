"""Which rows a number counts, in a form that an address can carry."""

from dataclasses import asdict, dataclass
from datetime import date
from urllib.parse import urlencode

from organisations.choices import CURRENT_STATES, PUBLIC_STATES, MembershipState


@dataclass(frozen=True)
class Filters:
    """Which members a number counts. An empty filter narrows nothing.

    The first six are what people choose. The others only come with a number's link.
    """

    type: str = ""
    region: str = ""
    state: str = ""
    joined_from: date | None = None
    joined_to: date | None = None
    has_plan: bool | None = None
    has_pledges: bool | None = None
    heard_from: date | None = None
    plan_from: date | None = None
    standing: str = ""
    on: date | None = None

    @property
    def states(self) -> frozenset[MembershipState]:
        """Members today unless another state is asked for. A sign-up is never a member."""
        if not self.state:
            return CURRENT_STATES
        return PUBLIC_STATES & {MembershipState(self.state)}

    def parameters(self) -> dict[str, str]:
        """What narrows, as an address says it."""
        return {
            name: {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
            for name, value in asdict(self).items()
            if value not in ("", None)
        }

    @property
    def query_string(self) -> str:
        return urlencode(self.parameters())


@dataclass(frozen=True)
class Count:
    """A number, and the filters of the rows it counts."""

    number: int
    filters: Filters
