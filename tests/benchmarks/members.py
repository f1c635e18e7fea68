"""Members to measure with: the bodies of the official files where those are, made-up ones besides."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from organisations.choices import MembershipState, OrganisationType, Region
from organisations.models import Membership, Organisation
from organisations.naming import searchable, slug_base

FILES = (
    "etr_2026-07_dse.csv",
    "trust_types_2026-08.csv",
    "epraccur_2025-11_quarterly.csv.gz",
)
BATCH = 5000
START = datetime(2022, 1, 10, 9, tzinfo=UTC)
FIRST = ("Alder", "Birch", "Cedar", "Drum", "Elder", "Fern", "Gorse", "Harrow", "Ivy", "Juniper")
SECOND = ("bank", "croft", "dale", "field", "gate", "hill", "lea", "mere", "side", "wood")
KINDS = ("Medical Centre", "Surgery", "Health Centre", "Family Practice", "Group Practice")
TYPES = (OrganisationType.GP_PRACTICE, OrganisationType.CHARITY, OrganisationType.OTHER)


def fill(members: int) -> str:
    """Make this many organisations members; says in words what they are."""
    imported = import_register()
    for start in range(0, members - imported, BATCH):
        numbers = range(start, min(start + BATCH, members - imported))
        Organisation.objects.bulk_create(made_up(number) for number in numbers)
    keys = list(Organisation.objects.order_by("pk").values_list("pk", flat=True)[:members])
    for start in range(0, len(keys), BATCH):
        Membership.objects.bulk_create(membership(key) for key in keys[start : start + BATCH])
    if not imported:
        return f"{members:,} made-up organisations"
    register = min(imported, members)
    return f"{register:,} of the official register, {members - register:,} made up"


def import_register() -> int:
    """The official files' bodies into the register; returns how many, 0 without the files."""
    folder = Path(settings.BASE_DIR).parent / "shared" / "data" / "ods"
    files = [str(folder / name) for name in FILES]
    if not all(Path(name).exists() for name in files):
        return 0
    call_command("import_organisations", *files, as_json=True, stdout=io.StringIO())
    return Organisation.objects.count()


def made_up(number: int) -> Organisation:
    first, second = FIRST[number % 10], SECOND[number // 10 % 10]
    name = f"{first}{second} {KINDS[number % 5]} {number}"
    town, postcode = f"{second.upper()} {first.upper()}", f"ZZ{number % 90} {number % 9}ZZ"
    code = f"{number:06}"  # the official codes begin with a letter or are shorter
    return Organisation(
        name=name,
        slug=slug_base(name),
        ods_code=code,
        type=TYPES[number % len(TYPES)],
        town=town,
        postcode=postcode,
        region_code=Region.values[number % len(Region.values)],
        search_text=searchable(names=[name], ods_code=code, postcode=postcode, town=town),
    )


def membership(organisation: int) -> Membership:
    """One in fifty is paused; they joined, and were last heard from, over four years."""
    joined_at = START + timedelta(hours=organisation * 7 % 35_000)
    paused = organisation % 50 == 0
    return Membership(
        organisation_id=organisation,
        state=MembershipState.PAUSED if paused else MembershipState.ACTIVE,
        state_reason="We merge with our neighbour and will be back." if paused else "",
        state_at=joined_at,
        started_at=joined_at - timedelta(days=20),
        sponsor_name="Sam Sponsor",
        sponsor_title="Chief executive",
        sponsor_email="sponsor@harrowmere.example",
        sponsor_confirmed_at=joined_at,
        joined_at=joined_at,
        last_heard_at=joined_at + timedelta(days=organisation % 200),
    )
