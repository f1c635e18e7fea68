"""Write the NHS front end and our own additions as one style sheet and one script.

The few pages with a passkey load one more script, with allauth's dialogue with the browser.

The NHS.UK frontend comes from a package; nothing of it is committed. Its Frutiger font is licensed
per organisation, so `@font-face` goes and the page falls back to Arial.
"""

import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

NHS = files("wagtailnhsukfrontend") / "static" / "wagtailnhsukfrontend"
ALLAUTH = files("allauth.mfa") / "static" / "mfa" / "js"
VERSION = "10.4.2"
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|// ?# ?sourceMappingURL=\S+")


class Command(BaseCommand):
    help = "Build portal.css and portal.js from the NHS.UK frontend package and static/."

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.FRONTEND_DIR)
        target.mkdir(parents=True, exist_ok=True)
        own = Path(settings.BASE_DIR) / "static"
        css = (NHS / "css" / f"nhsuk-frontend-{VERSION}.min.css").read_text()
        css = re.sub(r"@font-face\s*\{[^}]*\}", "", css) + (own / "additions.css").read_text()
        script = (NHS / "js" / f"nhsuk-frontend-{VERSION}.min.js").read_text()
        # The package exports its parts; inside one file they are simply there.
        script = re.sub(r"export\s*\{[^}]*\};?", "", script) + (own / "additions.js").read_text()
        passkey = ";\n".join(
            (ALLAUTH / name).read_text() for name in ("webauthn-json.js", "webauthn.js")
        )
        passkey = f"{passkey};\n{{{(own / 'passkey-form.js').read_text()}}}"
        # Only pages with long texts load it.
        writing = "\n".join(
            (own / name).read_text() for name in ("blocks.js", "autosave.js", "paste.js")
        )
        for name, content in (
            ("portal.css", css),
            ("portal.js", script),
            ("passkey.js", passkey),
            ("writing.js", writing),
        ):
            (target / name).write_text(SOURCE_MAP.sub("", content))
