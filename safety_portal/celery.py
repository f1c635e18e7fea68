"""The Celery app: `celery -A safety_portal worker` and `celery -A safety_portal beat`."""

import os

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safety_portal.settings")

app = Celery("safety_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
# Carries the request id of the page that queued a task into the task's log lines.
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logs(**options: object) -> None:
    """Being here is enough: Celery then leaves the logging that Django has set up alone."""
