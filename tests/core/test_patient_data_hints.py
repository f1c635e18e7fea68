"""What is pointed out as perhaps about a patient, and what is left alone."""

import pytest

from core.patient_data import Kind, find, hints, nhs_numbers
from tests.nhs_numbers import nhs_number


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("He was born on 3 March 1950.", "3 March 1950"),
        ("She, born 03/04/1944, agreed", "03/04/1944"),
        ("DOB: 3.4.44", "3.4.44"),
        ("d.o.b. 1944-04-03", "1944-04-03"),
        ("Date of birth 3rd of April 1944", "3rd of April 1944"),
        ("Born April 3, 1944 in Leeds", "April 3, 1944"),
        ("03/04/1944 (DOB)", "03/04/1944"),
        ("an 82-year-old (3/4/1944) fell", "3/4/1944"),
        ("aged 82, 3/4/1944", "3/4/1944"),
    ],
)
def test_a_date_that_looks_like_a_birth_date(text: str, seen: str) -> None:
    assert [(f.kind, f.text) for f in find(text)] == [(Kind.BIRTH_DATE, seen)]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Hospital number: A123456", "Hospital number: A123456"),
        ("hospital no. 1234567 fell", "hospital no. 1234567"),
        ("hosp no 123-4567", "hosp no 123-4567"),
        ("(MRN 1234567)", "MRN 1234567"),
        ("patient ID is AB 12345", "patient ID is AB 12345"),
        ("medical record number #1234567", "medical record number #1234567"),
    ],
)
def test_a_hospital_number(text: str, seen: str) -> None:
    assert [(f.kind, f.text) for f in find(text)] == [(Kind.HOSPITAL_NUMBER, seen)]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("an 82-year-old on ward 7 fell", "82-year-old on ward 7"),
        (
            "an 82\u2011year\u2011old man fell on Ward B12",
            "82\u2011year\u2011old man fell on Ward B12",
        ),
        ("on Kestrel ward a man aged 82", "Kestrel ward a man aged 82"),
        ("82 years old, ward Kestrel", "82 years old, ward Kestrel"),
        ("aged 30 by day, aged 82 on ward 7", "aged 82 on ward 7"),
    ],
)
def test_an_age_with_a_ward(text: str, seen: str) -> None:
    assert [(f.kind, f.text) for f in find(text)] == [(Kind.AGE_AND_WARD, seen)]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Mrs Aster of 3 High Street, ZZ1 1ZZ", "Mrs Aster of 3 High Street, ZZ1 1ZZ"),
        ("ZZ11ZZ: Dr. A. O’Aster", "ZZ11ZZ: Dr. A. O’Aster"),
    ],
)
def test_a_name_with_a_full_postcode(text: str, seen: str) -> None:
    found = [(f.kind, f.text) for f in find(text)]
    assert found == [(Kind.NAME_AND_POSTCODE, seen)]


@pytest.mark.parametrize(
    "text",
    [
        "We will halve falls with harm by 31 March 2028.",
        "A service born of the merger. It began on 1 April 2026 after a long talk with everyone.",
        "Fewer falls for people aged 75 and over on ward 7 by 31/03/2028",
        "patients aged 65-74 on ward 7",
        "patients aged 65+ on Kestrel ward",
        "Ward 7 has 82 beds",
        "The trust is 82 years old.",
        "Patient numbers rose to 12000",
        "hospital number 12",
        "Dr Aster leads the work.",
        "Our office is at ZZ1 1ZZ.",
        f"Mr Aster.{' Words between them.' * 10} ZZ1 1ZZ",
        "No digits at all, born of nothing",
    ],
)
def test_what_a_plan_often_says_is_not_pointed_out(text: str) -> None:
    assert hints(text) == []


def test_a_hint_is_not_a_number_and_a_number_no_hint() -> None:
    number = nhs_number()
    text = f"born 3 March 1950, {number}"
    assert [f.kind for f in find(text)] == [Kind.BIRTH_DATE, Kind.NHS_NUMBER]
    assert ([f.text for f in hints(text)], [f.text for f in nhs_numbers(text)]) == (
        ["3 March 1950"],
        [number],
    )
