"""What a load balancer and a monitor ask."""

import structlog
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from kombu.exceptions import KombuError

from outbox.services import quiet_since
from safety_portal.celery import app

log = structlog.get_logger(__name__)


@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Nothing else is asked: a slow database restarts no web server."""
    return JsonResponse({"status": "ok"})


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether this process can do its work; 503 says what it lacks.

    `worker` says whether beat and a worker do theirs. This process can serve pages without them,
    so it changes nothing in the status: a load balancer must not take the pages away, too.
    """
    checks = {"database": _migrated(), "queue": _queue_answers()}
    ready = all(checks.values())
    worker = checks["database"] and quiet_since(at=timezone.now()) is None
    answer = {"ready": ready, **checks, "worker": worker}
    return JsonResponse(answer, status=200 if ready else 503)


def _migrated() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        log.exception("database_unreachable")
        return False


def _queue_answers() -> bool:
    try:
        with app.connection_for_write() as queue:
            queue.ensure_connection(max_retries=1, timeout=1)
    except (KombuError, OSError):
        log.exception("queue_unreachable")
        return False
    return True
