"""What the campaign team counts, shared by pages and exports.

A number is a `Count`: it carries the `Filters` of the rows it counts, a page links it to the list
with those filters, and the list asks `rows` for them. So the two always agree.
"""

from reports.queries.filters import Count, Filters
from reports.queries.numbers import (
    Coverage,
    CoverageRow,
    Growth,
    Point,
    Tiles,
    count,
    coverage,
    growth,
    register_imported_at,
    tiles,
)
from reports.queries.rows import listed, members, register

__all__ = [
    "Count",
    "Coverage",
    "CoverageRow",
    "Filters",
    "Growth",
    "Point",
    "Tiles",
    "count",
    "coverage",
    "growth",
    "listed",
    "members",
    "register",
    "register_imported_at",
    "tiles",
]
