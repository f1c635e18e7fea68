"""Statistical process control: numbers in, frozen dataclasses out, nothing of Django.

`xmr_chart` is the control chart of NHS England's Making Data Count, at any number of points;
`run_chart` is for fewer than `ENOUGH_POINTS`. What the rules mean where the method leaves a choice
is decided in `docs/adr/0013-what-the-rules-of-a-chart-mean.md`.
"""

from improvement_plans.spc.exact import NotANumber, Value, can_be_drawn
from improvement_plans.spc.results import (
    ENOUGH_POINTS,
    Assurance,
    Observation,
    Point,
    Rule,
    RunChart,
    RunPoint,
    RunSegment,
    Segment,
    Signal,
    Variation,
    Wanted,
    XmrChart,
)
from improvement_plans.spc.runs import run_chart
from improvement_plans.spc.series import NotASeries
from improvement_plans.spc.xmr import xmr_chart

__all__ = [
    "ENOUGH_POINTS",
    "Assurance",
    "NotANumber",
    "NotASeries",
    "Observation",
    "Point",
    "Rule",
    "RunChart",
    "RunPoint",
    "RunSegment",
    "Segment",
    "Signal",
    "Value",
    "Variation",
    "Wanted",
    "XmrChart",
    "can_be_drawn",
    "run_chart",
    "xmr_chart",
]
