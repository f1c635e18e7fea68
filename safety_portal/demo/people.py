"""Who can sign in to the demo."""

from typing import NamedTuple

# Shown openly on the demo's mail page; the demo is the only place that uses it.
OFFICER_TOTP_SECRET = "DEMO2DEMO2DEMO2DEMO2DEMO2DEMO2DE"  # noqa: S105


class Person(NamedTuple):
    email: str
    full_name: str
    what: str


LEAD = Person(
    "nuala.brackenridge@harrowmere.example",
    "Nuala Brackenridge",
    "lead of Harrowmere Hospitals NHS Foundation Trust",
)
EDITOR = Person(
    "callum.eskdrew@caldermoss.example",
    "Callum Eskdrew",
    "editor of Caldermoss Community Health NHS Trust",
)
OFFICER = Person("officer@campaign.example", "Oriel Tamsworth", "campaign officer")
INDIVIDUAL = Person(
    "peony.larkspurr@people.example",
    "Peony Larkspurr",
    "staff nurse with pledges of her own",
)
PEOPLE = (LEAD, EDITOR, OFFICER, INDIVIDUAL)
