"""One mail a person and day, of what is still to be done."""

import re
from collections.abc import Callable

from django.core import mail as sent_mail

from accounts.models import User
from audit.models import Event
from improvement_plans import services as plans
from improvement_plans.models import Plan
from individuals.models import Individual
from individuals.services import erase_those_who_left, leave
from organisations.choices import Role
from organisations.models import Membership
from outbox import services as outbox
from outbox.models import Mail
from pledges import services as pledges
from reminders.choices import Kind, Topic
from reminders.emails.words import WORDS
from reminders.models import Digest, Reminder
from reminders.services import choosing, digests
from safety_portal.personal_data import erase_person, everything_about
from tests.conftest import publish_anew
from tests.reminders.conftest import (
    BEFORE,
    DAY,
    LEAD,
    THEN,
    THEN_AT,
    ledger,
    look,
    make_due,
    write,
)

EDITOR = "editor@harrowmere.example"


def states() -> list[tuple[str, str]]:
    return [(row.state, row.why) for row in Reminder.objects.order_by("pk")]


def test_one_digest_says_all_that_is_due_and_no_second_goes_that_day(
    membership: Membership, other_membership: Membership, due_plan: Plan, lead: User
) -> None:
    other_membership.representatives.create(
        user=lead, role=Role.LEAD, job_title="Matron", since_at=BEFORE
    )
    make_due(other_membership, lead, THEN)
    look()
    assert (write(), write(), write(THEN + DAY)) == (2, 0, 0)
    mine = Mail.objects.get(to=LEAD)
    assert (mine.kind, mine.subject) == (
        "reminders.digest",
        "2 things, when you have a moment",
    )
    assert mine.about == f"reminders.digest:{mine.digest.pk}"
    assert {row[3] for row in ledger()} == {"WRITTEN"}
    assert Event.objects.get(subject=mine.about).details == {"reminders": 2}


def test_two_at_once_write_one(due_plan: Plan, lead: User) -> None:
    """The second waits for the first one's row, and finds it."""
    look()
    answers = [
        digests.write_digest(user_pk=lead.pk, email="", at=THEN_AT, today=THEN) for _ in range(2)
    ]
    assert (answers[1], Digest.objects.count()) == (None, 1)


def test_what_is_done_before_the_digest_is_not_in_it(due_plan: Plan, lead: User) -> None:
    look()
    Plan.objects.update(next_report_date=THEN + 365 * DAY)
    assert (write(), states(), Digest.objects.count()) == (0, [("SUPPRESSED", "DONE")], 0)


def test_who_has_just_acted_is_left_in_peace_and_hears_later(due_plan: Plan, lead: User) -> None:
    plans.start_new_version(plan=due_plan, by=lead, at=THEN_AT)
    publish_anew(due_plan, lead, at=THEN_AT, title="Still safer")
    Plan.objects.update(next_report_date=THEN)
    look()
    assert (write(), Reminder.objects.get().held_until) == (0, THEN + 3 * DAY)
    assert (write(THEN + 2 * DAY), write(THEN + 3 * DAY)) == (0, 1)


def test_a_topic_that_is_not_wanted_ends_there_and_another_goes(due_plan: Plan, lead: User) -> None:
    choosing.choose(user=lead, unwanted=[Topic.REPORT], among=list(Topic), at=THEN_AT)
    look()
    assert (write(), states()) == (0, [("SUPPRESSED", "NOT_WANTED")])
    choosing.choose(user=lead, unwanted=[Topic.MILESTONE], among=list(Topic), at=THEN_AT)
    Plan.objects.update(next_report_date=THEN + DAY)
    look(THEN + DAY)
    assert (write(THEN + DAY), states()[1][0]) == (1, "WRITTEN")


def test_each_try_asks_again_and_what_is_left_waits_for_the_next_digest(
    due_plan: Plan, lead: User
) -> None:
    plans.start_new_version(plan=due_plan, by=lead, at=BEFORE)
    plans.add_milestone(
        plan=due_plan, title="Rounds", due_date=THEN, priority="", by=lead, at=BEFORE
    )
    publish_anew(due_plan, lead, at=BEFORE)
    Plan.objects.update(next_report_date=THEN)
    look()
    write()
    Plan.objects.update(next_report_date=THEN + 365 * DAY)
    mine = Mail.objects.get(to=LEAD)
    assert outbox.deliver(mail_pk=mine.pk, at=THEN_AT) == "SUPPRESSED"
    assert (sent_mail.outbox, states()) == ([], [("SUPPRESSED", "DONE"), ("DUE", "")])
    assert (write(), write(THEN + DAY)) == (0, 1)
    again = Mail.objects.latest("pk")
    assert outbox.deliver(mail_pk=again.pk, at=THEN_AT + DAY) == "SENT"
    assert [str(sent.subject) for sent in sent_mail.outbox] == [
        "1 milestone of Harrowmere Test NHS Trust: 25 June 2026"
    ]


