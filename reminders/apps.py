from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """The notify side: ledger, sweep, mail."""

    name = "reminders"
