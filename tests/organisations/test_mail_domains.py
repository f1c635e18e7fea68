"""Mail domains as people mistype them."""

import pytest

from organisations.choices import SHARED_DOMAINS
from organisations.mail_domains import domain_meant, is_one_slip


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nsh.net", "nhs.net"),
        ("nhs.ent", "nhs.net"),
        ("nhs.met", "nhs.net"),
        ("nhs.ne", "nhs.net"),
        ("nhss.net", "nhs.net"),
        ("NHS.NTE", "nhs.net"),
        ("nhs.co.uk", "nhs.net"),
        ("nhs.org.uk", "nhs.net"),
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("yahooo.co.uk", "yahoo.co.uk"),
        ("harrowmere.nsh.uk", "harrowmere.nhs.uk"),
        ("harrowmere.nhs.ku", "harrowmere.nhs.uk"),
        ("harrowmere.nhs.co.uk", "harrowmere.nhs.uk"),
        ("mail.harrowmere.nhs.org", "mail.harrowmere.nhs.uk"),
    ],
)
def test_a_slip_is_seen(typed: str, meant: str) -> None:
    assert domain_meant(typed, SHARED_DOMAINS) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *SHARED_DOMAINS,
        *("harrowmere.nhs.uk", "a.b.nhs.uk", "nhs.scot", "wales.nhs.uk", "harrowmere.ac.uk"),
        *("harrowmere.example", "hse.ie", "hscni.net", "rcn.org.uk", "", "x", "localhost"),
    ],
)
def test_a_domain_that_is_right_or_unknown_is_left_alone(typed: str) -> None:
    assert domain_meant(typed, SHARED_DOMAINS) == ""


@pytest.mark.parametrize(
    ("typed", "meant", "one"),
    [
        ("abc", "abc", False),
        ("ab", "abc", True),
        ("abcd", "abc", True),
        ("abx", "abc", True),
        ("acb", "abc", True),
        ("bac", "abc", True),
        ("bca", "abc", False),
        ("xbx", "abc", False),
        ("abcde", "abc", False),
        ("", "a", True),
        ("", "ab", False),
    ],
)
def test_one_slip_is_one(typed: str, meant: str, *, one: bool) -> None:
    assert (is_one_slip(typed, meant), is_one_slip(meant, typed)) == (one, one)
