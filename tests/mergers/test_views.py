"""What a predecessor left, as its successor, the public and the campaign team see it."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from mergers.models import Decision, Merger
from mergers.services import open_mergers, settle
from organisations.choices import Role
from organisations.models import Membership, Organisation
from organisations.services import membership as memberships
from tests.conftest import NOW, TODAY
from tests.mergers.closing import close, promise, publish_plan, write

ClientFor = Callable[[User], Client]
MakeMember = Callable[..., Membership]
MakeOrganisation = Callable[..., Organisation]
NOT_YET = "Harrowmere Test NHS Trust has not decided yet whether it carries this on."


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def links(answer: Any) -> set[str]:
    return set(re.findall(r'href="(/[^"]*)"', answer.content.decode()))


@pytest.fixture
def as_lead(lead: User, client_for: ClientFor) -> Client:
    return client_for(lead)


@pytest.fixture
def path(merger: Merger, membership: Membership) -> str:
    return f"/members/{membership.pk}/from/{merger.pk}/"


# The successor's pages


def test_the_page_lists_what_was_left_and_what_was_decided(path: str, as_lead: Client) -> None:
    as_lead.post(f"{path}pledges/2/", {"answer": "ENDED", "reason": "Done."})
    answer = as_lead.get(path)
    shown = words(answer)
    row = r'key">(Pledge \d|Plan):.*?value">(Not decided|Carried on|Ended)'
    rows = re.findall(row, answer.content.decode(), re.DOTALL)
    assert rows == [("Pledge 1", "Not decided"), ("Pledge 2", "Ended"), ("Plan", "Not decided")]
    assert {f"{path}pledges/1/", f"{path}pledges/2/", f"{path}plan/"} < links(answer)
    assert shown.count("closed in April 2026, and became part of your organisation") == 1


def test_a_decision_shows_the_words_it_is_about(path: str, as_lead: Client) -> None:
    shown = [words(as_lead.get(f"{path}{part}/")) for part in ("pledges/2", "plan")]
    assert [said.count("Old words of pledge 2.") for said in shown] == [1, 0]
    assert [said.count("Calmer wards") for said in shown] == [0, 1]


def test_deciding_about_everything_settles_it(
    path: str, as_lead: Client, old_fen: Membership
) -> None:
    for part in ("pledges/1", "pledges/2", "plan"):
        sent = as_lead.post(f"{path}{part}/", {"answer": "ADOPTED", "reason": ""}, follow=True)
    old_fen.refresh_from_db()
    assert (old_fen.state, words(sent).count("This is settled.")) == ("SUCCEEDED", 1)
    made = Decision.objects.values_list("answer", "decided_role", "decided_by__email")
    assert set(made) == {("ADOPTED", "Head of quality", "lead@harrowmere.example")}
    assert f"{path}plan/" not in links(sent)


def test_the_last_open_decision_is_announced_as_the_last(path: str, as_lead: Client) -> None:
    for part in ("pledges/1", "pledges/2"):
        as_lead.post(f"{path}{part}/", {"answer": "ENDED", "reason": ""})
    assert words(as_lead.get(path)).count("One decision is left.") == 1


def test_an_answer_is_shown_again_to_be_changed(path: str, as_lead: Client) -> None:
    as_lead.post(f"{path}plan/", {"answer": "ENDED", "reason": "Done."})
    page = as_lead.get(f"{path}plan/").content.decode()
    assert re.findall(r'value="(\w+)"[^>]* checked', page) == ["ENDED"]
    assert page.count(">Done.<") == 1


def test_without_an_answer_the_page_says_what_to_do_and_keeps_the_words(
    path: str, as_lead: Client
) -> None:
    shown = words(as_lead.post(f"{path}plan/", {"reason": "Because it works."}))
    said = "Choose whether you carry it on or end it"
    assert (shown.count(said), shown.count("Because it works.")) == (2, 1)


def test_a_colleague_who_was_quicker_costs_no_words(
    path: str, as_lead: Client, merger: Merger, lead: User
) -> None:
    settle(merger=merger, by=lead, at=NOW, today=TODAY)
    answer = as_lead.post(f"{path}plan/", {"answer": "ENDED", "reason": "Because it works."})
    shown = words(answer)
    said = ("There is nothing left to decide here.", "Because it works.")
    assert [shown.count(text) for text in said] == [1, 1]


def test_that_is_all_ends_it_and_twice_does_no_harm(
    path: str, as_lead: Client, old_fen: Membership
) -> None:
    said = [
        words(as_lead.post(f"{path}finish/", follow=True)).count(text)
        for text in ("Thank you. Old Fen NHS Trust is settled.", "nothing left to decide")
    ]
    old_fen.refresh_from_db()
    assert (said, old_fen.state) == ([1, 1], "SUCCEEDED")


def test_a_body_that_the_register_opened_again_leaves_nothing(
    path: str, as_lead: Client, old_fen: Membership
) -> None:
    Organisation.objects.filter(pk=old_fen.organisation_id).update(closed_date=None)
    said = "The register says that Old Fen NHS Trust is open."
    assert words(as_lead.get(path)).count(said) == 1


@pytest.mark.parametrize("part", ["", "pledges/1/", "plan/", "finish/"])
def test_a_merger_to_another_member_is_not_found(
    part: str,
    path: str,
    merger: Merger,
    other_membership: Membership,
    other_lead: User,
    client_for: ClientFor,
) -> None:
    stolen = f"/members/{other_membership.pk}/from/{merger.pk}/{part}"
    client = client_for(other_lead)
    assert (client.get(stolen).status_code, client.post(stolen).status_code) == (404, 404)


@pytest.mark.parametrize("part", ["pledges/3/", "pledges/9/"])
def test_a_pledge_without_published_words_is_not_found(
    part: str, path: str, as_lead: Client, old_fen: Membership
) -> None:
    promise(old_fen, 3, state="DRAFT", published_at=None)
    assert as_lead.get(f"{path}{part}").status_code == 404


def test_the_dashboard_leads_to_what_waits(path: str, as_lead: Client, merger: Merger) -> None:
    before = path in links(as_lead.get("/dashboard/"))
    as_lead.post(f"{path}finish/")
    assert (before, path in links(as_lead.get("/dashboard/"))) == (True, False)


@pytest.mark.parametrize("who", ["editor", "old_lead", "other_lead"])
def test_nobody_but_a_lead_of_the_successor_is_shown_it(
    who: str, path: str, other_membership: Membership, request: pytest.FixtureRequest,
    client_for: ClientFor,
) -> None:  # fmt: skip
    answer = client_for(request.getfixturevalue(who)).get("/dashboard/")
    assert [link for link in links(answer) if "/from/" in link] == []


def test_the_pages_cost_the_same_queries_at_one_predecessor_and_at_three(
    membership: Membership, make_member: MakeMember, lead: User, as_lead: Client, client: Client
) -> None:
    seen = {"dashboard": set(), "page": set(), "public": set()}  # type: dict[str, set[int]]
    for _ in range(3):
        closed = make_member()
        write(closed, lead, pledges=1)
        close(closed, membership.organisation)
        open_mergers(at=NOW, today=TODAY)
        first = Merger.objects.order_by("pk")[0].pk
        for name, browser, path in (
            ("dashboard", as_lead, "/dashboard/"),
            ("page", as_lead, f"/members/{membership.pk}/from/{first}/"),
            ("public", client, membership.organisation.get_absolute_url()),
        ):
            with CaptureQueriesContext(connection) as queries:
                browser.get(path)
            seen[name].add(len(queries))
    assert {name: len(counts) for name, counts in seen.items()} == dict.fromkeys(seen, 1)


# Public pages


def test_the_successor_shows_the_words_and_who_wrote_them(
    merger: Merger, membership: Membership, client: Client
) -> None:
    answer = client.get(membership.organisation.get_absolute_url())
    shown = words(answer)
    said = (
        "From Old Fen NHS Trust, which became part of this organisation in April 2026",
        "Old words of pledge 1.",
        "Old words of pledge 2.",
        "Calmer wards",
    )
    assert [shown.count(text) for text in said] == [1, 1, 1, 1]
    assert shown.count(NOT_YET) == 3
    assert f"{merger.predecessor.get_absolute_url()}plan/" in links(answer)


def test_each_decision_is_public_with_its_day_role_and_reason_but_no_name(
    path: str, as_lead: Client, membership: Membership, client: Client
) -> None:
    as_lead.post(f"{path}pledges/1/", {"answer": "ADOPTED", "reason": "It works."})
    as_lead.post(f"{path}pledges/2/", {"answer": "ENDED", "reason": ""})
    shown = words(client.get(membership.organisation.get_absolute_url()))
    day = timezone.localdate()
    on = f"{day.day} {day:%B %Y}. Decided by: Head of quality"
    said = (
        f"Carried on by Harrowmere Test NHS Trust since {on} It works.",
        f"Ended by Harrowmere Test NHS Trust on {on}",
        NOT_YET,
        "Lena Lead",
    )
    assert [shown.count(text) for text in said] == [1, 1, 1, 0]


def test_what_was_settled_without_a_decision_is_shown_without_one(
    merger: Merger, membership: Membership, lead: User, client: Client
) -> None:
    settle(merger=merger, by=lead, at=NOW, today=TODAY)
    shown = words(client.get(membership.organisation.get_absolute_url()))
    assert (shown.count("Old words of pledge 1."), shown.count(NOT_YET)) == (1, 0)


def test_the_successor_shows_no_draft_of_its_predecessor(
    merger: Merger, old_fen: Membership, membership: Membership, client: Client
) -> None:
    promise(old_fen, 3, state="DRAFT", published_at=None, text="kestrel-canary")
    page = client.get(membership.organisation.get_absolute_url())
    assert page.content.decode().count("kestrel-canary") == 0


def test_a_predecessor_that_was_no_member_is_not_shown(
    membership: Membership, make_member: MakeMember, client: Client
) -> None:
    close(make_member(state="DRAFT", name="LOW FEN NHS TRUST"), membership.organisation)
    shown = words(client.get(membership.organisation.get_absolute_url()))
    # That it went before is a fact of the register; it left nothing to read.
    assert re.findall(r"(\w+) Low Fen", shown) == ["Continues"]


def test_the_predecessor_says_when_it_closed_and_who_continues_it(
    merger: Merger, old_fen: Membership, lead: User, client: Client
) -> None:
    address = old_fen.organisation.get_absolute_url()
    Membership.objects.filter(pk=old_fen.pk).update(joined_at=NOW - timedelta(days=365))
    said = (
        "Old Fen NHS Trust closed in April 2026 and continues as Harrowmere Test NHS Trust ."
        " What it wrote stays readable."
    )
    before = words(client.get(address)).count(said)
    settle(merger=merger, by=lead, at=NOW, today=TODAY)
    shown = words(client.get(address))
    assert (before, shown.count(said)) == (1, 1)
    assert shown.count("Was a member 15 June 2025 to 1 April 2026") == 1
    assert shown.count("Old words of pledge 2.") == 1


def test_a_split_is_called_one_on_every_page(
    old_fen: Membership, membership: Membership, other_membership: Membership, client: Client
) -> None:
    close(old_fen, membership.organisation, other_membership.organisation)
    shown = [
        words(client.get(each.organisation.get_absolute_url()))
        for each in (old_fen, membership, other_membership)
    ]
    both = "continues as Caldermoss Test NHS Trust and Harrowmere Test NHS Trust ."
    part = "From Old Fen NHS Trust, part of which came to this organisation in April 2026"
    assert [page.count(both) for page in shown] == [1, 0, 0]
    assert [page.count(part) for page in shown] == [0, 1, 1]


def test_a_member_that_closed_without_a_successor_says_so(
    old_fen: Membership, client: Client
) -> None:
    close(old_fen)
    shown = words(client.get(old_fen.organisation.get_absolute_url()))
    said = "Old Fen NHS Trust closed in April 2026. What it wrote stays readable."
    assert shown.count(said) == 1


def test_a_successor_that_is_no_member_has_a_page_that_invites_it(
    old_fen: Membership, make_organisation: MakeOrganisation, client: Client
) -> None:
    new = make_organisation(name="NEW FEN NHS TRUST")
    close(old_fen, new)
    answer = client.get(new.get_absolute_url())
    shown = words(answer)
    said = ("New Fen NHS Trust is not a member yet.", "Old words of pledge 1.", "not decided")
    assert [shown.count(text) for text in said] == [1, 1, 0]
    sign_up = f"/sign-up/organisation/{new.slug}/"
    assert sign_up in links(answer)
    invited = words(client.get(sign_up))
    assert invited.count("Old Fen NHS Trust was a member, and continues as New Fen") == 1


def test_a_successor_that_has_closed_too_is_not_invited(
    old_fen: Membership, make_organisation: MakeOrganisation, client: Client
) -> None:
    new = make_organisation(name="NEW FEN NHS TRUST", closed_date=TODAY)
    close(old_fen, new)
    answer = client.get(new.get_absolute_url())
    assert (answer.status_code, f"/sign-up/organisation/{new.slug}/" in links(answer)) == (
        200,
        False,
    )


def test_before_the_day_no_page_speaks_of_it(
    old_fen: Membership, membership: Membership, make_organisation: MakeOrganisation, client: Client
) -> None:
    new = make_organisation(name="NEW FEN NHS TRUST")
    close(
        old_fen,
        membership.organisation,
        new,
        on=timezone.localdate() + timedelta(days=1),
    )
    pages = [client.get(each.organisation.get_absolute_url()) for each in (old_fen, membership)]
    assert [words(page).count("closed in") + words(page).count("From Old") for page in pages] == [
        0,
        0,
    ]
    assert client.get(new.get_absolute_url()).status_code == 404


# The campaign team's desk


@pytest.fixture
def desk(officer: User, client_for: ClientFor) -> Callable[[], str]:
    return lambda: words(client_for(officer).get("/campaign/"))


def test_the_desk_is_silent_while_nothing_waits(
    old_fen: Membership, desk: Callable[[], str]
) -> None:
    shown = desk()
    assert (shown.count("Mergers"), shown.count("no successor")) == (0, 0)


def test_the_desk_says_how_long_and_who_can_decide(merger: Merger, desk: Callable[[], str]) -> None:
    days = (timezone.localdate() - TODAY.replace(month=4, day=1)).days
    said = f"Closed for {days} days Who can decide Lena Lead"
    assert desk().count(said) == 1


def test_the_desk_forgets_what_is_settled(
    merger: Merger, lead: User, desk: Callable[[], str]
) -> None:
    settle(merger=merger, by=lead, at=NOW, today=TODAY)
    assert desk().count("Old Fen") == 0


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("DRAFT", "New Fen is signing up"),
        ("WITHDRAWN", "New Fen has left the campaign"),
        ("CLOSED", "New Fen is not a member yet"),
        ("ACTIVE", "New Fen has no lead"),
    ],
)
def test_the_desk_says_why_nobody_can_decide(
    state: str, said: str, old_fen: Membership, make_member: MakeMember, desk: Callable[[], str]
) -> None:
    close(old_fen, make_member(state=state, name="NEW FEN").organisation)
    open_mergers(at=NOW, today=TODAY)
    assert desk().count(f"Who can decide {said}") == 1


def test_the_desk_says_when_the_successor_has_closed_too(
    merger: Merger, membership: Membership, desk: Callable[[], str]
) -> None:
    close(membership)
    said = "Who can decide Harrowmere Test NHS Trust has closed too"
    assert desk().count(said) == 1


def test_the_desk_lists_members_that_nobody_continues(
    old_fen: Membership, desk: Callable[[], str]
) -> None:
    close(old_fen)
    assert desk().count("Old Fen NHS Trust , closed on 1 April 2026") == 1


def test_the_desk_costs_the_same_queries_at_one_merger_and_at_three(
    make_member: MakeMember, lead: User, officer: User, client_for: ClientFor
) -> None:
    client, seen = client_for(officer), set()
    for _ in range(3):
        successor = make_member()
        memberships.add_representative(
            membership=successor, user=lead, role=Role.LEAD, job_title="Matron", by=lead, at=NOW
        )
        close(make_member(), successor.organisation)
        close(make_member())
        open_mergers(at=NOW, today=TODAY)
        with CaptureQueriesContext(connection) as queries:
            client.get("/campaign/")
        seen.add(len(queries))
    assert len(seen) == 1


def test_a_plan_alone_can_be_left(
    membership: Membership, make_member: MakeMember, lead: User, as_lead: Client
) -> None:
    closed = make_member()
    publish_plan(closed, lead)
    close(closed, membership.organisation)
    open_mergers(at=NOW, today=TODAY)
    path = f"/members/{membership.pk}/from/{Merger.objects.get().pk}/"
    as_lead.post(f"{path}plan/", {"answer": "ADOPTED", "reason": ""})
    closed.refresh_from_db()
    assert closed.state == "SUCCEEDED"
