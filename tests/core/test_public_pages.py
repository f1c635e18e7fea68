"""Pages for everybody: rendered once, never older than the last write, never somebody's own."""

import gzip
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path
from django.utils import timezone
from pytest_django import Settings
from redis.exceptions import ConnectionError as RedisAway

from accounts.models import User
from audit.services import record
from audit.tasks import renew_public_pages
from core import public_pages
from core.public_pages import begin_new_edition, kept_part, public_page
from tests.conftest import NOW

ClientFor = Callable[[User], Client]
Commit = Callable[..., Any]
rendered: list[str] = []


class Away:
    """A cache that cannot be reached, but for what is given."""

    def __init__(self, **reached: Any) -> None:
        vars(self).update(reached)

    def __getattr__(self, name: str) -> Any:
        raise RedisAway


@public_page
def plain(request: HttpRequest) -> HttpResponse:
    rendered.append(request.get_full_path())
    return HttpResponse(f"edition {len(rendered)}".encode(), status=int(request.GET.get("s", 200)))


@public_page
def with_form(request: HttpRequest) -> HttpResponse:
    rendered.append("form")
    return HttpResponse(get_token(request))


@public_page
def with_hidden_form(request: HttpRequest) -> HttpResponse:
    rendered.append("hidden")
    mark = get_token(request)
    request.META.pop("CSRF_COOKIE_NEEDS_UPDATE")  # as where the reader has the cookie already
    return HttpResponse(f'<input name="csrfmiddlewaretoken" value="{mark}">')


@public_page
def with_message(request: HttpRequest) -> HttpResponse:
    rendered.append("message")
    messages.info(request, "Kestrel")
    return HttpResponse("ok")


@public_page
def with_cookie(request: HttpRequest) -> HttpResponse:
    rendered.append("cookie")
    response = HttpResponse("ok")
    response.set_cookie("kestrel", "canary")
    return response


@public_page
def with_part(request: HttpRequest) -> HttpResponse:
    def make() -> int:
        rendered.append("part")
        return len(rendered)

    parts = [kept_part(request, "kestrel", make) for _ in range(2)]
    return HttpResponse(f"{parts}".encode())


@public_page
def a_file(request: HttpRequest) -> HttpResponse:
    rendered.append("file")
    return HttpResponse("ok", headers={"Content-Disposition": "attachment"})


@login_not_required
def own(request: HttpRequest) -> HttpResponse:
    rendered.append("own")
    return HttpResponse("ok")


