"""The official files themselves, where they are at hand: who leaves what to whom."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from mergers.models import Merger
from mergers.services import open_mergers
from organisations import ods
from organisations.models import Membership, Organisation, OtherName
from organisations.services.importing import import_file
from tests.conftest import NOW

FOLDER = Path(settings.BASE_DIR).parent / "shared" / "data" / "ods"
TODAY = date(2026, 8, 3)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the official files are not here"),
]


def take(*names: str) -> None:
    for name in names:
        file = ods.read((FOLDER / name).read_bytes())
        import_file(file=file, by="command line", at=NOW, today=TODAY)


@pytest.fixture
def join() -> Callable[..., None]:
    """Make members of these, as they stand in the register."""

    def make(*codes: str) -> None:
        for organisation in Organisation.objects.filter(ods_code__in=codes):
            Membership.objects.create(
                organisation=organisation,
                state="ACTIVE",
                state_at=NOW,
                started_at=NOW,
                sponsor_confirmed_at=NOW,
                joined_at=NOW,
                last_heard_at=NOW,
            )

    return make


def pairs() -> list[tuple[str | None, str | None]]:
    return list(
        Merger.objects.values_list(
            "membership__organisation__ods_code", "succession__successor__ods_code"
        ).order_by("membership__organisation__ods_code", "succession__successor__ods_code")
    )


def test_a_year_of_trusts_renames_closes_and_leaves_pledges_to_successors(
    join: Callable[..., None],
) -> None:
    take("etr_2025-07_quarterly.csv")
    join("RNK", "RVJ", "RY2", "RYV", "RA7")
    assert open_mergers(at=NOW, today=TODAY) == 0
    take("etr_2026-07_dse.csv", "trust_types_2026-08.csv")
    assert open_mergers(at=NOW, today=TODAY) == 3
    assert pairs() == [("RNK", "G6V2S"), ("RVJ", "RA7"), ("RY2", "RWW")]
    alone = Membership.objects.closed_without_successor(TODAY)
    assert [member.organisation.ods_code for member in alone] == ["RYV"]
    former = OtherName.objects.filter(organisation__ods_code__in=["RA7", "RWW"], kind="FORMER")
    assert former.count() == 2


def test_the_boards_of_april_2026_leave_14_mergers_two_of_them_splits(
    join: Callable[..., None],
) -> None:
    take("etr_2025-07_quarterly.csv", "etr_2026-07_dse.csv", "icb_2026-04_36.csv")
    take("icb_successions_2026-04.csv")
    closed = Organisation.objects.filter(type="ICB").exclude(closed_date=None)
    join(*closed.values_list("ods_code", flat=True))
    assert open_mergers(at=NOW, today=date(2026, 3, 31)) == 0
    assert open_mergers(at=NOW, today=date(2026, 4, 1)) == 14
    parts = Counter(predecessor for predecessor, _ in pairs())
    assert {code: number for code, number in parts.items() if number > 1} == {"QJG": 2, "QNQ": 2}
    assert len(parts) == 12
