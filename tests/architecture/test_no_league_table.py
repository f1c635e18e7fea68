"""No ranking, no sum, no comparison of outcomes between members: in no page, export or query."""

import ast
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.choices import ReportFrequency
from improvement_plans.models import Plan, Priority
from organisations.choices import Role
from organisations.models import Membership
from organisations.services import membership as memberships
from pledges.models import Pledge
from reports.exports import COLUMNS
from safety_portal.open_data import DATASETS
from tests.architecture.test_access import ACCESS
from tests.conftest import NOW, PRIORITY, TODAY
from tests.progress_reports import writing as told

MakeMember = Callable[..., Membership]
ROOT = Path(settings.BASE_DIR)

# All that any query is put in order of, and why that ranks nobody. A new order is classified here by
# a person; one that follows an outcome has no place in the portal.
ORDERS = {
    "names": {
        *("name", "organisation__name", "membership__organisation__name", "user__full_name"),
        *("plan__membership__organisation__name", "predecessor__name", "__organisation__name"),
        *("own_topic", "domain", "email"),
    },
    "the pledges' own order, the author's own order, and versions": {
        *(
            "number",
            "-number",
            "-version__number",
            "pledge",
            "pledge__number",
            "position",
            "-version",
        ),
    },
    "mail with a code in it first": {"-is_first"},
    "the periods of one measure": {"first_day", "-first_day"},
    "when something happened, or is to happen": {
        *("-replaced_at", "-changed_at", "ended_at", "-since_at"),
        *("at", "-at", "asked_at", "-asked_at", "answered_at", "created_at", "-created_at", "date"),
        "due_date",
        *("-from_date", "-joined_at", "next_try_at", "on_date", "-published_at", "reported_at"),
        *("sponsor_confirmed_at", "state_at", "stopped_at", "organisation__closed_date"),
        *("membership__organisation__closed_date", "-predecessor__closed_date"),
    },
    "rows as they came, to settle ties": {
        *("pk", "-pk", "organisation_id", "__organisation", "membership__organisation_id"),
        *("plan__membership__organisation_id", "named__pk", "user"),
    },
    "how well a name fits the name that was typed": {"-score"},
}
# Sums, means, spreads and places of anything. Counts of rows are another thing.
COMPARISONS = {"Avg", "Sum", "StdDev", "Variance", "Rank", "DenseRank", "PercentRank", "Ntile"}
# What an aim, and later a measure, says in figures.
OUTCOMES = re.compile(r"aim|amount|measure|baseline|target|value|score|rank|rating", re.IGNORECASE)


