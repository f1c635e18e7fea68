from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """The ODS register, memberships, representatives, sign-up."""

    name = "organisations"
