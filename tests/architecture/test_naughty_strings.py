"""Whatever is sent to a form or in an address is stored to the letter, or refused with a reason.

The walk finds the forms, their fields and the parameters of addresses by itself. In CI each field of
each form and each parameter meets its share of the strings, so that every string is sent to some
form, and each kind of field meets all of them. Every field × every string, by hand:

    NAUGHTY_SHARE=1000 python -m pytest tests/architecture/test_naughty_strings.py
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.forms import BaseForm, Field, MultiValueField
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.forms import GuardedField
from improvement_plans import outline
from improvement_plans.documents import read_text
from tests.architecture import test_access, test_double_press
from tests.architecture.test_access import ACCESS, ROLES, undone
from tests.architecture.test_double_press import PRESSES, Press, Things
from tests.naughty_strings import STRINGS

arguments, cast, enter = test_access.arguments, test_access.cast, test_access.enter
things = test_double_press.things
# How many strings each field meets.
SHARE = min(int(os.environ.get("NAUGHTY_SHARE", "2")), len(STRINGS))
ENCODED = "application/x-www-form-urlencoded"


class Forms(HTMLParser):
    """The forms of a page that are sent to `path` by POST: what can be sent, and what they hold."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.path, self.inside = path, False
        self.names: set[str] = set()
        # Where a person types; what they typed is still there after an error.
        self.boxes: set[str] = set()
        self.each: list[dict[str, str]] = [{}]
        self.text = self.select = ""
        self.feed(page)

    @property
    def holds(self) -> dict[str, str]:
        """What is in the one that asks for most. Another may ask for a new code, say."""
        return max(self.each, key=len)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            is_post = known.get("method", "").lower() == "post"
            self.inside = is_post and known.get("action", "").split("?")[0] in {"", self.path}
            self.each.append({})
        if not self.inside:
            return
        if tag == "option" and "selected" in known:
            self.each[-1][self.select] = known.get("value", "")
        if known.get("name") and tag in {"input", "select", "textarea"}:
            self.meet(tag, known["name"], known)

    def meet(self, tag: str, name: str, known: dict[str, str]) -> None:
        kind = known.get("type", "text")
        self.names.add(name)
        self.select, self.text = (name if tag == t else "" for t in ("select", "textarea"))
        if tag == "textarea" or (tag == "input" and kind in {"text", "email"}):
            self.boxes.add(name)
        if tag == "input" and (kind not in {"radio", "checkbox"} or "checked" in known):
            self.each[-1][name] = known.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.text:
            self.each[-1][self.text] = self.each[-1].get(self.text, "") + data

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"
        self.text = "" if tag == "textarea" else self.text


# What is sent where


# Forms that are not in the table of what is pressed twice.
TO_B = {"topic": "SEPSIS", "text": "May we come and see?"}


def in_the_name_of_a(client: Client, things: Things) -> dict[str, str]:
    return {"sender": str(things["membership"])}


