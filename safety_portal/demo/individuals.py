"""Puts the made-up people of `individuals.json` into the demo, through the service."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from accounts.services import register_person
from individuals.choices import Visibility
from individuals.services import join
from organisations.models import Organisation

INDIVIDUALS = Path(__file__).with_name("individuals.json")


def add_individual(person: dict[str, Any], *, email: str, at: datetime, today: date) -> None:
    code = person["organisation"]
    join(
        by=register_person(email=email, at=at),
        first_name=person["first_name"],
        last_name=person["last_name"],
        role=person["role"],
        organisation=Organisation.objects.get(ods_code=code) if code else None,
        visibility=Visibility(person["visibility"]),
        pledges={int(number): text for number, text in person["pledges"].items()},
        at=at,
        today=today,
    )


def individuals() -> list[dict[str, Any]]:
    people: list[dict[str, Any]] = json.loads(INDIVIDUALS.read_text())["individuals"]
    return people
