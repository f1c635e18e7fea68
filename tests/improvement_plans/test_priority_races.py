"""Several people at the priorities in the same moment. It commits, in a database of its own."""

from typing import Any

from accounts.models import User
from audit.models import Event
from improvement_plans import services
from improvement_plans.models import Plan
from tests.conftest import NOW
from tests.organisations.test_team_races import at_once, db  # noqa: F401


def test_those_who_add_move_and_delete_at_once_leave_one_order(
    plan: Plan, lead: User, editor: User
) -> None:
    def add(title: str, by: User = lead) -> int:
        given: dict[str, Any] = {"title": title, "topic": "FALLS"}
        return services.add_priority(plan=plan, by=by, at=NOW, **given).pk

    def move(pk: int, to: int, by: User) -> None:
        services.move_priority(plan=plan, priority_pk=pk, to=to, by=by, at=NOW)

    pks = {title: add(title) for title in "ABCD"}
    ends = at_once(
        lambda: add("E", lead),
        lambda: add("E", editor),
        lambda: move(pks["C"], 2, lead),
        lambda: move(pks["C"], 2, editor),
        lambda: services.remove_priority(plan=plan, priority_pk=pks["D"], by=lead, at=NOW),
    )
    rows = plan.versions.get().priorities.order_by("position")
    moves = Event.objects.filter(event="plan.priority-moved").count()
    assert (ends, list(rows.values_list("position", "title")), moves) == (
        ["done"] * 5,
        [(1, "A"), (2, "C"), (3, "B"), (4, "E")],
        1,
    )
