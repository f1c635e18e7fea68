"""10,000 values from a workbook: what the check and the button that saves them take."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from time import perf_counter

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import workbooks
from improvement_plans.models import Measure, PlanVersion
from organisations.choices import Role

ROWS, FIRST = 10_000, date(1999, 1, 1)


def value_figures(version: PlanVersion) -> list[tuple[str, str, str]]:
    """Each figure's name, its value, and the figure to reach. Seconds go by, not CPU."""
    plan, at = version.plan, version.plan.started_at
    author = User.objects.get(email=version.published_by.email)  # type: ignore[union-attr]
    plan.membership.representatives.create(
        user=author, role=Role.EDITOR, job_title="Chief nurse", since_at=at
    )
    measure = Measure.objects.create(
        plan=plan,
        priority_key=version.priorities.earliest("position").key,
        name="Falls",
        kind="OUTCOME",
        definition="All falls",
        wanted="LOWER",
        frequency="DAY",
        is_count=True,
        added_at=at,
        added_by=author,
    )
    client, path = Client(SERVER_NAME="localhost"), [plan.pk, measure.pk]
    client.force_login(author, "allauth.account.auth_backends.AuthenticationBackend")
    days = [FIRST + timedelta(days=place) for place in range(ROWS)]
    rows: list[list[workbooks.Cell]] = [[f"{day}", Decimal(day.day)] for day in days]
    sent = SimpleUploadedFile("d.xlsx", workbooks.as_xlsx("Days", ["Day", "Value"], rows))
    begins = perf_counter()
    page = client.post(reverse("plan_measure_data", args=path), {"document": sent})
    checked = perf_counter()
    found = re.findall(r'name="(rows|seen)" value="([^"]*)"', page.content.decode())
    accepted = {name: unescape(value) for name, value in found} | {"step": "accept"}
    pressed = perf_counter()
    client.post(reverse("plan_measure_data", args=path), accepted)
    ends = perf_counter()
    assert measure.points.count() == ROWS
    client.get(reverse("plan_measure", args=path))
    return [
        (f"{ROWS:,} values, checked, seconds", f"{checked - begins:.1f}", "≤ 2.5"),
        (f"{ROWS:,} values, saved, seconds", f"{ends - pressed:.1f}", "≤ 2.5"),
        (f"{ROWS:,} values, page, seconds", f"{perf_counter() - ends:.1f}", ""),
    ]
