"""What an import linter cannot see: foreign keys by string, and rules about files."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

# Lower number, lower floor. Siblings share a number and never meet.
FLOORS = {
    "audit": 0,
    "outbox": 1,
    "accounts": 2,
    "organisations": 3,
    "pledges": 4,
    "improvement_plans": 5,
    "individuals": 5,
    "mergers": 6,
    "certificates": 6,
    "introductions": 6,
    "progress_reports": 6,
    "reminders": 7,
    "reports": 7,
    "safety_portal": 8,
}
ROOT = Path(settings.BASE_DIR)
OURS = [ROOT / app for app in ("core", *FLOORS)]
# Django's own tables that any app may point at.
SHARED = {"contenttypes", "auth"}


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in FLOORS]


def modules() -> list[Path]:
    return [path for app in OURS for path in app.rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_sideways_or_down(model: type[Model]) -> None:
    upwards = [
        field.name
        for field in model._meta.get_fields()
        if field.concrete
        and field.related_model
        and field.related_model._meta.app_label not in SHARED
        and FLOORS[field.related_model._meta.app_label] > FLOORS[model._meta.app_label]
    ]
    assert upwards == []


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_models_have_a_docstring_of_their_own(model: type[Model]) -> None:
    assert not (model.__doc__ or f"{model.__name__}(").startswith(f"{model.__name__}(")


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_models_have_no_default_order(model: type[Model]) -> None:
    assert model._meta.ordering == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_stay_within_300_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_services_and_models_know_no_requests_and_no_clock(path: Path) -> None:
    parts = path.relative_to(ROOT).parts
    if not ({"services", "services.py", "models", "models.py", "queries.py"} & set(parts)):
        return
    tree = ast.parse(path.read_text())
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert imported & {"django.http", "django.forms", "django.views.generic"} == set()
    assert attributes & {"now", "localdate", "today", "localtime"} == set()


def test_no_module_is_called_utils() -> None:
    assert [path for path in modules() if path.stem in {"utils", "helpers", "misc"}] == []