def calls() -> Iterator[tuple[Path, ast.Call]]:
    for app in settings.OWN_APPS:
        for path in ROOT.glob(f"{app}/**/*.py"):
            if "migrations" not in path.parts:
                nodes = ast.walk(ast.parse(path.read_text()))
                yield from ((path, node) for node in nodes if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def orders() -> set[str]:
    """Every field that a query is put in order of, by name."""
    arguments = [a for _, call in calls() if name_of(call) == "order_by" for a in call.args]
    texts = [node for argument in arguments for node in ast.walk(argument)]
    return {n.value for n in texts if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_every_order_of_a_query_is_classified() -> None:
    assert orders() == set().union(*ORDERS.values())


def test_no_order_follows_an_outcome() -> None:
    allowed = {"-score"}  # of a name against what was typed
    assert {order for order in orders() - allowed if OUTCOMES.search(order)} == set()


def test_no_model_has_an_order_of_its_own() -> None:
    sources = [p for app in settings.OWN_APPS for p in ROOT.glob(f"{app}/models*/**/*.py")]
    sources += [p for app in settings.OWN_APPS for p in ROOT.glob(f"{app}/models.py")]
    assert [p.name for p in sources if re.search(r"^\s+ordering\s*=", p.read_text(), re.M)] == []


def test_nothing_is_summed_averaged_or_given_a_place() -> None:
    used = {f"{path.relative_to(ROOT)}: {name_of(call)}" for path, call in calls()}
    # How often a member's badge was shown, which its own people alone are told.
    known = {"certificates/queries.py: Sum"}
    assert {use for use in used if use.rpartition(" ")[2] in COMPARISONS} == known


def test_no_export_has_a_column_of_an_outcome() -> None:
    columns = [*COLUMNS, *(column.name for data in DATASETS.values() for column in data.columns)]
    assert (len(columns) > 20, [name for name in columns if OUTCOMES.search(name)]) == (True, [])


@pytest.fixture
def three_plans(make_member: MakeMember, lead: User) -> list[str]:
    """The further down the alphabet, the bolder the aim, the earlier its date and the plan."""
    names = []
    for place, letter in enumerate("ABC"):
        member = make_member(name=f"{letter} TRUST")
        names.append(f"{letter} Trust")
        memberships.add_representative(
            membership=member, user=lead, role=Role.LEAD, job_title="Matron", by=lead, at=NOW
        )
        plan = plans.start_plan(membership=member, by=lead, at=NOW)
        plans.save_part(plan=plan, by=lead, at=NOW, title=f"Kestrel plan {letter}")
        aim: dict[str, Any] = {
            "aim_amount": Decimal(10 * (place + 1)),
            "aim_by_date": date(2030 - place, 3, 31),
        }
        plans.add_priority(
            plan=plan, pledges=list(Pledge.objects.all()), by=lead, at=NOW,
            **{**PRIORITY, **aim},
        )  # fmt: skip
        plans.publish_plan(
            plan=plan, reason="First", report_frequency=ReportFrequency.YEARLY,
            next_report_date=None, by=lead, role="Matron", at=NOW, today=TODAY,
        )  # fmt: skip
    return names


# Whoever has the values of measures at hand, and why only one member's at a time.
KNOW_MEASURES = {
    "models/__init__.py", "models/measures.py", "services/measures.py",
    "services/measure_data.py", "forms/measure_data.py",
    "presenters/measures.py", "presenters/measure_pages.py", "presenters/dry_runs.py",
    "models/annotations.py", "services/annotations.py",
    "presenters/hanging.py", "presenters/diagram.py", "presenters/measure_changes.py",
    "presenters/pictures.py", "presenters/tree.py", "diagram.py", "picture.py",
    "presenters/page.py", "views/measures.py", "views/measure_data.py", "views/public_measures.py",
}  # fmt: skip
# A report of one plan keeps the charts of that plan, and leads on to its measures.
KEEP_CHARTS = {"models.py", "services/freezing.py", "presenters/page.py"}
OF_MEASURES = re.compile(r"\b(Measure|DataPoint|ReplacedValue|measures|replaced_values)\b")


def names_in(path: Path) -> Iterator[str]:
    """Every name, attribute, import and lookup of a module."""
    for node in ast.walk(ast.parse(path.read_text())):
        yield str(getattr(node, "id", getattr(node, "attr", getattr(node, "arg", ""))) or "")
        yield from (alias.name for alias in getattr(node, "names", []) if hasattr(alias, "name"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "__" in node.value:
            yield node.value


def test_only_the_pages_of_one_measure_know_values() -> None:
    """Reports, open data, topics, search and directory never come near a measure."""
    pure = ("spc", "chart", "reading", "series_files", "management")
    knowing = {
        str(path.relative_to(ROOT))
        for app in settings.OWN_APPS
        for path in ROOT.glob(f"{app}/**/*.py")
        if "migrations" not in path.parts and not set(pure) & {*path.parts, path.stem}
        if any(OF_MEASURES.search(name.replace("__", " ")) for name in names_in(path))
    }
    demo = {"safety_portal/demo/measures.py", "safety_portal/demo/story.py"}
    assert knowing - {"improvement_plans/urls.py"} - demo == {
        *(f"improvement_plans/{name}" for name in KNOW_MEASURES),
        *(f"progress_reports/{name}" for name in KEEP_CHARTS),
    }


def test_every_query_of_values_is_of_one_plan_or_one_measure() -> None:
    """`Measure.objects` is asked for one row, and values are reached through their measure."""
    managers = {
        f"{path.relative_to(ROOT)}: {ast.unparse(node)}"
        for app in settings.OWN_APPS
        for path in ROOT.glob(f"{app}/**/*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager"}
        and ast.unparse(node.value)
        in {"Measure", "DataPoint", "ReplacedValue", "Rebase", "Annotation"}
    }
    assert managers == {
        # Whether this one measure is public, and the one of an address.
        "improvement_plans/views/measures.py: Measure.objects",
        "improvement_plans/views/public_measures.py: Measure.objects",
        # They write what one measure is given.
        "improvement_plans/services/measure_data.py: DataPoint.objects",
        "improvement_plans/services/measure_data.py: ReplacedValue.objects",
    }


VALUES = {"A Trust": "7331", "B Trust": "8442", "C Trust": "9553"}


@pytest.fixture
def three_measures(three_plans: list[str], lead: User) -> dict[str, str]:
    """A public measure of each, with a value that stands nowhere else; by its public address."""
    addresses = {}
    for plan in Plan.objects.select_related("membership__organisation"):
        name = str(plan.membership.organisation)
        key = plan.versions.published().get().priorities.get().key
        measure = plans.add_measure(
            plan=plan, priority_key=key, name="Falls with harm", kind="OUTCOME",
            definition="Falls.", wanted="LOWER", frequency="MONTH", is_count=True, by=lead, at=NOW,
        )  # fmt: skip
        values = {date(2026, month, 1): Decimal(VALUES[name]) for month in (1, 2)}
        plans.save_values(measure=measure, values=values, seen=0, by=lead, at=NOW)
        plans.share_measure(measure=measure, is_public=True, hides_small=False, by=lead, at=NOW)
        addresses[measure.get_absolute_url()] = VALUES[name]
        told.write(plan, lead)
        told.publish(plan, lead)
    return addresses


def values_on(client: Client, path: str) -> list[str]:
    """Whose values an address shows; who may see them does not matter here."""
    text = client.get(path).getvalue().decode().replace(",", "")
    return [value for value in VALUES.values() if value in text]


def test_no_address_shows_values_of_two_members(
    three_measures: dict[str, str],
    lead: User,
    officer: User,
    analyst: User,
    client: Client,
    client_for: Callable[[User], Client],
) -> None:
    # Somebody who acts for all three is asked too.
    readers = [client, client_for(lead), client_for(officer), client_for(analyst)]
    paths = {reverse(name) for name, row in ACCESS.items() if not row.args}
    paths |= {f"/open-data/{name}.{form}" for name in DATASETS for form in ("csv", "json")}
    paths |= {"/topics/falls/", "/topics/falls/?sort=value", "/find/?q=falls"}
    for address in three_measures:
        slug = address.split("/")[2]
        paths |= {f"/organisations/{slug}/{page}" for page in ("", "plan/", "reports/")}
    for plan in Plan.objects.all():
        paths |= {f"/plans/{plan.pk}/{page}" for page in ("", "measures/", "reports/")}
    elsewhere = {
        (path, *found) for reader in readers for path in paths if (found := values_on(reader, path))
    }
    assert elsewhere == set()
    # The same test sees a value where it belongs, and there it stands alone.
    shown = {
        address: values_on(client, address) + values_on(client, f"{address}chart.csv")
        for address in three_measures
    }
    assert shown == {address: [value, value] for address, value in three_measures.items()}
    reports = [address.replace("plan/measures", "reports") for address in three_measures]
    kept = [
        values_on(client, f"{address.rpartition('/reports/')[0]}/reports/1/") for address in reports
    ]
    assert kept == [[value] for value in three_measures.values()]


FIELDS = [field.name for field in Priority._meta.get_fields() if OUTCOMES.search(field.name)]
# By every usual name at once: whichever a page knew would show.
USUAL = ("sort", "order", "order_by", "ordering", "o")
ASKED = [
    "&".join(f"{parameter}={sign}{field}" for parameter in USUAL)
    for sign in ("", "-")
    for field in FIELDS
]


@pytest.mark.parametrize(
    "address",
    [
        "/organisations/?plan=yes",
        "/organisations/?topic=FALLS",
        "/topics/falls/",
        "/find/?q=kestrel",
    ],
)
def test_no_address_puts_members_in_order_of_an_aim(
    address: str, three_plans: list[str], client: Client
) -> None:
    def members(query: str) -> tuple[str, ...]:
        page = client.get(f"{address}{'&' if '?' in address else '?'}{query}").content.decode()
        shown = re.findall(r"\b([ABC] Trust)\b", page.partition("<main")[2])
        return tuple(dict.fromkeys(shown))

    assert ({members(query) for query in ASKED}, len(ASKED) > 12) == ({tuple(three_plans)}, True)


@pytest.mark.parametrize("name", ["organisations", "pledges", "plans"])
def test_no_file_is_in_order_of_an_aim(name: str, three_plans: list[str], client: Client) -> None:
    found = []
    for query in ["", *ASKED[:4]]:
        answer: Any = client.get(f"/open-data/{name}.csv?{query}")
        text = b"".join(answer.streaming_content).decode()
        found.append(tuple(dict.fromkeys(re.findall(r"\b([ABC] Trust)\b", text, re.IGNORECASE))))
    wanted = tuple(three_plans) if name != "pledges" else ()
    assert {tuple(one.title() for one in each) for each in found} == {wanted}
