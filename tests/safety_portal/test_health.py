"""What a load balancer and a monitor are told."""

from collections.abc import Iterator
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from safety_portal.celery import app


@pytest.fixture
def queue_away() -> Iterator[None]:
    """A broker address where nobody listens."""
    before = app.conf.broker_url, app.conf.broker_transport_options
    app.conf.update(
        broker_url="redis://127.0.0.1:1/0", broker_transport_options={"socket_connect_timeout": 1}
    )
    yield
    app.conf.update(broker_url=before[0], broker_transport_options=before[1])


def test_the_process_answers_without_a_database(client: Client) -> None:
    """Without the `django_db` mark every query fails the test."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_process_that_can_do_its_work_is_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "database": True, "queue": True, "worker": False},
    )


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(client: Client) -> None:
    newest = MigrationLoader(connection).graph.leaf_nodes("pledges")[0]
    MigrationRecorder(connection).record_unapplied(*newest)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"ready": False, "database": False, "queue": True, "worker": False},
    )


@pytest.mark.django_db
def test_a_queue_that_is_away_is_not_ready(queue_away: None, client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"ready": False, "database": True, "queue": False, "worker": False},
    )


@pytest.mark.django_db
def test_a_database_that_answers_nothing_is_not_ready(client: Client) -> None:
    transaction.set_rollback(True)  # every query is refused from here on
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        503,
        {"ready": False, "database": False, "queue": True, "worker": False},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_no_secret_is_told(path: str, client: Client) -> None:
    assert sorted(client.get(path).json()) in (["status"], ["database", "queue", "ready", "worker"])


@pytest.mark.django_db
def test_the_web_server_finds_the_application() -> None:
    from safety_portal.wsgi import application

    said: list[str] = []
    environ: dict[str, Any] = {"PATH_INFO": "/healthz", "HTTP_HOST": "127.0.0.1"}
    setup_testing_defaults(environ)
    body = application(environ, lambda status, headers: said.append(status))  # type: ignore[arg-type]
    assert (said, b"".join(body)) == (["200 OK"], b'{"status": "ok"}')
