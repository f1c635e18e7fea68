"""What runs every day."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.tasks import forget_ended_sessions


@pytest.mark.django_db
def test_sessions_whose_time_is_over_are_deleted() -> None:
    now = timezone.now()
    for key, hours in (("over", -1), ("open", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=now + timedelta(hours=hours)
        )
    forget_ended_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
