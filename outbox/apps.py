from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """All mail of the portal: a ledger of what was written, and the way to the mail server."""

    name = "outbox"

    def ready(self) -> None:
        """A web process calls tasks by name, and must know them."""
        from outbox import tasks  # noqa: F401
