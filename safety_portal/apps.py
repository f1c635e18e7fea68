from django.apps import AppConfig


class SafetyPortalConfig(AppConfig):
    """The pages composed of several apps, and the demo."""

    name = "safety_portal"
