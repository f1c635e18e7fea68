"""What beat and the workers run."""

from celery import shared_task
from django.core.cache import cache
from django.db.models import Max

from audit.models import Event
from core.public_pages import begin_new_edition

NEWEST = "public-pages:newest-event"


@shared_task
def renew_public_pages() -> None:
    """Begin a new edition if something was written since the last look.

    Each write does so itself. This is for the one that could not, because the cache was away.
    """
    newest = Event.objects.aggregate(newest=Max("pk"))["newest"]
    if cache.get(NEWEST) != newest:
        begin_new_edition()
        cache.set(NEWEST, newest, timeout=None)
