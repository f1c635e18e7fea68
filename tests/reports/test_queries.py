"""Each number counts exactly the rows that its filters ask for."""

import random
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from audit.services import record
from improvement_plans.models import PlanVersion
from organisations.choices import AuditEvent, MembershipState, OrganisationType
from organisations.models import Membership, Organisation
from reports import queries
from reports.queries import Count, Coverage, Filters, Point, Tiles
from reports.queries.rows import CONDITIONS
from tests.conftest import NOW, TODAY
from tests.reports.conftest import london

pytestmark = pytest.mark.django_db

Make = Callable[..., Membership]
Move = Callable[..., None]


def names(filters: Filters) -> list[str]:
    """Who is listed, in the order of the list."""
    found = queries.listed(filters, TODAY).select_related("organisation")
    return [membership.organisation.name for membership in found]


# --- Rows -----------------------------------------------------------------------------------


def test_members_are_active_or_paused(make_member: Make) -> None:
    for state in MembershipState:
        make_member(name=state.value, state=state)
    assert names(Filters()) == ["ACTIVE", "PAUSED"]


@pytest.mark.parametrize("state", ["ACTIVE", "PAUSED", "WITHDRAWN", "SUCCEEDED"])
def test_a_state_filter_finds_that_state_only(state: str, make_member: Make) -> None:
    for each in MembershipState:
        make_member(name=each.value, state=each)
    assert names(Filters(state=state)) == [state]


@pytest.mark.parametrize("state", ["DRAFT", "AWAITING_SPONSOR", "AWAITING_VERIFICATION", "CLOSED"])
def test_a_sign_up_is_no_member_whatever_the_filter(state: str, make_member: Make) -> None:
    make_member(state=state)
    assert names(Filters(state=state)) == []


def test_a_type_filter_finds_that_type(make_member: Make) -> None:
    make_member(name="A", type=OrganisationType.CHARITY)
    make_member(name="B", type=OrganisationType.UNIVERSITY)
    assert names(Filters(type="CHARITY")) == ["A"]


@pytest.mark.parametrize(
    ("region", "found"), [("Y56", ["LONDON"]), ("OTHER", ["ELSEWHERE"]), ("NONE", ["NOWHERE"])]
)
def test_a_region_filter_finds_known_other_and_no_regions(
    region: str, found: list[str], make_member: Make
) -> None:
    make_member(name="LONDON", region_code="Y56")
    make_member(name="ELSEWHERE", region_code="Q99")
    make_member(name="NOWHERE", region_code="")
    assert names(Filters(region=region)) == found


def test_joined_from_begins_with_the_first_moment_of_the_day_in_london(make_member: Make) -> None:
    make_member(name="BEFORE", joined_at=london(2026, 4, 30, 23, 59, 59))
    make_member(name="FROM", joined_at=london(2026, 5, 1, 0, 0))
    assert names(Filters(joined_from=date(2026, 5, 1))) == ["FROM"]


def test_joined_to_ends_with_the_last_moment_of_the_day_in_london(make_member: Make) -> None:
    make_member(name="UNTIL", joined_at=london(2026, 4, 30, 23, 59, 59))
    make_member(name="AFTER", joined_at=london(2026, 5, 1, 0, 0))
    assert names(Filters(joined_to=date(2026, 4, 30))) == ["UNTIL"]


@pytest.mark.parametrize(("has_plan", "found"), [(True, ["WITH"]), (False, ["DRAFTED", "WITHOUT"])])
def test_a_plan_counts_when_it_is_published(
    has_plan: bool,  # noqa: FBT001
    found: list[str],
    make_member: Make,
    make_plan: Callable[..., PlanVersion],
) -> None:
    make_member(name="WITHOUT")
    make_plan(make_member(name="WITH"))
    make_plan(make_member(name="DRAFTED"), state="DRAFT")
    assert names(Filters(has_plan=has_plan)) == found


@pytest.mark.parametrize(
    ("has_pledges", "found"), [(True, ["WITH"]), (False, ["DRAFTED", "WITHOUT"])]
)
def test_pledges_count_when_they_are_published(
    has_pledges: bool,  # noqa: FBT001
    found: list[str],
    make_member: Make,
    make_pledges: Callable[..., None],
) -> None:
    make_member(name="WITHOUT")
    make_pledges(make_member(name="WITH"))
    make_pledges(make_member(name="DRAFTED"), state="DRAFT")
    assert names(Filters(has_pledges=has_pledges)) == found


