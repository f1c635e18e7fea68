from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People: their address, how they sign in, and who is on the campaign team."""

    name = "accounts"
