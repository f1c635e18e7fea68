"""The web server's settings, for `run.py` and the container alike; gunicorn finds them here."""

import os

wsgi_app = "safety_portal.wsgi"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# The code is loaded once and shared: a quicker start and less memory.
preload_app = True
# Its socket would lie in the home directory, shared by every gunicorn of the account.
control_socket_disable = True
# What it says of its own processes goes where the portal's own log lines go, and in their form.
logconfig_dict = {"loggers": {"gunicorn.error": {"handlers": [], "propagate": True}}}


def when_ready(server: object) -> None:
    """Load what Django leaves to the first request too, once and before the workers part."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
