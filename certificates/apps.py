from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Certificates that anyone can check, and the badge that members show on their own sites."""

    name = "certificates"
