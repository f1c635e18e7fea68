"""A long plan: what its page costs when it is rendered, and what its PDF costs once a version."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from statistics import median
from time import process_time

from django.core.cache import cache, caches
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import pdf
from improvement_plans.choices import DriverKind, IdeaStage, Involvement, VersionState
from improvement_plans.models import (
    Driver,
    LearningGoal,
    Milestone,
    PdsaCycle,
    Plan,
    PlanVersion,
    Priority,
)
from organisations.models import Membership
from pledges.models import Pledge
from tests.benchmarks.queries import queries
from tests.benchmarks.values import value_figures

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
PRIORITIES, LINES, ROUNDS = 6, 60, 25
TEXT = "We listen to patients, families and staff, and learn from what goes well. " * 12
LINE = "Nurses ask at every round whether the way to the bathroom is clear and lit"
KINDS = (DriverKind.PRIMARY, DriverKind.SECONDARY, DriverKind.IDEA, DriverKind.IDEA)


def fill_long_plan() -> PlanVersion:
    """Six priorities of sixty lines each, a cycle under every fourth, and all narratives."""
    free = Membership.objects.filter(plans=None).earliest("pk")
    plan = Plan.objects.create(membership=free, started_at=AT)
    draft = PlanVersion.objects.create(
        plan=plan,
        title="Safer care for everyone",
        start_date=AT.date(),
        end_date=date(2029, 5, 31),
        executive_lead="Chief nurse",
        involvement=Involvement.YES,
        where_we_are_now=TEXT,
        what_worked=TEXT,
        what_we_will_do_differently=TEXT,
        how_people_were_involved=TEXT,
    )
    for position in range(1, PRIORITIES + 1):
        _fill_priority(draft, position)
    author = User.objects.create(email="chief@plans.example", password="!", created_at=AT)
    PlanVersion.objects.filter(pk=draft.pk).update(
        state=VersionState.PUBLISHED, reason="First version", published_at=AT, published_by=author
    )
    draft.refresh_from_db()
    return draft


def _fill_priority(draft: PlanVersion, position: int) -> None:
    priority = Priority.objects.create(
        version=draft,
        position=position,
        title=f"Fewer harmful falls, part {position}",
        topic="FALLS",
        scope="LOCAL",
        why=TEXT,
        affected_differently=TEXT,
        how_patients_are_involved=TEXT,
        contributory_factors=["STRESS", "WORKLOAD"],
        foundations=["DATA", "CULTURE"],
        aim_wording="Halve falls with harm by 31 March 2029",
    )
    priority.pledges.set(Pledge.objects.filter(number__in=[1, 4]))
    lines = Driver.objects.bulk_create(
        Driver(
            priority=priority,
            position=number + 1,
            kind=kind,
            text=f"{LINE} {number}",
            stage=IdeaStage.TESTING if kind == DriverKind.IDEA else "",
        )
        for number in range(LINES)
        for kind in [KINDS[number % len(KINDS)]]
    )
    PdsaCycle.objects.bulk_create(
        PdsaCycle(idea=line, number=1, plan=LINE, study=LINE) for line in lines[2::4]
    )
    due = date(2027, position, 1)
    Milestone.objects.create(version=draft, title=LINE, due_date=due, priority=priority)
    LearningGoal.objects.create(version=draft, position=position, question=LINE, sharing=LINE)


def plan_figures() -> list[tuple[str, str, str]]:
    """Each figure's name, its value, and the figure to reach."""
    version = fill_long_plan()
    slug = version.plan.membership.organisation.slug
    page = reverse("plan_public", args=[slug])
    asked = len(queries(page).seconds)
    reader = Client(SERVER_NAME="localhost")
    floor, rendered = (_cpu_ms(reader, path) for path in ("/floor", page))
    # As in the first moments of a process: no diagram is at hand.
    anew = _cpu_ms(reader, page, before=caches["pages"].clear)
    body = len(reader.get(page).content)
    rows = [
        ("CPU ms, floor (best, median)", f"{floor[0]:.1f}, {median(floor):.1f}", ""),
        ("CPU ms, page (best, median)", f"{rendered[0]:.1f}, {median(rendered):.1f}", "≤ 30"),
        ("  its diagrams drawn anew", f"{anew[0]:.1f}, {median(anew):.1f}", "≤ 30"),
        ("queries", str(asked), "≤ 12"),
        ("page, kB", f"{body / 1000:.0f}", ""),
    ]
    if pdf.is_available():
        address = reverse("plan_pdf", args=[slug, version.number])
        reader.get(page)
        made = []
        for _ in range(3):
            cache.clear()
            made += _cpu_ms(reader, address, rounds=1)
        rows.append(("CPU ms, PDF made (best, median)", f"{min(made):.0f}, {median(made):.0f}", ""))
        kept = _cpu_ms(reader, address)
        rows.append(("CPU ms, PDF kept (best, median)", f"{kept[0]:.1f}, {median(kept):.1f}", ""))
    return rows + value_figures(version)


def _cpu_ms(
    reader: Client, path: str, rounds: int = ROUNDS, before: Callable[[], object] = bool
) -> list[float]:
    """Of this process, request by request, the least first; what is done before each is not."""
    found = []
    for _ in range(rounds):
        before()
        started = process_time()
        assert reader.get(path).status_code == 200, path
        found.append(1000 * (process_time() - started))
    return sorted(found)
