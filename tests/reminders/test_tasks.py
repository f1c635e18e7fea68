"""What beat and the workers run: the clock read here, the hour kept."""

from datetime import datetime
from unittest.mock import patch
from zoneinfo import ZoneInfo

from improvement_plans.models import Plan
from reminders import tasks
from reminders.models import Digest, Looked
from tests.reminders.conftest import THEN

LONDON = ZoneInfo("Europe/London")


def sweep_at(hour: int, *, at_once: bool = False) -> tuple[int, int]:
    """How many rules were looked at and digests written so far, after a sweep at an hour of then."""
    at = datetime(THEN.year, THEN.month, THEN.day, hour, tzinfo=LONDON)
    with patch("django.utils.timezone.now", return_value=at):
        tasks.sweep(at_once=at_once)
    return Looked.objects.filter(up_to_date=THEN).count(), Digest.objects.count()


def test_beat_looks_at_any_hour_and_writes_from_nine_to_five(due_plan: Plan) -> None:
    assert [sweep_at(hour) for hour in (7, 17, 9, 10)] == [(13, 0), (13, 0), (13, 1), (13, 1)]


def test_the_demo_waits_for_no_hour_and_a_rehearsal_for_no_day(due_plan: Plan) -> None:
    tasks.sweep(str(THEN))
    assert Digest.objects.get().on_date == THEN
    Plan.objects.update(next_report_date=THEN)
    assert sweep_at(22, at_once=True)[1] == 1
