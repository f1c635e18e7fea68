"""Nothing in the portal writes a slug twice: an address that was given stays."""

import ast
from pathlib import Path

from django.conf import settings

from organisations.services import importing

WRITTEN_ONCE = {"organisations/services/register.py"}


def test_only_a_new_organisation_is_given_a_slug() -> None:
    root = Path(settings.BASE_DIR)
    written = {
        str(path.relative_to(root))
        for app in ("core", "accounts", "organisations", "pledges", "improvement_plans", "mergers")
        for path in (root / app).rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign)
        and any(getattr(target, "attr", "") == "slug" for target in node.targets)
    }
    assert written == WRITTEN_ONCE


def test_an_import_updates_every_column_but_the_slug() -> None:
    assert "slug" not in importing.FIELDS
