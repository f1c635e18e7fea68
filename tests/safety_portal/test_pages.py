"""Home, the dashboard, the public page of a member, and the pages of text."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.models import Plan
from organisations.choices import MembershipState
from organisations.models import Membership, Organisation, Succession
from organisations.services import membership as memberships
from pledges.models import Commitment, Pledge, PledgeWording
from pledges.services import changing
from tests.conftest import NOW, TODAY
from tests.mergers.closing import promise

MakeMember = Callable[..., Membership]
ClientFor = Callable[[User], Client]
CANARY = "kestrel-canary"


def words(answer: Any) -> str:
    """What a reader reads; nothing of what a page tells programs."""
    page = re.sub(r"<script.*?</script>", "", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def links(answer: Any) -> set[str]:
    return set(re.findall(r'href="(/[^"]*)"', answer.content.decode()))


def commit(membership: Membership, *, upto: int = 5, **fields: Any) -> None:
    """Published commitments, all five or the first few."""
    for wording in PledgeWording.objects.in_force(TODAY).filter(pledge__number__lte=upto):
        Commitment.objects.create(
            membership=membership,
            pledge=wording.pledge,
            wording=wording,
            **{
                "kind": "NEW",
                "text": f"Words of pledge {wording.pledge.number}.",
                "state": "PUBLISHED",
                "published_at": NOW,
                **fields,
            },
        )


# Home


@pytest.mark.django_db
def test_an_empty_home_page_says_so(client: Client) -> None:
    shown = words(client.get("/"))
    wanted = (
        "0 organisations have signed up, and 0 plans are public.",
        "Nobody has joined yet. Yours could be the first.",
        "No plan is published yet.",
    )
    assert [shown.count(text) for text in wanted] == [1, 1, 1]


def test_one_of_each_is_counted_in_the_singular(published_plan: Plan, client: Client) -> None:
    said = "1 organisation has signed up, and 1 plan is public."
    assert words(client.get("/")).count(said) == 1


def test_only_members_of_today_and_their_plans_are_counted(
    published_plan: Plan, make_member: MakeMember, client: Client
) -> None:
    for state in MembershipState:
        make_member(state=state)
    said = "3 organisations have signed up, and 1 plan is public."
    assert words(client.get("/")).count(said) == 1


def test_the_plan_of_a_member_that_left_is_not_counted(
    published_plan: Plan, membership: Membership, client: Client
) -> None:
    Membership.objects.update(state="WITHDRAWN", state_reason="Because.")
    shown = words(client.get("/"))
    assert (shown.count("0 plans are public"), shown.count("Safer nights")) == (1, 0)


def test_the_four_newest_members_each_show_another_pledge(
    make_member: MakeMember, client: Client
) -> None:
    for days in range(5):
        commit(make_member(name=f"TRUST {days}"), published_at=NOW + timedelta(days=days))
    shown = re.findall(r"“Words of pledge (\d).” Trust (\d)", words(client.get("/")))
    assert shown == [("1", "4"), ("2", "3"), ("3", "2"), ("4", "1")]


def test_a_pledge_written_anew_is_on_the_home_page_at_once(
    make_member: MakeMember, lead: User, client: Client
) -> None:
    member = make_member(name="HERON TRUST", joined_at=NOW - timedelta(days=900))
    commit(member, published_at=NOW - timedelta(days=900))
    for days in range(4):
        commit(make_member(name=f"TRUST {days}"), published_at=NOW - timedelta(days=days))
    draft = changing.draft_change(
        membership=member, number=4, kind="NEW", text="Anew.", by=lead, at=NOW, today=TODAY
    )
    changing.publish_changes(
        membership=member, read={4: draft.fingerprint}, reason="Why.", role="Nurse", by=lead,
        at=NOW + timedelta(days=1),
    )  # fmt: skip
    shown = re.findall(r"“([^”]*)” (\w+ (?:Trust|\d))", words(client.get("/")))
    assert (shown[0], len(shown)) == (("Anew.", "Heron Trust"), 4)


def test_a_pledge_on_the_home_page_leads_to_it(membership: Membership, client: Client) -> None:
    commit(membership)
    assert f"{membership.organisation.get_absolute_url()}#pledge-1" in links(client.get("/"))


def test_each_count_of_organisations_and_plans_leads_to_as_many_rows(
    published_plan: Plan, make_member: MakeMember, client: Client
) -> None:
    make_member(state="PAUSED")
    make_member(state="WITHDRAWN")
    page = client.get("/").content.decode()
    counts = re.findall(r'href="(/organisations/[^"]*)">(\d+) (?:organisations?|plans?)</a>', page)
    rows = [words(client.get(address)).count("Member since") for address, _ in counts]
    assert (rows, [int(count) for _, count in counts]) == ([2, 1], [2, 1])


def test_drafts_are_not_on_the_home_page(
    make_member: MakeMember, plan: Plan, lead: User, client: Client
) -> None:
    plans.save_part(plan=plan, by=lead, at=NOW, title=CANARY)
    for state in ("DRAFT", "AWAITING_SPONSOR", "AWAITING_VERIFICATION", "WITHDRAWN", "CLOSED"):
        make_member(state=state, name=CANARY)
    assert words(client.get("/")).lower().count("kestrel") == 0


def test_every_link_of_the_home_page_opens(published_plan: Plan, client: Client) -> None:
    found = {link for link in links(client.get("/")) if not link.startswith("/static/")}
    statuses = {link: client.get(link).status_code for link in found}
    assert {link for link, status in statuses.items() if status != 200} == {"/dashboard/"}


def test_the_home_page_costs_the_same_queries_at_one_row_and_at_three(
    make_member: MakeMember, client: Client
) -> None:
    seen = set()
    for _ in range(3):
        make_member()
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        seen.add(len(queries))
    assert len(seen) == 1


# The dashboard


def test_a_person_without_an_organisation_is_led_to_sign_up(
    stranger: User, client_for: ClientFor
) -> None:
    answer = client_for(stranger).get("/dashboard/")
    said = words(answer).count("You act for no organisation at present.")
    assert (said, "/sign-up/" in links(answer)) == (1, True)


@pytest.mark.parametrize(
    ("state", "next_step"),
    [
        ("DRAFT", "/sign-up/{pk}/"),
        ("AWAITING_SPONSOR", "/sign-up/{pk}/"),
        ("AWAITING_VERIFICATION", "/sign-up/{pk}/"),
        ("ACTIVE", "/sign-up/{pk}/plan-start/"),
        ("PAUSED", "/sign-up/{pk}/plan-start/"),
        ("WITHDRAWN", "/organisations/{slug}/"),
    ],
)
def test_each_membership_has_its_next_step(
    state: str, next_step: str, membership: Membership, lead: User, client_for: ClientFor
) -> None:
    Membership.objects.filter(pk=membership.pk).update(state=state, state_reason="Because.")
    if "plan-start" in next_step:
        next_step = reverse("plan_start", args=[membership.pk])
    wanted = next_step.format(pk=membership.pk, slug=membership.organisation.slug)
    assert wanted in links(client_for(lead).get("/dashboard/"))


def test_a_plan_is_on_the_dashboard_with_the_next_report(
    published_plan: Plan, lead: User, client_for: ClientFor
) -> None:
    shown = words(client_for(lead).get("/dashboard/"))
    assert published_plan.next_report_date
    day = published_plan.next_report_date
    said = f"Next progress report, by the date you chose: {day.day} {day:%B %Y}"
    assert shown.count(said) == 1


def test_the_dashboard_shows_nobody_elses_organisation(
    membership: Membership, other_membership: Membership, lead: User, client_for: ClientFor
) -> None:
    shown = words(client_for(lead).get("/dashboard/"))
    assert ("Harrowmere" in shown, "Caldermoss" in shown) == (True, False)


def test_an_ended_sign_up_stays_on_the_dashboard_to_be_read(
    membership: Membership, lead: User, client_for: ClientFor
) -> None:
    Membership.objects.update(state="CLOSED")
    answer = client_for(lead).get("/dashboard/")
    said = words(answer).count("Read what you wrote for Harrowmere Test NHS Trust")
    assert (said, f"/sign-up/{membership.pk}/" in links(answer)) == (1, True)


def test_the_campaign_teams_day_begins_at_its_desk(officer: User, client_for: ClientFor) -> None:
    assert client_for(officer).get("/dashboard/")["Location"] == "/campaign/"


@pytest.mark.parametrize(("who", "sees"), [("officer", True), ("lead", False)])
def test_of_those_with_an_organisation_the_campaign_team_finds_its_desk(
    who: str,
    request: pytest.FixtureRequest,
    client_for: ClientFor,
    membership: Membership,
    *,
    sees: bool,
) -> None:
    person = request.getfixturevalue(who)
    membership.representatives.get_or_create(
        user=person, defaults={"role": "EDITOR", "job_title": "Nurse", "since_at": NOW}
    )
    assert ("/campaign/" in links(client_for(person).get("/dashboard/"))) is sees


def test_the_dashboard_costs_the_same_queries_at_one_membership_and_at_three(
    make_member: MakeMember, lead: User, client_for: ClientFor
) -> None:
    client, seen = client_for(lead), set()
    for _ in range(3):
        member = make_member()
        member.representatives.create(user=lead, role="LEAD", job_title="A", since_at=NOW)
        plans.start_plan(membership=member, by=lead, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            client.get("/dashboard/")
        seen.add(len(queries))
    assert len(seen) == 1


# The public page


def public(client: Client, membership: Membership) -> Any:
    return client.get(membership.organisation.get_absolute_url())


def test_a_members_page_shows_its_five_commitments_and_its_sponsor(
    membership: Membership, client: Client
) -> None:
    commit(membership)
    shown = words(public(client, membership))
    wanted = [f"Words of pledge {n}." for n in range(1, 6)] + ["Sam Sponsor, Chief executive"]
    assert [text for text in wanted if shown.count(text) != 1] == []


def test_a_members_page_shows_the_wording_that_was_answered(
    membership: Membership, client: Client
) -> None:
    commit(membership)
    third = Pledge.objects.get(number=3)
    PledgeWording.objects.create(pledge=third, title="Be open", text="New.", from_date=TODAY)
    shown = words(public(client, membership))
    assert (shown.count("3. Be honest"), shown.count("Be open")) == (1, 0)


def test_a_members_page_shows_no_draft(
    membership: Membership, plan: Plan, lead: User, client: Client
) -> None:
    commit(membership)
    commit(membership, text=CANARY, state="DRAFT", published_at=None, version=2)
    plans.save_part(plan=plan, by=lead, at=NOW, title=CANARY)
    assert public(client, membership).content.decode().count(CANARY) == 0


def test_a_members_page_shows_no_address_and_no_representative(
    membership: Membership, client: Client
) -> None:
    page = public(client, membership).content.decode()
    assert re.findall(r"[\w.]+@harrowmere\.example|Lena Lead|Eddie|Head of quality", page) == []


def test_a_members_page_shows_its_plan(
    published_plan: Plan, membership: Membership, client: Client
) -> None:
    answer = public(client, membership)
    shown = words(answer)
    assert (shown.count("Safer nights"), shown.count("pledge 1"), shown.count("pledge 4")) == (
        1,
        1,
        1,
    )


def test_the_thread_from_a_pledge_to_a_priority_is_followed_either_way(
    published_plan: Plan, membership: Membership, client: Client
) -> None:
    commit(membership)
    page = membership.organisation.get_absolute_url()
    shown = words(client.get(page))
    served = shown.count("In the plan, this pledge is served by: Fewer falls with harm")
    there = f"{page}plan/#priority-1" in links(client.get(page))
    back = {f"{page}#pledge-1", f"{page}#pledge-4"} <= links(client.get(f"{page}plan/"))
    assert (served, there, back) == (2, True, True)


def test_a_members_page_names_whom_it_continues(
    membership: Membership, make_organisation: Callable[..., Organisation], client: Client
) -> None:
    for name, day in (("OLD FEN TRUST", TODAY), ("NOT YET TRUST", date(2090, 1, 1))):
        before = make_organisation(name=name, closed_date=day)
        Succession.objects.create(predecessor=before, successor=membership.organisation, date=day)
    shown = words(client.get(membership.organisation.get_absolute_url()))
    found = (shown.count("Continues Old Fen Trust, closed in June 2026"), shown.count("Not Yet"))
    assert found == (1, 0)


def test_a_members_page_shows_former_names_region_and_code(
    make_member: MakeMember, client: Client
) -> None:
    member = make_member(former_name="OLDMERE NHS TRUST", region_code="Y63", ods_code="ZZ1")
    shown = words(public(client, member))
    wanted = ("Formerly Oldmere NHS Trust", "Region North East and Yorkshire", "ODS code ZZ1")
    assert [shown.count(text) for text in wanted] == [1, 1, 1]


def test_a_member_added_by_hand_needs_no_region_or_code(
    make_member: MakeMember, client: Client
) -> None:
    member = make_member(name="A College", ods_code=None, region_code="", town="", postcode="")
    shown = words(public(client, member))
    assert [text for text in ("Region", "ODS code", "Formerly", "None") if text in shown] == []


def test_everything_typed_is_escaped(membership: Membership, client: Client) -> None:
    script = "<script>alert(1)</script>"
    commit(membership, text=f"{script}\n- {script}")
    Membership.objects.update(
        sponsor_name=script, sponsor_title=script, state="PAUSED", state_reason=script
    )
    page = public(client, membership).content.decode()
    assert (page.count("<script>"), page.count("&lt;script&gt;alert(1)")) == (0, 13)


def test_a_paused_member_says_since_when_and_why(membership: Membership, client: Client) -> None:
    memberships.change_state(
        membership=membership, to=MembershipState.PAUSED, by="system", at=NOW, reason="We move."
    )
    shown = words(public(client, membership))
    assert (shown.count("Paused since June 2026."), shown.count("We move.")) == (1, 1)


def leave_and_come_back(membership: Membership, reason: str = "") -> None:
    """Withdrawn after two months, and back after four."""
    states = [(MembershipState.WITHDRAWN, "We join others."), (MembershipState.ACTIVE, reason)]
    for number, (state, words_) in enumerate(states, start=1):
        memberships.change_state(
            membership=membership,
            to=state,
            by="system",
            at=NOW + number * timedelta(days=60),
            reason=words_,
        )


def test_a_member_that_came_back_says_since_when_and_keeps_the_day_it_joined(
    membership: Membership, client: Client
) -> None:
    leave_and_come_back(membership)
    shown = words(public(client, membership))
    assert re.findall("Member since [^R]+|Rejoined in [A-Z][a-z]+ [0-9]+|join others", shown) == [
        "Member since 15 June 2026 ",
        "Rejoined in October 2026",
    ]


def test_a_member_that_came_back_says_what_it_wishes_to(
    membership: Membership, client: Client
) -> None:
    leave_and_come_back(membership, "Our new board asked us to.")
    said = "Rejoined in October 2026. Our new board asked us to."
    assert words(public(client, membership)).count(said) == 1


def test_a_member_that_goes_on_after_a_pause_says_what_it_wishes_to(
    membership: Membership, client: Client
) -> None:
    leave_and_come_back(membership)
    for state, reason in ((MembershipState.PAUSED, "We move."), (MembershipState.ACTIVE, "Moved.")):
        memberships.change_state(
            membership=membership,
            to=state,
            by="system",
            at=NOW + timedelta(days=200),
            reason=reason,
        )
    shown = words(public(client, membership))
    said = ("Active again since January 2027. Moved.", "Rejoined in October 2026", "We move.")
    assert [shown.count(text) for text in said] == [1, 1, 0]


def test_a_withdrawn_member_keeps_its_page_with_dignity(
    membership: Membership, client: Client
) -> None:
    commit(membership)
    memberships.change_state(
        membership=membership,
        to=MembershipState.WITHDRAWN,
        by="system",
        at=NOW + timedelta(days=60),
        reason="We join others.",
    )
    shown = words(public(client, membership))
    said = "Harrowmere Test NHS Trust was a member from June 2026 to August 2026."
    assert shown.count("Was a member 15 June 2026 to 14 August 2026") == 1
    assert "Member since" not in shown
    assert (
        shown.count(said),
        shown.count("We join others."),
        shown.count("Words of pledge 5."),
    ) == (1, 1, 1)


@pytest.mark.parametrize("state", ["DRAFT", "AWAITING_SPONSOR", "AWAITING_VERIFICATION", "CLOSED"])
def test_a_sign_up_that_is_not_public_has_no_page(
    state: str, make_member: MakeMember, client: Client
) -> None:
    assert public(client, make_member(state=state)).status_code == 404


def test_an_organisation_without_a_membership_has_no_page(
    make_organisation: Callable[..., Organisation], client: Client
) -> None:
    assert client.get(make_organisation().get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_an_unknown_organisation_has_no_page(client: Client) -> None:
    assert client.get("/organisations/nowhere/").status_code == 404


def test_a_member_that_signs_up_anew_after_a_closed_one_shows_the_open_one(
    make_member: MakeMember, membership: Membership, client: Client
) -> None:
    membership.organisation.memberships.create(state="CLOSED", state_at=NOW, started_at=NOW)
    assert public(client, membership).status_code == 200


def test_the_members_page_costs_the_same_queries_at_one_commitment_and_at_five(
    membership: Membership, other_membership: Membership, client: Client
) -> None:
    commit(membership)
    promise(other_membership, 1)
    with CaptureQueriesContext(connection) as five:
        public(client, membership)
    with CaptureQueriesContext(connection) as one:
        public(client, other_membership)
    assert len(one) == len(five)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/why-there-is-no-league-table/", "Why there is no league table"),
        ("/accessibility/", "Accessibility statement"),
        ("/privacy/", "Privacy notice"),
        ("/cookies/", "Cookies"),
        ("/contact/", "Contact the campaign team"),
        ("/open-data/", "Open data"),
    ],
)
def test_pages_of_text_are_open_to_anyone(path: str, heading: str, client: Client) -> None:
    shown = re.findall(r"<h1[^>]*>(.*?)</h1>", client.get(path).content.decode())
    assert shown == [heading]


@pytest.mark.django_db
def test_no_page_of_a_stranger_offers_to_sign_out(client: Client) -> None:
    page = words(client.get("/"))
    assert (page.count("Sign in"), page.count("Sign out")) == (1, 0)