ABOUT_A_MESSAGE = "membership introduction message"
MORE: dict[str, Press] = {
    "introduction": Press("lead", {"text": "Come and see."}, "membership introduction"),
    "introduction_ask": Press("lead", TO_B, "slug_of_b", prepare=in_the_name_of_a),
    "introduction_decline": Press("lead", args="membership introduction"),
    "introduction_close": Press("lead", args="membership introduction"),
    "introduction_report_message": Press("lead", {"reason": "It sells."}, ABOUT_A_MESSAGE),
    "introduction_report": Press("officer", {"outcome": "NOTHING_WRONG", "decision": "A question."}, "report"),
    "introduction_lift": Press("officer", {"reason": "It was a mistake."}, "stop"),
    "introductions_switch": Press("lead", args="membership"),
    "member_certificate_issue": Press("lead", args="membership"),
    "account_logout": Press("lead"),
}  # fmt: skip
# A mail program presses it, with nothing to say, and wants no redirect (RFC 8058).
PRESSED_IN_A_MAIL = {"reminders_stop"}
FORMS = {n: press for n, press in {**PRESSES, **MORE}.items() if n not in PRESSED_IN_A_MAIL}
# These have nothing to send without what comes before; their own tests send it.
NOTHING_YET = {
    *("account_confirm_login_code", "mfa_authenticate", "mfa_login_webauthn", "mfa_index"),
    *("healthz", "readyz", "my_pledges", "my_certificate", "bounce_webhook"),
    *PRESSED_IN_A_MAIL,
}
# Their rows need something that only the table of what is pressed twice makes.
BUTTONS = {"account_end_session", "mfa_remove_webauthn"}
# What is read line by line, of which each is kept to the letter.
READ: dict[Any, Callable[[str], list[str]]] = {
    ("plan_diagram", "outline"): lambda text: [line for _, line in outline.read(text).lines],
    ("plan_head_start", "text"): lambda text: [
        said for piece in read_text(text).pieces for said in (piece.heading, piece.text)
    ],
}
# What stands below a text in the same row.
BELOW = {("plan_advice", "text"): "\n\nPlease read the draft"}
# What is taken and then not kept to the letter, by the name of a field on whatever page.
DATES = (
    *("start_date", "end_date", "board_approved_date", "next_report_date", "due_date"),
    *("aim_by_date", "by_date", "on_date", "done_date", "period_start_date", "period_end_date"),
)
PARTS_OF_A_DATE = {f"{name}_{part}" for name in DATES for part in ("day", "month", "year")}
NOT_KEPT: dict[Any, str] = {
    "author": "signed, and nobody's when it is not",
    "next": "an address of ours or none",
    "to": "an address of ours or none",
    "revision": "a number or none",
    **dict.fromkeys(("aim_amount", "baseline", "target", "multiplier"), "a number"),
    "not_an_nhs_number": "asked for, and kept, only beside what looks like such a number",
    **dict.fromkeys(("password1", "password2", "oldpassword"), "a password, or no password is set"),
    **dict.fromkeys(("autosave", "both", "address_checked", "action", "typed"), "there or not"),
    "sure": "a choice",
    "wanted": "a choice",
    **dict.fromkeys(("do", "press", "new_place", "add", "up", "down", "place"), "a button"),
    ("plan_priority_order", "priority"): "a number, or nothing is moved",
    ("plan_diagram", "at"): "a line to go on at, or none",
    ("plan_diagram", "by"): "what was done, or nothing",
    ("plan_head_start", "document"): "a file, or none",
    ("plan_measure_data", "document"): "a file, or none",
    ("plan_pieces_end", "document"): "the document that was shown, or nothing is ended",
    ("plan_piece", "seen"): "what the piece was like",
    ("plan_measure_add", "for"): "a priority, or none is chosen beforehand",
    ("plan_measure_values", "page"): "a page, or the first",
    **{("plan_measure_values", f"remove_2026-0{month}"): "there or not" for month in (1, 2, 3)},
    "use_sentence": "there or not",
    ("invitation", "full_name"): "not asked of somebody with a name",
    **dict.fromkeys(PARTS_OF_A_DATE, "a date"),
}


class Sent(NamedTuple):
    """A form that is good, and the names of what can be sent with it."""

    name: str
    client: Client
    path: str
    good: dict[str, str]
    names: list[str]
    boxes: list[str]
    fields: list[Field]


