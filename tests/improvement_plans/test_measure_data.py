"""Values in and out: dry runs, corrections, and files that come back unchanged."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from time import process_time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.workbooks import as_xlsx
from improvement_plans import services
from improvement_plans.models import DataPoint, Measure, Plan, ReplacedValue
from tests.conftest import NOW
from tests.core.test_workbooks import book, saved
from tests.improvement_plans.test_measures import add, events, form_of, page, text_of
from tests.safety_portal.test_bad_input import SENDABLE

SignIn = Callable[[User], Client]
JAN, FEB, MAR, APR = (date(2026, month, 1) for month in range(1, 5))


@pytest.fixture
def measure(published_plan: Plan, lead: User) -> Measure:
    return add(published_plan, lead)


@pytest.fixture
def as_editor(editor: User, client_for: SignIn) -> Client:
    return client_for(editor)


def save(measure: Measure, by: User, values: dict[date, int | str | None]) -> None:
    numbers = {day: None if value is None else Decimal(value) for day, value in values.items()}
    seen = services.mark_of(list(measure.points.all()), list(numbers))
    services.save_values(measure=measure, values=numbers, seen=seen, by=by, at=NOW)


def stored(measure: Measure) -> dict[date, Any]:
    return dict(measure.points.in_order().values_list("first_day", "value"))


def hidden(response: Any) -> dict[str, str]:
    """What the dry run would send when its button is pressed."""
    found = re.findall(r'name="(rows|seen)" value="([^"]*)"', response.content.decode())
    return {**{name: unescape(value) for name, value in found}, "step": "accept"}


def table_of(response: Any) -> list[list[str]]:
    body = response.content.decode().partition("<tbody")[2].partition("</tbody>")[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in body.split("</tr>")]
    return [row for row in cells if row]


def test_nothing_is_saved_before_the_dry_run_is_accepted_and_a_second_press_changes_nothing(
    measure: Measure, lead: User, editor: User, as_editor: Client
) -> None:
    save(measure, lead, {JAN: 7, FEB: 4})
    path = page("plan_measure_data", measure)
    rows = "Month\tFalls\nJan-26\t9\nFebruary 2026\t4\n2026-03\tnot collected\n2026-04\t0"
    far = text_of(as_editor.post(path, {"rows": f"{rows}\n2099-01\t3"}))
    assert "1 period will only begin after today." in far
    dry = as_editor.post(path, {"rows": rows})
    assert (stored(measure), table_of(dry)) == (
        {JAN: 7, FEB: 4},
        [
            ["January 2026", "Jan-26", "7", "9"],
            ["March 2026", "2026-03", "New", "Not collected"],
            ["April 2026", "2026-04", "New", "0"],
        ],
    )
    said = text_of(dry)
    for line in (
        "2 periods are new", "1 value is replaced", "1 period stays as it is",
        "1 period is marked “not collected”",
        "The first row was taken for headings: Month and Falls.",
    ):  # fmt: skip
        assert line in said
    accepted = [as_editor.post(path, hidden(dry), follow=True) for _ in range(2)]
    assert stored(measure) == {JAN: 9, FEB: 4, MAR: None, APR: 0}
    assert [
        re.findall(r"(Saved: [^.]*|Nothing changed)", text_of(answer)) for answer in accepted
    ] == [["Saved: 2 new periods, 1 value replaced"], ["Nothing changed"]]
    kept: Any = ReplacedValue.objects.get()
    assert (kept.first_day, kept.value, kept.entered_by, kept.replaced_by) == (JAN, 7, lead, editor)
    assert events() == ["added", "data-saved", "data-saved"]


def test_more_than_six_decimal_places_are_kept_as_six_and_said(
    published_plan: Plan, lead: User, as_editor: Client
) -> None:
    measure = add(published_plan, lead, is_count=False)
    dry = as_editor.post(page("plan_measure_data", measure), {"rows": "2026-01,0.3333333"})
    assert "1 value had more than six decimal places, and kept six." in text_of(dry)
    assert table_of(dry) == [["January 2026", "2026-01", "New", "0.333333"]]


def test_faults_name_row_and_column_and_what_was_typed_stays(
    measure: Measure, as_editor: Client
) -> None:
    rows = "2026-01,3\n2026-13,4\n2026-02,few\n2026-01,5\n2026-03,1.5"
    answer = as_editor.post(page("plan_measure_data", measure), {"rows": rows})
    assert form_of(answer).errors["rows"] == [
        "Row 2, column 1 (period): “2026-13” is not a period. Write it like 2026-03, March 2026, "
        "Mar-26 or 01/03/2026.",
        "Row 3, column 2 (value): “few” is not a number. Write it like 12 or 3.5, or leave it "
        "empty if it was not collected.",
        "Row 4, column 1 (period): 2026-01 is in row 1 already.",
        "Row 5, column 2 (value): “1.5” is not a count. Write a whole number, such as 0 or 12.",
    ]
    assert (unescape(answer.content.decode()).count(rows), DataPoint.objects.count()) == (1, 0)


def test_an_unclear_date_is_asked_about_once_and_echoed(
    measure: Measure, as_editor: Client
) -> None:
    path, rows = page("plan_measure_data", measure), {"rows": "01/02/2026;3\n01/03/2026;4"}
    asked = as_editor.post(path, rows)
    assert form_of(asked).errors == {"order": ["Choose which date 01/02/2026 is"]}
    assert "1 February 2026: the day comes first" in text_of(asked)
    dry = as_editor.post(path, {**rows, "order": "day"})
    assert "Dates were read so that 01/02/2026 is 1 February 2026." in text_of(dry)
    as_editor.post(path, hidden(dry))
    assert stored(measure) == {FEB: 3, MAR: 4}


def test_the_rows_can_be_changed_after_the_dry_run(measure: Measure, as_editor: Client) -> None:
    path = page("plan_measure_data", measure)
    dry = as_editor.post(path, {"rows": "March 2026 3"})
    back = as_editor.post(path, {**hidden(dry), "step": "change"})
    assert (">2026-03,3\n</textarea>" in back.content.decode(), stored(measure)) == (True, {})


def test_who_accepts_after_somebody_else_saved_sees_what_is_there_now(
    measure: Measure, lead: User, as_editor: Client
) -> None:
    path = page("plan_measure_data", measure)
    dry = as_editor.post(path, {"rows": "2026-01,3"})
    save(measure, lead, {JAN: 8})
    again = as_editor.post(path, hidden(dry))
    assert (stored(measure), table_of(again)) == (
        {JAN: 8}, [["January 2026", "2026-01", "8", "3"]],
    )  # fmt: skip
    assert "Somebody saved other values of these periods meanwhile." in text_of(again)
    as_editor.post(path, hidden(again))
    assert stored(measure) == {JAN: 3}
    assert (
        as_editor.post(path, {**hidden(dry), "seen": "much", "rows": "2026-01,5"}).status_code
        == 200
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xef\xbb\xbfPeriod,Value\r\n2026-01,3\r\n", ""),
        ("Period;Value\n2026-01;3".encode("utf-16"), ""),
        ("Période,Value\n2026-01,3".encode("cp1252"), "Row 1, column 1 (period)"),
        (b"PK\x03\x04 a workbook", "This workbook is damaged."),
        (
            as_xlsx("A", ["Period", "Value"], [["2026-01", "9" * 999]]),
            "Row 2, column 2 (value): “9",
        ),
        (b"", "The file is empty."),
        (b"2026-01,1\n\x81\x8d", "Row 2: the file is not a CSV file."),
        (b"\xff\xfe\x00", "Row 1: the file is not a CSV file."),
        (b"2026-01,1\n2026-02\x00,3", "Row 2: The text has a control character in it."),
        (b"9" * 12_000_001, "The file must be 12 MB or smaller"),
        (
            b"2026-01,3\n" * 100_000,
            "Row 10,001, column 1 (period): There are 100,000 rows. Send 10,000 or fewer at once.",
        ),
        (b"2026-01,1\n2026-02," + b"9" * 10_000_000, "Row 2, column 2 (value): “999"),
        (
            b"Period,Value\n2026-01,3\nPeriod,Value",
            "Row 3, column 1 (period): “Period” is not a period.",
        ),
        (
            b"2026-01,3\n2026-02,3,4",
            "Row 2, column 2 (value): There is something in a third column.",
        ),
    ],
)
def test_a_file_is_read_or_refused_with_a_reason(
    content: bytes, said: str, measure: Measure, as_editor: Client
) -> None:
    document = SimpleUploadedFile("falls.csv", content)
    answer = as_editor.post(page("plan_measure_data", measure), {"document": document})
    errors = " ".join(text for texts in form_of(answer).errors.values() for text in texts)
    wanted = [["January 2026", "2026-01", "New", "3"]]
    assert table_of(answer) == wanted if not said else said in errors
    assert DataPoint.objects.count() == 0


def test_rows_or_a_file_and_not_both(measure: Measure, as_editor: Client) -> None:
    path = page("plan_measure_data", measure)
    document = SimpleUploadedFile("falls.csv", b"2026-01,3")
    answers = [
        as_editor.post(path, data) for data in ({"rows": "2026-01,3", "document": document}, {})
    ]
    assert [form_of(answer).errors for answer in answers] == [
        {"document": ["Paste rows or choose a file, not both at once"]},
        {"rows": ["Paste or type the rows, or choose a file below"]},
    ]


def test_ten_thousand_rows_take_no_long_and_no_more_fit(
    published_plan: Plan, lead: User, as_editor: Client
) -> None:
    measure = add(published_plan, lead, frequency="DAY", is_count=False)
    first = date(1999, 1, 1)
    days = [first + timedelta(days=place) for place in range(10_000)]
    made = as_xlsx("Days", ["Day", "Value"], [[f"{day}", Decimal(day.day)] for day in days])
    path, begins = page("plan_measure_data", measure), process_time()
    dry = as_editor.post(path, {"document": SimpleUploadedFile("days.xlsx", made)})
    as_editor.post(path, hidden(dry))
    # 5 seconds are promised on a server; this stops what grows with the square of the rows.
    assert (process_time() - begins < 20, measure.points.count()) == (True, 10_000)
    dry = as_editor.post(path, {"rows": "2027-01-01,3"})
    full = as_editor.post(path, hidden(dry))
    assert form_of(full).errors == {"__all__": ["A measure has room for 10,000 periods."]}


def test_an_export_comes_back_unchanged_and_runs_no_formula(
    measure: Measure, lead: User, as_editor: Client
) -> None:
    Measure.objects.update(is_count=False)
    save(measure, lead, {JAN: "-3.25", FEB: None, MAR: "1200.5", APR: 0})
    sent = as_editor.get(page("plan_measure_csv", measure)).getvalue()
    assert list(csv.reader(io.StringIO(sent.decode("utf-8-sig")))) == [
        ["Period", "Value"], ["2026-01", "-3.25"], ["2026-02", ""], ["2026-03", "1200.5"],
        ["2026-04", "0"],
    ]  # fmt: skip
    book = as_editor.get(page("plan_measure_xlsx", measure)).content
    for file in (sent, book):
        document = SimpleUploadedFile("data", file)
        dry = as_editor.post(page("plan_measure_data", measure), {"document": document})
        assert ("4 periods stay as they are" in text_of(dry), b"Save these" in dry.content) == (
            True, False,
        )  # fmt: skip


@pytest.mark.parametrize("frequency", ["DAY", "WEEK", "MONTH", "QUARTER"])
def test_a_template_is_taken_as_it_is(
    frequency: str, published_plan: Plan, lead: User, as_editor: Client
) -> None:
    measure = add(published_plan, lead, frequency=frequency)
    name = "plan_measure_template_xlsx" if frequency == "WEEK" else "plan_measure_template"
    sent = as_editor.get(page(name, measure)).getvalue()
    dry = as_editor.post(
        page("plan_measure_data", measure), {"document": SimpleUploadedFile("t.csv", sent)}
    )
    assert "12 periods are new" in text_of(dry)


def test_the_dates_of_a_workbook_are_what_they_are_and_its_texts_are_asked_about(
    measure: Measure, as_editor: Client
) -> None:
    rows: list[list[Any]] = [[FEB, 3], [None], ["01/03/2026", 4]]
    made = book(*rows, name="Falls")
    made.create_sheet("Notes")
    path = page("plan_measure_data", measure)
    asked = as_editor.post(path, {"document": SimpleUploadedFile("falls.xlsx", saved(made))})
    assert form_of(asked).errors == {"order": ["Choose which date 01/03/2026 is"]}
    typed = "2026-02-01,3\n\n01/03/2026,4"
    assert f">{typed}</textarea>" in asked.content.decode()
    dry = as_editor.post(path, {"rows": typed, "order": "day"})
    as_editor.post(path, hidden(dry))
    assert stored(measure) == {FEB: 3, MAR: 4}
    made["Falls"]["A3"] = MAR
    dry = as_editor.post(path, {"document": SimpleUploadedFile("falls.xlsx", saved(made))})
    said = text_of(dry)
    assert "Of the workbook its first sheet was read, Falls." in said
    assert "2 periods stay as they are" in said


def test_single_values_are_corrected_and_what_was_there_is_kept(
    measure: Measure, lead: User, editor: User, as_editor: Client
) -> None:
    save(measure, lead, {JAN: 7, FEB: 4, MAR: 2})
    path = page("plan_measure_values", measure)
    grid = form_of(as_editor.get(path))
    typed = {row.name: grid.initial[row.name] for row in grid.grid}
    assert typed == {
        "value_2026-01": "7", "value_2026-02": "4", "value_2026-03": "2", "value_2026-04": "",
        "value_2026-05": "", "value_2026-06": "",
    }  # fmt: skip
    send = {
        **typed, "seen": grid.initial["seen"], "value_2026-01": "6", "value_2026-02": "",
        "remove_2026-03": "on",
    }  # fmt: skip
    answer = as_editor.post(path, send, follow=True)
    assert "Saved: 2 values replaced, 1 period taken out." in text_of(answer)
    assert stored(measure) == {JAN: 6, FEB: None}
    kept = ReplacedValue.objects.order_by("first_day").values_list(
        "first_day", "value", "is_removed"
    )
    rows: list[Any] = list(kept)
    assert rows == [(JAN, 7, False), (FEB, 4, False), (MAR, 2, True)]
    history = text_of(as_editor.get(path))
    assert "March 2026 2 Lena Lead, 15 June 2026 Taken out by Eddie Editor" in history


def test_the_next_period_is_added_in_the_grid_and_a_fault_names_it(
    measure: Measure, lead: User, as_editor: Client
) -> None:
    save(measure, lead, {JAN: 7})
    path = page("plan_measure_values", measure)
    seen = form_of(as_editor.get(path)).initial["seen"]
    send = {"value_2026-01": "7", "seen": seen}
    wrong = as_editor.post(path, {**send, "value_2026-02": "many"})
    assert form_of(wrong).errors == {
        "value_2026-02": [
            "Value for February 2026: “many” is not a number. Write it like 12 or 3.5, or leave "
            "it empty if it was not collected."
        ]
    }
    as_editor.post(path, {**send, "value_2026-02": "5"})
    assert stored(measure) == {JAN: 7, FEB: 5}


def test_two_who_correct_at_once_lose_nothing(
    measure: Measure, lead: User, as_editor: Client
) -> None:
    save(measure, lead, {JAN: 7})
    path = page("plan_measure_values", measure)
    seen = form_of(as_editor.get(path)).initial["seen"]
    save(measure, lead, {JAN: 8})
    answer = as_editor.post(path, {"value_2026-01": "9", "seen": seen})
    form = form_of(answer)
    assert (stored(measure), form.grid[0].saved, form["value_2026-01"].value()) == (
        {JAN: 8}, "8", "9",
    )  # fmt: skip
    typed = {"value_2026-01": "9", "seen": form.data["seen"]}
    as_editor.post(path, typed)
    assert stored(measure) == {JAN: 9}
    states = measure.plan.membership.__class__.objects
    states.update(state="WITHDRAWN", state_reason="Because.", state_at=NOW)
    refused = as_editor.post(path, {**typed, "value_2026-01": "7"})
    assert form_of(refused).non_field_errors() == [
        "A plan can change only while the organisation is a member."
    ]


def test_a_long_grid_goes_page_by_page(measure: Measure, lead: User, as_editor: Client) -> None:
    path = page("plan_measure_values", measure)
    assert len(form_of(as_editor.get(path)).grid) == 12
    save(measure, lead, {date(2000 + n // 12, n % 12 + 1, 1): n for n in range(70)})
    pages = [as_editor.get(f"{path}?page={number}") for number in (1, 2, 3)]
    rows = [len(form_of(answer).grid) for answer in pages[:2]]
    first = [form_of(answer).grid[0].words for answer in pages[:2]]
    assert (rows, first, pages[2].status_code) == (
        [63, 10], ["November 2000", "January 2000"], 404,
    )  # fmt: skip


def test_reading_data_asks_for_no_more_than_to_see_the_draft(
    measure: Measure, lead: User, viewer: User, stranger: User, client_for: SignIn
) -> None:
    save(measure, lead, {JAN: 7})
    names = ("plan_measure_csv", "plan_measure_chart", "plan_measure_template")
    answers = [
        [client_for(user).get(page(name, measure)).status_code for name in names]
        for user in (viewer, stranger)
    ]
    assert answers == [[200] * 3, [404] * 3]


def test_a_measure_is_found_under_its_own_plan_only(
    measure: Measure, other_membership: Any, other_lead: User, client_for: SignIn
) -> None:
    other = services.start_plan(membership=other_membership, by=other_lead, at=NOW)
    path = reverse("plan_measure", args=[other.pk, measure.pk])
    assert client_for(other_lead).get(path).status_code == 404


def test_whatever_is_sent_is_read_or_refused_and_nothing_else_is_stored(
    measure: Measure, as_editor: Client
) -> None:
    path, values = page("plan_measure_data", measure), page("plan_measure_values", measure)
    answers = [
        as_editor.post(path, data).status_code
        for text in SENDABLE
        for data in (
            {"rows": text},
            {"rows": f"2026-01,{text}", "seen": text, "step": text},
            {"rows": "01/02/2026,3", "order": text, "step": "accept"},
            {"rows": "2026-01,3", "seen": text, "step": "accept"},
        )
    ]
    answers += [as_editor.post(values, {"seen": text}).status_code for text in SENDABLE]
    assert (set(answers), stored(measure)) == ({200}, {})
