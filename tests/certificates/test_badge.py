"""The badge: what it says, how other sites get it, and what is known of who asks."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from certificates import services
from certificates.models import BadgeDay
from organisations.models import Membership, Organisation, StateChange
from organisations.services.by_hand import merge_organisations
from tests.conftest import NOW, TODAY
from tests.mergers.closing import close

JOINED = datetime(2024, 3, 3, 12, tzinfo=UTC)
LEFT = datetime(2025, 6, 5, 12, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def path_of(membership: Membership) -> str:
    return reverse("badge", args=[membership.organisation.slug])


def texts(membership: Membership) -> list[str | None]:
    drawing = ElementTree.fromstring(Client().get(path_of(membership)).content)
    return [text.text for text in drawing.iter(f"{SVG}text")]


def shapes(membership: Membership) -> list[str]:
    drawing = ElementTree.fromstring(Client().get(path_of(membership)).content)
    return [part.tag.removeprefix(SVG) for part in drawing if part.tag != f"{SVG}title"]


def put(membership: Membership, state: str) -> None:
    Membership.objects.filter(pk=membership.pk).update(
        state=state, state_at=LEFT, joined_at=JOINED, state_reason="A reason."
    )


STATES = [
    ("ACTIVE", ["Safety portal", "Member since", "March 2024"], ["rect", "path", "path", "g"]),
    (
        "PAUSED",
        ["Safety portal", "Membership paused", "since June 2025"],
        ["rect", "circle", "path", "g"],
    ),
    (
        "WITHDRAWN",
        ["Safety portal", "Was a member", "until June 2025"],
        ["rect", "circle", "path", "g"],
    ),
    (
        "SUCCEEDED",
        ["Safety portal", "Was a member", "until June 2025"],
        ["rect", "circle", "path", "g"],
    ),
]


@pytest.mark.parametrize(("state", "words", "drawn"), STATES)
def test_a_badge_tells_by_words_and_shapes_how_the_membership_stands(
    state: str, words: list[str], drawn: list[str], membership: Membership
) -> None:
    put(membership, state)
    assert (texts(membership), shapes(membership)) == (words, drawn)


def test_a_badge_of_a_member_that_came_back_says_since_when(membership: Membership) -> None:
    put(membership, "ACTIVE")
    StateChange.objects.create(
        membership=membership, from_state="WITHDRAWN", to_state="ACTIVE", at=LEFT
    )
    assert texts(membership)[1:] == ["Member again since", "June 2025"]


def test_a_badge_of_a_member_that_closed_is_neutral(membership: Membership) -> None:
    put(membership, "ACTIVE")
    close(membership, on=LEFT.date())
    assert texts(membership)[1:] == ["Was a member", "until June 2025"]


def test_a_badge_has_a_name_for_those_who_do_not_see_it(membership: Membership) -> None:
    put(membership, "ACTIVE")
    drawing = ElementTree.fromstring(Client().get(path_of(membership)).content)
    title = drawing.find(f"{SVG}title")
    assert title is not None
    assert (drawing.get("role"), drawing.get("aria-labelledby"), title.get("id"), title.text) == (
        "img",
        "title",
        "title",
        "Safety portal: Harrowmere Test NHS Trust. Member since March 2024",
    )


def test_a_long_name_of_the_portal_is_squeezed(membership: Membership, settings: Settings) -> None:
    squeezed = [b"textLength" in Client().get(path_of(membership)).content]
    settings.PORTAL_NAME = "A portal with rather a long name"
    squeezed.append(b"textLength" in Client().get(path_of(membership)).content)
    assert squeezed == [False, True]


def test_a_badge_has_no_script_no_style_and_no_address(membership: Membership) -> None:
    drawn = Client().get(path_of(membership)).content.decode()
    found = re.findall(r"<script|<style|style=|href|url\(|@import|on\w+=", drawn)
    assert (found, re.findall(r"https?://[^\"]+", drawn)) == ([], ["http://www.w3.org/2000/svg"])


def test_other_sites_may_show_it_under_the_strictest_policy(membership: Membership) -> None:
    answer = Client().get(path_of(membership))
    names = (
        *("Content-Type", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options"),
        *("Cross-Origin-Resource-Policy",),
    )
    assert {name: answer.headers.get(name) for name in names} == {
        "Content-Type": "image/svg+xml",
        "Cache-Control": "public, max-age=3600",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }


def test_a_browser_that_has_it_is_told_so(membership: Membership) -> None:
    first = Client().get(path_of(membership))
    again = Client().get(path_of(membership), headers={"If-None-Match": first["ETag"]})
    policy = "Cross-Origin-Resource-Policy"
    assert (again.status_code, again.content, again[policy]) == (304, b"", "cross-origin")


def test_a_browser_that_has_it_is_told_when_it_changed(membership: Membership) -> None:
    first = Client().get(path_of(membership))
    put(membership, "WITHDRAWN")
    again = Client().get(path_of(membership), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, b"Was a member" in again.content) == (200, True)


def test_a_badge_asks_the_database_once_after_the_first_of_the_day(
    membership: Membership, django_assert_num_queries: Callable[..., object]
) -> None:
    Client().get(path_of(membership))
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        Client().get(path_of(membership))


@pytest.mark.parametrize("state", ["DRAFT", "AWAITING_SPONSOR", "AWAITING_VERIFICATION", "CLOSED"])
def test_what_is_not_published_has_no_badge(
    state: str, make_member: Callable[..., Membership]
) -> None:
    assert Client().get(path_of(make_member(state=state))).status_code == 404


def test_the_badge_of_an_organisation_that_joined_the_registers_record_leads_there(
    make_member: Callable[..., Membership],
    make_organisation: Callable[..., Organisation],
    officer: User,
) -> None:
    member = make_member(ods_code=None, added_by_hand=True)
    before, register = path_of(member), make_organisation(ods_code="ZZR01")
    merge_organisations(added=member.organisation, into=register, by=officer, at=NOW, today=TODAY)
    answer = Client().get(before)
    assert (answer.status_code, answer["Location"]) == (301, reverse("badge", args=[register.slug]))


# --- Nobody is tracked ---------------------------------------------------------------------------


def counted(membership: Membership, client: Client, **headers: str) -> int:
    client.get(path_of(membership), headers=headers)
    services.store_shown(today=timezone.localdate())
    return sum(BadgeDay.objects.values_list("shown", flat=True))


def test_no_cookie_is_read_or_set(
    membership: Membership, lead: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(lead)
    Session.objects.all().delete()  # a session that is looked up would be found gone
    answer = client.get(path_of(membership))
    assert (answer.status_code, answer.cookies, answer["Vary"]) == (200, {}, "Accept-Encoding")


def test_who_is_signed_in_gets_the_badge_that_everybody_gets(
    membership: Membership, lead: User, client_for: Callable[[User], Client]
) -> None:
    answers = [client.get(path_of(membership)) for client in (Client(), client_for(lead))]
    assert dict(answers[0].headers) == dict(answers[1].headers)


def test_a_badge_shown_on_another_site_is_counted_also_when_it_had_not_changed(
    membership: Membership,
) -> None:
    etag = Client().get(path_of(membership))["ETag"]
    headers = {"If-None-Match": etag, "Sec-Fetch-Site": "cross-site"}
    assert counted(membership, Client(), **headers) == 2


def test_the_preview_on_the_portal_is_not_counted(membership: Membership) -> None:
    assert counted(membership, Client(), **{"Sec-Fetch-Site": "same-origin"}) == 0


def test_a_robot_that_only_asks_about_it_is_not_counted(membership: Membership) -> None:
    Client().head(path_of(membership))
    services.store_shown(today=timezone.localdate())
    assert BadgeDay.objects.count() == 0


def test_all_that_is_kept_is_member_day_and_count(membership: Membership) -> None:
    client = Client(
        REMOTE_ADDR="203.0.113.9",
        headers={"user-agent": "Canary/1", "referer": "https://canary.example/"},
    )
    counted(membership, client)
    row = BadgeDay.objects.values().get()
    kept = {"membership_id": membership.pk, "day_date": timezone.localdate(), "shown": 1}
    assert row == {"id": row["id"], **kept}