class Read:
    """Notes the names that a view reads from what was sent, and the fields that read them."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.names: set[str] = set()
        self.fields: list[Field] = []
        clean = BaseForm.full_clean

        def noting_fields(form: BaseForm) -> None:
            clean(form)
            self.fields += form.fields.values()

        patch.setattr(BaseForm, "full_clean", noting_fields)
        for method in ("__getitem__", "__contains__", "getlist"):
            patch.setattr(QueryDict, method, self.noting(getattr(QueryDict, method)))

    def noting(self, read: Callable[..., Any]) -> Callable[..., Any]:
        def noted(sent: QueryDict, name: str, *args: Any) -> Any:
            self.names.add(name)
            return read(sent, name, *args)

        return noted


def encoded(data: dict[str, str]) -> str:
    """As a browser sends it; half a pair of surrogates as no browser would."""
    return urlencode(data, errors="surrogatepass")


def post(sent: Sent, **changed: str) -> Any:
    return sent.client.post(sent.path, encoded({**sent.good, **changed}), content_type=ENCODED)


def test_every_form_is_known() -> None:
    # Whoever is not signed in is sent to sign in.
    who = ROLES[2:]
    taken = {name for name, row in ACCESS.items() if {200, 302} & {row.post[role] for role in who}}
    taken |= {name for name, row in ACCESS.items() if row.post["anonymous"] == 200}
    assert taken - NOTHING_YET == set(FORMS) - BUTTONS


def filled_in(name: str, things: Things, cast: dict[str, User], client_for: Any) -> Sent:
    """A form that would be taken as it is, found by what its page holds and its view reads."""
    press, client = FORMS[name], Client()
    if press.by in cast:
        client = client_for(cast[press.by])
    first = client.get(reverse(name, args=[things.get(key, 1) for key in press.args.split()]))
    data = {**press.data, **(press.prepare(client, things) if press.prepare else {})}
    path = reverse(name, args=[things[key] for key in press.args.split()])
    page = first if first.status_code == 200 else client.get(path)
    form = Forms(page.content.decode() if page.status_code == 200 else "", path)
    sent = Sent(name, client, path, {**form.holds, **data}, [], sorted(form.boxes), [])
    with pytest.MonkeyPatch.context() as patch, as_before(client):
        read = Read(patch)
        assert (name, outcome(post(sent))) == (name, "taken")
    names = {*form.names, *data, *read.names} - {"csrfmiddlewaretoken"}
    return sent._replace(names=sorted(names), fields=read.fields)


@contextmanager
def as_before(client: Client) -> Iterator[None]:
    """What is done inside is undone, also to the session."""
    cookies = SimpleCookie()
    cookies.update(client.cookies)
    with undone():
        yield
    client.cookies = cookies


# What becomes of it


def outcome(answer: Any) -> str:
    if answer.status_code == 302 or "attachment" in answer.headers.get("Content-Disposition", ""):
        return "taken"
    if is_autosaved(answer):
        # Of a box that is still empty it says nothing while somebody writes.
        return "taken" if answer.json()["saved"] else "refused"
    # With a reason; or with both texts, where somebody else saved meanwhile.
    # An outline that nobody pressed its button for, and data, are shown as they would be added.
    marks = (b"nhsuk-error-summary", b'name="both"', b"data-preview", b'value="accept"')
    shown = any(mark in answer.content for mark in marks)
    refused = shown and answer.status_code == 200
    return "refused" if refused else f"answered {answer.status_code}"


def is_autosaved(answer: Any) -> bool:
    return answer.headers["Content-Type"] == "application/json"


def as_kept(text: str) -> str:
    """Forms take blanks off the ends; a browser's line break is stored as one character."""
    return text.strip().replace("\r\n", "\n")


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables that are written to meanwhile."""
    tables: set[str] = set()

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        verb, _, after = sql.partition('"')
        if verb.strip() in {"INSERT INTO", "INSERT OR IGNORE INTO", "UPDATE"}:
            tables.add(after.partition('"')[0])
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield tables


TEXTS = (models.CharField, models.TextField, models.JSONField)
COLUMNS = {
    model._meta.db_table: (model, [f.name for f in model._meta.fields if isinstance(f, TEXTS)])
    for model in apps.get_models()
    if model._meta.app_label != "sessions"
}


def everything_kept(tables: set[str], client: Client) -> Iterator[Any]:
    """All texts in these tables and in the person's session."""
    yield from leaves(dict(client.session))
    for model, columns in (COLUMNS[table] for table in tables if table in COLUMNS):
        yield from leaves(list(model._default_manager.values_list(*columns)))


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from leaves(part)
    else:
        yield value


