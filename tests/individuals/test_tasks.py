"""What beat runs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from individuals import services, tasks
from individuals.models import Individual
from safety_portal.celery import app


def test_the_sweep_erases_who_left_by_now(make_individual: Callable[..., Individual]) -> None:
    now = timezone.now()
    for wait in (-1, 60):
        person = make_individual(joined_at=now - timedelta(days=1))
        services.leave(individual=person, by=person.user, at=now + timedelta(minutes=wait))
    tasks.erase_those_who_left()
    assert list(Individual.objects.values_list("left_at", flat=True)) == [
        now + timedelta(minutes=60)
    ]


def test_beat_runs_it_at_least_every_hour() -> None:
    entry: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE["erase-individuals-who-left"]
    assert (entry["task"] in app.tasks, entry["schedule"] <= 3600) == (True, True)
