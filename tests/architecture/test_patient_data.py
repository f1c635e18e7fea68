"""No box on any page lets an NHS number through, unless it is said here why it may."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.forms import GuardedField, NarrativeField
from core.guard import NO_PATIENTS
from tests.architecture.test_access import ACCESS, ROLES, arguments, cast, enter, undone
from tests.nhs_numbers import nhs_number

__all__ = ["arguments", "cast", "enter"]

NUMBER = nhs_number()
KEYS = "a code, a password or a passkey, which nobody reads"
ADDRESS = "an address, where mail is sent; it is not published"
SEARCH = "looked for and not kept; the log has no query"
DATE = "kept as a date, or refused"
ROWS = "kept as periods and numbers below a thousand million, or refused"
AMOUNT = "a number of nine digits at most, or refused"
# By the name of a field, on whatever page.
NOT_TEXT = {
    "email": ADDRESS,
    "login": ADDRESS,
    **dict.fromkeys(("code", "password", "password1", "password2", "oldpassword"), KEYS),
    "q": SEARCH,
    **dict.fromkeys(("aim_amount", "baseline", "target", "multiplier", "baseline_points"), AMOUNT),
    **dict.fromkeys(("rows", "document"), ROWS),
    **{f"value_2026-{month:02}": AMOUNT for month in range(1, 13)},
    **{
        f"{name}_{part}": DATE
        for name in ("start_date", "end_date", "board_approved_date", "next_report_date")
        for part in ("day", "month", "year")
    },
    **{
        f"{name}_{part}": DATE
        for name in (
            "aim_by_date",
            "by_date",
            "target_date",
            "on_date",
            "joined_from",
            "joined_to",
            "due_date",
            "done_date",
            "period_start_date",
            "period_end_date",
        )
        for part in ("day", "month", "year")
    },
}
TYPED = {"text", "email", "password", "search", "tel", "url", "number"}


class Boxes(HTMLParser):
    """The forms of a page that are sent by POST, their boxes, and all they would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str], set[str]]] = []
        self.refused: set[str] = set()
        self.href = self.select = ""
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = known.get("method", "").lower() == "post"
            if self.inside:
                self.forms.append((known.get("action", ""), {}, set()))
        self.href = known.get("href", "") if tag == "a" else self.href
        if self.inside and known.get("name"):
            self.box(tag, known)
        if tag == "option" and self.inside and known.get("value"):
            self.forms[-1][1].setdefault(self.select, known["value"])

    def box(self, tag: str, known: dict[str, str]) -> None:
        _, sent, boxes = self.forms[-1]
        name = known["name"]
        self.select = name if tag == "select" else ""
        if tag == "textarea" or (tag == "input" and known.get("type", "text") in TYPED):
            boxes.add(name)
        elif tag == "input" and known.get("type") in {"hidden", "radio", "checkbox"}:
            sent.setdefault(name, known.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"

    def handle_data(self, data: str) -> None:
        if "looks like an NHS number" in data and self.href.startswith("#id_"):
            self.refused.add(self.href.removeprefix("#id_"))


def writers(name: str) -> list[str]:
    """Whose POST this page answers with more than a refusal; one who may is enough."""
    row = ACCESS[name]
    if set(row.post.values()) <= {403, 404, 405}:
        return []
    return [role for role in ROLES if row.get[role] == 200 and row.post[role] in {200, 302}]


def let_through(name: str, path: str, enter: Callable[[str], Client]) -> set[str]:
    """The boxes of a page that take a number. Those of two people: some pages ask strangers more."""
    through = set()
    for role in sorted({writers(name)[0], writers(name)[-1]}):
        with undone():
            client = enter(role)
            for action, sent, boxes in Boxes(client.get(path).content.decode()).forms:
                if texts := boxes - set(NOT_TEXT):
                    answer = client.post(action or path, {**sent, **dict.fromkeys(texts, NUMBER)})
                    refused = Boxes(answer.content.decode()).refused
                    through |= {f"{name} of {role}: {box}" for box in texts - refused}
    return through


def all_let_through(arguments: dict[str, Any], enter: Callable[[str], Client]) -> set[str]:
    # In one test, because the cast of all pages takes its time to gather.
    return {
        box
        for name in ACCESS
        if writers(name)
        for box in let_through(
            name, reverse(name, args=[arguments[key] for key in ACCESS[name].args.split()]), enter
        )
    }


def test_no_page_lets_a_number_through(
    arguments: dict[str, Any], enter: Callable[[str], Client]
) -> None:
    assert all_let_through(arguments, enter) == set()


def test_the_walk_meets_the_pages_where_people_write() -> None:
    """A page that cannot be walked is here to be noticed."""
    pages = {name for name in ACCESS if writers(name)}
    # `sign_up_pledge` cannot be written by a member; it is the same page as `pledge_edit`.
    assert {"pledge_edit", "plan_about", "plan_now", "plan_priority_add", "plan_publish"} <= pages
    parts = {"about", "why", "people", "aim"}
    assert {f"plan_priority_{part}" for part in parts} <= pages
    assert {"plan_worked", "plan_involvement", "plan_milestone", "plan_goal", "plan_piece"} <= pages
    assert {"advice", "advice_answer", "verify", "membership_pause", "merger_pledge"} <= pages
    assert {"individual_join", "my_pledges_change", "sponsor_decision", "invitation"} <= pages
    assert {"sign_up_person", "sign_up_not_listed", "join", "account_name", "appoint"} <= pages


def test_the_walk_would_notice(
    arguments: dict[str, Any], enter: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.guard.Guard.check", lambda *_: None)
    path = reverse("sign_up_not_listed")
    assert let_through("sign_up_not_listed", path, enter) == {
        f"sign_up_not_listed of {role}: {box}"
        for role in ("anonymous", "individual")
        for box in ("name", "town", "postcode", "about")
    }


# Every form of ours, also those that no page of the walk has shown

OURS = [app for app in settings.INSTALLED_APPS if (settings.BASE_DIR / app).is_dir()]
# Fields that take text and are no `GuardedField`, by form.
CLASSIFIED = {
    "FindOrganisationForm.q": SEARCH,
    "PasskeyForm.name": "its own field takes the place of the library's; the walk meets it",
    "DirectoryForm.q": SEARCH,
    "DirectoryForm.type": SEARCH,
    "DirectoryForm.place": SEARCH,
    "DirectoryForm.topic": SEARCH,
    "DirectoryForm.plan": SEARCH,
    "DirectoryForm.letter": SEARCH,
    "FindForm.q": SEARCH,
    "MailFilterForm.q": SEARCH,
    "DataForm.rows": "read as periods and numbers; nothing else of it is kept",
}


def our_forms() -> Iterator[type[forms.Form]]:
    for app in OURS:
        for module in pkgutil.walk_packages([str(settings.BASE_DIR / app)], f"{app}."):
            if module.name.split(".")[1].startswith("forms"):
                found = vars(importlib.import_module(module.name)).values()
                yield from (f for f in found if isinstance(f, type) and issubclass(f, forms.Form))


def test_every_text_field_of_ours_is_guarded_or_classified() -> None:
    others = {
        f"{form.__name__}.{name}"
        for form in our_forms()
        if form.__module__.split(".")[0] in {*OURS, "safety_portal"}
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, GuardedField | forms.EmailField)
        and name not in {"code", "login"}
        and not isinstance(field.widget, forms.HiddenInput | forms.PasswordInput)
    }
    assert others == set(CLASSIFIED)


def test_every_narrative_asks_for_nothing_about_a_patient() -> None:
    narratives = [
        (form.__name__, name, str(field.help_text))
        for form in our_forms()
        for name, field in form.base_fields.items()
        if isinstance(field, NarrativeField)
    ]
    assert len(narratives) > 10
    assert [row for row in narratives if NO_PATIENTS not in row[2]] == []


def test_a_person_without_an_account_is_among_those_who_write() -> None:
    assert writers("sponsor_decision")[0] == "anonymous"