def what_is_wrong(sent: Sent, name: str, text: str, capture: Any) -> str:
    """Nothing, if it is stored to the letter, or refused with a reason and still in its box."""
    with as_before(sent.client), written() as tables:
        with capture(execute=True):
            answer = post(sent, **{name: text})
        came_to = outcome(answer)
        if came_to == "taken" and not {name, (sent.name, name)} & set(NOT_KEPT):
            return "" if is_kept(sent, name, as_kept(text), tables) else "taken and not kept"
    if came_to not in {"taken", "refused"}:
        return came_to
    return (
        ""
        if came_to == "taken" or is_autosaved(answer)
        else what_is_shown(answer, sent, name, text)
    )


def is_kept(sent: Sent, name: str, text: str, tables: set[str]) -> bool:
    read = READ.get((sent.name, name))
    said = read(text) if read else [text]
    below = BELOW.get((sent.name, name))
    kept = {
        leaf.split(below)[0] if below and isinstance(leaf, str) else leaf
        for leaf in everything_kept(tables, sent.client)
    }
    return {*said} <= kept


def what_is_shown(answer: Any, sent: Sent, name: str, text: str) -> str:
    page = answer.content.decode().replace("\r\n", "\n")
    if is_markup(text) and text in page:
        return "not escaped"
    if name not in sent.boxes or as_shown(name, as_kept(text)) in as_shown(name, unescape(page)):
        return ""
    return "refused and not in its box"


def as_shown(name: str, text: str) -> str:
    """No page can hold half a pair of surrogates, or a NUL; and the macro of a date indents what
    stands in its boxes, where no browser types a new line."""
    held = text.encode(errors="surrogatepass").decode(errors="replace").replace("\0", "\ufffd")
    return " ".join(held.split()) if name in PARTS_OF_A_DATE else held


def is_markup(text: str) -> bool:
    return bool(re.search(r"<[a-zA-Z/!]", text))


@pytest.fixture
def people(cast: dict[str, User], individual: User) -> dict[str, User]:
    return {**cast, "individual": individual}


@pytest.fixture
def all_things(things: Things, other_membership: Any) -> Things:
    return {**things, "slug_of_b": other_membership.organisation.slug}


SLICES = 4
# The kinds of fields that this process has been through.
CLEANED: set[Any] = set()


