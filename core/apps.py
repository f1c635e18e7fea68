from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Framework glue: form rendering, mail, text, middleware. No models, no nouns of the domain."""

    name = "core"
