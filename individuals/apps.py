from django.apps import AppConfig


class IndividualsConfig(AppConfig):
    """People who pledge for themselves: their words, what others may read, and leaving."""

    name = "individuals"
