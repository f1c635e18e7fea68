"""A sign-up ends, and what becomes of everyone who waited for it."""

import html
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from organisations.choices import OrganisationType, Role
from organisations.links import sponsor_token
from organisations.models import JoinRequest, Membership, Organisation
from organisations.queries import search_register
from organisations.services import by_hand, joining
from organisations.services import membership as memberships
from organisations.services.ending import end_sign_up
from organisations.services.membership import TooManySignUps, WrongState
from pledges.services import send_to_sponsor
from reports.queries.filters import Filters
from reports.queries.rows import register as coverage
from tests.conftest import NOW, TODAY
from tests.organisations.mails import told

ClientFor = Callable[[User], Client]


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def end(membership: Membership, by: User) -> Membership:
    return end_sign_up(membership=membership, reason="Begun by mistake.", by=by, at=NOW)


def ask(membership: Membership, user: User) -> JoinRequest:
    return joining.ask_to_join(
        membership=membership, by=user, full_name=user.full_name, job_title="Midwife", at=NOW
    )


def begin(organisation: Organisation, by: User) -> Membership:
    return memberships.start_sign_up(
        organisation=organisation,
        by=by,
        full_name=by.full_name,
        job_title="Nurse",
        at=NOW,
        today=TODAY,
    )


def add_by_hand(by: User) -> Membership:
    new = Organisation(name="Zephyr Charity", type=OrganisationType.CHARITY, town="Zedtown")
    return by_hand.sign_up_new_organisation(
        organisation=new, by=by, full_name=by.full_name, job_title="Chair", at=NOW, today=TODAY
    )


def test_a_lead_ends_a_sign_up_and_the_sponsors_link_is_void(
    complete_sign_up: Membership,
    lead: User,
    another_lead: Callable[[Membership], User],
    client_for: ClientFor,
) -> None:
    asked = send_to_sponsor(membership=complete_sign_up, by=lead, at=timezone.now())
    another_lead(complete_sign_up)
    client, path = client_for(lead), f"/sign-up/{complete_sign_up.pk}/end/"
    offered = path in client.get(f"/sign-up/{complete_sign_up.pk}/").content.decode()
    empty = words(client.post(path, {"reason": ""}))
    with told() as mails:
        page = words(client.post(path, {"reason": "Begun by mistake."}, follow=True))
    late = words(client.post(path, {"reason": "Twice."}))
    sponsor = Client().post(f"/sponsor/{sponsor_token(asked)}/", {"answer": "CONFIRMED"})
    sees = words(Client().get(sponsor["Location"]))
    ended = Membership.objects.get()
    assert (offered, "Say why" in empty) == (True, True)
    assert mails == [("another", "Your sign-up has ended")]
    assert "Begun by mistake." in page
    assert "End this sign-up" not in page
    assert "This sign-up is at another step: sign-up ended." in late
    assert "This sign-up has ended" in sees
    assert (ended.state, ended.state_reason) == ("CLOSED", "Begun by mistake.")


def test_the_campaign_team_ends_a_sign_up_and_its_leads_are_told(
    sign_up: Membership, officer: User, client_for: ClientFor
) -> None:
    client = client_for(officer)
    path = f"/campaign/members/{sign_up.pk}/end/"
    offered = path in client.get(f"/campaign/members/{sign_up.pk}/lead/").content.decode()
    with told() as mails:
        answer = client.post(path, {"reason": "It is signed up under another name."})
    assert (offered, answer["Location"]) == (True, "/campaign/")
    assert mails == [("lead", "Your sign-up has ended")]
    body = str(mail.outbox[0].body)
    assert body.startswith("The campaign team has ended the sign-up of Harrowmere Test NHS Trust")
    assert "It is signed up under another name." in body
    assert Membership.objects.get().state == "CLOSED"


@pytest.mark.parametrize("state", ["AWAITING_VERIFICATION", "ACTIVE", "WITHDRAWN", "CLOSED"])
def test_only_what_no_sponsor_confirmed_is_ended(
    state: str, make_member: Callable[..., Membership], officer: User, client_for: ClientFor
) -> None:
    member = make_member(state=state)
    page = words(client_for(officer).get(f"/campaign/members/{member.pk}/end/"))
    assert "Only a sign-up that no executive sponsor has confirmed can be ended here." in page
    with pytest.raises(WrongState):
        end(member, officer)


