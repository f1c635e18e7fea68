from django.apps import AppConfig


class ImprovementPlansConfig(AppConfig):
    """Safety improvement plans, their versions and priorities."""

    name = "improvement_plans"
