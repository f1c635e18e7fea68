"""A driver diagram, or a chart, as a file."""

from django.template.loader import render_to_string

from core import pictures
from improvement_plans.chart.picture import picture_of
from improvement_plans.models import Priority
from improvement_plans.presenters.diagram import Drawing
from improvement_plans.presenters.hanging import Hanging, no_page
from improvement_plans.presenters.measure_pages import MeasurePage, public_measures

CONTENT_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def downloads() -> list[str]:
    """The forms in which this machine can give a diagram."""
    return ["svg", "png"] if pictures.is_available() else ["svg"]


def svg_of(priority: Priority) -> str:
    """The whole diagram as one picture, with the measures that everyone may know of.

    "" where nothing is drawn yet.
    """
    drivers = list(priority.drivers.order_by("position"))
    measures = public_measures(priority.version).get(priority.key, [])
    drawing = Drawing.of(priority, drivers, Hanging.of(measures, drivers, no_page))
    return drawing.file(priority.title) if drawing.nodes else ""


def svg_of_chart(page: MeasurePage) -> str:
    """The chart of a measure as this page shows it, with all that is said beside it.

    "" where there is no data yet.
    """
    if page.figure is None:
        return ""
    owner = str(page.measure.plan.membership.organisation)
    context = {"figure": page.figure, "picture": picture_of(page.figure, owner)}
    return render_to_string("improvement_plans/chart.svg", context)
