"""A driver diagram as a file."""

from core import pictures
from improvement_plans.models import Priority
from improvement_plans.presenters.diagram import Drawing

CONTENT_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def downloads() -> list[str]:
    """The forms in which this machine can give a diagram."""
    return ["svg", "png"] if pictures.is_available() else ["svg"]


def svg_of(priority: Priority) -> str:
    """The whole diagram as one picture; "" where nothing is drawn yet."""
    drawing = Drawing.of(priority, priority.drivers.order_by("position"))
    if not drawing.nodes:
        return ""
    return drawing.file(priority.title)
