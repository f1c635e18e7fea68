"""Whoever opened a pledge before somebody else published, or threw a draft away, is told so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from core.revisions import EditedMeanwhile
from organisations.models import Membership
from organisations.services.membership import WrongState
from pledges.models import Commitment
from pledges.services import changing
from tests.conftest import NOW, TODAY
from tests.safety_portal.test_pages import words

Write = Callable[..., Commitment]
LATER = NOW + timedelta(days=3)


def publish(membership: Membership, by: User, draft: Commitment) -> None:
    changing.publish_changes(
        membership=membership, read={2: draft.fingerprint}, reason="Nights.", role="Matron",
        by=by, at=LATER,
    )  # fmt: skip


def test_what_was_opened_before_a_version_was_published_is_not_saved_over_it(
    member: Membership, write: Write, lead: User
) -> None:
    opened = member.commitments.published().get(pledge__number=2).revision
    publish(member, lead, write(member))
    with pytest.raises(EditedMeanwhile) as refused:
        write(member, text="Written on the old one.", revision=opened)
    assert refused.value.saved.values["text"] == "New words of pledge 2."


def test_a_draft_opened_before_it_was_published_is_not_saved_over_the_next(
    member: Membership, write: Write, lead: User
) -> None:
    opened = write(member)
    publish(member, lead, opened)
    write(member, text="The next draft.", by=lead)
    with pytest.raises(EditedMeanwhile):
        write(member, text="Written on the last one.", revision=opened.revision)


def test_a_draft_that_was_thrown_away_is_not_saved_over_the_next(
    member: Membership, write: Write, lead: User
) -> None:
    opened = write(member)
    changing.discard_draft(membership=member, number=2, by=lead, at=NOW)
    write(member, text="The next draft.", by=lead)
    with pytest.raises(EditedMeanwhile):
        write(member, text="Written on the one that is gone.", revision=opened.revision)


def test_the_page_shows_what_is_published_now_to_who_had_opened_it_before(
    member: Membership, write: Write, lead: User, client_for: Callable[[User], Client]
) -> None:
    publish(member, lead, write(member))
    answer = client_for(lead).post(
        f"/members/{member.pk}/pledges/2/", {"text": "Mine.", "kind": "NEW", "revision": "0"}
    )
    shown = words(answer)
    assert (shown.count("New words of pledge 2."), member.commitments.drafts().count()) == (1, 0)


def test_a_member_that_closed_changes_no_pledge_any_more(
    member: Membership, write: Write, lead: User
) -> None:
    draft = write(member)
    member.organisation.closed_date = TODAY
    member.organisation.save(update_fields=["closed_date"])
    for attempt in (
        lambda: write(member, text="Too late."),
        lambda: publish(member, lead, draft),
        lambda: changing.discard_draft(membership=member, number=2, by=lead, at=LATER),
    ):
        with pytest.raises(WrongState, match="has closed"):
            attempt()
    assert member.commitments.drafts().get().text == "New words of pledge 2."
