"""A session that ended loses nothing of what somebody typed, and shows it to nobody else."""

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from django.views import generic
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from core import kept_text
from core.views import FormView
from improvement_plans.models import Plan, PlanVersion
from organisations.choices import Role
from organisations.links import invitation_token
from organisations.models import Membership
from organisations.services import invitations
from organisations.services import membership as memberships
from pledges.models import Commitment
from tests.conftest import NOW

ClientFor = Callable[[User], Client]
KEPT = "You were signed out. We kept what you typed: check it and save."
TYPED = "Half an hour of work & thought"


def form_of(client: Client, path: str) -> dict[str, str]:
    """What the form on the page says of itself: its author's mark."""
    page = client.get(path).content.decode()
    return {"author": re.findall(r'name="author" value="([^"]+)"', page)[0]}


@pytest.fixture
def signs_in(
    django_capture_on_commit_callbacks: Capture,
) -> Callable[[Client, Any, User], Any]:
    """Sign in by the code, from the answer that asked for it; returns where that leads."""

    def sign_in(client: Client, answer: Any, user: User) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            asked = client.post(answer["Location"], {"email": user.email})
        code = re.findall(r"Your code is (\d{6})", str(mail.outbox[-1].body))[0]
        next_page = html.unescape(
            re.findall(
                r'name="next" value="([^"]+)"', client.get(asked["Location"]).content.decode()
            )[0]
        )
        return client.post(asked["Location"], {"code": code, "next": next_page})

    return sign_in


@pytest.fixture
def interrupted(lead: User, client_for: ClientFor) -> Callable[..., tuple[Client, Any]]:
    """The lead opens a page, the session ends, and the form is sent."""

    def post(path: str, **data: str) -> tuple[Client, Any]:
        client = client_for(lead)
        form = form_of(client, path)
        Session.objects.all().delete()
        return client, client.post(path, {**form, **data})

    return post


def shown(client: Client, path: str) -> tuple[bool, bool]:
    """Whether the page tells of kept text, and whether it shows it."""
    page = html.unescape(client.get(path).content.decode())
    return KEPT in page, TYPED in page


def test_a_pledge_comes_back_filled_after_the_code(
    sign_up: Membership,
    lead: User,
    interrupted: Callable[..., tuple[Client, Any]],
    signs_in: Callable[..., Any],
) -> None:
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    client, answer = interrupted(path, text=TYPED, kind="NEW")
    asked = client.get(answer["Location"]).content.decode()
    back = signs_in(client, answer, lead)
    page = client.get(back["Location"]).content.decode()
    assert (answer["Location"], back["Location"]) == (f"/sign-in/?next={path}", path)
    assert "Sign in again: what you typed will be there." in asked
    assert (page.count(KEPT), page.count(html.escape(TYPED))) == (1, 1)
    assert len(re.findall(r'value="NEW"[^>]*checked', page)) == 1
    assert Commitment.objects.count() == 0


@pytest.mark.parametrize(
    ("part", "data", "again"),
    [
        ("sponsor/", {"name": TYPED, "title": "Chief", "email": "sam@board.example"}, TYPED),
        ("plan/", {"intention": "ON_A_DATE", "by_date_day": "31"}, 'value="31"'),
    ],
)
def test_every_part_of_a_sign_up_comes_back(
    part: str,
    data: dict[str, str],
    again: str,
    sign_up: Membership,
    lead: User,
    interrupted: Callable[..., tuple[Client, Any]],
    signs_in: Callable[..., Any],
) -> None:
    client, answer = interrupted(f"/sign-up/{sign_up.pk}/{part}", **data)
    page = client.get(signs_in(client, answer, lead)["Location"]).content.decode()
    assert (page.count(KEPT), html.unescape(page).count(again)) == (1, 1)


def test_a_part_of_a_plan_comes_back(
    plan: Plan,
    lead: User,
    interrupted: Callable[..., tuple[Client, Any]],
    signs_in: Callable[..., Any],
) -> None:
    path = f"/plans/{plan.pk}/now/"
    client, answer = interrupted(path, where_we_are_now=TYPED)
    signs_in(client, answer, lead)
    assert shown(client, path) == (True, True)
    assert PlanVersion.objects.get().where_we_are_now == ""


