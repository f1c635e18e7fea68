"""The member's own pages about its pledges: listing, writing, reviewing, publishing."""

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
from organisations.models import Membership
from organisations.services.lifecycle import withdraw
from pledges.models import Commitment
from pledges.services import changing
from pledges.services.changing import ChangedSinceRead
from tests.conftest import NOW
from tests.mergers.closing import promise

Write = Callable[..., Commitment]
ClientFor = Callable[[User], Client]


def words(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def links(answer: Any) -> list[str]:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.findall(r'href="(/[^"]*)"', main)


def own(membership: Membership, rest: str = "") -> str:
    return f"/members/{membership.pk}/pledges/{rest}"


def boxes(answer: Any, *, ticked: bool = False) -> list[str]:
    """What can be chosen on the page, or what is chosen when it opens."""
    return re.findall(rf'value="(\d-\w+)"{" checked" if ticked else ""}', answer.content.decode())


# The list


def test_the_five_are_listed_with_what_is_published_and_what_is_written(
    member: Membership, write: Write, lead: User, client_for: ClientFor
) -> None:
    write(member)
    answer = client_for(lead).get(own(member))
    shown = words(answer)
    assert re.findall(
        r"Published (Version \d, [\w ]+?|Nothing yet)(?: of pledge \d)? Draft", shown
    ) == [
        "Version 1, 15 June 2026",
        "Version 1, 15 June 2026",
        "Nothing yet",
        "Nothing yet",
        "Nothing yet",
    ]
    assert "A change is being written, last by Eddie Editor on 15 June 2026" in shown
    assert "1 change not published yet. Review and publish" in shown


def test_a_viewer_reads_and_is_offered_nothing_to_write(
    member: Membership, write: Write, viewer: User, client_for: ClientFor
) -> None:
    write(member)
    answer = client_for(viewer).get(own(member))
    assert [link for link in links(answer) if link.startswith("/members/")] == [
        own(member, "review/")
    ]
    assert "ask a lead to publish it" in words(answer)


def test_a_draft_that_says_the_same_is_no_change(
    member: Membership, write: Write, editor: User, client_for: ClientFor
) -> None:
    write(member, text="Old words of pledge 2.")
    answer = client_for(editor).get(own(member))
    assert "Says the same as what is published" in words(answer)
    assert own(member, "review/") not in links(answer)
    assert client_for(editor).get(own(member, "review/")).status_code == 302


def test_who_was_erased_is_a_former_colleague(
    member: Membership, write: Write, lead: User, editor: User, client_for: ClientFor
) -> None:
    write(member)
    User.objects.filter(pk=editor.pk).update(is_active=False)
    shown = words(client_for(lead).get(own(member)))
    assert "last by a former colleague on 15 June 2026" in shown


def test_a_member_that_left_reads_what_stays_and_changes_nothing(
    member: Membership, write: Write, lead: User, client_for: ClientFor
) -> None:
    write(member)
    withdraw(membership=member, reason="Reorganised.", by=lead, at=NOW)
    client = client_for(lead)
    answer = client.get(own(member))
    assert "Pledges can change only while the organisation is a member" in words(answer)
    assert [link for link in links(answer) if link.startswith(own(member))] == []
    for rest in ("2/", "2/discard/", "review/"):
        assert client.get(own(member, rest))["Location"] == own(member)


def test_a_sign_up_has_its_task_list_instead(
    sign_up: Membership, lead: User, client_for: ClientFor
) -> None:
    answer = client_for(lead).get(own(sign_up))
    assert answer["Location"] == f"/sign-up/{sign_up.pk}/"
    assert client_for(lead).get(own(sign_up, "1/")).status_code == 200


def test_the_list_costs_the_same_queries_at_one_draft_and_at_two(
    member: Membership, write: Write, lead: User, client_for: ClientFor
) -> None:
    client, counts = client_for(lead), []
    for number in (1, 2):
        write(member, number, text="Other words.")
        with CaptureQueriesContext(connection) as captured:
            client.get(own(member))
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("page", ["/dashboard/", "/members/{}/membership/", "/sign-up/{}/"])
def test_the_members_own_pages_lead_to_its_pledges(
    page: str, member: Membership, lead: User, client_for: ClientFor
) -> None:
    assert own(member) in links(client_for(lead).get(page.format(member.pk)))


# Writing


def test_the_form_begins_with_what_is_published(
    member: Membership, editor: User, client_for: ClientFor
) -> None:
    page = client_for(editor).get(own(member, "2/")).content.decode()
    assert re.findall(r"<textarea[^>]*>([^<]*)<", page) == ["Old words of pledge 2."]
    assert "Everyone goes on reading version 1 until a lead publishes this one" in page


def test_an_editor_saves_a_draft_that_nobody_else_sees(
    member: Membership, editor: User, client_for: ClientFor, client: Client
) -> None:
    data = {"text": "We will learn at night too.", "kind": "EXTENSION"}
    answer = client_for(editor).post(own(member, "2/"), data)
    assert answer["Location"] == own(member)
    draft = member.commitments.drafts().get()
    assert (draft.version, draft.text, draft.kind) == (2, data["text"], "EXTENSION")
    page = client_for(editor).get(own(member, "2/")).content.decode()
    assert re.findall(r"<textarea[^>]*>([^<]*)<", page) == [data["text"]]
    slug = member.organisation.slug
    for path in ("", "pledges/2/", "pledges/2/versions/1/"):
        public = client.get(f"/organisations/{slug}/{path}").content.decode()
        assert ("Old words of pledge 2." in public, "at night too" in public) == (True, False)


def test_what_was_typed_stays_when_the_member_has_left_meanwhile(
    member: Membership, lead: User, editor: User, client_for: ClientFor
) -> None:
    withdraw(membership=member, reason="Reorganised.", by=lead, at=NOW)
    data = {"text": "Typed for an hour.", "kind": "NEW"}
    answer = client_for(editor).post(own(member, "2/"), data)
    shown = words(answer)
    assert (answer.status_code, "only while the organisation is a member" in shown) == (200, True)
    assert "Typed for an hour." in shown


@pytest.mark.parametrize("method", ["get", "post"])
def test_there_is_no_sixth_pledge(
    method: str, member: Membership, editor: User, client_for: ClientFor
) -> None:
    assert getattr(client_for(editor), method)(own(member, "6/")).status_code == 404


def test_a_draft_is_discarded_after_one_more_look(
    member: Membership, write: Write, editor: User, client_for: ClientFor
) -> None:
    write(member)
    client = client_for(editor)
    assert "New words of pledge 2." in words(client.get(own(member, "2/discard/")))
    assert member.commitments.drafts().count() == 1
    after = client.post(own(member, "2/discard/"), follow=True)
    assert "The draft is gone" in words(after)
    assert member.commitments.drafts().count() == 0
    assert client.get(own(member, "2/discard/"))["Location"] == own(member)


def test_nothing_is_discarded_once_the_member_has_left(
    member: Membership, write: Write, lead: User, client_for: ClientFor
) -> None:
    write(member)
    withdraw(membership=member, reason="Reorganised.", by=lead, at=NOW)
    after = client_for(lead).post(own(member, "2/discard/"), follow=True)
    assert "only while the organisation is a member" in words(after)
    assert member.commitments.drafts().count() == 1


# Reviewing and publishing


def test_the_review_shows_each_change_word_by_word(
    member: Membership, write: Write, lead: User, client_for: ClientFor
) -> None:
    write(member, kind="UNDER_WAY")
    shown = words(client_for(lead).get(own(member, "review/")))
    assert "[removed: Old ] [added: New ] words of pledge 2." in shown
    assert "Is it new? [removed: New because of the pledge ] [added: Already under way ]" in shown
    assert "Version 2, a draft; last changed by Eddie Editor on 15 June 2026" in shown


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("Old  words of pledge 2.", "NEW", "only spaces, line breaks or bullets have changed."),
        ("Old words of pledge 2.", "UNDER_WAY", "The words are the same."),
    ],
)
def test_where_the_words_are_the_same_the_review_says_so(
    text: str, kind: str, sentence: str, member: Membership, write: Write, lead: User,
    client_for: ClientFor,
) -> None:  # fmt: skip
    write(member, text=text, kind=kind)
    assert sentence in words(client_for(lead).get(own(member, "review/")))