def test_heard_from_begins_with_its_day(make_member: Make) -> None:
    make_member(name="EARLIER", last_heard_at=london(2025, 6, 14, 23, 59))
    make_member(name="SINCE", last_heard_at=london(2025, 6, 15, 0, 0))
    assert names(Filters(heard_from=date(2025, 6, 15))) == ["SINCE"]


def test_plan_from_looks_at_the_version_the_public_reads(
    make_member: Make, make_plan: Callable[..., PlanVersion]
) -> None:
    again = make_member(name="AGAIN")
    make_plan(again, state="SUPERSEDED", at=NOW - timedelta(days=90))
    make_plan(again, number=2)
    make_plan(make_member(name="EARLIER"), at=NOW - timedelta(days=90))
    drafting = make_member(name="DRAFTING")
    make_plan(drafting, at=NOW - timedelta(days=90))
    make_plan(drafting, state="DRAFT", number=2)
    assert names(Filters(plan_from=TODAY)) == ["AGAIN"]


@pytest.mark.parametrize(
    ("standing", "found"), [("OPEN", ["CLOSING", "OPEN"]), ("CLOSED", ["CLOSED"])]
)
def test_an_organisation_is_closed_from_its_closing_day(
    standing: str, found: list[str], make_member: Make
) -> None:
    make_member(name="OPEN")
    make_member(name="CLOSED", closed_date=TODAY)
    make_member(name="CLOSING", closed_date=TODAY + timedelta(days=1))
    assert names(Filters(standing=standing)) == found


def test_filters_narrow_together(make_member: Make) -> None:
    make_member(name="BOTH", type="CHARITY", region_code="Y56")
    make_member(name="TYPE", type="CHARITY", region_code="Y58")
    make_member(name="REGION", type="UNIVERSITY", region_code="Y56")
    assert names(Filters(type="CHARITY", region="Y56")) == ["BOTH"]


def test_every_filter_has_its_condition() -> None:
    assert {field.name for field in fields(Filters)} == set(CONDITIONS) | {"state", "on"}


def test_members_are_listed_a_to_z_whoever_typed_the_name(make_member: Make) -> None:
    for name in ("Zeal", "ALPHA", "beta", "GAMMA"):
        make_member(name=name)
    assert names(Filters()) == ["ALPHA", "beta", "GAMMA", "Zeal"]


def test_members_on_a_day_were_members_then_whatever_they_are_now(
    make_member: Make, move: Move
) -> None:
    make_member(name="STAYED", joined_at=london(2026, 3, 31, 23, 59))
    make_member(name="LATER", joined_at=london(2026, 4, 1, 0, 0))
    move(make_member(name="LEFT", joined_at=london(2026, 1, 1)), "WITHDRAWN", NOW)
    move(
        make_member(name="GONE", joined_at=london(2026, 1, 1)), "WITHDRAWN", london(2026, 3, 31, 12)
    )
    move(make_member(name="PAUSED", joined_at=london(2026, 1, 1)), "PAUSED", london(2026, 2, 1))
    make_member(name="DRAFT", state="DRAFT", joined_at=london(2026, 1, 1))
    assert names(Filters(on=date(2026, 3, 31))) == ["LEFT", "PAUSED", "STAYED"]


def test_a_member_that_came_back_is_a_member_between(make_member: Make, move: Move) -> None:
    back = make_member(name="BACK", joined_at=london(2026, 1, 1))
    move(back, "WITHDRAWN", london(2026, 2, 1))
    move(back, "ACTIVE", london(2026, 3, 1))
    days = [date(2026, month, 15) for month in (1, 2, 3)]
    assert [names(Filters(on=day)) for day in days] == [["BACK"], [], ["BACK"]]


def test_a_state_on_a_day_is_that_days(make_member: Make, move: Move) -> None:
    paused = make_member(name="PAUSED", joined_at=london(2026, 1, 1))
    move(paused, "PAUSED", london(2026, 2, 1))
    move(paused, "ACTIVE", london(2026, 3, 1))
    days = [date(2026, month, 15) for month in (1, 2, 3)]
    found = [names(Filters(state="PAUSED", on=day)) for day in days]
    assert found == [[], ["PAUSED"], []]


