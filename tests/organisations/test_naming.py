"""Names of NHS bodies as people write and look for them."""

import re

import pytest

from organisations.naming import (
    display_name,
    initials,
    nearly,
    search_words,
    searchable,
    slug_base,
    wanted_words,
)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("ST EDE'S AND FEN HOSPITALS' NHS TRUST", "St Ede's and Fen Hospitals' NHS Trust"),
        ("THE MERE UPON FEN NHS TRUST", "The Mere upon Fen NHS Trust"),
        ("MERE-ON-FEN CARE TRUST", "Mere-on-Fen Care Trust"),
        ("NHS HARROWMERE ICB - 00Z", "NHS Harrowmere ICB - 00Z"),
        ("NHS HARROWMERE ICB - Z9Z9Z", "NHS Harrowmere ICB - Z9Z9Z"),
        ("ST.EDE'S MED.CTR.(MERE)", "St.Ede's Med.Ctr.(Mere)"),
        ("DR A O'FEN & MCMERE", "Dr A O'Fen & McMere"),
        ("DRS AF AND BCD FEN", "Drs AF and BCD Fen"),
        ("GPS @ THE 2ND MILL LTD", "GPs @ the 2nd Mill Ltd"),
        ("MERE PCN OOH_FEN WIC", "Mere PCN OOH_Fen WIC"),
        ("G.P. SURGERY CO DURHAM", "G.P. Surgery Co Durham"),
        ("ACUTE P'SHIP", "Acute P'ship"),
        ("YNYS MÔN", "Ynys Môn"),
        ("FEN CO-OPERATIVE", "Fen Co-operative"),
        ("Written by a PERSON", "Written by a PERSON"),
        ("", ""),
    ],
)
def test_names_in_capitals_are_shown_as_people_write_them(stored: str, shown: str) -> None:
    assert display_name(stored) == shown


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("st edes", "ST EDE'S"),
        ("Saint Ede’s", "ST.EDE'S"),
        ("mere & fen", "MERE AND FEN"),
        ("mere + fen", "MERE & FEN"),
        ("gp surgery", "G.P. SURGERY"),
        ("ynys mon", "YNYS MÔN"),
        ("mere on fen", "MERE-ON-FEN"),
        ("c.a.m.h.s", "CAMHS"),
        ("st edes's", "ST EDES'"),
        ("edes's fen", "EDES' FEN"),
        ("ede`s", "EDE'S"),
        ("ede´s", "EDE'S"),
        ("ede‘s", "EDE'S"),
        ("edeʼs", "EDE'S"),
    ],
)
def test_spellings_of_one_name_have_the_same_words(typed: str, stored: str) -> None:
    assert search_words(typed) == search_words(stored)


def test_punctuation_alone_has_no_words() -> None:
    assert search_words(" '-. ") == []


def test_what_is_searched_has_every_name_and_both_spellings_of_the_postcode() -> None:
    text = searchable(
        names=["ST EDE'S", "Saint Ede's Fen"],
        ods_code="ZZ1",
        postcode="ZZ1 1ZZ",
        town="MERE",
        with_initials=False,
    )
    assert text == " ST EDES FEN ZZ1 1ZZ ZZ11ZZ MERE "


def test_a_body_without_code_or_address_is_searched_by_name() -> None:
    assert searchable(names=["Fen"], ods_code=None, postcode="", town="") == " FEN "


def searched(name: str, town: str = "", *, with_initials: bool = False) -> str:
    return searchable(
        names=[name], ods_code=None, postcode="", town=town, with_initials=with_initials
    )


@pytest.mark.parametrize(
    ("name", "town", "text"),
    [
        ("MERE-ON-FEN", "", " MERE ON FEN MEREONFEN "),
        ("Fen", "LOW-MOOR", " FEN LOW MOOR LOWMOOR "),
        ("FEN ICB - 00Z", "", " FEN ICB 00Z INTEGRATED CARE BOARD "),
        ("Fen Integrated Care Board", "", " FEN INTEGRATED CARE BOARD ICB "),
    ],
)
def test_what_is_searched_has_other_ways_to_write_it(name: str, town: str, text: str) -> None:
    assert searched(name, town) == text


def test_what_is_searched_has_the_initials() -> None:
    assert searched("FEN AND MERE HOSPITALS", with_initials=True) == (
        " FEN AND MERE HOSPITALS FMH FAMH "
    )


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("UNIVERSITY HOSPITALS OF HARROWMERE NHS TRUST", ["UHH", "UHHT", "UHOH"]),
        ("EAST FEN NHS FOUNDATION TRUST", ["EFFT", "EFT"]),
        ("THE HARROWMERE HOSPITAL, KING'S FEN", ["HHKF"]),
        ("North Fen and Moor ICB", ["NFMICB", "NFAMICB"]),
        ("HARROWMERE NHS TRUST", []),
        ("A B C D E F G H I", []),
        ("", []),
    ],
)
def test_initials_are_those_that_people_say(name: str, letters: list[str]) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("The Mere & Fen NHS Foundation Trust", ["MERE", "FEN"]),
        ("nhs trust", ["NHS", "TRUST"]),
        ("fen FEN fen", ["FEN"]),
        ("a b c d e f g h i j k l", list("ABCDEFGHIJ")),
        ("x" * 300, ["X" * 200]),
        ("fen " * 20_000, ["FEN"]),
        ("\x00 \ud800 …", []),
    ],
)
def test_a_query_wants_its_telling_words_and_not_too_many(query: str, wanted: list[str]) -> None:
    assert wanted_words(query)[1] == wanted


@pytest.mark.parametrize(
    ("typed", "written", "near"),
    [
        ("HAROWMERE", "HARROWMERE", True),  # a letter missing
        ("HARRROWMERE", "HARROWMERE", True),  # one too many
        ("HARRAWMERE", "HARROWMERE", True),  # a wrong one
        ("HARRWOMERE", "HARROWMERE", True),  # two the other way round
        ("ARROWMERE", "HARROWMERE", True),
        ("JARROWMERE", "HARROWMERE", True),
        ("HARROWMER", "HARROWMERE", True),
        ("HAROWM", "HARROWMERE", True),  # of a beginning
        ("HARROWMERE", "HARROW-MERE", True),
        ("HAROWMERA", "HARROWMERE", False),  # two wrong
        ("OWMERE", "HARROWMERE", False),  # not the beginning
        ("FEM", "FEN", False),  # too short to tell
        ("ZZ191", "ZZ190", False),  # a code
        ("HARROWMERESHIRF", "HARROWMERESHIRE", True),
    ],
)
def test_a_word_is_near_another_when_one_letter_tells_them_apart(
    typed: str, written: str, *, near: bool
) -> None:
    assert bool(re.search(nearly(typed), searched(written))) is near


def test_slug_is_the_name_in_small_letters() -> None:
    assert slug_base("St Ede's & Fen NHS Trust") == "st-edes-and-fen-nhs-trust"
