"""Takes the guards of pages away, one at a time: the access table must notice each.

By hand. Five at random, or all:

    python -m pytest -s tests/architecture/guards_removed.py
    GUARDS=all python -m pytest -s tests/architecture/guards_removed.py
    GUARDS=5 SEED=7 python -m pytest -s tests/architecture/guards_removed.py
"""

import inspect
import os
import random
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.views.generic import View

from accounts.models import User
from accounts.permissions import is_campaign_team
from accounts.views import CampaignTeamMixin
from improvement_plans import permissions as plan_permissions
from improvement_plans.views import base as plan_pages
from improvement_plans.views.base import PlanMixin
from organisations import permissions
from organisations.models import Membership
from organisations.views import base as member_pages
from organisations.views.base import MemberMixin
from tests.architecture.test_access import (
    ACCESS,
    all_patterns,
    arguments,
    cast,
    signed_in,
    undone,
    what_each_gets,
)

__all__ = ["arguments", "cast"]
# A page is loaded for a member's representatives, or for the campaign team, alone; asking for no
# more than that asks the same a second time, and without it nothing changes.
ASKED_ALREADY = {permissions.can_view, plan_permissions.can_view_draft, is_campaign_team}


# Pages that ask for a fresh sign-in, or send whoever has nothing to begin with away: a second guard,
# which answers as the first does.
TWO_GUARDS = {
    *(
        "account_email",
        "account_set_password",
        "account_change_password",
        "account_remove_password",
    ),
    *("mfa_add_webauthn", "mfa_remove_webauthn", "mfa_activate_totp", "mfa_deactivate_totp"),
    *("erase_me", "sign_up_begin", "join_begin"),
}


class Guard(NamedTuple):
    """One guard of one page, and how to take it away."""

    page: str
    what: str
    take_away: Callable[[pytest.MonkeyPatch], None]


def guards() -> list[Guard]:
    return [guard for pattern in all_patterns() for guard in guards_of(pattern)]


def guards_of(pattern: Any) -> Iterator[Guard]:
    view, page = getattr(pattern.callback, "view_class", None), pattern.name
    if view is None or page not in ACCESS or view.__module__.split(".")[0] not in OURS:
        return
    if page not in TWO_GUARDS and getattr(pattern.callback, "login_required", True):
        yield Guard(
            page,
            "being signed in",
            lambda patch: patch.setattr(pattern.callback, "login_required", False, raising=False),
        )
    allowed = getattr(view, "allowed", None)
    if allowed and allowed not in ASKED_ALREADY:
        yield Guard(
            page,
            f"the role: {allowed.__name__}",
            lambda patch: patch.setattr(view, "allowed", staticmethod(lambda *_: True)),
        )
    for mixin, take_away in LOADERS.items():
        if issubclass(view, mixin):
            yield Guard(page, f"whose page it is: {mixin.__name__}", take_away)
    yield from refusals(page, view)


class Everybody:
    """Stands for the memberships where a page asks for those that somebody acts for."""

    class objects:  # noqa: N801
        @staticmethod
        def represented_by(user: Any) -> Any:
            return Membership.objects.select_related("organisation")


# How to let in whoever asks, by the class that keeps strangers out.
LOADERS: dict[type[View], Callable[[pytest.MonkeyPatch], None]] = {
    MemberMixin: lambda patch: patch.setattr(member_pages, "Membership", Everybody),
    PlanMixin: lambda patch: patch.setattr(plan_pages, "Membership", Everybody),
    CampaignTeamMixin: lambda patch: patch.setattr(
        "accounts.views.permissions.is_campaign_team", lambda _: True
    ),
}


def refusals(page: str, view: type[View]) -> Iterator[Guard]:
    """Methods that refuse somebody by themselves, without doing so."""
    for name, method in vars(view).items():
        # A method that a decorator wraps is the library's.
        is_plain = inspect.isfunction(method) and not hasattr(method, "__wrapped__")
        if is_plain and "raise PermissionDenied\n" in inspect.getsource(method):
            yield Guard(page, f"a refusal in {name}", without_refusal(view, name, method))


def without_refusal(view: type[View], name: str, method: Any) -> Callable[[Any], None]:
    return lambda patch: patch.setattr(view, name, let_through(view, method))


def let_through(view: type[View], method: Any) -> Any:
    source = textwrap.dedent(inspect.getsource(method)).replace("raise PermissionDenied", "pass")
    found: dict[str, Any] = {}
    exec(
        source.replace("super()", "super(_view, self)"),
        {**method.__globals__, "_view": view},
        found,
    )
    return found[method.__name__]


def chosen() -> list[Guard]:
    every, wanted = guards(), os.environ.get("GUARDS", "5")
    if wanted == "all":
        return every
    seed = os.environ.get("SEED") or str(random.randrange(10_000))
    print(f"SEED={seed}, {wanted} of {len(every)} guards")
    return random.Random(seed).sample(every, int(wanted))


OURS = {
    *("accounts", "certificates", "improvement_plans", "individuals", "introductions"),
    *("mergers", "organisations", "pledges", "reports", "safety_portal"),
}


def test_each_guard_is_missed(
    arguments: dict[str, Any], cast: dict[str, User], client_for: Callable[[User], Client]
) -> None:
    sessions, missed_by_nobody = signed_in(cast, client_for), []
    for guard in chosen():
        with pytest.MonkeyPatch.context() as patch:
            guard.take_away(patch)
            caught = why(guard.page, arguments, sessions, cast["lead"])
        print(f"{'caught' if caught else 'NOT CAUGHT':10} {guard.page}: {guard.what} {caught}")
        if not caught:
            missed_by_nobody.append((guard.page, guard.what))
    assert missed_by_nobody == []


def why(page: str, arguments: dict[str, Any], sessions: dict[str, str], lead: User) -> str:
    """What the access table says of a page, in a few words; nothing if it is content."""
    row = ACCESS[page]
    try:
        with undone():
            answers, leaks, writes, _ = what_each_gets(page, arguments, sessions, lead)
    except Exception as error:
        return type(error).__name__
    wrong = [
        f"{method} {role} {answers[method][role]}"
        for method, wanted in (("get", row.get), ("post", row.post))
        for role in wanted
        if answers[method][role] != wanted[role]
    ]
    return ", ".join([*wrong, *map(str, leaks), *writes][:2])
