"""A driver diagram as a file."""

from django.template.loader import render_to_string

from core import pictures
from improvement_plans.models import Priority
from improvement_plans.presenters.diagram import Drawing
from improvement_plans.presenters.hanging import Hanging, no_page
from improvement_plans.presenters.measure_pages import public_measures

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
    if not drawing.nodes:
        return ""
    context = {"drawing": drawing, "priority": priority}
    return render_to_string("improvement_plans/diagram.svg", context)