@pytest.mark.parametrize("who", ["editor", "viewer"])
def test_only_a_lead_publishes(
    who: str,
    member: Membership,
    write: Write,
    client_for: ClientFor,
    request: pytest.FixtureRequest,
) -> None:
    draft = write(member)
    client = client_for(request.getfixturevalue(who))
    page = client.get(own(member, "review/"))
    assert ("<textarea" in page.content.decode(), page.status_code) == (False, 200)
    data = {"pledges": [f"2-{draft.fingerprint}"], "reason": "Nights."}
    assert client.post(own(member, "review/"), data).status_code == 403
    assert member.commitments.published().get(pledge__number=2).version == 1


def test_a_lead_publishes_what_they_have_read(
    member: Membership, write: Write, lead: User, client_for: ClientFor
) -> None:
    write(member)
    client = client_for(lead)
    data = {"pledges": boxes(client.get(own(member, "review/"))), "reason": "Nights matter."}
    after = client.post(own(member, "review/"), data, follow=True)
    assert "A new version is public." in words(after)
    published = member.commitments.published().get(pledge__number=2)
    assert (published.version, published.reason, published.published_role) == (
        2,
        "Nights matter.",
        "Head of quality",
    )


def test_a_draft_of_the_last_two_weeks_is_ticked_and_an_old_one_is_not(
    member: Membership, write: Write, lead: User, client_for: ClientFor
) -> None:
    for number, days in ((1, 13), (2, 15), (3, 0)):
        write(member, number, at=timezone.now() - timedelta(days=days))
    page = client_for(lead).get(own(member, "review/"))
    ticked = [value[0] for value in boxes(page, ticked=True)]
    assert ([value[0] for value in boxes(page)], ticked) == (["1", "2", "3"], ["1", "3"])
    assert words(page).count("A draft that nobody has changed for two weeks is not ticked") == 1


