"""The project: settings, addresses, and the pages composed of several apps."""

from safety_portal.celery import app as celery_app

__all__ = ["celery_app"]
