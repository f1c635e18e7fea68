"""What control charts cost: the calculation alone, and a page of charts from numbers to HTML."""

import random
import time
from collections.abc import Callable

from django.template import engines

from improvement_plans.amounts import Measured
from improvement_plans.chart import Note, draw
from improvement_plans.periods import Kind, Period
from improvement_plans.spc import Observation, Wanted, xmr_chart

SERIES, POINTS, CHARTS = 130, 36, 12
ROUNDS = 15
PAGE = (
    '{% from "improvement_plans/_chart.html" import chart_figure %}'
    '{% for figure in figures %}{{ chart_figure(figure, "chart" ~ loop.index) }}{% endfor %}'
)


def charts() -> list[tuple[str, float, str]]:
    """Milliseconds of CPU of the best round, each with the figure to reach."""
    series = [_series(number) for number in range(SERIES)]
    page = engines["jinja2"].from_string(PAGE)
    measured = Measured("Falls with harm", "per 1,000 bed days")
    notes = [Note(series[0][20].period, "New falls assessment on every ward.")]

    def calculate() -> None:
        for one in series:
            xmr_chart(one, wanted=Wanted.LOWER, target=4)

    def draw_page() -> None:
        drawn = (xmr_chart(one, wanted=Wanted.LOWER, target=4) for one in series[:CHARTS])
        page.render({"figures": [draw(chart, measured, notes=notes) for chart in drawn]})

    return [
        (f"{SERIES} series × {POINTS} points", _best_ms(calculate), "≤ 50"),
        (f"a page of {CHARTS} charts", _best_ms(draw_page), "≤ 60"),
    ]


def _series(seed: int) -> list[Observation]:
    numbers = random.Random(seed)
    return [
        Observation(Period(Kind.MONTH, 24_000 + place, ""), round(numbers.gauss(6, 1.5), 2))
        for place in range(POINTS)
    ]


def _best_ms(work: Callable[[], None]) -> float:
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        rounds.append(1000 * (time.process_time() - start))
    return min(rounds)