def test_the_register_is_every_open_organisation_member_or_not(
    make_member: Make, make_organisation: Callable[..., Organisation]
) -> None:
    make_member(name="Member")
    make_organisation(name="FREE")
    make_organisation(name="CLOSED", closed_date=TODAY)
    make_organisation(name="CLOSING", closed_date=TODAY + timedelta(days=1))
    found = queries.register(Filters(), TODAY)
    assert [o.name for o in found] == ["CLOSING", "FREE", "Member"]


def test_the_register_narrows_by_type_and_region_only(
    make_organisation: Callable[..., Organisation],
) -> None:
    make_organisation(name="BOTH", type="CHARITY", region_code="Y56")
    make_organisation(name="TYPE", type="CHARITY", region_code="Y58")
    make_organisation(name="REGION", type="UNIVERSITY", region_code="Y56")
    filters = Filters(type="CHARITY", region="Y56", has_plan=True, joined_from=TODAY)
    assert [o.name for o in queries.register(filters, TODAY)] == ["BOTH"]


# --- Numbers --------------------------------------------------------------------------------


@pytest.fixture
def a_bit_of_everything(
    make_member: Make,
    move: Move,
    make_pledges: Callable[..., None],
    make_plan: Callable[..., PlanVersion],
) -> None:
    """Forty memberships of every kind; the same ones on each run."""
    chance = random.Random(20260615)
    for number in range(40):
        joined = NOW - timedelta(days=chance.randrange(1200))
        sign_up = chance.random() < 0.2
        member = make_member(
            name=f"{chance.choice('ABCDEFGH')} {number}",
            ods_code=f"ZZ{number:03}",
            state=chance.choice(["DRAFT", "CLOSED", "AWAITING_VERIFICATION"])
            if sign_up
            else "ACTIVE",
            type=chance.choice(["CHARITY", "UNIVERSITY", "GP_PRACTICE"]),
            region_code=chance.choice(["Y56", "Y58", "Q99", ""]),
            closed_date=TODAY if chance.random() < 0.2 else None,
            joined_at=joined,
            last_heard_at=NOW - timedelta(days=chance.randrange(700)),
        )
        make_pledges(member, state="DRAFT" if sign_up or chance.random() < 0.2 else "PUBLISHED")
        if not sign_up and chance.random() < 0.5:
            make_plan(member, state=chance.choice(["DRAFT", "PUBLISHED"]), at=joined)
        if not sign_up and chance.random() < 0.3:
            state = chance.choice(["PAUSED", "WITHDRAWN", "SUCCEEDED"])
            move(member, state, joined + (NOW - joined) / 2)


SOME_FILTERS = [
    Filters(),
    Filters(type="CHARITY"),
    Filters(region="Y56"),
    Filters(region="OTHER", has_plan=True),
    Filters(region="NONE"),
    Filters(state="WITHDRAWN"),
    Filters(state="PAUSED", has_plan=False),
    Filters(joined_from=date(2025, 1, 1), joined_to=date(2026, 1, 31)),
]


def counts(thing: Any) -> Iterator[Count]:
    """Every count in a result, however deep."""
    if isinstance(thing, Count):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from counts(part)
    elif hasattr(thing, "__dataclass_fields__"):
        for field in fields(thing):
            yield from counts(getattr(thing, field.name))


@pytest.mark.usefixtures("a_bit_of_everything")
def test_every_number_equals_the_rows_of_its_filters() -> None:
    numbers = [
        number
        for filters in SOME_FILTERS
        for coverage in [queries.coverage(filters, TODAY)]
        for number in [
            *counts(queries.tiles(filters, TODAY)),
            *(row.members for row in (*coverage.by_type, *coverage.by_region)),
            coverage.closed,
            *counts(queries.growth(filters, TODAY)),
        ]
    ]
    assert numbers == [
        Count(len(queries.listed(number.filters, TODAY)), number.filters) for number in numbers
    ]


@pytest.mark.usefixtures("a_bit_of_everything")
def test_every_denominator_equals_the_register_of_its_filters() -> None:
    numbers = [
        row.organisations
        for filters in SOME_FILTERS
        for coverage in [queries.coverage(filters, TODAY)]
        for row in (*coverage.by_type, *coverage.by_region)
    ]
    assert numbers == [
        Count(len(queries.register(number.filters, TODAY)), number.filters) for number in numbers
    ]