urlpatterns = [
    path("plain/", plain),
    path("form/", with_form),
    path("hidden-form/", with_hidden_form),
    path("message/", with_message),
    path("cookie/", with_cookie),
    path("file/", a_file),
    path("own/", own),
    path("part/", with_part),
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _pages_are_kept(settings: Settings) -> None:
    settings.KEEP_PUBLIC_PAGES = True
    rendered.clear()


def test_a_second_reader_gets_the_page_without_rendering_it() -> None:
    first, second = Client().get("/plain/"), Client().get("/plain/")
    assert (first.content, second.content, len(rendered)) == (b"edition 1", b"edition 1", 1)


def test_a_write_shows_at_once(
    client: Client, django_capture_on_commit_callbacks: Commit, lead: User
) -> None:
    client.get("/plain/")
    with django_capture_on_commit_callbacks(execute=True):
        record("something.written", by=lead, subject=lead, at=NOW)
    assert client.get("/plain/").content == b"edition 2"


def test_a_write_that_is_rolled_back_changes_nothing(client: Client, lead: User) -> None:
    client.get("/plain/")
    record("something.written", by=lead, subject=lead, at=NOW)  # this test never commits
    assert client.get("/plain/").content == b"edition 1"


def test_a_page_rendered_while_somebody_wrote_is_not_kept_as_new(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write_meanwhile(*args: Any) -> bool:
        begin_new_edition()
        return False

    with monkeypatch.context() as patched:
        patched.setattr(public_pages, "is_personal", write_meanwhile)
        client.get("/plain/")
    assert client.get("/plain/").content == b"edition 2"


def test_a_new_day_renders_anew(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/plain/")
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert client.get("/plain/").content == b"edition 2"


def test_a_reader_whose_copy_holds_is_told_so_in_a_few_bytes(client: Client) -> None:
    tag = client.get("/plain/")["ETag"]
    answer = client.get("/plain/", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content, answer["ETag"], len(rendered)) == (304, b"", tag, 1)


def test_a_copy_still_holds_when_a_write_left_the_page_as_it_was(client: Client) -> None:
    tag = client.get("/plain/?s=200")["ETag"]
    begin_new_edition()
    rendered.clear()  # the next rendering says "edition 1" again
    answer = client.get("/plain/?s=200", headers={"If-None-Match": tag})
    assert (answer.status_code, len(rendered)) == (304, 1)


def test_a_reader_with_an_old_copy_gets_the_page(client: Client) -> None:
    tag = client.get("/plain/")["ETag"]
    begin_new_edition()
    answer = client.get("/plain/", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (200, b"edition 2")


def test_whoever_keeps_a_copy_asks_each_time_and_not_for_people_who_are_signed_in(
    client: Client,
) -> None:
    answer = client.get("/plain/")
    headers = (answer["Cache-Control"], answer["Vary"], answer["Content-Type"])
    assert headers == (
        "public, no-cache",
        "Cookie, Accept-Encoding",
        "text/html; charset=utf-8",
    )


def test_a_signed_in_person_gets_a_page_of_their_own(lead: User, client_for: ClientFor) -> None:
    Client().get("/plain/")
    answer = client_for(lead).get("/plain/")
    kept = Client().get("/plain/")
    found = (answer.content, answer.has_header("ETag"), "no-store" in answer["Cache-Control"])
    assert (*found, kept.content) == (b"edition 2", False, True, b"edition 1")


@pytest.mark.parametrize("address", ["/form/", "/message/", "/cookie/", "/own/"])
def test_what_is_for_one_reader_is_never_kept(address: str) -> None:
    answers = [Client().get(address), Client().get(address)]
    assert (len(rendered), [a.has_header("ETag") for a in answers]) == (2, [False, False])


def test_a_file_is_not_kept_and_has_its_name() -> None:
    answers = [Client().get("/file/"), Client().get("/file/")]
    assert [a["Content-Disposition"] for a in answers] == ["attachment"] * len(rendered)


def test_a_form_of_somebody_who_has_the_cookie_already_is_not_kept() -> None:
    client = Client()
    for reader in (client, client, Client()):
        reader.get("/hidden-form/")
    assert len(rendered) == 3


@pytest.mark.parametrize("status", [301, 404, 500])
def test_only_a_page_that_is_there_is_kept(status: int, client: Client) -> None:
    answers = [client.get(f"/plain/?s={status}") for _ in range(2)]
    assert ([a.status_code for a in answers], len(rendered)) == ([status, status], 2)


def test_each_address_and_each_host_has_its_own_page(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    for host in ("one.example", "two.example"):
        for address in ("/plain/", "/plain/?q=a", "/plain/?q=b"):
            Client(SERVER_NAME=host).get(address)
    assert len(rendered) == 6


def test_a_post_is_never_answered_from_a_copy(client: Client) -> None:
    client.get("/plain/")
    client.post("/plain/")
    assert len(rendered) == 2


def test_a_head_request_is_answered_from_the_same_copy(client: Client) -> None:
    tag = client.get("/plain/")["ETag"]
    answer = client.head("/plain/")
    assert (answer.content, answer["ETag"], len(rendered)) == (b"", tag, 1)


def test_an_address_of_any_length_fills_no_cache(client: Client) -> None:
    for _ in range(2):
        client.get(f"/plain/?q={'x' * 500}")
    assert len(rendered) == 2


def test_pages_are_there_while_the_cache_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_pages, "cache", Away())
    assert client.get("/plain/").content == b"edition 1"


def test_a_page_that_cannot_be_kept_is_shown_all_the_same(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/plain/?q=first")  # the edition has its name
    monkeypatch.setattr(public_pages, "cache", Away(get_many=cache.get_many))
    assert client.get("/plain/").content == b"edition 2"


def test_a_write_stands_though_the_cache_is_away_and_the_sweep_makes_up_for_it(
    client: Client, monkeypatch: pytest.MonkeyPatch, lead: User
) -> None:
    renew_public_pages()
    client.get("/plain/")
    record("something.written", by=lead, subject=lead, at=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(public_pages, "cache", Away())
        begin_new_edition()
    stale = client.get("/plain/").content
    renew_public_pages()
    assert (stale, client.get("/plain/").content) == (b"edition 1", b"edition 2")


def test_the_sweep_renews_nothing_when_nothing_was_written(client: Client, lead: User) -> None:
    renew_public_pages()
    client.get("/plain/")
    renew_public_pages()
    assert client.get("/plain/").content == b"edition 1"


def test_a_new_release_shows_no_page_of_the_one_before(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/plain/")
    monkeypatch.setattr(public_pages, "release", lambda: "another")
    assert client.get("/plain/").content == b"edition 2"


def test_a_release_is_known_by_its_files_and_the_settings_it_shows(settings: Settings) -> None:
    before = public_pages.release()
    public_pages.release.cache_clear()
    again = public_pages.release()
    settings.CONTACT_EMAIL = "someone.else@portal.example"
    public_pages.release.cache_clear()
    after = public_pages.release()
    public_pages.release.cache_clear()
    assert (before == again, before == after) == (True, False)


def test_a_part_is_made_once_an_edition_for_everybody(lead: User, client_for: ClientFor) -> None:
    begin_new_edition()
    addresses = ["/part/", "/part/?q=a"]
    answers = [Client().get(address).content for address in addresses]
    answers.append(client_for(lead).get("/part/").content)
    begin_new_edition()
    answers.append(Client().get("/part/").content)
    assert answers == [b"[1, 1]", b"[1, 1]", b"[1, 1]", b"[2, 2]"]


def test_a_part_is_made_each_time_while_nothing_can_be_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(public_pages, "cache", Away())
    away = client.get("/part/").content
    settings.KEEP_PUBLIC_PAGES = False
    assert (away, client.get("/part/").content) == (b"[1, 2]", b"[3, 4]")


def test_a_kept_page_is_packed_for_who_takes_it_and_tells_apart_by_tag_alone() -> None:
    plain = Client().get("/plain/")
    packed = Client().get("/plain/", headers={"Accept-Encoding": "gzip"})
    assert (gzip.decompress(packed.content), packed["Content-Encoding"]) == (plain.content, "gzip")
    assert (packed["Vary"], packed["ETag"], len(rendered)) == (plain["Vary"], plain["ETag"], 1)
    assert plain.has_header("Content-Encoding") is False
