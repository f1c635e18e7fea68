"""What the walk of `tests/architecture/test_naughty_strings.py` cannot come to by itself."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import register_person
from organisations.choices import Role
from organisations.links import invitation_token
from organisations.models import Membership
from organisations.services import invitations
from tests.naughty_strings import OURS

# Without half pairs of surrogates, which Django's test client cannot send as a form's fields.
SENDABLE = [text for text in OURS if not any("\ud800" <= letter <= "\udfff" for letter in text)]
ENCODED = "application/x-www-form-urlencoded"

Verdicts = dict[str, object]


@pytest.fixture
def as_lead(lead: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(lead)


def as_stored(text: str) -> str:
    """Forms take spaces off the ends; a browser's line break is stored as one character."""
    return text.strip().replace("\r\n", "\n")


def verdicts(send: Callable[[str], Any], stored: Callable[[], list[str]]) -> Verdicts:
    """What went wrong with which string; nothing when each was stored as typed or refused.

    Each is sent on its own: what it wrote is undone before the next, and its rate limits start
    anew, without clearing a cache in which another process of this run may be counting.
    """
    wrong: Verdicts = {}
    for text in SENDABLE:
        cache.key_prefix = uuid4().hex
        with transaction.atomic():
            answer = send(text)
            found = stored()
            refused = answer.status_code == 200 and b"There is a problem" in answer.content
            if not (refused and found == []) and found != [as_stored(text)]:
                wrong[text] = (answer.status_code, found)
            transaction.set_rollback(True)
    return wrong


def values(queryset: QuerySet[Any], field: str) -> Callable[[], list[str]]:
    return lambda: list(queryset.all().values_list(field, flat=True))


def test_a_code_to_sign_in(lead: User, client: Client) -> None:
    """After some wrong ones it is asked for anew, which is a way on and no fault."""
    statuses = set()
    for text in OURS:
        cache.key_prefix = uuid4().hex
        client.post("/sign-in/", {"email": lead.email})
        body = urlencode({"code": text}, errors="surrogatepass")
        statuses.add(client.post("/sign-in/code/", body, content_type=ENCODED).status_code)
    assert statuses <= {200, 302}


def test_a_sponsors_address(sign_up: Membership, as_lead: Client) -> None:
    def send(text: str) -> Any:
        data = {"name": "Sam", "title": "Chief", "email": f"{text}@harrowmere.example"}
        return as_lead.post(f"/sign-up/{sign_up.pk}/sponsor/", data)

    def local_parts() -> list[str]:
        return [email.removesuffix("@harrowmere.example") for email in emails()]

    emails = values(Membership.objects.exclude(sponsor_email=""), "sponsor_email")
    assert verdicts(send, local_parts) == {}


def test_a_person_without_a_name_who_accepts(membership: Membership, lead: User) -> None:
    asha = register_person(email="asha@harrowmere.example", at=timezone.now())
    invitation = invitations.invite(
        membership=membership, email=asha.email, role=Role.VIEWER, by=lead, at=timezone.now()
    )
    client = Client()
    client.force_login(asha)

    def send(text: str) -> Any:
        data = {"job_title": "Matron", "full_name": text}
        return client.post(f"/invitation/{invitation_token(invitation)}/", data)

    accepted = membership.representatives.filter(user=asha)
    assert verdicts(send, values(accepted, "user__full_name")) == {}


@pytest.mark.parametrize(
    "raw", ["q=%00", "q=%ff%fe", "q=%ud800", "q=%ed%a0%80", "q", "=", "&&&", "q=a&q=b"]
)
def test_a_raw_query(raw: str, db: None, client: Client) -> None:
    paths = ("/organisations/", "/people/", "/sign-up/organisation/")
    assert [client.get(f"{path}?{raw}").status_code for path in paths] == [200, 200, 200]


@pytest.mark.parametrize(
    "path",
    [
        "/organisations/%00/",
        "/organisations/%ff/",
        "/sign-up/99999999999999999999/",
        "/sponsor/%00/",
        "/invitation/%00/",
        "/appointment/%00/",
        "/members/99999999999999999999/team/",
    ],
)
def test_a_path(path: str, as_lead: Client) -> None:
    assert as_lead.get(path).status_code == 404


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"{", b"text=%ff%fe&kind=NEW", b"text=%00&kind=NEW"]
)
@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "application/json", "text/plain"]
)
def test_a_body_that_is_no_form(
    body: bytes, content_type: str, sign_up: Membership, as_lead: Client
) -> None:
    path = f"/sign-up/{sign_up.pk}/pledges/1/"
    answer = as_lead.post(path, body, content_type=content_type)
    assert answer.status_code in {200, 302, 400}
