"""The one place that moves a version of a report from state to state."""

from typing import Any

from organisations.services.membership import WrongState
from progress_reports.choices import TRANSITIONS, ReportState
from progress_reports.models import Report


def change_state(*, report: Report, to: ReportState, **said: Any) -> Report:
    """Move a version along `TRANSITIONS`, with what is `said` of the move.

    The caller holds the plan's lock and has read the version under it. Raises `WrongState`.
    """
    before = ReportState(report.state)
    if to not in TRANSITIONS[before]:
        raise WrongState(f"A report cannot go from “{before.label}” to “{to.label}”.")
    report.state = to
    for name, value in said.items():
        setattr(report, name, value)
    report.full_clean()
    report.save(update_fields=["state", *said])
    return report
