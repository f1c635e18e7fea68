from django.apps import AppConfig


class MergersConfig(AppConfig):
    """What organisations that closed leave to those that continue them."""

    name = "mergers"
