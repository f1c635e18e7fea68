"""What somebody sent when they were no longer signed in, until they are again; and what waits for
their answer to a question.

It lies in the browser's own session, which sign-in keeps and sign-out empties, and each page
remembers whose it was: nobody else who signs in at the same computer is shown it.
"""

from typing import Any, TypedDict

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

SESSION_KEY = "kept_text"
ASIDE_KEY = "put_aside"
AUTHOR_FIELD = "author"
SALT = "core.kept_text"
# The longest part of a plan has room several times; a file of data does not belong in a session.
MOST_CHARACTERS = 100_000
# Tabs that were open side by side.
MOST_PAGES = 5


class Kept(TypedDict):
    author: int | None
    form: str


def author_input(user: Any) -> SafeString:
    """A hidden field that says, signed, who was shown a form."""
    mark = signing.dumps(user.pk, salt=SALT) if user.is_authenticated else ""
    return format_html('<input type="hidden" name="{}" value="{}">', AUTHOR_FIELD, mark)


def keep(request: HttpRequest) -> bool:
    """Keep the form that was posted, if a known person was shown it and it is not too long."""
    author = _author(request.POST.get(AUTHOR_FIELD, ""))
    return author is not None and _store(request, SESSION_KEY, author)


def kept_for(request: HttpRequest) -> QueryDict | None:
    """What this person typed on this page. What somebody else typed on any page is dropped."""
    return _own(request, SESSION_KEY, request.path)


def forget(request: HttpRequest) -> None:
    """The page was sent anew: what was kept of it has done its work."""
    _drop(request, SESSION_KEY)


def put_aside(request: HttpRequest) -> bool:
    """Keep a good form until whoever sent it has answered a question, if it is not too long."""
    return _store(request, ASIDE_KEY, request.user.pk)


def aside(request: HttpRequest, path: str) -> QueryDict | None:
    """What this person sent from a page, and was asked about."""
    return _own(request, ASIDE_KEY, path)


def answered(request: HttpRequest) -> None:
    """The question about this page's form is answered."""
    _drop(request, ASIDE_KEY)


def _store(request: HttpRequest, key: str, author: int | None) -> bool:
    form = request.POST.copy()
    for name in list(form):
        if name in {"csrfmiddlewaretoken", AUTHOR_FIELD, "code"} or "password" in name:
            del form[name]
    encoded = form.urlencode()
    if len(encoded) > MOST_CHARACTERS:
        return False
    pages: dict[str, Kept] = request.session.get(key, {})
    pages.pop(request.path, None)
    pages[request.path] = {"author": author, "form": encoded}
    request.session[key] = dict(list(pages.items())[-MOST_PAGES:])
    return True


def _own(request: HttpRequest, key: str, path: str) -> QueryDict | None:
    pages: dict[str, Kept] = request.session.get(key, {})
    own = {page: kept for page, kept in pages.items() if kept["author"] == request.user.pk}
    if own != pages:
        request.session[key] = own
    kept = own.get(path)
    return QueryDict(kept["form"]) if kept else None


def _drop(request: HttpRequest, key: str) -> None:
    pages: dict[str, Kept] = request.session.get(key, {})
    if pages.pop(request.path, None):
        request.session[key] = pages


def _author(mark: str) -> int | None:
    try:
        return int(signing.loads(mark, salt=SALT))
    except signing.BadSignature:
        return None
