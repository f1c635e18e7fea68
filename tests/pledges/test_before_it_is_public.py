"""What may tell who a patient is is asked about before it is public, because then it is for good."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from organisations.models import Membership
from pledges.models import Commitment
from tests.pledges.test_changing_views import words

Write = Callable[..., Commitment]
HINT = "An 82-year-old on ward 7 told us."


@pytest.fixture
def as_lead(lead: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(lead)


def publish(client: Client, member: Membership, draft: Commitment, **more: str) -> Any:
    data = {"pledges": f"2-{draft.fingerprint}", "reason": HINT, **more}
    return client.post(f"/members/{member.pk}/pledges/review/", data)


def looked(answer: Any) -> str:
    return "".join(re.findall(r'name="looked" value="(\w+)"', answer.content.decode()))


def published(member: Membership) -> list[str]:
    return list(member.commitments.published().exclude(reason="").values_list("reason", flat=True))


def test_the_review_points_out_what_a_draft_says_of_a_patient(
    member: Membership, write: Write, as_lead: Client
) -> None:
    write(member, text=HINT)
    answer = as_lead.get(f"/members/{member.pk}/pledges/review/")
    shown = words(answer)
    said = "Pledge 2 : what looks like an age with a ward, “82-year-old on ward 7”"
    leads_to_it = answer.content.decode().count(f'href="/members/{member.pk}/pledges/2/"')
    assert (shown.count(said), leads_to_it >= 1) == (1, True)


def test_a_review_of_nothing_of_the_kind_points_out_nothing(
    member: Membership, write: Write, as_lead: Client
) -> None:
    write(member)
    assert words(as_lead.get(f"/members/{member.pk}/pledges/review/")).count("look again") == 0


def test_a_reason_that_may_tell_who_a_patient_is_waits_for_a_second_press(
    member: Membership, write: Write, as_lead: Client
) -> None:
    draft = write(member)
    asked = publish(as_lead, member, draft)
    said = words(asked).count("If none of it is, press the button again.")
    before = (asked.status_code, said >= 1, published(member))
    again = publish(as_lead, member, draft, looked=looked(asked))
    assert (before, again.status_code, published(member)) == ((200, True, []), 302, [HINT])


def test_another_reason_is_looked_at_anew(
    member: Membership, write: Write, as_lead: Client
) -> None:
    draft = write(member)
    seen = looked(publish(as_lead, member, draft))
    other = publish(as_lead, member, draft, looked=seen, reason="Aged 91, on ward 3.")
    assert (other.status_code, published(member)) == (200, [])


def test_a_reason_without_a_hint_is_published_at_once(
    member: Membership, write: Write, as_lead: Client
) -> None:
    answer = publish(as_lead, member, write(member), reason="We learned.")
    assert (answer.status_code, published(member)) == (302, ["We learned."])


@pytest.mark.parametrize("page", ["pause", "withdraw"])
def test_why_a_member_pauses_or_leaves_is_asked_about_too(
    page: str, member: Membership, as_lead: Client
) -> None:
    path = f"/members/{member.pk}/{page}/"
    asked = as_lead.post(path, {"reason": HINT})
    member.refresh_from_db()
    before = (asked.status_code, member.state)
    as_lead.post(path, {"reason": HINT, "looked": looked(asked)})
    member.refresh_from_db()
    assert (before, member.state_reason) == ((200, "ACTIVE"), HINT)