@pytest.mark.usefixtures("a_bit_of_everything")
def test_each_table_and_the_closed_add_up_to_the_members() -> None:
    totals = {filters: queries.count(filters, TODAY).number for filters in SOME_FILTERS}
    covered = {filters: queries.coverage(filters, TODAY) for filters in SOME_FILTERS}
    for table in ("by_type", "by_region"):
        assert totals == {
            filters: sum(row.members.number for row in getattr(coverage, table))
            + coverage.closed.number
            for filters, coverage in covered.items()
        }


@pytest.mark.usefixtures("a_bit_of_everything")
def test_growth_ends_with_todays_number() -> None:
    ends = {filters: queries.growth(filters, TODAY).points[-1] for filters in SOME_FILTERS}
    assert {filters: point.members.number for filters, point in ends.items()} == {
        filters: queries.count(filters, TODAY).number for filters in SOME_FILTERS
    }


def test_tiles_count_members_pledges_plans_and_who_was_heard_from(
    make_member: Make,
    make_pledges: Callable[..., None],
    make_plan: Callable[..., PlanVersion],
) -> None:
    quiet = make_member(last_heard_at=london(2025, 6, 14, 12))
    heard = make_member(last_heard_at=london(2025, 6, 15, 12))
    make_member(last_heard_at=london(2025, 6, 14, 12))
    make_pledges(quiet)
    make_pledges(heard)
    make_plan(quiet)
    withdrawn = make_member(state="WITHDRAWN")
    make_pledges(withdrawn)
    make_plan(withdrawn)
    assert queries.tiles(Filters(), TODAY) == Tiles(
        members=Count(3, Filters()),
        pledges=Count(2, Filters(has_pledges=True)),
        plans=Count(1, Filters(has_plan=True)),
        heard=Count(1, Filters(heard_from=date(2025, 6, 15))),
    )


def test_plans_are_not_counted_among_members_without_one(make_member: Make) -> None:
    make_member()
    assert queries.tiles(Filters(has_plan=False), TODAY).plans is None


def test_heard_from_keeps_a_later_day_that_was_asked_for() -> None:
    filters = Filters(heard_from=date(2026, 1, 1))
    assert queries.tiles(filters, TODAY).heard.filters == filters


def test_coverage_sets_members_beside_the_open_organisations_of_the_register(
    make_member: Make, make_organisation: Callable[..., Organisation]
) -> None:
    make_member(type="UNIVERSITY", region_code="Y58")
    make_member(type="CHARITY", region_code="Y58")
    make_member(type="CHARITY", region_code="Q99", state="DRAFT")
    make_organisation(type="CHARITY", region_code="Y56")
    make_organisation(type="CHARITY", region_code="Y56", closed_date=TODAY)
    coverage = queries.coverage(Filters(), TODAY)
    shown = [
        [(row.name, row.members.number, row.organisations.number) for row in rows]
        for rows in (coverage.by_type, coverage.by_region)
    ]
    assert shown == [
        [("University", 1, 1), ("Charity", 1, 3)],
        [("London", 0, 1), ("South West", 2, 2), ("Another region", 0, 1)],
    ]


def test_a_member_whose_organisation_closed_is_counted_apart(make_member: Make) -> None:
    make_member(type="CHARITY", region_code="Y56", closed_date=TODAY)
    make_member(type="UNIVERSITY", region_code="Y56", closed_date=TODAY, state="WITHDRAWN")
    assert queries.coverage(Filters(), TODAY) == Coverage(
        by_type=(), by_region=(), closed=Count(1, Filters(standing="CLOSED"))
    )


def test_coverage_links_the_filters_and_the_part_it_is_about(make_member: Make) -> None:
    make_member(type="CHARITY", region_code="Y56")
    filters = Filters(type="CHARITY", joined_from=date(2026, 1, 1))
    row = queries.coverage(filters, TODAY).by_region[0]
    assert (row.members.filters, row.organisations.filters) == (
        replace(filters, region="Y56", standing="OPEN"),
        Filters(type="CHARITY", region="Y56"),
    )


def by_day(filters: Filters = Filters()) -> list[tuple[str, int]]:  # noqa: B008
    points = queries.growth(filters, TODAY).points
    return [(point.day.isoformat(), point.members.number) for point in points]