@pytest.mark.parametrize("first", range(SLICES))
def test_every_field_keeps_what_it_takes(
    first: int,
    all_things: Things,
    people: dict[str, User],
    client_for: Callable[[User], Client],
    settings: Any,
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    capture = all_things["capture"]
    wrong: dict[tuple[str, str, str], list[str]] = {}
    kinds: dict[Any, Field] = {}
    quarter = range(first * len(STRINGS) // SLICES, (first + 1) * len(STRINGS) // SLICES)
    met: list[str] = []
    for name in list(FORMS)[first::SLICES]:
        with undone():
            sent = filled_in(name, dict(all_things), people, client_for)
            kinds |= {kind(field): field for field in sent.fields if kind(field) not in CLEANED}
            for field, text in crossed(sent.names, quarter[0] + len(met)):
                met.append(text)
                for way in ways(sent):
                    if problem := what_is_wrong(way, field, text, capture):
                        wrong.setdefault((name, field, problem), []).append(text)
            if sent.names:
                wrong |= {(name, why, ""): [] for why in too_much(sent)}
    CLEANED.update(kinds)
    for one in kinds.values():
        if texts := [text for text in STRINGS if not is_kept_or_refused(one, text)]:
            wrong["any", str(one.label), "changed"] = texts
    # One string a field is not enough to send each of them somewhere.
    left = {STRINGS[place] for place in quarter if SHARE > 1} - set(met)
    assert (wrong, left) == ({}, set())


def crossed(names: list[str], begin: int) -> Iterator[tuple[str, str]]:
    """Each name with its share of the strings, one share after the other."""
    for place in range(len(names) * SHARE):
        yield names[place // SHARE], STRINGS[(begin + place) % len(STRINGS)]


def kind(field: Field) -> Any:
    """Fields of one kind do the same with a string."""
    checks = {getattr(check, "__qualname__", type(check).__name__) for check in field.validators}
    return type(field), field.required, getattr(field, "max_length", None), frozenset(checks)


def ways_to_type(field: Field, text: str) -> Iterator[Any]:
    """As it is; in a date, in each of its boxes."""
    if not isinstance(field, MultiValueField):
        yield text
        return
    for place in range(3):
        typed = ["31", "3", "2098"]
        typed[place] = text
        yield typed


def is_kept_or_refused(field: Field, text: str) -> bool:
    for typed in ways_to_type(field, text):
        try:
            value = field.clean(typed)
        except ValidationError as error:
            if not all(error.messages):
                return False
        else:
            kept = as_kept(text) if getattr(field, "strip", True) else text
            if isinstance(field, GuardedField) and value != kept:
                return False
    return True


def ways(sent: Sent) -> Iterator[Sent]:
    """By the button, and by itself while somebody writes."""
    yield sent
    if "autosave" in sent.names:
        yield sent._replace(good={**sent.good, "autosave": "1"})


def too_much(sent: Sent) -> Iterator[str]:
    """More than a form may be: refused before anything is looked at."""
    with as_before(sent.client):
        if post(sent, **{sent.names[0]: "x" * 3_000_000}).status_code not in {400, 413}:
            yield "3 MB"
        if post(sent, **{f"field{number}": "x" for number in range(1001)}).status_code != 400:
            yield "1,001 fields"


# What is in an address


def test_every_parameter_of_every_page(arguments: Things, enter: Callable[[str], Client]) -> None:
    wrong, met = {}, set()
    for number, (name, row) in enumerate(ACCESS.items()):
        who = next((role for role in reversed(ROLES) if row.get[role] == 200), "")
        if not who:
            continue
        path = reverse(name, args=[arguments[key] for key in row.args.split()])
        with undone():
            client = enter(who)
            names = parameters(client, path)
            met |= set(names)
            for sent in queries(names, number):
                answer = client.get(f"{path}?{encoded(sent)}")
                if problem := wrong_with_page(answer, sent):
                    wrong[name, str(sent)] = problem
    assert wrong == {}
    assert {
        "q",
        "page",
        "kind",
        "letter",
        "place",
        "topic",
        "code",
        "first",
        "second",
        "before",
    } <= met


def parameters(client: Client, path: str) -> list[str]:
    """What a page reads of its address; some is read only beside something else."""
    names: set[str] = set()
    while True:
        with pytest.MonkeyPatch.context() as patch:
            read = Read(patch)
            client.get(f"{path}?{encoded(dict.fromkeys(names, '1'))}")
        if read.names <= names:
            return sorted(names)
        names |= read.names


def queries(names: list[str], number: int) -> Iterator[dict[str, str]]:
    """All parameters of a page at once, each with another string."""
    for turn in range(SHARE if names else 0):
        yield {
            name: STRINGS[(number * SHARE + turn + place * 7) % len(STRINGS)]
            for place, name in enumerate(names)
        }


def wrong_with_page(answer: Any, sent: dict[str, str]) -> str:
    if answer.status_code not in {200, 301, 302, 400, 404}:
        return str(answer.status_code)
    page = answer.getvalue().decode()
    shown = [text for text in sent.values() if is_markup(text) and text in page]
    return f"not escaped: {shown}" if shown and "html" in answer["Content-Type"] else ""
