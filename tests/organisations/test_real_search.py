"""The search over the official register itself, all its files, where they are at hand."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from organisations import ods
from organisations.models import Organisation
from organisations.queries import search_register
from organisations.services.importing import import_file

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "data" / "ods"
# The older files before the newer ones.
FILES = (
    "etr_2025-07_quarterly.csv",
    "etr_2026-07_dse.csv",
    "ect_2023-11_quarterly.csv",
    "trust_types_2026-08.csv",
    "eccg_2025-12_dse.csv",
    "icb_2026-04_36.csv",
    "icb_successions_2026-04.csv",
    "royal_colleges_and_faculties.csv",
    "ahsn_to_health_innovation_network_15.csv",
    "epraccur_2025-11_quarterly.csv.gz",
)
EXACT = {
    "guys and st thomas": "RJ1",
    "Guy's & St Thomas's": "RJ1",
    "st georges": "RJ7",
    "st georges univ": "RJ7",
    "Saint George's NHS Trust": "RJ7",
    "rj1": "RJ1",
    "Se1 7eh": "RJ1",
    "kings lynn": "RCX",
    "norfolk community": "RY3",
    "UCLH": "RRV",
    "uhb": "RRK",
    "nuh": "RX1",
    "slam": "RV5",
    "ELFT": "RWK",
    "nottingham hospitals university": "RX1",
    "stoke on trent icb": "QNC",
    "essex integrated care board": "D7T5G",
}
SIMILAR = {
    "st gorges": "RJ7",
    "gues and st tomas": "RJ1",
    "norfok comunity": "RY3",
    "leads teching": "RR8",
    "qeen elizabeth": "RCX",
    "sheffeild": "RCU",
    "kingslyn": "RCX",
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the official files are not here"),
]


@pytest.fixture
def register() -> None:
    for name in FILES:
        file = ods.read((FOLDER / name).read_bytes())
        import_file(file=file, by="command line", at=timezone.now(), today=date(2026, 8, 3))


def first_three(query: str, *, is_similar: bool) -> list[Organisation]:
    hits = search_register(query=query, limit=8)
    return [hit.organisation for hit in hits if hit.is_similar is is_similar][:3]


def wrong(expected: dict[str, str], *, is_similar: bool) -> dict[str, list[str]]:
    """The queries whose right answer is not among the first three, and what is."""
    found = {query: first_three(query, is_similar=is_similar) for query in expected}
    return {
        query: [str(organisation) for organisation in found[query]]
        for query, code in expected.items()
        if code not in {organisation.ods_code for organisation in found[query]}
    }


def test_the_right_answer_is_among_the_first_three(register: None) -> None:
    # Services of the hospital there: the register has the trust itself at SE1 7EH.
    postcodes = {organisation.postcode for organisation in first_three("Se1 9rt", is_similar=False)}
    assert (wrong(EXACT, is_similar=False), wrong(SIMILAR, is_similar=True), postcodes) == (
        {},
        {},
        {"SE1 9RT"},
    )
