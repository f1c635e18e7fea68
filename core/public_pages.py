"""Public pages, rendered once for everybody who is signed out, until somebody writes something.

Each process keeps the pages it rendered, and with each the edition it belongs to. Every write in
the audit trail begins a new edition for all processes (`audit.services.record`), and so does every
day: what is shown is never older than the last write. Browsers and proxies ask each time, and are
told in a few bytes when their copy still holds (RFC 9111, no-cache; RFC 9110, 304).
"""

import gzip
import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from uuid import uuid4

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages import get_messages
from django.core.cache import cache, caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

EDITION = "public-pages:edition"
LONGEST_ADDRESS = 500
# What each kind of cache raises when it is away.
CacheAway = (RedisError, OSError)

View = Callable[..., HttpResponseBase]
Part = TypeVar("Part")


class Page(NamedTuple):
    """A rendered page, plain and packed, the edition it belongs to, and its entity tag."""

    edition: str
    content_type: str
    body: bytes
    packed: bytes
    etag: str


def begin_new_edition() -> None:
    """No page that was rendered before now is shown again."""
    try:
        cache.set(EDITION, uuid4().hex, timeout=None)
    except CacheAway:
        # The write itself is done. `audit.tasks.renew_public_pages` makes up for this.
        log.exception("public_pages_not_renewed")


def public_page(view: View) -> View:
    """A view that anyone may read, and that shows everybody who is signed out the same."""

    @login_not_required
    @wraps(view)
    def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_for_everybody(request):
            return view(request, *args, **kwargs)
        key = page_key(request)
        edition, page = look_up(request, key)
        if page is None:
            response = view(request, *args, **kwargs)
            page = keep(key, edition, request, response)
        return response if page is None else answer(request, page)

    return keeping


def is_for_everybody(request: HttpRequest) -> bool:
    """Whether nothing in the request says who is asking."""
    return (
        settings.KEEP_PUBLIC_PAGES
        and request.method in {"GET", "HEAD"}
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and len(request.get_full_path()) <= LONGEST_ADDRESS
    )


def page_key(request: HttpRequest) -> str:
    """One key for an address on a host, as this release of the portal shows it."""
    address = f"{release()} {request.build_absolute_uri()}"
    return f"public-pages:{hashlib.sha256(address.encode()).hexdigest()}"


def look_up(request: HttpRequest, key: str) -> tuple[str, Page | None]:
    """The edition of this moment, "" while the cache is away, and the page if it belongs to it."""
    if not (edition := edition_for(request)):
        return "", None
    page: Page | None = caches["pages"].get(key)
    return edition, page if page and page.edition == edition else None


def edition_for(request: HttpRequest) -> str:
    """The edition when this request first asked; "" while the cache is away: nothing can be kept.

    Asked for before the request reads anything that it keeps, so a write in between is in the next.
    """
    if not hasattr(request, "public_edition"):
        try:
            name = cache.get(EDITION) or cache.get_or_set(EDITION, uuid4().hex, timeout=None)
            request.public_edition = f"{name} {timezone.localdate()}"  # type: ignore[attr-defined]
        except CacheAway:
            log.warning("public_pages_cache_away")
            request.public_edition = ""  # type: ignore[attr-defined]
    return str(request.public_edition)  # type: ignore[attr-defined]


_parts: dict[str, tuple[str, Any]] = {}


def kept_part(request: HttpRequest, name: str, make: Callable[[], Part]) -> Part:
    """What a page shows to everybody alike and costs more than it changes: made once an edition."""
    edition = edition_for(request) if settings.KEEP_PUBLIC_PAGES else ""
    kept, part = _parts.get(name, ("", None))
    if not edition or kept != edition:
        part = make()
        _parts[name] = (edition, part)
    return part


def keep(key: str, edition: str, request: HttpRequest, response: HttpResponseBase) -> Page | None:
    """The page for everybody, kept if it can be; nothing if it is for this reader alone."""
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    if not edition or not isinstance(response, HttpResponse) or is_personal(request, response):
        return None
    body = response.content
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    # There is no secret in it whose length could be guessed (BREACH): the same for everybody.
    page = Page(edition, response["Content-Type"], body, gzip.compress(body, 6, mtime=0), etag)
    caches["pages"].set(key, page)
    return page


def is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a page is not there, or sets a cookie: itself, by the session, or for its form.

    A file has a name, which no kept page has, and is as large as many pages.
    """
    return bool(
        response.status_code != 200
        or response.has_header("Content-Disposition")
        or response.cookies
        or request.session.modified
        or getattr(get_messages(request), "added_new", False)
        or "CSRF_COOKIE_NEEDS_UPDATE" in request.META
        # Whoever has that cookie already is sent none: their mark is in the form all the same.
        or b"csrfmiddlewaretoken" in response.content
    )


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    """The page, or that the reader's copy still holds."""
    takes_gzip = re_accepts_gzip.search(request.headers.get("Accept-Encoding", ""))
    body = page.packed if takes_gzip else page.body
    headers = {"ETag": page.etag, "Cache-Control": "public, no-cache"}
    response = HttpResponse(body, content_type=page.content_type, headers=headers)
    if takes_gzip:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    conditional = get_conditional_response(request, etag=page.etag, response=response)
    return conditional if isinstance(conditional, HttpResponse) else response


@lru_cache
def release() -> str:
    """Tells one release from another: all that pages are made of, and the settings they show."""
    digest = hashlib.sha256()
    base = Path(settings.BASE_DIR)
    for folder in ("templates", "static", *settings.OWN_APPS):
        for path in sorted((base / folder).rglob("*.*")):
            if path.suffix in {".py", ".html", ".txt", ".js", ".css", ".svg"}:
                digest.update(path.read_bytes())
    shown = (settings.PORTAL_NAME, settings.PORTAL_BASE_URL, settings.CONTACT_EMAIL)
    digest.update(repr((*shown, settings.PORTAL_OPERATOR, settings.SHOW_NHS_LOGO)).encode())
    return digest.hexdigest()[:16]
