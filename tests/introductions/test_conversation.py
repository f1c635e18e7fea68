"""Asking, answering, declining and closing: the rules, the mail and the trail."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.services import PersonGone
from audit.models import Event
from core.text import READ_IT
from introductions.emails import quoted
from introductions.models import Introduction, IntroductionMessage, SwitchedOff
from introductions.services import conversation
from introductions.services.common import CannotWrite
from organisations.choices import Role
from organisations.models import Membership
from organisations.services.membership import add_representative
from tests.conftest import NOW
from tests.introductions.conftest import ANSWERED, ASKED, ask, mails, state_of, who, write

LATER = NOW + timedelta(hours=1)


def test_who_asks_is_recorded_and_the_leads_of_the_other_are_written_to(
    membership: Membership,
    other_membership: Membership,
    other_lead: User,
    another_lead: Callable[[Membership], User],
) -> None:
    second = another_lead(membership)
    with mails() as sent:
        introduction = ask(other_membership, membership, other_lead)
    assert [(to, subject) for to, subject, _ in sent] == [
        (to, "Caldermoss Test NHS Trust asks you for an introduction")
        for to in ("lead@harrowmere.example", second.email)
    ]
    body = sent[0][2]
    wanted = (
        "Otto Other, Matron at Caldermoss Test NHS Trust, would like to be in touch with"
        " Harrowmere Test NHS Trust.",
        "Topic: Falls",
        f"> {ASKED}",
        f"/members/{membership.pk}/introductions/{introduction.pk}/",
        f"/members/{membership.pk}/introductions/switch/",
    )
    assert [text in body for text in wanted] == [True] * 5
    names = Event.objects.filter(subject=f"introductions.introduction:{introduction.pk}")
    assert list(names.order_by("pk").values_list("event", "details")) == [
        ("introduction.asked", {"topic": "FALLS"}),
        ("introduction.message-written", {"membership": other_membership.pk}),
    ]


def test_no_mail_and_no_row_shows_an_address(
    membership: Membership, other_membership: Membership, lead: User, other_lead: User
) -> None:
    with mails() as sent:
        introduction = ask(other_membership, membership, other_lead)
        write(introduction, membership, lead)
        write(introduction, other_membership, other_lead, "Thank you.")
    addresses = [user.email for user in (lead, other_lead)]
    assert len(sent) == 3
    assert [a for _, subject, body in sent for a in addresses if a in subject + body] == []


def test_somebody_without_a_name_is_not_named_by_their_address(
    introduction: Introduction, other_lead: User
) -> None:
    User.objects.filter(pk=other_lead.pk).update(full_name="")
    assert introduction.messages.get().writer == "A former colleague"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Look at https://evil.example/x?y=1 now", f"> Look at {READ_IT} now"),
        ("Look at WWW.evil.example", f"> Look at {READ_IT}"),
        ("evil.example/login", f"> {READ_IT}"),
        ("javascript://x\nSign in:", f"> {READ_IT}\n> Sign in:"),
        ("One\n\nTwo", "> One\n>\n> Two"),
        ("Write to me: otto@caldermoss.example", "> Write to me: otto@caldermoss.example"),
        ("3.5/10, e.g. and/or", "> 3.5/10, e.g. and/or"),
        ("", ""),
    ],
)
def test_in_mail_no_line_looks_like_ours_and_none_leads_anywhere(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_an_answer_reaches_the_leads_and_the_editor_who_asked(
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
    make_user: Callable[..., User],
) -> None:
    people = {name: make_user(f"{name}@caldermoss.example") for name in ("asker", "quiet")}
    for user in people.values():
        add_representative(
            membership=other_membership, user=user, role=Role.EDITOR, job_title="Nurse",
            by=other_lead, at=NOW,
        )  # fmt: skip
    introduction = ask(other_membership, membership, people["asker"])
    with mails() as sent:
        write(introduction, membership, lead)
    subject = "Harrowmere Test NHS Trust has answered"
    assert sorted((to, about) for to, about, _ in sent) == [
        ("asker@caldermoss.example", subject),
        ("lead@caldermoss.example", subject),
    ]
    with mails() as sent:
        write(introduction, membership, lead, "One more thing.")
    assert {about for _, about, _ in sent} == {"Harrowmere Test NHS Trust has written to you"}


def test_who_left_the_team_is_sent_nothing(
    introduction: Introduction,
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
    another_lead: Callable[[Membership], User],
) -> None:
    second = another_lead(other_membership)
    other_membership.representatives.filter(user=other_lead).delete()
    with mails() as sent:
        write(introduction, membership, lead)
    assert [to for to, _, _ in sent] == [second.email]


def test_a_second_press_sends_nothing_twice(
    introduction: Introduction,
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
) -> None:
    with mails() as sent:
        assert ask(other_membership, membership, other_lead) == introduction
    first = write(introduction, membership, lead)
    with mails() as again:
        assert write(introduction, membership, lead) == first
    assert (sent, again, introduction.messages.count()) == ([], [], 2)


def test_one_introduction_goes_on_between_two_members_on_a_topic_whoever_asked(
    introduction: Introduction,
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
) -> None:
    with pytest.raises(CannotWrite, match="an introduction on this topic already"):
        ask(other_membership, membership, other_lead, text="Again.")
    with pytest.raises(CannotWrite, match="an introduction on this topic already"):
        ask(membership, other_membership, lead, text=ASKED)
    ask(membership, other_membership, lead, topic="SEPSIS")
    conversation.close(introduction=introduction, side=other_membership, by=other_lead, at=NOW)
    ask(membership, other_membership, lead)
    assert list(Introduction.objects.order_by("pk").values_list("topic", "state")) == [
        ("FALLS", "CLOSED"), ("SEPSIS", "SENT"), ("FALLS", "SENT"),
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["the same", "the other"])
def test_the_database_itself_refuses_a_second_open_one(
    way: str, introduction: Introduction
) -> None:
    copy = Introduction.objects.get(pk=introduction.pk)
    copy.pk, copy.number_that_day, copy.number_that_month = None, 2, 2
    if way == "the other":
        copy.sender, copy.recipient = copy.recipient, copy.sender
    with pytest.raises(ValidationError, match="open introduction on this topic"):
        copy.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
    copy.topic = "SEPSIS"
    copy.save()


def test_a_decline_is_kind_and_passes_a_word_on(introduction: Introduction, lead: User) -> None:
    with mails() as sent:
        conversation.decline(introduction=introduction, text="Next year?", **who(lead))
        conversation.decline(introduction=introduction, text="Next year?", **who(lead))
    [(to, subject, body)] = sent
    assert (to, subject) == (
        "lead@caldermoss.example",
        "About your introduction to Harrowmere Test NHS Trust",
    )
    wanted = ("That says nothing about you or your work.", "> Next year?")
    assert [text in body for text in wanted] == [True, True]
    assert (state_of(introduction), introduction.messages.count()) == ("DECLINED", 2)


def test_a_decline_needs_no_word(introduction: Introduction, lead: User) -> None:
    with mails() as sent:
        conversation.decline(introduction=introduction, text="", **who(lead))
    assert ("They wrote" in sent[0][2], introduction.messages.count()) == (False, 1)


def leaves(membership: Membership) -> None:
    Membership.objects.filter(pk=membership.pk).update(state="WITHDRAWN", state_reason="Moved on.")


def closes(membership: Membership) -> None:
    membership.organisation.closed_date = date(2026, 6, 15)
    membership.organisation.save()


@pytest.mark.parametrize("end", [leaves, closes])
def test_a_member_that_left_or_closed_neither_sends_nor_receives(
    end: Callable[[Membership], None],
    introduction: Introduction,
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
) -> None:
    end(membership)
    for refused, said in (
        (lambda: ask(membership, other_membership, lead, topic="AKI"), "takes no part"),
        (lambda: ask(other_membership, membership, other_lead, topic="AKI"), "no introductions"),
        (lambda: write(introduction, membership, lead), "takes no part"),
    ):
        with pytest.raises(CannotWrite, match=said):
            refused()
    Introduction.objects.update(state="ANSWERED")
    with pytest.raises(CannotWrite, match="Harrowmere Test NHS Trust takes no part"):
        write(introduction, other_membership, other_lead)
    assert IntroductionMessage.objects.count() == 1


def test_a_paused_member_takes_part(
    membership: Membership, other_membership: Membership, lead: User, other_lead: User
) -> None:
    Membership.objects.filter(pk=membership.pk).update(state="PAUSED", state_reason="Winter.")
    write(ask(other_membership, membership, other_lead), membership, lead)
    ask(membership, other_membership, lead, topic="AKI")
    assert Introduction.objects.count() == 2


def test_a_member_without_a_lead_who_could_read_it_is_not_asked(
    membership: Membership, other_membership: Membership, lead: User, other_lead: User
) -> None:
    User.objects.filter(pk=lead.pk).update(is_active=False)
    with pytest.raises(CannotWrite, match="takes no introductions at present"):
        ask(other_membership, membership, other_lead)


def test_a_member_that_switched_them_off_is_not_asked_and_may_ask(
    membership: Membership, other_membership: Membership, lead: User, other_lead: User
) -> None:
    SwitchedOff.objects.create(membership=membership, since_at=NOW, by=lead)
    with pytest.raises(CannotWrite, match="takes no introductions at present"):
        ask(other_membership, membership, other_lead)
    write(ask(membership, other_membership, lead), other_membership, other_lead)


def test_nobody_whose_account_was_closed_writes(
    introduction: Introduction, membership: Membership, other_membership: Membership, lead: User
) -> None:
    User.objects.filter(pk=lead.pk).update(is_active=False)
    for refused in (
        lambda: ask(membership, other_membership, lead, topic="AKI"),
        lambda: write(introduction, membership, lead),
        lambda: conversation.decline(introduction=introduction, text="", **who(lead)),
    ):
        with pytest.raises(PersonGone):
            refused()
    assert (state_of(introduction), IntroductionMessage.objects.count()) == ("SENT", 1)


@pytest.mark.parametrize("text", ["", "x" * 1501, "a\x00b"])
def test_the_service_refuses_text_that_a_form_would_refuse(
    text: str, introduction: Introduction, membership: Membership, lead: User
) -> None:
    with pytest.raises(ValidationError):
        write(introduction, membership, lead, text)
    assert (state_of(introduction), ANSWERED) == ("SENT", ANSWERED)


def test_rows_say_what_they_are(introduction: Introduction, lead: User) -> None:
    message = introduction.messages.get()
    pair = f"{introduction.sender_id} → {introduction.recipient_id} FALLS"
    assert (str(introduction), str(message)) == (pair, f"{introduction.pk} 2026-06-15")
    off = SwitchedOff(membership=introduction.recipient, since_at=NOW, by=lead)
    assert str(off) == f"{introduction.recipient_id} since 2026-06-15"
