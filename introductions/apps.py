from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    """Members who write to each other through the portal."""

    name = "introductions"
