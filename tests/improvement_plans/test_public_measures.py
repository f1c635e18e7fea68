"""What everyone reads of a measure, what nobody but its own people do, and its chart."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import quote_etag

from accounts.models import User
from core import pictures
from improvement_plans import services
from improvement_plans.choices import DriverKind
from improvement_plans.models import Driver, Measure, Plan
from improvement_plans.presenters.measures import Series
from organisations.models import Membership
from tests.conftest import NOW, publish_anew
from tests.improvement_plans.test_measure_data import save
from tests.improvement_plans.test_measures import add, events, form_of, page, text_of
from tests.safety_portal.test_nothing_private import ANSWERS

SignIn = Callable[[User], Client]
PLAN = "/organisations/harrowmere-test-nhs-trust-zza01/plan/"
SECRET = "kestrel"
# Between 5 and 9, so that a number made of hidden values would not be among them.
STEADY = [7, 9, 6, 8, 7, 5, 9, 8, 6, 7, 8, 6, 9, 7]
SMALL = {3: 4, 7: 2, 9: 0}


def months(values: list[Any]) -> dict[date, Any]:
    return {date(2025 + n // 12, n % 12 + 1, 1): value for n, value in enumerate(values)}


@pytest.fixture
def measure(published_plan: Plan, lead: User) -> Measure:
    measure = add(published_plan, lead, unit="falls", target=Decimal(6), baseline=Decimal(3))
    save(measure, lead, months(STEADY))
    return services.share_measure(
        measure=measure, is_public=True, hides_small=False, by=lead, at=NOW
    )


def public(measure: Measure, file: str = "") -> str:
    return f"{PLAN}measures/{measure.pk}/{file}"


def rows_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


def test_everyone_follows_a_measure_from_the_plan_and_back(
    measure: Measure, lead: User, client: Client
) -> None:
    draft = services.start_new_version(plan=measure.plan, by=lead, at=NOW)
    driver = Driver.objects.create(
        priority=draft.priorities.get(), position=1, kind=DriverKind.PRIMARY, text="Safer nights"
    )
    publish_anew(measure.plan, lead, title="Safer nights")
    Measure.objects.update(driver_key=driver.key, target_date=date(2028, 3, 31))
    plan = client.get(PLAN).content.decode()
    assert f'<a href="{public(measure)}">Falls with harm</a> (outcome measure)' in plan
    answer = client.get(public(measure))
    assert f'href="{PLAN}#priority-1"' in answer.content.decode()
    said = text_of(answer)
    for part in (
        "Control chart (XmR), January 2025 to February 2026.", "Driver Safer nights",
        "Falls with harm on our wards", "Which way it should go Lower is better", "Target 6 falls, by 31 March 2028",
        "Where it stood to begin with 3 falls", "January 2025 7",
    ):  # fmt: skip
        assert part in said


@pytest.mark.parametrize(
    ("count", "kind"), [(1, "Run chart"), (11, "Run chart"), (12, "Control chart (XmR)")]
)
def test_limits_come_with_twelve_values(
    count: int, kind: str, published_plan: Plan, lead: User
) -> None:
    measure = add(published_plan, lead)
    save(measure, lead, months([*STEADY[:count], None]))
    title = Series.of(measure, for_everyone=False).figure().title
    assert title.startswith(f"Falls with harm. {kind}, January 2025 to ")


def test_quarters_are_named_by_their_months(published_plan: Plan, lead: User) -> None:
    measure = add(published_plan, lead, frequency="QUARTER")
    save(measure, lead, {date(2026, 4, 1): 3, date(2026, 10, 1): None})
    rows = Series.of(measure, for_everyone=False).figure().rows
    assert [(row.period, row.value) for row in rows] == [
        ("April to June 2026", "3"), ("October to December 2026", "Not collected"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "values", "from_zero", "bounds"),
    [
        ({"is_count": True}, [90, 100], True, (0, None)),
        ({"is_count": False}, [90, 100], False, (0, None)),
        ({"is_count": False}, [10, 100], True, (0, None)),
        ({"is_count": False, "unit": "%"}, [90, 100], False, (0, 100)),
        ({"is_count": False, "unit": "%"}, [90, 130], False, (0, None)),
        ({"is_count": False}, [-3, 4], True, (None, None)),
    ],
)
def test_an_axis_does_not_mislead(
    fields: dict[str, Any], values: list[int], from_zero: bool, bounds: tuple[Any, Any],  # noqa: FBT001
    published_plan: Plan, lead: User,
) -> None:  # fmt: skip
    measure = add(published_plan, lead, **fields)
    save(measure, lead, months(values))
    series = Series.of(measure, for_everyone=True)
    assert (series.from_zero, (series.measured.lowest, series.measured.highest)) == (
        from_zero, bounds,
    )  # fmt: skip


def test_a_person_calculates_limits_anew_from_a_period_with_a_reason(
    measure: Measure, editor: User, client_for: SignIn, client: Client
) -> None:
    editing, path = client_for(editor), page("plan_measure_rebase", measure)
    refused = form_of(editing.post(path, {"first_day": "2025-01-01", "reason": ""}))
    assert sorted(refused.errors) == ["first_day", "reason"]
    said = {"first_day": "2025-08-01", "reason": "Falls rounds on every ward"}
    for reason in ("Rounds", said["reason"], said["reason"]):
        assert editing.post(path, {**said, "reason": reason}).status_code == 302
    shown = text_of(client.get(public(measure)))
    assert "A August 2025: limits calculated anew. Falls rounds on every ward" in shown
    segments = [row["segment"] for row in rows_of(client.get(public(measure, "chart.csv")))]
    assert segments == ["0"] * 7 + ["1"] * 7
    rebase = measure.rebases.get()
    for _ in range(2):
        editing.post(page("plan_measure_rebase_remove", measure, rebase.pk))
    assert events()[-3:] == ["rebased", "rebased", "rebase-removed"]
    assert {row["segment"] for row in rows_of(client.get(public(measure, "chart.csv")))} == {"0"}


def test_a_fixed_baseline_makes_the_average(measure: Measure, client: Client) -> None:
    Measure.objects.update(baseline_points=2)
    means = {row["mean"] for row in rows_of(client.get(public(measure, "chart.csv")))}
    assert means == {"8.0"}


@pytest.fixture
def with_small(measure: Measure, lead: User) -> Measure:
    """Three of fourteen counts are under five, and the lead hides them."""
    values = months(STEADY)
    days = list(values)
    save(measure, lead, {days[place]: value for place, value in SMALL.items()})
    return services.share_measure(
        measure=measure, is_public=True, hides_small=True, by=lead, at=NOW
    )


def test_no_small_count_is_in_page_chart_table_or_file_nor_can_be_worked_out(
    with_small: Measure, lead: User, client: Client
) -> None:
    answer = client.get(public(with_small))
    table = dict(re.findall(r'scope="row">([^<]*)</th><td[^>]*>([^<]*)<', answer.content.decode()))
    hidden = [period for period, value in table.items() if value == "Hidden (under 5)"]
    assert hidden == ["April 2025", "August 2025", "October 2025"]
    rows = rows_of(client.get(public(with_small, "chart.csv")))
    assert [row["value"] for row in rows] == [
        "" if place in SMALL else f"{value}.0" for place, value in enumerate(STEADY)
    ]
    lines = ("mean", "lower_limit", "upper_limit")
    assert {row[name] for row in rows for name in lines} == {""}
    # What is there stays the same whatever the hidden values are, a note at one of them too.
    days = list(months(STEADY))
    services.add_annotation(measure=with_small, first_day=days[3], text="New beds", by=lead, at=NOW)
    files = ("", "chart.csv", "chart.svg")

    def everything() -> list[bytes]:
        paths = [*(public(with_small, file) for file in files), PLAN]
        return [_without_nonce(client.get(path).getvalue()) for path in paths]

    before, svg = everything(), client.get(public(with_small, "chart.svg")).content
    save(with_small, lead, {days[3]: 1, days[7]: 4, days[9]: 3})
    assert everything() == before
    # A PNG is drawn from that very SVG, and from nothing else.
    mark = quote_etag(sha256(b"png" + svg).hexdigest()[:32])
    if pictures.is_available():
        drawn = client.get(public(with_small, "chart.png"), headers={"If-None-Match": mark})
        assert drawn.status_code == 304
    for words in ("Down to 1", "Only one, at last"):
        with pytest.raises(ValidationError):
            services.add_annotation(
                measure=with_small, first_day=days[3], text=words, by=lead, at=NOW
            )
    said = text_of(answer)
    assert "An average or limits would be wrong without these values" in said
    assert ("Average" in said, "Limits" in said, "Where it stood" in said) == (False, False, False)


def _without_nonce(content: bytes) -> bytes:
    return re.sub(rb'nonce="[^"]*"|value="[A-Za-z0-9]{64}"', b"", content)


def test_few_small_counts_are_hidden_from_a_run_chart_too(
    published_plan: Plan, lead: User, client: Client
) -> None:
    measure = add(published_plan, lead)
    save(measure, lead, months([7, 3, 8, None]))
    services.share_measure(measure=measure, is_public=True, hides_small=True, by=lead, at=NOW)
    said = text_of(client.get(public(measure)))
    assert ("Median" in said, "February 2025 Hidden (under 5)" in said) == (False, True)
    assert "April 2025 Not collected" in said


def test_its_own_people_see_all_of_it_and_are_told_what_others_see(
    with_small: Measure, viewer: User, client_for: SignIn
) -> None:
    client = client_for(viewer)
    said = text_of(client.get(page("plan_measure", with_small)))
    assert ("April 2025 4" in said, "Average" in said) == (True, True)
    assert "There, counts under 5 are hidden, and with them the average and the limits." in said
    rows = rows_of(client.get(page("plan_measure_chart", with_small)))
    assert [row["value"] for row in rows[3:8:4]] == ["4.0", "2.0"]


def test_nothing_of_a_private_measure_is_anywhere(
    published_plan: Plan, measure: Measure, lead: User, officer: User, client_for: SignIn,
    client: Client,
) -> None:  # fmt: skip
    texts = dict.fromkeys(
        ("name", "definition", "numerator", "denominator", "unit", "source"), SECRET
    )
    private = add(published_plan, lead, **texts)
    save(private, lead, months([73311, 84422]))
    services.rebase_measure(
        measure=private, first_day=date(2025, 2, 1), reason=SECRET, by=lead, at=NOW
    )
    services.start_new_version(plan=published_plan, by=lead, at=NOW)
    team = client_for(officer)
    leaks = [
        (path, sign)
        for reader in (client, team)
        for path in (*ANSWERS, public(measure), public(measure, "chart.csv"), "/campaign/")
        for text in [reader.get(path).getvalue().decode().lower()]
        for sign in ("73311", "84422", SECRET)
        if sign in re.sub(r'value="kestrel"|“kestrel”|words: kestrel|\?q=kestrel', "", text)
    ]
    assert leaks == []
    paths = [public(private), public(private, "chart.csv"), page("plan_measure", private)]
    assert [team.get(path).status_code for path in paths] == [404] * 3
    assert [client.get(path).status_code for path in paths[:2]] == [404] * 2


def test_a_public_measure_is_read_only_with_its_published_priority_and_member(
    measure: Measure, lead: User, client: Client
) -> None:
    statuses = []

    def look() -> None:
        statuses.append(
            [client.get(public(measure, file)).status_code for file in ("", "chart.csv")]
        )

    look()
    services.retire_measure(measure=measure, by=lead, at=NOW)
    look()  # What was measured stays readable.
    Membership.objects.update(state="CLOSED", joined_at=None, last_heard_at=None)
    look()
    Membership.objects.update(state="ACTIVE", joined_at=NOW, last_heard_at=NOW)
    draft = services.start_new_version(plan=measure.plan, by=lead, at=NOW)
    gone = draft.priorities.get().pk
    services.remove_priority(plan=measure.plan, priority_pk=gone, by=lead, at=NOW)
    look()  # A draft takes nothing away.
    publish_anew(measure.plan, lead, title="Without falls")
    look()
    assert statuses == [[200, 200], [200, 200], [404, 404], [200, 200], [404, 404]]


def test_an_empty_measure_says_so(
    published_plan: Plan, lead: User, client: Client, client_for: SignIn
) -> None:
    measure = add(published_plan, lead)
    services.share_measure(measure=measure, is_public=True, hides_small=False, by=lead, at=NOW)
    own = text_of(client_for(lead).get(page("plan_measure", measure)))
    assert ("There is no data yet." in text_of(client.get(public(measure))), "Add data" in own) == (
        True, True,
    )  # fmt: skip
    assert rows_of(client.get(public(measure, "chart.csv"))) == []


def test_the_plan_costs_the_same_with_one_measure_and_with_three(
    measure: Measure, lead: User, client: Client
) -> None:

    counts = []
    for names in ([], ["B", "C"]):
        for name in names:
            more = add(measure.plan, lead, name=name)
            services.share_measure(measure=more, is_public=True, hides_small=False, by=lead, at=NOW)
        for path in (PLAN, public(measure)):
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
