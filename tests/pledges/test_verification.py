"""The campaign team's check by hand, on both sides."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from audit.models import Event
from organisations.models import EmailDomain, Membership, Message
from organisations.services import advice, register
from pledges import services
from tests.conftest import NOW

ClientFor = Callable[[User], Client]
CANARY = "kestrel-canary"


def words(answer: Any) -> str:
    """What a reader sees, without the markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def counts(answer: Any, *wanted: str) -> list[int]:
    shown = words(answer)
    return [shown.count(text) for text in wanted]


@pytest.fixture
def waiting(complete_sign_up: Membership, lead: User) -> Membership:
    """A's sign-up, confirmed on Monday 15 June, waiting for the campaign team's check."""
    asked = services.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    return services.confirm_pledges(sponsor_request=asked, at=NOW)


@pytest.fixture
def as_lead(lead: User, client_for: ClientFor) -> Client:
    return client_for(lead)


@pytest.fixture
def as_officer(officer: User, client_for: ClientFor) -> Client:
    return client_for(officer)


def state(membership: Membership) -> str:
    membership.refresh_from_db()
    return membership.state


# What an officer sees


def test_the_page_shows_all_that_an_officer_needs(
    waiting: Membership,
    other_membership: Membership,
    lead: User,
    make_user: Callable[..., User],
    as_officer: Client,
) -> None:
    waiting.representatives.create(
        user=make_user("second@elsewhere.example", "Una Uninvited"),
        role="LEAD",
        job_title="Matron",
        since_at=NOW,
    )
    register.record_domain(
        organisation=waiting.organisation, domain="ours.example", by="system", at=NOW
    )
    register.record_domain(
        organisation=other_membership.organisation, domain="harrowmere.example", by="system", at=NOW
    )
    advice.write_to_campaign(membership=waiting, text="By the way: thank you.", by=lead, at=NOW)
    answer = as_officer.get(f"/campaign/verify/{waiting.pk}/")
    assert (
        counts(
            answer,
            "Why a person checks Both addresses are on harrowmere.example, a domain not recorded for "
            "this organisation.",
            "Waits for Us: promised by 17 June 2026",
            "Applicant Lena Lead, Head of quality lead@harrowmere.example",
            "Lead Una Uninvited, Matron second@elsewhere.example",
            "Executive sponsor Sam Sponsor, Chief executive sponsor@harrowmere.example",
            "ODS code ZZA01 Type Acute trust Place Harrowmere, ZZ1 1ZZ, North East and Yorkshire",
            "Its own mail domains ours.example",
            "harrowmere.example Recorded for Caldermoss Test NHS Trust",
            "Others on the same domain Caldermoss Test NHS Trust, active",
            "By the way: thank you.",
            "Pledge 5.",
        )
        == [1] * 11
    )


def test_an_organisation_added_by_hand_says_so(waiting: Membership, as_officer: Client) -> None:
    organisation = waiting.organisation
    organisation.ods_code, organisation.town, organisation.postcode = None, "", ""
    organisation.added_by_hand = True
    organisation.region_code, organisation.opened_date = "", "2020-04-01"
    organisation.closed_date = "2026-04-01"
    organisation.save()
    answer = as_officer.get(f"/campaign/verify/{waiting.pk}/")
    assert counts(
        answer,
        "ODS code None",
        "was added by hand",
        "Opened 1 April 2020",
        "Closed 1 April 2026",
        "Its own mail domains None recorded",
        "Others on the same domain None",
        "Place",
    ) == [1, 1, 1, 1, 1, 1, 0]


# Asking for more


def test_an_officer_asks_and_the_applicant_answers(
    waiting: Membership, as_officer: Client, as_lead: Client
) -> None:
    question = "Which <switchboard> may we ring?"
    answer = as_officer.post(f"/campaign/verify/{waiting.pk}/ask/", {"text": question})
    desk = words(as_officer.get(answer["Location"]))
    task_list = as_lead.get(f"/sign-up/{waiting.pk}/")
    seen = counts(task_list, question, "Ola Officer asked on", "You need do nothing.")
    page = as_lead.get(f"/advice/{waiting.pk}/")
    as_lead.post(f"/advice/{waiting.pk}/", {"text": "020 7946 0000"})
    after = counts(as_lead.get(f"/sign-up/{waiting.pk}/"), question, "You need do nothing.")
    back = words(as_officer.get("/campaign/"))
    checked = words(as_officer.get(f"/campaign/verify/{waiting.pk}/"))
    assert answer["Location"] == "/campaign/"
    assert desk.count("Sent. Harrowmere Test NHS Trust is waiting for the applicant now.") == 1
    assert (desk.count("The applicant, since"), back.count("The applicant, since")) == (1, 0)
    assert (seen, after) == ([1, 1, 0], [0, 1])
    assert counts(page, "Answer the campaign team", "needs this from you") == [2, 1]
    assert (checked.count("020 7946 0000"), state(waiting)) == (1, "AWAITING_VERIFICATION")


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("ask/", {"text": " "}, "Write what you need to know"),
        ("ask/", {"text": "y" * 3001}, "Your question must be 3,000 characters or fewer"),
        ("", {"reason": ""}, "Say why, in words that help the applicant"),
        ("approve/", {"domains": ["nhs.net"]}, "it cannot be recorded"),
        ("approve/", {"domains": ["elsewhere.example"]}, "it cannot be recorded"),
    ],
)
def test_a_form_with_an_error_comes_back_beside_the_others(
    path: str, data: dict[str, Any], said: str, waiting: Membership, as_officer: Client
) -> None:
    answer = as_officer.post(f"/campaign/verify/{waiting.pk}/{path}", data)
    assert (answer.status_code, counts(answer, said, "y" * 3001)) == (
        200,
        [2, 1 if "y" * 3001 in data.values() else 0],
    )
    assert counts(answer, "Approve and publish", "Send the question", "Decline with a reason") == [
        1,
        1,
        1,
    ]
    assert (state(waiting), Message.objects.count()) == ("AWAITING_VERIFICATION", 0)


