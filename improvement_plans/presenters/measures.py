"""A measure as a page shows it: its chart, its table, and what is hidden from the public."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from improvement_plans.amounts import Measured
from improvement_plans.chart import Figure, Note, draw
from improvement_plans.models import SMALLEST_SHOWN, Annotation, DataPoint, Measure, Rebase
from improvement_plans.periods import Kind, Period, period_from
from improvement_plans.series_files import chart_csv
from improvement_plans.spc import (
    ENOUGH_POINTS,
    Observation,
    RunChart,
    Variation,
    XmrChart,
    run_chart,
    xmr_chart,
)

# Of a longer table the newest rows; nobody reads ten thousand, and the file has them.
MOST_ROWS = 400
HIDDEN = "Hidden (under 5)"
WITHOUT_LINES = (
    "Counts under 5 are hidden, because they may tell of single patients. An average or limits "
    "would be wrong without these values, or give them away, so there are none.",
)


# What a note is about, in words, and where that is to be read.
About = Callable[[Annotation], tuple[str, str]]


def about_nothing(_: Annotation) -> tuple[str, str]:
    return "", ""


def words_of(period: Period) -> str:
    """A period as a line begins with it: March 2026, April to June 2026."""
    day = period.first_day
    if period.kind == Kind.QUARTER and day:
        last = period_from(Kind.MONTH, day.replace(month=day.month + 2))
        return f"{day:%B} to {last.words}"
    return f"{period.words[0].upper()}{period.words[1:]}"


def is_small(point: DataPoint) -> bool:
    """Whether it is a count that may tell of single patients."""
    return point.value is not None and point.value < SMALLEST_SHOWN


@dataclass(frozen=True)
class Series:
    """The values of a measure as one kind of reader may know them.

    What is hidden from the public is left out before anything is calculated, and no average, limit
    or rule is shown beside it: none of them could then tell what is hidden.
    """

    measure: Measure
    points: Sequence[DataPoint]
    rebases: Sequence[Rebase]
    hides_small: bool = False
    annotations: Sequence[Annotation] = ()

    @classmethod
    def of(cls, measure: Measure, *, for_everyone: bool) -> "Series":
        """All of it for the member's own people, or what everyone may see."""
        points, rebases = list(measure.points.in_order()), list(measure.rebases.all())
        annotations = list(measure.annotations.in_order())
        return cls(measure, points, rebases, for_everyone and measure.hides_small, annotations)

    @property
    def hidden(self) -> set[Period]:
        if not self.hides_small:
            return set()
        kind = self.measure.period_kind
        return {point.period(kind) for point in self.points if is_small(point)}

    @property
    def observations(self) -> list[Observation]:
        kind, hidden = self.measure.period_kind, self.hidden
        return [
            Observation(period, None if period in hidden else point.value)
            for point in self.points
            for period in [point.period(kind)]
        ]

    @property
    def seen(self) -> list[float | Decimal]:
        """The values that this reader knows."""
        return [one.value for one in self.observations if one.value is not None]

    def chart(self, *, always_xmr: bool = False) -> XmrChart | RunChart:
        """From twelve values a control chart, and a run chart under that."""
        measure, kind = self.measure, self.measure.period_kind
        seen = self.observations
        enough = sum(one.value is not None for one in seen) >= ENOUGH_POINTS
        make = xmr_chart if always_xmr or enough else run_chart
        chart: XmrChart | RunChart = make(
            seen,
            wanted=measure.wanted_way,
            baseline=measure.baseline_points,
            rebases=[period_from(kind, rebase.first_day) for rebase in self.rebases],
            target=measure.target,
        )
        return without_lines(chart) if self.hidden else chart

    @property
    def measured(self) -> Measured:
        """What the values are called, and what they can be at all."""
        values = self.seen
        is_percent = self.measure.unit == "%" and not any(value > 100 for value in values)
        lowest = None if any(value < 0 for value in values) else 0
        return Measured(self.measure.name, self.measure.unit, lowest, 100 if is_percent else None)

    def notes(self, about: About) -> list[Note]:
        """Where limits begin anew, and what was said of a period that is still on the chart."""
        kind = self.measure.period_kind
        days = [point.first_day for point in self.points]
        return [
            Note(period_from(kind, rebase.first_day), rebase.reason, is_rebase=True)
            for rebase in self.rebases
        ] + [
            _noted(note, kind, *about(note))
            for note in self.annotations
            if days and days[0] <= note.first_day <= days[-1]
        ]

    def figure(self, about: About = about_nothing) -> Figure:
        """The chart with its reading and its table; `about` says what a note is about."""
        notes = self.notes(about)
        drawn = draw(self.chart(), self.measured, notes=notes, from_zero=self.from_zero)
        hidden = self.hidden
        rows = tuple(
            replace(
                row,
                period=words_of(one.period),
                value=HIDDEN if one.period in hidden else row.value,
            )
            for row, one in list(zip(drawn.rows, self.observations, strict=True))[-MOST_ROWS:]
        )
        left_out = len(drawn.rows) - len(rows)
        reading = WITHOUT_LINES if hidden else drawn.reading
        return replace(drawn, rows=rows, rows_left_out=left_out, reading=reading)

    @property
    def from_zero(self) -> bool:
        """Counts begin at zero. So does all else that is not far from it."""
        values = self.seen
        if self.measure.is_count or not values:
            return True
        low, high = float(min(values)), float(max(values))
        return not (low > 0 and high - low < low / 2)

    def as_csv(self) -> str:
        """The rows of `chart.csv`, by the method of control charts whatever the length."""
        chart = self.chart(always_xmr=True)
        assert isinstance(chart, XmrChart)  # noqa: S101
        return chart_csv(chart)


def _noted(note: Annotation, kind: Kind, about: str, href: str) -> Note:
    return Note(period_from(kind, note.first_day), note.text, about=about, href=href)


def without_lines(chart: XmrChart | RunChart) -> XmrChart | RunChart:
    """The values alone: no average, no limits, and nothing that was concluded from them."""
    if isinstance(chart, RunChart):
        segments = [
            replace(s, median=None, longest_run=None, crossings=None) for s in chart.segments
        ]
        run_points = [
            replace(p, median=None, shift=False, trend=False, variation=_usual(p.value))
            for p in chart.points
        ]
        return replace(chart, points=tuple(run_points), segments=tuple(segments), signals=())
    points = [
        replace(
            p, mean=None, lower_limit=None, upper_limit=None, outside_limits=False, shift=False,
            trend=False, two_of_three=False, variation=_usual(p.value),
        )
        for p in chart.points
    ]  # fmt: skip
    lines = [replace(s, mean=None, lower_limit=None, upper_limit=None) for s in chart.segments]
    return replace(chart, points=tuple(points), segments=tuple(lines), signals=(), assurance=None)


def _usual(value: float | None) -> Variation | None:
    return None if value is None else Variation.COMMON_CAUSE