def test_saving_stores_it_and_forgets_what_was_kept(
    sign_up: Membership,
    lead: User,
    interrupted: Callable[..., tuple[Client, Any]],
    signs_in: Callable[..., Any],
) -> None:
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    client, answer = interrupted(path, text=TYPED, kind="NEW")
    signs_in(client, answer, lead)
    assert [shown(client, path), shown(client, path)] == [(True, True)] * 2
    client.post(path, {"text": "Shorter", "kind": "NEW"})
    assert (shown(client, path), Commitment.objects.get().text) == ((False, False), "Shorter")


def test_signing_out_forgets_it(
    sign_up: Membership,
    lead: User,
    interrupted: Callable[..., tuple[Client, Any]],
    signs_in: Callable[..., Any],
) -> None:
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    client, answer = interrupted(path, text=TYPED, kind="NEW")
    signs_in(client, answer, lead)
    client.post("/sign-out/")
    signs_in(client, client.get(path), lead)
    assert shown(client, path) == (False, False)


def test_a_colleague_at_the_same_computer_does_not_see_it(
    sign_up: Membership,
    editor: User,
    interrupted: Callable[..., tuple[Client, Any]],
    signs_in: Callable[..., Any],
) -> None:
    memberships.add_representative(
        membership=sign_up, user=editor, role=Role.EDITOR, job_title="Nurse", by=editor, at=NOW
    )
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    client, answer = interrupted(path, text=TYPED, kind="NEW")
    back = signs_in(client, answer, editor)
    assert (back["Location"], shown(client, path)) == (path, (False, False))
    assert client.session["kept_text"] == {}


def test_it_is_shown_on_no_other_page(
    sign_up: Membership,
    lead: User,
    interrupted: Callable[..., tuple[Client, Any]],
    signs_in: Callable[..., Any],
) -> None:
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    client, answer = interrupted(path, text=TYPED, kind="NEW")
    signs_in(client, answer, lead)
    assert shown(client, f"/sign-up/{sign_up.pk}/pledges/2/") == (False, False)
    assert shown(client, path) == (True, True)


def test_another_address_at_the_code_page_keeps_it(
    sign_up: Membership,
    lead: User,
    interrupted: Callable[..., tuple[Client, Any]],
    signs_in: Callable[..., Any],
) -> None:
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    client, answer = interrupted(path, text=TYPED, kind="NEW")
    asked = client.post(answer["Location"], {"email": "mistyped@harrowmere.example"})
    page = client.get(asked["Location"]).content.decode()
    again = html.unescape(re.findall(r'name="next" value="(/sign-in/[^"]*)"', page)[0])
    back = signs_in(client, client.post("/sign-out/", {"next": again}), lead)
    assert (back["Location"], shown(client, path)) == (path, (True, True))


def test_a_form_from_before_a_sign_in_in_another_tab_comes_back_too(
    sign_up: Membership, lead: User, client_for: ClientFor
) -> None:
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    client = client_for(lead)
    client.handler.enforce_csrf_checks = True
    form = form_of(client, path)
    answer = client.post(path, {**form, "csrfmiddlewaretoken": "x" * 64, "text": TYPED})
    assert (answer["Location"], shown(client, path)) == (path, (True, True))
    assert Commitment.objects.count() == 0


def test_an_officers_question_comes_back_on_the_page_that_asked_for_it(
    officer: User, client_for: ClientFor, make_member: Callable[..., Membership]
) -> None:
    waiting = make_member(state="AWAITING_VERIFICATION")
    Membership.objects.filter(pk=waiting.pk).update(sponsor_confirmed_at=NOW)
    path = f"/campaign/verify/{waiting.pk}/ask/"
    client, gone = client_for(officer), Client()
    gone.post(path, {**form_of(client, f"/campaign/verify/{waiting.pk}/"), "text": TYPED})
    session = client.session
    session["kept_text"] = gone.session["kept_text"]
    session.save()
    assert shown(client, path) == (True, True)


def test_what_an_invited_person_typed_comes_back_after_the_code(
    membership: Membership, lead: User, stranger: User, client_for: ClientFor, signs_in: Any
) -> None:
    invitation = invitations.invite(
        membership=membership, email=stranger.email, role=Role.EDITOR, by=lead, at=timezone.now()
    )
    path = f"/invitation/{invitation_token(invitation)}/"
    client = client_for(stranger)
    form = form_of(client, path)
    Session.objects.all().delete()
    answer = client.post(path, {**form, "job_title": TYPED})
    signs_in(client, answer, stranger)
    assert shown(client, path) == (True, True)


