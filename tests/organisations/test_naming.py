"""Names of NHS bodies as people write and look for them."""

import pytest

from organisations.naming import display_name, search_words, searchable, slug_base


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
    ],
)
def test_spellings_of_one_name_have_the_same_words(typed: str, stored: str) -> None:
    assert search_words(typed) == search_words(stored)


def test_punctuation_alone_has_no_words() -> None:
    assert search_words(" '-. ") == []


def test_what_is_searched_has_every_name_and_both_spellings_of_the_postcode() -> None:
    text = searchable(
        names=["ST EDE'S", "Saint Ede's Fen"], ods_code="ZZ1", postcode="ZZ1 1ZZ", town="MERE"
    )
    assert text == " ST EDES FEN ZZ1 1ZZ ZZ11ZZ MERE "


def test_a_body_without_code_or_address_is_searched_by_name() -> None:
    assert searchable(names=["Fen"], ods_code=None, postcode="", town="") == " FEN "


def test_slug_is_the_name_in_small_letters() -> None:
    assert slug_base("St Ede's & Fen NHS Trust") == "st-edes-and-fen-nhs-trust"