def test_two_changes_are_published_together_or_one_is_left_out(
    member: Membership, write: Write, lead: User, client_for: ClientFor
) -> None:
    for number in (1, 2, 3):
        write(member, number, text=f"New {number}")
    client = client_for(lead)
    one, *others = boxes(client.get(own(member, "review/")))
    after = client.post(own(member, "review/"), {"pledges": others, "reason": "N"}, follow=True)
    assert "2 new versions are public." in words(after)
    assert f"1-{member.commitments.drafts().get().fingerprint}" == one


def test_without_a_reason_or_a_choice_nothing_is_published(
    member: Membership, write: Write, lead: User, client_for: ClientFor
) -> None:
    write(member)
    shown = words(client_for(lead).post(own(member, "review/"), {}))
    assert "There is a problem Choose at least one change to publish Enter why" in shown
    assert member.commitments.drafts().count() == 1


def test_a_draft_that_changed_since_is_read_again_first(
    member: Membership, write: Write, lead: User, client_for: ClientFor
) -> None:
    write(member)
    client = client_for(lead)
    data = {"pledges": boxes(client.get(own(member, "review/"))), "reason": "Nights matter."}
    write(member, text="Something the lead never read.")
    shown = words(client.post(own(member, "review/"), data))
    assert "A colleague has changed a pledge since you opened this page" in shown
    assert "Nights matter." in shown
    assert member.commitments.published().get(pledge__number=2).version == 1


