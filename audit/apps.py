from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only record of who did what. Knows no other app."""

    name = "audit"
