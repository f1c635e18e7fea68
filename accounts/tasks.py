"""What beat and the workers run."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def forget_ended_sessions() -> None:
    """Delete sessions whose time is over, with what was typed in them and never saved."""
    call_command("clearsessions")
