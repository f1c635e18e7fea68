"""Numbers and filters in words, and growth as a drawing."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from core.text import nhs_date
from organisations.choices import MembershipState, OrganisationType, Region
from reports.choices import RegionGroup, Standing
from reports.queries import CoverageRow, Filters, Growth

REGIONS = dict([*Region.choices, *RegionGroup.choices])


def in_words(filters: Filters) -> list[str]:
    """Each filter that narrows, as a part of the sentence “Only: …”."""
    plan, pledges = filters.has_plan, filters.has_pledges
    phrases = [
        filters.type and OrganisationType(filters.type).label,
        filters.region and REGIONS[filters.region],
        filters.state and MembershipState(filters.state).label,
        filters.on and f"members on {nhs_date(filters.on)}",
        filters.joined_from and f"joined from {nhs_date(filters.joined_from)}",
        filters.joined_to and f"joined up to {nhs_date(filters.joined_to)}",
        plan is not None and ("plan published" if plan else "plan not published yet"),
        filters.plan_from and f"plan published from {nhs_date(filters.plan_from)}",
        pledges is not None and ("pledges published" if pledges else "pledges not published yet"),
        filters.heard_from and f"heard from since {nhs_date(filters.heard_from)}",
        filters.standing and Standing(filters.standing).label.lower(),
    ]
    return [phrase for phrase in phrases if phrase]


def who(filters: Filters) -> str:
    """What the members of these filters are called."""
    return MembershipState(filters.state).label if filters.state else "Members today"


def share(row: CoverageRow) -> str:
    """How much of the register has joined. Rounding never makes some none, or most all."""
    part, whole = row.members.number, row.organisations.number
    percent = round(100 * part / whole)
    if percent == 0 and part:
        return "under 1%"
    if percent == 100 and part < whole:
        return "over 99%"
    return f"{percent}%"


# --- The growth chart -------------------------------------------------------------------------
# Everything is a share of the drawing in percent, and letters have a fixed size: the chart is as
# wide as its page, and its labels can be read on a telephone.

RIGHT, TOP, BOTTOM = 98.0, 6.0, 86.0
GAP, DIGIT = 3.0, 2.7
MOST_DOTS = 30


@dataclass(frozen=True)
class Label:
    """Words at a place on an axis."""

    text: str
    at: str
    anchor: str = "end"


@dataclass(frozen=True)
class Mark:
    """One point of the line."""

    x: str
    y: str
    title: str


@dataclass(frozen=True)
class Chart:
    """A line over time."""

    ticks: tuple[Label, ...]
    dates: tuple[Label, ...]
    marks: tuple[Mark, ...]
    segments: tuple[tuple[Mark, Mark], ...]
    left: str
    labels_end: str
    with_dots: bool

    @classmethod
    def of(cls, growth: Growth) -> "Chart | None":
        if not growth.points:
            return None
        days = [point.day for point in growth.points]
        numbers = [point.members.number for point in growth.points]
        step = _step(max(numbers))
        top = step * -(-max(*numbers, 1) // step)
        left = GAP + DIGIT * len(f"{top:,}")
        span = (days[-1] - days[0]).days or 1
        marks = tuple(
            Mark(
                _percent(left + (RIGHT - left) * (day - days[0]).days / span),
                _percent(BOTTOM - (BOTTOM - TOP) * number / top),
                f"{nhs_date(day)}: {number:,}",
            )
            for day, number in zip(days, numbers, strict=True)
        )
        return cls(
            ticks=tuple(
                Label(f"{n:,}", _percent(BOTTOM - (BOTTOM - TOP) * n / top))
                for n in range(0, top + 1, step)
            ),
            dates=_dates(days, left),
            marks=marks,
            segments=tuple(pairwise(marks)),
            left=_percent(left),
            labels_end=_percent(left - GAP / 2),
            with_dots=len(marks) <= MOST_DOTS,
        )


def _step(most: int) -> int:
    """A round number that goes four times at most into the axis."""
    step = 1
    while step * 4 < most:
        # 1, 2, 5, 10, 20, 50 …
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step


def _dates(days: list[date], left: float) -> tuple[Label, ...]:
    """The first month, the last, and from four points on the one half-way."""
    first, last = days[0], days[-1]
    labels = [Label(f"{first:%b %Y}", _percent(left), "start")]
    if len(days) > 3:
        middle = first + (last - first) / 2
        labels.append(Label(f"{middle:%b %Y}", _percent((left + RIGHT) / 2), "middle"))
    if len(days) > 1:
        labels.append(Label(f"{last:%b %Y}", _percent(RIGHT), "end"))
    return tuple(labels)


def _percent(value: float) -> str:
    return f"{value:.2f}%"