def test_one_that_changes_in_the_very_moment_is_read_again_too(
    member: Membership, write: Write, lead: User, client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    write(member)
    client = client_for(lead)
    data = {"pledges": boxes(client.get(own(member, "review/"))), "reason": "Nights matter."}

    def too_late(**arguments: Any) -> None:
        raise ChangedSinceRead("A colleague has changed a pledge since you opened this page.")

    monkeypatch.setattr(changing, "publish_changes", too_late)
    answer = client.post(own(member, "review/"), data)
    assert "A colleague has changed a pledge" in words(answer)


def test_the_second_of_two_leads_is_told_kindly(
    member: Membership, write: Write, lead: User, client_for: ClientFor
) -> None:
    write(member)
    client = client_for(lead)
    data = {"pledges": boxes(client.get(own(member, "review/"))), "reason": "Nights matter."}
    client.post(own(member, "review/"), data)
    after = client.post(own(member, "review/"), data, follow=True)
    assert "There is nothing to publish" in words(after)
    assert member.commitments.filter(pledge__number=2).count() == 2


# The sign-up's page of a pledge


@pytest.fixture
def sent(
    make_member: Callable[..., Membership], lead: User, editor: User
) -> Callable[[str], Membership]:
    def make(state: str) -> Membership:
        member = make_member(state=state)
        for user, role in ((lead, "LEAD"), (editor, "EDITOR")):
            member.representatives.create(user=user, role=role, job_title="Matron", since_at=NOW)
        return member

    return make


@pytest.mark.parametrize(
    ("state", "who", "sentence"),
    [
        ("AWAITING_SPONSOR", "lead", "To change something, take it back first."),
        ("AWAITING_SPONSOR", "editor", "ask a lead of your team to take it back first."),
        ("AWAITING_VERIFICATION", "lead", "You can change it as soon as it is published."),
        ("CLOSED", "lead", "This sign-up has ended."),
    ],
)
@pytest.mark.parametrize("written", [True, False])
def test_a_pledge_that_is_with_somebody_else_is_read_only(
    state: str,
    who: str,
    sentence: str,
    written: bool,  # noqa: FBT001
    sent: Callable[[str], Membership],
    client_for: ClientFor,
    request: pytest.FixtureRequest,
) -> None:
    membership = sent(state)
    if written:
        promise(membership, 1, state="DRAFT", published_at=None)
    answer = client_for(request.getfixturevalue(who)).get(f"/sign-up/{membership.pk}/pledges/1/")
    shown = words(answer)
    assert (sentence in shown, "<textarea" in answer.content.decode()) == (True, False)
    assert ("Old words of pledge 1." in shown, "Nothing is written here" in shown) == (
        written,
        not written,
    )


def test_what_was_typed_too_late_is_not_lost(
    sent: Callable[[str], Membership], lead: User, client_for: ClientFor
) -> None:
    membership = sent("AWAITING_SPONSOR")
    data = {"text": "Typed for an hour.", "kind": "NEW"}
    answer = client_for(lead).post(f"/sign-up/{membership.pk}/pledges/1/", data)
    assert "Typed for an hour." in words(answer)
    assert membership.commitments.count() == 0


@pytest.mark.parametrize("page", ["pledges/1/", "check/"])
def test_the_sign_up_of_a_member_leads_to_its_pledges(
    page: str, member: Membership, lead: User, client_for: ClientFor
) -> None:
    answer = client_for(lead).get(f"/sign-up/{member.pk}/{page}")
    assert answer["Location"] == own(member)


def test_a_lead_who_was_given_the_part_just_now_publishes_as_what_they_are(
    member: Membership, write: Write, editor: User, client_for: ClientFor
) -> None:
    member.representatives.filter(user=editor).update(role="LEAD", job_title="Matron")
    write(member, at=NOW + timedelta(hours=1))
    client = client_for(editor)
    data = {"pledges": boxes(client.get(own(member, "review/"))), "reason": "Nights matter."}
    client.post(own(member, "review/"), data)
    published = member.commitments.published().get(pledge__number=2)
    assert (published.published_role, published.published_by) == ("Matron", editor)