# Approving


def test_an_officer_approves_and_records_the_domain(
    waiting: Membership, officer: User, as_officer: Client
) -> None:
    as_officer.post(f"/campaign/verify/{waiting.pk}/approve/", {"domains": ["harrowmere.example"]})
    recorded = EmailDomain.objects.values_list("organisation", "domain")
    event = Event.objects.get(event="organisation.domain-recorded")
    assert (state(waiting), list(recorded), event.actor) == (
        "ACTIVE",
        [(waiting.organisation_id, "harrowmere.example")],
        f"accounts.user:{officer.pk}",
    )


def test_approving_records_no_domain_by_itself(waiting: Membership, as_officer: Client) -> None:
    as_officer.post(f"/campaign/verify/{waiting.pk}/approve/")
    assert (state(waiting), EmailDomain.objects.count()) == ("ACTIVE", 0)


def test_a_domain_of_another_organisation_is_refused_and_nothing_happens(
    waiting: Membership,
    other_membership: Membership,
    as_officer: Client,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    register.record_domain(
        organisation=other_membership.organisation, domain="harrowmere.example", by="system", at=NOW
    )
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_officer.post(
            f"/campaign/verify/{waiting.pk}/approve/", {"domains": ["harrowmere.example"]}
        )
    said = counts(answer, "This domain is already recorded for an organisation.")
    assert (said, state(waiting), mail.outbox) == ([1], "AWAITING_VERIFICATION", [])
    assert EmailDomain.objects.get().organisation == other_membership.organisation


def test_shared_domains_are_not_offered(
    waiting: Membership, lead: User, as_officer: Client
) -> None:
    User.objects.filter(pk=lead.pk).update(email="lena@nhs.net")
    Membership.objects.update(sponsor_email="sam@gmail.com")
    shown = as_officer.get(f"/campaign/verify/{waiting.pk}/").content.decode()
    assert shown.count('name="domains"') == 0


@pytest.mark.parametrize("second", ["approve/", "ask/", ""])
def test_a_decision_is_made_once_and_the_second_is_told(
    second: str,
    waiting: Membership,
    administrator: User,
    client_for: ClientFor,
    as_officer: Client,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    client = client_for(administrator)
    data = {"reason": "Too late.", "text": "Who?", "domains": ["harrowmere.example"]}
    with django_capture_on_commit_callbacks(execute=True):
        as_officer.post(f"/campaign/verify/{waiting.pk}/approve/", data)
        told = client.post(f"/campaign/verify/{waiting.pk}/{second}", {**data, "domains": []})
    said = "This was decided already. Harrowmere Test NHS Trust is at another step: active."
    assert counts(client.get(told["Location"]), said) == [1]
    assert (state(waiting), Message.objects.count(), EmailDomain.objects.count()) == (
        "ACTIVE",
        0,
        1,
    )
    assert {m.subject for m in mail.outbox} == {
        "Thank you: the pledges of Harrowmere Test NHS Trust are published"
    }


def test_a_double_click_with_a_domain_is_told_too(waiting: Membership, as_officer: Client) -> None:
    for _ in range(2):
        answer = as_officer.post(
            f"/campaign/verify/{waiting.pk}/approve/", {"domains": ["harrowmere.example"]}
        )
    assert (answer.status_code, state(waiting), EmailDomain.objects.count()) == (302, "ACTIVE", 1)
    assert counts(as_officer.get("/campaign/"), "This was decided already.") == [1]


# Declining


def test_who_is_declined_reads_why_and_what_they_can_do(
    waiting: Membership,
    as_officer: Client,
    as_lead: Client,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    reason = "The <switchboard> does not know you."
    with django_capture_on_commit_callbacks(execute=True):
        as_officer.post(f"/campaign/verify/{waiting.pk}/", {"reason": reason})
    shown = as_lead.get(f"/sign-up/{waiting.pk}/")
    body = str(mail.outbox[0].body)
    links = (f"/advice/{waiting.pk}/", "/sign-up/organisation/")
    assert counts(shown, reason, "write to the campaign team", "start again") == [1, 1, 1]
    assert [f'href="{link}"' in shown.content.decode() for link in links] == [True, True]
    assert (body.count(reason), f"/advice/{waiting.pk}/" in body) == (1, True)
    assert as_lead.post(f"/advice/{waiting.pk}/", {"text": "It is the new one."}).status_code == 302


# While the applicant waits


def test_the_task_list_says_by_when(waiting: Membership, as_lead: Client) -> None:
    shown = as_lead.get(f"/sign-up/{waiting.pk}/")
    assert counts(shown, "answers within two working days: by 17 June 2026") == [1]


def test_the_conversation_of_another_member_is_not_on_the_page(
    waiting: Membership, other_membership: Membership, other_lead: User, as_officer: Client
) -> None:
    advice.write_to_campaign(membership=other_membership, text=CANARY, by=other_lead, at=NOW)
    assert counts(as_officer.get(f"/campaign/verify/{waiting.pk}/"), CANARY) == [0]
