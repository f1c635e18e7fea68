"""A member takes a break, comes back, leaves, or returns."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from audit.models import Event
from organisations.choices import MembershipState, Role
from organisations.models import Membership, StateChange
from organisations.services import lifecycle
from organisations.services import membership as memberships
from organisations.services.membership import OrganisationClosed, WrongState
from tests.conftest import NOW, TODAY

ClientFor = Callable[[User], Client]
LATER = NOW + timedelta(days=60)
# Each page: the state it starts from, the state it leads to, and the name of its service.
CHANGES = [
    ("pause", "ACTIVE", "PAUSED"),
    ("resume", "PAUSED", "ACTIVE"),
    ("withdraw", "ACTIVE", "WITHDRAWN"),
    ("withdraw", "PAUSED", "WITHDRAWN"),
    ("rejoin", "WITHDRAWN", "ACTIVE"),
]
POSSIBLE = {(page, before) for page, before, _ in CHANGES}


def put(membership: Membership, state: str) -> None:
    Membership.objects.filter(pk=membership.pk).update(state=state, state_reason="Because.")


def change(page: str, membership: Membership, by: User) -> Membership:
    arguments: dict[str, Any] = {"today": TODAY} if page == "rejoin" else {}
    return getattr(lifecycle, page)(
        membership=membership, reason="We move.", by=by, at=LATER, **arguments
    )


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def links(answer: Any) -> set[str]:
    return set(re.findall(r'href="(/[^"]*)"', answer.content.decode()))


@pytest.fixture
def as_lead(lead: User, client_for: ClientFor) -> Client:
    return client_for(lead)


# The services


@pytest.mark.parametrize(("page", "before", "after"), CHANGES)
def test_a_member_that_says_so_was_heard_from(
    page: str, before: str, after: str, membership: Membership, lead: User
) -> None:
    put(membership, before)
    changed = change(page, membership, lead)
    membership.refresh_from_db()
    assert (changed.last_heard_at, membership.last_heard_at) == (LATER, LATER)


@pytest.mark.parametrize(("page", "before", "after"), CHANGES)
def test_the_same_record_moves_with_its_reason_and_date(
    page: str, before: str, after: str, membership: Membership, lead: User
) -> None:
    put(membership, before)
    change(page, membership, lead)
    assert Membership.objects.values("pk", "state", "state_reason", "state_at", "joined_at").get(
        organisation=membership.organisation
    ) == {
        "pk": membership.pk,
        "state": after,
        "state_reason": "We move.",
        "state_at": LATER,
        "joined_at": NOW,
    }
    moved = StateChange.objects.values_list("from_state", "to_state", "reason", "at")
    assert moved.latest("pk") == (before, after, "We move.", LATER)


@pytest.mark.parametrize(("page", "before", "after"), CHANGES)
def test_a_change_is_audited_without_its_reason(
    page: str, before: str, after: str, membership: Membership, lead: User
) -> None:
    put(membership, before)
    change(page, membership, lead)
    event = Event.objects.get(event="membership.state-changed")
    assert (event.actor, event.details) == (
        f"accounts.user:{lead.pk}",
        {"before": before, "after": after},
    )


@pytest.mark.parametrize(
    ("page", "state"),
    [
        (page, state)
        for page in ("pause", "resume", "withdraw", "rejoin")
        for state in MembershipState.values
        if (page, state) not in POSSIBLE
    ],
)
def test_what_does_not_follow_is_refused(
    page: str, state: str, membership: Membership, lead: User
) -> None:
    put(membership, state)
    with pytest.raises(WrongState):
        change(page, membership, lead)
    assert Membership.objects.get(pk=membership.pk).state == state


@pytest.mark.parametrize(
    ("page", "before", "subject"),
    [
        ("pause", "ACTIVE", "Harrowmere Test NHS Trust has paused its membership"),
        ("resume", "PAUSED", "Harrowmere Test NHS Trust is an active member again"),
        ("rejoin", "WITHDRAWN", "Welcome back, Harrowmere Test NHS Trust"),
        ("withdraw", "ACTIVE", "Harrowmere Test NHS Trust has left the campaign"),
    ],
)
def test_every_lead_and_the_sponsor_are_told(
    page: str,
    before: str,
    subject: str,
    membership: Membership,
    other_membership: Membership,
    lead: User,
    stranger: User,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    memberships.add_representative(
        membership=membership, user=stranger, role=Role.LEAD, job_title="Matron", by=lead, at=NOW
    )
    put(membership, before)
    with django_capture_on_commit_callbacks(execute=True):
        change(page, membership, lead)
    told = [sent for sent in mail.outbox if sent.subject == subject]
    assert sorted(to for sent in told for to in sent.to) == [
        "lead@harrowmere.example",
        "sponsor@harrowmere.example",
        "stranger@elsewhere.example",
    ]
    assert {str(sent.body).count("We move.") for sent in told} == {1}


def test_the_campaign_team_is_told_who_has_left_and_nothing_else(
    membership: Membership, lead: User, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for page in ("pause", "resume", "withdraw", "rejoin"):
            change(page, membership, lead)
    told = [m.subject for m in mail.outbox if m.to == ["campaign@portal.example"]]
    assert told == ["Harrowmere Test NHS Trust has withdrawn"]


def test_a_mail_without_a_reason_leaves_no_gap(
    membership: Membership, lead: User, django_capture_on_commit_callbacks: Capture
) -> None:
    put(membership, "PAUSED")
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.resume(membership=membership, reason="", by=lead, at=LATER)
    assert [(m.body.count("Your page says"), m.body.count("\n\n\n")) for m in mail.outbox] == [
        (0, 0),
        (0, 0),
    ]


def test_a_closed_organisation_does_not_rejoin(membership: Membership, lead: User) -> None:
    put(membership, "WITHDRAWN")
    membership.organisation.closed_date = TODAY
    membership.organisation.save()
    with pytest.raises(OrganisationClosed):
        change("rejoin", membership, lead)
    assert Membership.objects.get().state == "WITHDRAWN"


# The pages


@pytest.mark.parametrize(("page", "before", "after"), CHANGES)
def test_a_lead_changes_the_membership_and_sees_it_confirmed(
    page: str, before: str, after: str, membership: Membership, as_lead: Client
) -> None:
    put(membership, before)
    answer = as_lead.post(f"/members/{membership.pk}/{page}/", {"reason": "We move."}, follow=True)
    assert answer.redirect_chain == [(f"/members/{membership.pk}/membership/", 302)]
    shown = words(answer)
    label = MembershipState(after).label
    assert (shown.count("Success"), shown.count(f"Where it stands {label}")) == (1, 1)
    assert shown.count("In your words We move.") == 1


@pytest.mark.parametrize("page", ["pause", "withdraw"])
def test_without_a_reason_nothing_changes_and_the_page_says_what_to_do(
    page: str, membership: Membership, as_lead: Client
) -> None:
    answer = as_lead.post(f"/members/{membership.pk}/{page}/", {"reason": " "})
    said = "Say why, in words that readers of your page will understand"
    assert (words(answer).count(said), Membership.objects.get().state) == (2, "ACTIVE")


@pytest.mark.parametrize(("page", "before"), [("resume", "PAUSED"), ("rejoin", "WITHDRAWN")])
def test_coming_back_needs_no_reason(
    page: str, before: str, membership: Membership, as_lead: Client
) -> None:
    put(membership, before)
    as_lead.post(f"/members/{membership.pk}/{page}/", {"reason": ""})
    assert Membership.objects.values_list("state", "state_reason").get() == ("ACTIVE", "")


@pytest.mark.parametrize("page", ["pause", "resume", "withdraw", "rejoin"])
@pytest.mark.parametrize("state", ["DRAFT", "ACTIVE", "PAUSED", "WITHDRAWN", "SUCCEEDED"])
def test_a_page_asks_only_what_can_follow(
    page: str, state: str, membership: Membership, as_lead: Client
) -> None:
    put(membership, state)
    answer = as_lead.get(f"/members/{membership.pk}/{page}/")
    asks = 'name="reason"' in answer.content.decode()
    leads_back = words(answer).count("See what you can do now") == 1
    possible = (page, state) in POSSIBLE
    assert (answer.status_code, asks, leads_back) == (200, possible, not possible)


def test_a_colleague_who_was_quicker_costs_no_words(
    membership: Membership, as_lead: Client
) -> None:
    put(membership, "PAUSED")
    answer = as_lead.post(f"/members/{membership.pk}/pause/", {"reason": "We move."})
    said = "Only an active membership can be paused."
    assert (words(answer).count(said), words(answer).count("We move.")) == (1, 1)


def test_a_closed_organisation_reads_why_it_cannot_rejoin(
    membership: Membership, as_lead: Client
) -> None:
    put(membership, "WITHDRAWN")
    membership.organisation.closed_date = timezone.localdate() - timedelta(days=40)
    membership.organisation.save()
    answer = as_lead.post(f"/members/{membership.pk}/rejoin/", {"reason": "We return."})
    shown = words(answer)
    said = "Your organisation has closed, so it cannot rejoin."
    assert (shown.count(said), shown.count("We return.")) == (1, 1)
    membership_page = as_lead.get(f"/members/{membership.pk}/membership/")
    assert f"/members/{membership.pk}/rejoin/" not in links(membership_page)
    assert words(membership_page).count("A closed organisation cannot rejoin.") == 1


@pytest.mark.parametrize(
    ("state", "choices"),
    [
        ("DRAFT", set()),
        ("ACTIVE", {"pause", "withdraw"}),
        ("PAUSED", {"resume", "withdraw"}),
        ("WITHDRAWN", {"rejoin"}),
        ("SUCCEEDED", set()),
    ],
)
def test_the_membership_page_offers_a_lead_what_can_follow(
    state: str, choices: set[str], membership: Membership, as_lead: Client
) -> None:
    put(membership, state)
    found = links(as_lead.get(f"/members/{membership.pk}/membership/"))
    pages = {page for page, _ in POSSIBLE}
    assert {page for page in pages if f"/members/{membership.pk}/{page}/" in found} == choices


def test_a_colleague_reads_where_it_stands_and_is_offered_nothing(
    membership: Membership, viewer: User, client_for: ClientFor
) -> None:
    answer = client_for(viewer).get(f"/members/{membership.pk}/membership/")
    offered = f"/members/{membership.pk}/pause/" in links(answer)
    said = words(answer).count("A lead of your organisation can change this.")
    assert (offered, said) == (False, 1)


def test_the_dashboard_leads_to_the_membership(membership: Membership, as_lead: Client) -> None:
    assert f"/members/{membership.pk}/membership/" in links(as_lead.get("/dashboard/"))
