"""One function per reminder. They wait for the mail server: the ledger needs its answer."""

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from organisations.links import absolute
from reminders.models import Reminder


def open_connection() -> BaseEmailBackend:
    """Reach the mail server, before anything is handed over."""
    connection = get_connection()
    connection.open()
    return connection


def report_due(reminder: Reminder, connection: BaseEmailBackend) -> None:
    """Ask a lead for the progress report that their organisation said it would write."""
    organisation = reminder.membership.organisation
    context = {
        "reminder": reminder,
        "organisation": organisation,
        "link": absolute("dashboard"),
    }
    message = EmailMessage(
        f"Your safety improvement plan: time to tell people how {organisation} is getting on",
        render_to_string("reminders/email/report_due.txt", context),
        to=[reminder.user.email],
        connection=connection,
    )
    try:
        message.send()
    finally:
        connection.close()