def test_growth_has_every_month_up_to_today(make_member: Make) -> None:
    make_member(joined_at=london(2026, 2, 28, 23, 59))
    make_member(joined_at=london(2026, 4, 1, 0, 0))
    make_member(joined_at=NOW)
    assert by_day() == [
        ("2026-02-28", 1),
        ("2026-03-31", 1),
        ("2026-04-30", 2),
        ("2026-05-31", 2),
        ("2026-06-15", 3),
    ]


def test_growth_counts_by_month_for_two_years(make_member: Make) -> None:
    make_member(joined_at=london(2024, 7, 1))
    growth = queries.growth(Filters(), TODAY)
    assert (growth.period, len(growth.points)) == ("month", 24)


def test_growth_counts_by_quarter_after_two_years(make_member: Make) -> None:
    make_member(joined_at=london(2024, 6, 30))
    growth = queries.growth(Filters(), TODAY)
    assert (growth.period, [point.day for point in growth.points]) == (
        "quarter",
        [
            date(2024, 6, 30),
            date(2024, 9, 30),
            date(2024, 12, 31),
            date(2025, 3, 31),
            date(2025, 6, 30),
            date(2025, 9, 30),
            date(2025, 12, 31),
            date(2026, 3, 31),
            TODAY,
        ],
    )


def test_growth_falls_when_a_member_withdraws_and_the_past_stays(
    make_member: Make, move: Move
) -> None:
    make_member(joined_at=london(2026, 4, 10))
    leaving = make_member(joined_at=london(2026, 4, 20))
    before = by_day()
    move(leaving, "WITHDRAWN", london(2026, 6, 1))
    assert (before, by_day()) == (
        [("2026-04-30", 2), ("2026-05-31", 2), ("2026-06-15", 2)],
        [("2026-04-30", 2), ("2026-05-31", 2), ("2026-06-15", 1)],
    )


def test_a_pause_changes_no_growth(make_member: Make, move: Move) -> None:
    member = make_member(joined_at=london(2026, 4, 10))
    move(member, "PAUSED", london(2026, 5, 10))
    assert by_day() == [("2026-04-30", 1), ("2026-05-31", 1), ("2026-06-15", 1)]


def test_growth_of_a_part_counts_that_part(make_member: Make) -> None:
    make_member(type="CHARITY", joined_at=london(2026, 5, 10))
    make_member(type="UNIVERSITY", joined_at=london(2026, 4, 10))
    assert by_day(Filters(type="CHARITY")) == [("2026-05-31", 1), ("2026-06-15", 1)]


def test_a_point_of_growth_links_the_members_of_that_day(make_member: Make) -> None:
    make_member(type="CHARITY", joined_at=NOW)
    assert queries.growth(Filters(type="CHARITY"), TODAY).points == (
        Point(TODAY, Count(1, Filters(type="CHARITY", on=TODAY))),
    )


@pytest.mark.parametrize("state", ["DRAFT", "AWAITING_VERIFICATION", "CLOSED"])
def test_sign_ups_start_no_growth(state: str, make_member: Make) -> None:
    make_member(state=state)
    assert by_day() == []


def test_what_is_written_ahead_of_today_is_not_counted_yet(make_member: Make) -> None:
    make_member(joined_at=NOW)
    make_member(joined_at=NOW + timedelta(days=1))
    assert by_day() == [("2026-06-15", 1)]


def imported(at: datetime) -> None:
    record(AuditEvent.REGISTER_IMPORTED, by="system", subject="organisations.register", at=at)


def test_a_register_that_was_never_imported_has_no_date() -> None:
    record(AuditEvent.ORGANISATION_ADDED, by="system", subject="system", at=NOW)
    assert queries.register_imported_at() is None


def test_the_register_is_as_old_as_its_newest_import() -> None:
    imported(NOW)
    imported(NOW - timedelta(days=1))
    assert queries.register_imported_at() == NOW


# --- What it costs --------------------------------------------------------------------------


@pytest.mark.usefixtures("a_bit_of_everything")
def test_the_numbers_take_eight_queries(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(8):
        queries.tiles(Filters(), TODAY)
        queries.coverage(Filters(), TODAY)
        queries.growth(Filters(), TODAY)
        queries.register_imported_at()
