"""Two columns as people write them: periods in many spellings, values, and questions."""

from datetime import date

import pytest

from improvement_plans.dates import DatesOfRows, NotOfThisKind, Order
from improvement_plans.pasted import faults_first, plain, read_sheet
from improvement_plans.periods import Kind, period_from, read_period


def labels(kind: Kind, *texts: str, order: Order | None = None) -> list[str]:
    dates = DatesOfRows(kind, texts, order)
    found = []
    for text in texts:
        try:
            found.append(dates.period(text).label)
        except NotOfThisKind as error:
            found.append(str(error).partition(". ")[0])
    return found


MONTHS = ["2026-03", "Mar-26", "March 2026", "mar 2026", "MARCH ’26", "03/2026", "2026/03", "2026/3/9",
          "31/03/2026", "31 March 2026", "31st Mar 26", "2026-03-31 00:00:00", "2026-03-01"]  # fmt: skip
WEEKS = ["2026-W10", "2026-w10", "w/c 2 March 2026", "2026-03-08", "3 Mar 2026"]
QUARTERS = ["2026-Q1", "Q1 2026", "2026 Q1", "Q4 2025/26", "2025-26 Q4", "Feb 2026", "2026-01-31"]


@pytest.mark.parametrize(
    ("kind", "texts", "label"),
    [
        (Kind.MONTH, MONTHS, "2026-03"),
        (Kind.WEEK, WEEKS, "2026-W10"),
        (Kind.QUARTER, QUARTERS, "2026-Q1"),
        (Kind.DAY, ["2026-03-31", "31/03/26", "31.3.2026", "31 march, 2026"], "2026-03-31"),
    ],
)
def test_a_period_is_read_however_it_is_written(kind: Kind, texts: list[str], label: str) -> None:
    assert labels(kind, *texts) == [label] * len(texts)


def test_what_is_no_period_of_this_kind_is_refused() -> None:
    texts = (
        "2026-13",
        "Ward A",
        "31 Smarch 2026",
        "30/02/2026",
        "7",
        "2026",
        "Q1 2026/28",
        "1 Jan 1066",
        "",
    )
    assert [text.partition("”")[2] for text in labels(Kind.MONTH, *texts)] == [
        *[" is not a period"] * 7, " is not between 1950 and 2100.", " is not a period",
    ]  # fmt: skip
    assert labels(Kind.WEEK, "March 2026") == [
        "“March 2026” is a month, and this measure has one value for each week"
    ]


@pytest.mark.parametrize(
    ("texts", "order", "asked", "read"),
    [
        (["01/02/2026"], None, "01/02/2026", ["2026-02-01"]),
        (["01/02/2026"], Order.MONTH_FIRST, None, ["2026-01-02"]),
        (["01/02/2026", "31/03/2026"], None, None, ["2026-02-01", "2026-03-31"]),
        (["01/02/2026", "03/31/2026"], None, None, ["2026-01-02", "2026-03-31"]),
        (["02/02/2026", "2026-02-03"], None, None, ["2026-02-02", "2026-02-03"]),
        (["01/02/2026", "31/03/2026", "03/30/2026"], None, "01/02/2026",
         ["2026-02-01", "2026-03-31", "2026-03-30"]),
        (["03/31/2026"], Order.DAY_FIRST, None, ["“03/31/2026” is not a period"]),
    ],
)  # fmt: skip
def test_an_unclear_date_is_a_question_unless_another_date_answers_it(
    texts: list[str], order: Order | None, asked: str | None, read: list[str]
) -> None:
    dates = DatesOfRows(Kind.DAY, texts, order)
    question = dates.question.text if dates.question else None
    assert (question, labels(Kind.DAY, *texts, order=order)) == (asked, read)


def test_a_period_has_one_label_that_is_read_as_itself() -> None:
    days = [date(2024, 2, 29), date(2026, 1, 1), date(2027, 1, 1), date(2026, 12, 31)]
    kinds = (Kind.DAY, Kind.WEEK, Kind.MONTH, Kind.QUARTER)
    periods = [period_from(kind, day) for kind in kinds for day in days]
    assert [read_period(period.label) for period in periods] == periods


def test_values_and_separators() -> None:
    text = "Period\tValue\n2026-01\t1,204.50\n2026-02\t12%\n2026-03\tn/a\n2026-04\t-\n2026-05\t.5"
    commas = '2026-01,"1,204.50"\n2026-02,12\n\n2026-03,\n2026-04\n2026-05 0.5'
    found = [
        [(one.row, plain(one.value)) for one in read_sheet(each, Kind.MONTH).values]
        for each in (text, commas, text.replace("\t", ";"))
    ]
    assert found == [
        [(2, "1204.5"), (3, "12"), (4, ""), (5, ""), (6, "0.5")],
        [(1, "1204.5"), (2, "12"), (4, ""), (5, ""), (6, "0.5")],
        [(2, "1204.5"), (3, "12"), (4, ""), (5, ""), (6, "0.5")],
    ]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1 2", "is not a number"), ("1,5", "third column"), ("12,34", "third column"),
        ("+", "is not a number"), ("1e3", "is not a number"), ("*", "is not a number"),
        ("999999999.9999999", "is too large"), ("1000000000", "is too large"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_a_fault_in_the_second_column(cell: str, said: str) -> None:
    (fault,) = read_sheet(f"2026-01,{cell}", Kind.MONTH).faults
    assert (said in str(fault), str(fault).startswith("Row 1, column 2 (value): ")) == (True, True)


def test_more_than_six_places_are_rounded_and_counted() -> None:
    sheet = read_sheet("2026-01,0.33333333\n2026-02,0.5\n2026-03,1.1234567%", Kind.MONTH)
    assert ([plain(one.value) for one in sheet.values], sheet.rounded) == (
        ["0.333333", "0.5", "1.123457"], 2,
    )  # fmt: skip


def test_not_every_fault_is_listed_at_once() -> None:
    sheets = [read_sheet("\n".join(["Ward,1"] * count), Kind.MONTH) for count in (2, 3, 4)]
    listed = [list(faults_first(sheet, 2)) for sheet in sheets]
    assert [(len(said), said[-1]) for said in listed[1:]] == [
        (3, "There is 1 more after these."), (3, "There are 2 more after these."),
    ]  # fmt: skip
    assert len(listed[0]) == 2


def test_a_heading_alone_is_no_row() -> None:
    (fault,) = read_sheet("Period,Value", Kind.MONTH).faults
    assert str(fault) == "Row 1, column 1 (period): There is no row with a period and a value."
