from django.apps import AppConfig


class ProgressReportsConfig(AppConfig):
    """What members tell of the progress of their plans."""

    name = "progress_reports"