@pytest.mark.parametrize("mark", ["", "1", "1:abc:def", "\x00"])
def test_a_form_without_a_true_mark_is_not_kept(
    mark: str, sign_up: Membership, client: Client
) -> None:
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    answer = client.post(path, {"author": mark, "text": TYPED})
    assert (answer["Location"], dict(client.session)) == (f"/sign-in/?next={path}", {})


def test_a_form_that_is_too_long_is_not_kept(
    sign_up: Membership, interrupted: Callable[..., tuple[Client, Any]]
) -> None:
    client, answer = interrupted(f"/sign-up/{sign_up.pk}/pledges/1/", text="x" * 100_001)
    assert (answer.status_code, dict(client.session)) == (302, {})


def test_secrets_are_never_kept(
    sign_up: Membership, lead: User, interrupted: Callable[..., tuple[Client, Any]]
) -> None:
    secrets = {"csrfmiddlewaretoken": "s1", "code": "s2", "password": "s3", "new_password2": "s4"}
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    client, _ = interrupted(path, text="kept", **secrets)
    assert client.session["kept_text"] == {path: {"author": lead.pk, "form": "text=kept"}}


def test_five_pages_are_kept_the_oldest_going_first(
    sign_up: Membership, lead: User, client_for: ClientFor
) -> None:
    parts = ("sponsor/", "plan/", *(f"pledges/{number}/" for number in range(1, 5)))
    paths = [f"/sign-up/{sign_up.pk}/{part}" for part in parts]
    signed_in, client = client_for(lead), Client()
    for path in paths:
        client.post(path, {**form_of(signed_in, path), "text": "x"})
    assert list(client.session["kept_text"]) == paths[1:]


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/sign-up/7/?x=1", "/sign-up/7/"),
        ("https://elsewhere.example/sign-up/7/", "/dashboard/"),
        ("", "/dashboard/"),
    ],
)
def test_a_button_leads_back_to_the_page_it_stood_on(
    referer: str, back: str, client: Client, db: None
) -> None:
    answer = client.post("/sign-up/7/ask-again/", headers={"Referer": referer})
    assert answer["Location"] == f"/sign-in/?next={back}"


def test_a_press_without_text_comes_back_to_its_own_page(client: Client, db: None) -> None:
    assert client.post("/sign-up/7/check/")["Location"] == "/sign-in/?next=/sign-up/7/check/"


def test_nobody_is_the_author_of_an_anonymous_form(client: Client, db: None) -> None:
    assert kept_text.author_input(client.get("/").wsgi_request.user) == (
        '<input type="hidden" name="author" value="">'
    )


def test_every_template_with_a_form_of_fields_carries_the_mark() -> None:
    without = [
        str(path.relative_to(settings.BASE_DIR))
        for path in Path(settings.BASE_DIR, "templates").rglob("*.html")
        if re.search(r'method="post"(?:(?!</form>)[\s\S])*crispy\(form\)', text := path.read_text())
        and "{{ author_input }}" not in text
    ]
    # The sponsor has no account, and no session that could end.
    assert without == ["templates/pledges/sponsor_decision.html"]


def test_every_form_of_ours_behind_the_sign_in_is_kept() -> None:
    def views(patterns: Any) -> Any:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                yield from views(pattern.url_patterns)
            else:
                yield pattern.callback

    others = {
        view.view_class.__name__
        for view in views(get_resolver().url_patterns)
        if issubclass(getattr(view, "view_class", object), generic.FormView)
        and not issubclass(view.view_class, FormView)
        and not view.__module__.startswith("allauth.")
    }
    # Ways to sign in, and what asks for a fresh sign-in and must not keep what was typed.
    assert others == {
        *("PersonView", "NewPersonView", "JoinView", "JoinCodeView", "InvitationSignInView"),
        *("PasswordSignInView", "SetPasswordView", "ChangePasswordView", "AddPasskeyView"),
        *("ChangeAddressView", "SignInView", "ProveAddressView"),
        *("ActivateSecondFactorView", "RemoveSecondFactorView"),
    }
