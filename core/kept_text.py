"""What somebody sent when they were no longer signed in, until they are again.

It lies in the browser's own session, which sign-in keeps and sign-out empties, and each page
remembers whose it was: nobody else who signs in at the same computer is shown it.
"""

from typing import Any, TypedDict

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

SESSION_KEY = "kept_text"
AUTHOR_FIELD = "author"
SALT = "core.kept_text"
# The longest part of a plan has room several times; a file of data does not belong in a session.
MOST_CHARACTERS = 100_000
# Tabs that were open side by side.
MOST_PAGES = 5


class Kept(TypedDict):
    author: int
    form: str


def author_input(user: Any) -> SafeString:
    """A hidden field that says, signed, who was shown a form."""
    mark = signing.dumps(user.pk, salt=SALT) if user.is_authenticated else ""
    return format_html('<input type="hidden" name="{}" value="{}">', AUTHOR_FIELD, mark)


def keep(request: HttpRequest) -> bool:
    """Keep the form that was posted, if a known person was shown it and it is not too long."""
    author = _author(request.POST.get(AUTHOR_FIELD, ""))
    form = request.POST.copy()
    for name in list(form):
        if name in {"csrfmiddlewaretoken", AUTHOR_FIELD, "code"} or "password" in name:
            del form[name]
    encoded = form.urlencode()
    if author is None or len(encoded) > MOST_CHARACTERS:
        return False
    pages: dict[str, Kept] = request.session.get(SESSION_KEY, {})
    pages.pop(request.path, None)
    pages[request.path] = {"author": author, "form": encoded}
    request.session[SESSION_KEY] = dict(list(pages.items())[-MOST_PAGES:])
    return True


def kept_for(request: HttpRequest) -> QueryDict | None:
    """What this person typed on this page. What somebody else typed on any page is dropped."""
    pages: dict[str, Kept] = request.session.get(SESSION_KEY, {})
    own = {path: kept for path, kept in pages.items() if kept["author"] == request.user.pk}
    if own != pages:
        request.session[SESSION_KEY] = own
    kept = own.get(request.path)
    return QueryDict(kept["form"]) if kept else None


def forget(request: HttpRequest) -> None:
    """The page was sent anew: what was kept of it has done its work."""
    pages: dict[str, Kept] = request.session.get(SESSION_KEY, {})
    if pages.pop(request.path, None):
        request.session[SESSION_KEY] = pages


def _author(mark: str) -> int | None:
    try:
        return int(signing.loads(mark, salt=SALT))
    except signing.BadSignature:
        return None
