"""A date in three boxes."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from core.forms import DateField, LineField, NarrativeField

NOT_REAL = ["Report date must be a real date, such as 31 March 2028"]


class ReportForm(forms.Form):
    date = DateField(label="Report date", error_messages={"required": "Enter the report date"})


class OptionalForm(forms.Form):
    date = DateField(label="Report date", required=False)


def typed(day: str, month: str, year: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({"date_day": day, "date_month": month, "date_year": year})
    return data


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("31", "3", "2028"),
        ("31", "03", "2028"),
        ("31", "March", "2028"),
        ("31", "mar", "2028"),
        (" 31 ", " MARCH ", " 2028 "),
    ],
)
def test_the_month_may_be_a_number_or_a_name(day: str, month: str, year: str) -> None:
    form = ReportForm(typed(day, month, year))
    assert (form.errors, form.cleaned_data) == ({}, {"date": date(2028, 3, 31)})


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_is_known_by_name(number: int) -> None:
    name = f"{date(2028, number, 1):%B}"
    form = ReportForm(typed("1", name, "2028"))
    assert (form.is_valid(), form.cleaned_data["date"]) == (True, date(2028, number, 1))


def test_29_february_is_real_in_a_leap_year() -> None:
    form = ReportForm(typed("29", "2", "2028"))
    assert (form.is_valid(), form.cleaned_data["date"]) == (True, date(2028, 2, 29))


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("31", "2", "2028"),
        ("29", "2", "2027"),
        ("0", "1", "2028"),
        ("32", "1", "2028"),
        ("1", "13", "2028"),
        ("1", "0", "2028"),
        ("1", "1", "0"),
        ("1", "1", "1899"),
        ("1", "1", "2101"),
        ("1", "1", "28"),
        ("1", "1", "99999"),
        ("1", "1", "999999999"),
        ("1", "1", "-2028"),
        ("one", "1", "2028"),
        ("1", "Marchember", "2028"),
        ("1", "1", "twenty"),
        ("1.0", "1", "2028"),
        ("1", "-1", "2028"),
    ],
)
def test_a_date_that_does_not_exist_is_refused(day: str, month: str, year: str) -> None:
    assert ReportForm(typed(day, month, year)).errors == {"date": NOT_REAL}


@pytest.mark.parametrize("label", ["By when?", "By when? (optional)"])
def test_a_question_that_asks_for_a_date_is_quoted(label: str) -> None:
    class QuestionForm(forms.Form):
        date = DateField(label=label)

    said = "“By when?” must be a real date, such as 31 March 2028"
    assert QuestionForm(typed("31", "2", "2028")).errors == {"date": [said]}


@pytest.mark.parametrize("parts", [("", "3", "2028"), ("31", "", "2028"), ("31", "3", "")])
def test_a_date_with_an_empty_box_is_refused(parts: tuple[str, str, str]) -> None:
    assert ReportForm(typed(*parts)).errors == {"date": NOT_REAL}


def test_three_empty_boxes_are_a_missing_date() -> None:
    assert ReportForm(typed("", "", "")).errors == {"date": ["Enter the report date"]}


def test_an_optional_date_may_be_left_out() -> None:
    form = OptionalForm(typed("", "", ""))
    assert (form.is_valid(), form.cleaned_data) == (True, {"date": None})


def test_spaces_in_every_box_are_no_date() -> None:
    form = OptionalForm(typed(" ", "  ", " "))
    assert (form.is_valid(), form.cleaned_data) == (True, {"date": None})


@pytest.mark.parametrize("box", ["date_day", "date_month", "date_year"])
def test_a_null_character_in_a_box_is_refused(box: str) -> None:
    data = typed("31", "3", "2028")
    data[box] = "\x00"
    assert list(ReportForm(data).errors) == ["date"]


def test_non_ascii_digits_do_not_break_the_form() -> None:
    assert ReportForm(typed("³¹", "3", "2028")).errors == {"date": NOT_REAL}


class TextForm(forms.Form):
    line = LineField(label="Name", called="Your name", max_length=5, required="Enter your name")
    story = NarrativeField(
        label="Story", called="Your story", max_length=5, rows=4, required="Write your story"
    )
    extra = LineField(label="Extra", called="The extra", max_length=5)


def errors(**data: str) -> dict[str, list[str]]:
    found = TextForm({"line": "Lena", "story": "Once", **data}).errors
    return {field: [str(error) for error in said] for field, said in found.items()}


def test_what_is_missing_is_asked_for() -> None:
    assert errors(line="", story=" ") == {
        "line": ["Enter your name"],
        "story": ["Write your story"],
    }


def test_what_is_too_long_says_how_long_it_may_be() -> None:
    assert errors(line="Lenaaa", story="Oncee!", extra="123456") == {
        "line": ["Your name must be 5 characters or fewer (it has 6)"],
        "story": ["Your story must be 5 characters or fewer (it has 6)"],
        "extra": ["The extra must be 5 characters or fewer (it has 6)"],
    }


def test_a_line_is_one_line() -> None:
    assert errors(line="a\nb") == {"line": ["Enter this on one line."]}


def test_a_line_break_counts_once() -> None:
    form = TextForm({"line": "Lena", "story": "ab\r\ncd"})
    assert (form.is_valid(), form.cleaned_data["story"]) == (True, "ab\ncd")


@pytest.mark.parametrize("field", ["line", "story", "extra"])
def test_every_text_field_refuses_what_cannot_be_shown(field: str) -> None:
    assert list(errors(**{field: "a\u202eb"})) == [field]
