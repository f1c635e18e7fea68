from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The campaign team's read side. No models."""

    name = "reports"