def test_who_asked_to_join_a_sign_up_that_ends_is_told(
    sign_up: Membership, stranger: User, lead: User, officer: User, client_for: ClientFor
) -> None:
    request = ask(sign_up, stranger)
    with told() as mails:
        memberships.change_state(membership=sign_up, to="CLOSED", by=lead, at=NOW)  # type: ignore[arg-type]
    request.refresh_from_db()
    assert mails == [("stranger", "About joining the team of Harrowmere Test NHS Trust")]
    assert "This sign-up has ended, so there is no team to join" in str(mail.outbox[0].body)
    assert "wrote:" not in str(mail.outbox[0].body)
    assert (request.answer, request.answered_at, request.answered_by) == ("DECLINED", NOW, None)
    page = words(client_for(officer).get(f"/campaign/requests/{request.pk}/"))
    assert "The sign-up ended on 15 June 2026, and we told Sasha Stranger so." in page


@pytest.mark.parametrize("role", ["DECLINE", "EDITOR"])
def test_an_officer_declines_in_any_state_and_accepts_nobody_onto_a_team_that_ended(
    role: str, sign_up: Membership, stranger: User, officer: User, client_for: ClientFor
) -> None:
    request = ask(sign_up, stranger)
    Membership.objects.update(state="CLOSED")
    path = f"/campaign/requests/{request.pk}/"
    client_for(officer).post(path, {"role": role, "reply": "Sorry."})
    request.refresh_from_db()
    assert request.answer == ("DECLINED" if role == "DECLINE" else "")


# How many one person begins


def test_one_person_has_three_unfinished_sign_ups_and_ends_one_to_begin_another(
    make_organisation: Callable[..., Organisation], lead: User, client_for: ClientFor
) -> None:
    started = [begin(make_organisation(), lead) for _ in range(3)]
    fourth, client = make_organisation(), client_for(lead)
    data = {"full_name": "Lena Lead", "job_title": "Nurse"}
    client.post(f"/sign-up/organisation/{fourth.slug}/", data)
    refused = words(client.post("/sign-up/begin/", follow=True))
    assert "You have begun 3 sign-ups that are not finished. Finish or end one of them" in refused
    end(started[0], lead)
    client.post("/sign-up/begin/")
    assert fourth.memberships.get().state == "DRAFT"


def test_a_refused_fourth_sign_up_adds_no_organisation(
    make_organisation: Callable[..., Organisation], lead: User
) -> None:
    for _ in range(3):
        begin(make_organisation(), lead)
    with pytest.raises(TooManySignUps):
        add_by_hand(lead)
    assert Organisation.objects.count() == 3


def test_the_campaign_team_begins_as_many_as_it_needs(
    make_organisation: Callable[..., Organisation], officer: User
) -> None:
    assert len([begin(make_organisation(), officer) for _ in range(4)]) == 4


# Organisations added by hand


def in_coverage() -> list[str]:
    return [str(found) for found in coverage(Filters(), TODAY)]


def found(query: str) -> list[str]:
    return [str(result.organisation) for result in search_register(query=query, limit=9)]


def test_an_organisation_added_by_hand_is_set_aside_when_its_sign_up_ends(
    sign_up: Membership, lead: User
) -> None:
    added = add_by_hand(lead)
    end(sign_up, lead)
    before = (in_coverage(), found("zephyr"))
    end(added, lead)
    added.organisation.refresh_from_db()
    assert before == (["Harrowmere Test NHS Trust", "Zephyr Charity"], ["Zephyr Charity"])
    assert (in_coverage(), found("zephyr")) == (["Harrowmere Test NHS Trust"], [])
    assert added.organisation.closed_date == date(2026, 6, 15)
    again = add_by_hand(lead)
    assert (again.state, found("zephyr")) == ("DRAFT", ["Zephyr Charity"])


# Two records of one organisation


def test_two_members_are_told_that_they_stay_two(
    make_member: Callable[..., Membership], officer: User, client_for: ClientFor
) -> None:
    added = make_member(added_by_hand=True, ods_code=None).organisation
    into = make_member(ods_code="ZZM01").organisation
    page = client_for(officer).post(
        f"/campaign/organisations/{added.slug}/merge/{into.slug}/", follow=True
    )
    assert "Both are members already; two members cannot become one record here." in words(page)


def test_a_draft_in_the_way_is_ended_from_the_merge_and_the_records_are_joined(
    make_member: Callable[..., Membership],
    sign_up: Membership,
    officer: User,
    client_for: ClientFor,
) -> None:
    added = make_member(added_by_hand=True, ods_code=None).organisation
    client = client_for(officer)
    path = f"/campaign/organisations/{added.slug}/merge/{sign_up.organisation.slug}/"
    refused = words(client.post(path, follow=True))
    assert "End the sign-up first that is not to go on, then join the records." in refused
    assert f"/campaign/members/{sign_up.pk}/end/" in client.get(path).content.decode()
    client.post(f"/campaign/members/{sign_up.pk}/end/", {"reason": "There were two records."})
    client.post(path)
    added.refresh_from_db()
    assert added.merged_into == sign_up.organisation
    assert Role.LEAD in sign_up.representatives.values_list("role", flat=True)