def test_the_mail_says_what_it_should_and_links_only_to_the_portal(
    due_plan: Plan, lead: User
) -> None:
    """Thanks first; why it came; one thing to do; who to ask; and no typed text as HTML or link."""
    User.objects.filter(pk=lead.pk).update(full_name="Lena <b>O'Lead</b> www.evil.example")
    plans.start_new_version(plan=due_plan, by=lead, at=BEFORE)
    plans.add_milestone(
        plan=due_plan, title="<i>See</i> https://evil.example/x", due_date=THEN, priority="", by=lead,
        at=BEFORE,
    )  # fmt: skip
    publish_anew(due_plan, lead, at=BEFORE)
    Plan.objects.update(next_report_date=THEN)
    look()
    write()
    row = Mail.objects.get(to=LEAD)
    first, second = row.text.split("\n\n")[:2]
    assert (first, second) == (
        "Hello Lena <b>O'Lead</b> [a web address: read it on the portal],",
        "Thank you for what you and your colleagues do to make care safer.",
    )
    wanted = (
        "25 June 2026",
        "Why you get this mail: You are a lead for Harrowmere",
        "A person answers.",
    )
    assert [words for words in wanted if words not in row.text or words not in row.html] == []
    assert "&lt;i&gt;See&lt;/i&gt;" in row.html
    assert "evil.example" not in row.html + row.text
    addresses = set(re.findall(r"(?:href=\"|\n)(\w+:[^\"\s]+)", row.html + row.text))
    home = "http://127.0.0.1:8000/"
    assert {a for a in addresses if not a.startswith(home)} == {"mailto:campaign@portal.example"}
    pages = {a.partition("/plans/")[2].partition("/")[2] for a in addresses if "/plans/" in a}
    assert pages == {"milestones/", "reports/", "reports/nothing-new/"}
    stop = next(a for a in addresses if "/reminders/stop/" in a)
    assert row.headers == {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


BLAME = ("overdue", " late", "failed", "failing", "fail ", "must ", "missed", "behind", "non-")


def test_every_kind_is_written_and_none_scolds(
    complete_sign_up: Membership,
    lead: User,
    officer: User,
    individual: User,
    other_membership: Membership,
    other_lead: User,
) -> None:
    """Every kind by its own words, whatever the rules say."""
    pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=THEN_AT)
    plan = make_due(other_membership, other_lead, THEN)
    assert plan
    said = []
    of_sign_up = {kind for kind in Kind if kind.topic in {Topic.SIGN_UP, Topic.SPONSOR}}
    for kind in Kind:
        member = complete_sign_up if kind in of_sign_up else other_membership
        own = Individual.objects.get() if kind == Kind.YEARLY_HELLO else None
        row = Reminder(
            membership=None if own else member,
            individual=own,
            user=lead,
            kind=kind,
            period_date=THEN,
        )
        said.append(WORDS[kind](row))
    assert len({item.heading for item in said}) == len(Kind) - 1  # a month and a week before
    words = " ".join(f"{i.heading} {i.thanks} {i.text} {i.action} {i.why}" for i in said).lower()
    assert [word for word in BLAME if word in words] == []
    assert all(item.thanks.startswith("Thank you") for item in said)


def test_an_erased_sponsor_hears_nothing_and_stays_erased(
    complete_sign_up: Membership, lead: User, stranger: User
) -> None:
    pledges.send_to_sponsor(membership=complete_sign_up, by=lead, at=THEN_AT)
    look(THEN + 5 * DAY)
    write(THEN + 5 * DAY)
    (row,) = Mail.objects.filter(kind="reminders.digest")
    assert "/sponsor/" in row.text or "/sign-up/" in row.text
    choosing.stop_all(digest=row.digest, at=THEN_AT)
    User.objects.filter(pk=stranger.pk).update(email="sponsor@harrowmere.example")
    stranger.refresh_from_db()
    mine = everything_about(user=stranger)
    assert [r["organisation_name"] for r in mine["reminders"]] == [
        "Harrowmere Test NHS Trust".upper()
    ]
    erase_person(user=stranger, by=stranger, at=THEN_AT)
    assert (Reminder.objects.get().email, Digest.objects.get().email) == ("", "")


def test_somebody_who_takes_their_pledges_back_is_not_written_to(
    make_individual: Callable[..., Individual],
) -> None:
    """Their reminders are erased with what they wrote; the mail that waited knows of none."""
    person = make_individual(joined_at=THEN_AT - 365 * DAY)
    look()
    assert write() == 1
    waiting = Mail.objects.get(kind="reminders.digest")
    assert "pledge" not in waiting.subject
    leave(individual=person, by=person.user, at=THEN_AT)
    erase_those_who_left(at=THEN_AT)
    assert outbox.deliver(mail_pk=waiting.pk, at=THEN_AT) == "SUPPRESSED"
    assert (Reminder.objects.count(), sent_mail.outbox) == (0, [])


def test_a_person_who_closes_their_account_before_the_digest_gets_none(
    membership: Membership, due_plan: Plan, lead: User, stranger: User
) -> None:
    membership.representatives.create(
        user=stranger, role=Role.LEAD, job_title="Nurse", since_at=BEFORE
    )
    look()
    erase_person(user=lead, by=lead, at=THEN_AT)
    write()
    assert sorted(ledger()) == [
        (f"erased-{lead.pk}@erased.invalid", "REPORT_DUE", THEN, "SUPPRESSED"),
        (stranger.email, "REPORT_DUE", THEN, "WRITTEN"),
    ]
