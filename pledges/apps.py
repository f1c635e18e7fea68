from django.apps import AppConfig


class PledgesConfig(AppConfig):
    """The five pledges, their wordings, and what each member commits to."""

    name = "pledges"
