"""What members and the campaign team write to each other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture
from pytest_django import Settings

from accounts.models import User
from audit.models import Event
from organisations.choices import MembershipState
from organisations.models import Membership, Message
from organisations.services import advice
from organisations.services.membership import WrongState
from tests.conftest import NOW

QUESTION = "Is 50% in a year too bold?"
LATER = NOW + timedelta(days=1)


@pytest.fixture
def waiting(membership: Membership) -> Membership:
    Membership.objects.filter(pk=membership.pk).update(state="AWAITING_VERIFICATION")
    membership.refresh_from_db()
    return membership


@pytest.fixture
def sent(django_capture_on_commit_callbacks: Capture) -> Callable[..., list[Any]]:
    """The mails that a service sends, as (to, subject, body)."""

    def call(service: Callable[..., object], **arguments: Any) -> list[Any]:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            service(**arguments)
        return [(m.to, m.subject, str(m.body)) for m in mail.outbox]

    return call


def ask(membership: Membership, by: User, text: str = QUESTION) -> Message:
    return advice.write_to_campaign(membership=membership, text=text, by=by, at=NOW)


def answer(membership: Membership, by: User, text: str = "Not at all.") -> Message:
    return advice.answer_member(membership=membership, text=text, by=by, at=LATER)


def more(membership: Membership, by: User, text: str = "Which switchboard?") -> Message:
    return advice.ask_for_more(membership=membership, text=text, by=by, at=LATER)


def kinds(membership: Membership) -> list[str]:
    return list(membership.messages.order_by("pk").values_list("kind", flat=True))


def unanswered() -> list[Message]:
    return list(Message.objects.unanswered_questions())


# What is stored


def test_a_question_is_stored_as_typed_with_who_and_when(
    membership: Membership, editor: User
) -> None:
    text = "- One\n\n<b>Two</b> & " + "x" * 2900
    stored = Message.objects.get(pk=ask(membership, editor, text).pk)
    assert (stored.membership, stored.author, stored.kind, stored.text, stored.at) == (
        membership,
        editor,
        "QUESTION",
        text,
        NOW,
    )


@pytest.mark.parametrize("text", ["", "x" * 3001, "a\x00b", "\u202eabc", "\u200b"])
def test_a_message_that_cannot_be_read_is_refused(
    text: str, membership: Membership, lead: User
) -> None:
    with pytest.raises(ValidationError):
        ask(membership, lead, text)
    assert kinds(membership) == []


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("message_kind_is_known", {"kind": "RUMOUR"}),
        ("message_says_something", {"text": ""}),
        ("message_says_something", {"kind": "READ"}),
    ],
)
def test_the_database_refuses(
    constraint: str, fields: dict[str, str], membership: Membership, lead: User
) -> None:
    valid = {"membership": membership, "author": lead, "kind": "ANSWER", "text": "x", "at": NOW}
    with pytest.raises(IntegrityError, match=constraint):
        Message.objects.create(**{**valid, **fields})


def test_a_message_says_what_it_is(membership: Membership, lead: User) -> None:
    assert str(ask(membership, lead)) == f"{membership.pk} QUESTION"


def test_every_message_is_audited_without_its_text(waiting: Membership, officer: User) -> None:
    ask(waiting, officer)
    answer(waiting, officer)
    more(waiting, officer)
    ask(waiting, officer)
    ask(waiting, officer, "And one more thing.")
    advice.mark_read(membership=waiting, by=officer, at=LATER)
    events = Event.objects.filter(event="message.written").order_by("pk")
    assert [(e.actor, e.subject, e.details) for e in events] == [
        (
            f"accounts.user:{officer.pk}",
            f"organisations.membership:{waiting.pk}",
            {"kind": kind},
        )
        for kind in ("QUESTION", "ANSWER", "MORE_ASKED", "REPLY", "QUESTION", "READ")
    ]


# Nothing waits for it


@pytest.mark.parametrize("state", MembershipState)
def test_advice_is_asked_and_given_in_every_state_and_changes_none(
    state: str, membership: Membership, lead: User, officer: User
) -> None:
    Membership.objects.update(state=state, state_reason="Because.")
    ask(membership, lead)
    answer(membership, officer)
    membership.refresh_from_db()
    assert (membership.state, kinds(membership)) == (state, ["QUESTION", "ANSWER"])


# Double clicks


def test_the_same_words_twice_are_one_message_and_one_mail(
    waiting: Membership, lead: User, officer: User, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            ask(waiting, lead)
        for _ in range(2):
            answer(waiting, officer)
        for _ in range(2):
            more(waiting, officer)
        for _ in range(2):
            ask(waiting, lead, "The one on our website.")
        for _ in range(2):
            advice.mark_read(membership=waiting, by=officer, at=LATER)
    assert kinds(waiting) == ["QUESTION", "ANSWER", "MORE_ASKED", "REPLY"]
    assert [m.subject.split(" Harrow")[0] for m in mail.outbox] == [
        "Harrowmere Test NHS Trust asks for advice",
        "The campaign team has answered:",
        "The campaign team has a question:",
        "Harrowmere Test NHS Trust has replied",
    ]


def test_two_people_may_say_the_same(membership: Membership, lead: User, editor: User) -> None:
    ask(membership, lead)
    ask(membership, editor)
    assert kinds(membership) == ["QUESTION", "QUESTION"]


# What the check waits for


def asked_of(membership: Membership) -> Message | None:
    return advice.open_request(Membership.objects.get(pk=membership.pk))


def test_what_was_asked_is_open_until_the_member_writes(
    waiting: Membership, lead: User, officer: User
) -> None:
    ask(waiting, lead)
    before = asked_of(waiting)
    request = more(waiting, officer)
    answer(waiting, officer, "By the way, thank you.")
    open_then = asked_of(waiting)
    reply = ask(waiting, lead, "020 7946 0000")
    assert (before, open_then, asked_of(waiting), reply.kind) == (None, request, None, "REPLY")


def test_what_comes_after_the_reply_is_a_question(
    waiting: Membership, lead: User, officer: User
) -> None:
    more(waiting, officer)
    ask(waiting, lead, "020 7946 0000")
    ask(waiting, lead, "And may we announce it?")
    assert kinds(waiting) == ["MORE_ASKED", "REPLY", "QUESTION"]


def test_an_answer_alone_makes_nobody_wait(waiting: Membership, lead: User, officer: User) -> None:
    ask(waiting, lead)
    answer(waiting, officer)
    assert asked_of(waiting) is None


def test_once_decided_nothing_is_waited_for(waiting: Membership, officer: User) -> None:
    more(waiting, officer)
    Membership.objects.update(state="ACTIVE")
    assert asked_of(waiting) is None


@pytest.mark.parametrize("state", [s for s in MembershipState if s != "AWAITING_VERIFICATION"])
def test_more_is_asked_for_only_during_the_check(
    state: str, membership: Membership, officer: User
) -> None:
    Membership.objects.update(state=state, state_reason="Because.")
    with pytest.raises(WrongState):
        more(membership, officer)
    assert kinds(membership) == []


# What waits for the campaign team


def test_unanswered_questions_are_the_first_of_each_member_oldest_first(
    membership: Membership,
    other_membership: Membership,
    lead: User,
    other_lead: User,
    officer: User,
    make_member: Callable[..., Membership],
) -> None:
    ask(membership, lead, "Answered.")
    answer(membership, officer)
    second = ask(other_membership, other_lead)
    ask(other_membership, other_lead, "Anybody there?")
    third = ask(membership, lead, "Not answered.")
    answered = make_member()
    ask(answered, lead)
    answer(answered, officer)
    first = ask(make_member(), lead)
    Message.objects.filter(pk=first.pk).update(at=NOW - timedelta(days=3))
    assert unanswered() == [first, second, third]


@pytest.mark.parametrize("way", ["answer", "more", "read"])
def test_a_question_is_off_the_desk_once_the_campaign_team_wrote(
    way: str, waiting: Membership, lead: User, officer: User
) -> None:
    ask(waiting, lead)
    if way == "read":
        advice.mark_read(membership=waiting, by=officer, at=LATER)
    else:
        {"answer": answer, "more": more}[way](waiting, officer)
    assert unanswered() == []


def test_a_reply_to_the_check_is_no_question(
    waiting: Membership, lead: User, officer: User
) -> None:
    more(waiting, officer)
    ask(waiting, lead)
    assert unanswered() == []


def test_marking_one_member_read_leaves_the_others(
    membership: Membership, other_membership: Membership, lead: User, officer: User
) -> None:
    ask(membership, lead)
    kept = ask(other_membership, lead)
    advice.mark_read(membership=membership, by=officer, at=LATER)
    assert unanswered() == [kept]


# Mail


def test_the_campaign_team_is_told_of_a_question_without_its_words(
    membership: Membership, lead: User, sent: Callable[..., list[Any]], settings: Settings
) -> None:
    settings.CONTACT_EMAIL = "desk@campaign.example"
    [(to, subject, body)] = sent(ask, membership=membership, by=lead)
    link = f"/campaign/advice/{membership.pk}/"
    assert (to, subject, link in body, QUESTION in body) == (
        ["desk@campaign.example"],
        "Harrowmere Test NHS Trust asks for advice",
        True,
        False,
    )


def test_the_campaign_team_gets_one_mail_for_all_that_a_member_writes_before_it_answers(
    membership: Membership, lead: User, officer: User, sent: Callable[..., list[Any]]
) -> None:
    numbers = [
        len(sent(ask, membership=membership, by=lead)),
        len(sent(ask, membership=membership, by=lead, text="Anybody there?")),
    ]
    answer(membership, officer)
    numbers.append(len(sent(ask, membership=membership, by=lead, text="Thank you.")))
    assert numbers == [1, 0, 1]


def test_leads_and_editors_who_took_part_are_sent_the_answer(
    membership: Membership,
    editor: User,
    officer: User,
    make_user: Callable[..., User],
    sent: Callable[..., list[Any]],
) -> None:
    for email in ("quiet.editor@harrowmere.example", "new.viewer@harrowmere.example"):
        role = "EDITOR" if "editor" in email else "VIEWER"
        membership.representatives.create(
            user=make_user(email), role=role, job_title="Nurse", since_at=NOW
        )
    ask(membership, make_user("new.viewer@harrowmere.example"))
    ask(membership, editor)
    mails = sent(answer, membership=membership, by=officer, text="Not <b>at all</b> & more.")
    link = f"/advice/{membership.pk}/"
    assert [
        (to, subject, "Not <b>at all</b> & more." in body, link in body, QUESTION in body)
        for to, subject, body in mails
    ] == [
        ([to], "The campaign team has answered: Harrowmere Test NHS Trust", True, True, False)
        for to in ("lead@harrowmere.example", "editor@harrowmere.example")
    ]


def test_who_no_longer_acts_for_the_member_is_sent_nothing(
    membership: Membership, lead: User, editor: User, officer: User, sent: Callable[..., list[Any]]
) -> None:
    ask(membership, editor)
    membership.representatives.filter(user=editor).delete()
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert sent(answer, membership=membership, by=officer) == []


def test_a_question_of_the_check_says_that_we_go_on_then(
    waiting: Membership, officer: User, sent: Callable[..., list[Any]]
) -> None:
    [(_, subject, body)] = sent(more, membership=waiting, by=officer)
    assert (
        subject,
        "is checking the sign-up of Harrowmere Test NHS Trust" in body,
        "so that we can go on" in body,
    ) == ("The campaign team has a question: Harrowmere Test NHS Trust", True, True)
