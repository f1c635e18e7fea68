"""The one place that moves a version of a plan from state to state."""

from typing import Any

from improvement_plans.choices import TRANSITIONS, VersionState
from improvement_plans.models import PlanVersion
from organisations.services.membership import WrongState


def change_state(*, version: PlanVersion, to: VersionState, **said: Any) -> PlanVersion:
    """Move a version along `TRANSITIONS`, with what is `said` of the move.

    The caller holds the plan's lock and has read the version under it. Raises `WrongState`.
    """
    before = VersionState(version.state)
    if to not in TRANSITIONS[before]:
        raise WrongState(f"A version cannot go from “{before.label}” to “{to.label}”.")
    version.state = to
    for name, value in said.items():
        setattr(version, name, value)
    version.full_clean()
    version.save(update_fields=["state", *said])
    return version
