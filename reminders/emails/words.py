"""What a digest says of each kind. It thanks and offers; it never scolds, and counts no days."""

from collections.abc import Callable
from typing import cast

from core.text import nhs_date, plural, without_web_addresses
from improvement_plans.models import Milestone, Plan
from individuals.models import Individual
from organisations.links import absolute, sponsor_token
from organisations.models import Membership
from reminders.choices import Kind
from reminders.emails.items import Item
from reminders.models import Reminder

NO_CHANGE = (
    "“No change this year” and “this did not work, we stopped” are good answers: others learn from"
    " both."
)
THANKS = "Thank you for what you and your colleagues do to make care safer."


def item_of(reminder: Reminder) -> Item:
    """The words of one reminder."""
    return WORDS[Kind(reminder.kind)](reminder)


def _member(reminder: Reminder) -> Membership:
    """Of all kinds but the yearly hello: the ledger has one or the other."""
    return cast(Membership, reminder.membership)


def _organisation(reminder: Reminder) -> str:
    return without_web_addresses(str(_member(reminder).organisation))


def _because_lead(reminder: Reminder) -> str:
    return f"You are a lead for {_organisation(reminder)}."


def _resting(reminder: Reminder) -> Item:
    name = _organisation(reminder)
    return Item(
        heading=f"The sign-up of {name} is saved for you",
        thanks=f"Thank you for beginning to sign {name} up.",
        text=f"It was last changed on {nhs_date(reminder.period_date)}. All that you wrote is"
        " there, and a colleague can go on in your place.",
        action="Go on with the sign-up",
        link=absolute("sign_up_tasks", reminder.membership_id),
        why=f"You are a lead in the sign-up of {name}.",
    )


def _resting_long(reminder: Reminder) -> Item:
    name = _organisation(reminder)
    return Item(
        heading=f"Can we help with the sign-up of {name}?",
        thanks=f"Thank you for thinking of joining with {name}.",
        text="If something is in the way, tell us: we may be able to help. If this is not the"
        " time, you can end the sign-up on the same page and begin again whenever you like. If you"
        " do nothing, it stays saved, and we will not write about it again.",
        action="See where the sign-up stands",
        link=absolute("sign_up_tasks", reminder.membership_id),
        why=f"You are a lead in the sign-up of {name}.",
    )


def _sponsor(reminder: Reminder) -> Item:
    name = _organisation(reminder)
    asked = _member(reminder).sponsor_requests.filter(answered_at=None).get()
    return Item(
        heading=f"The safety pledges of {name} wait for you to read",
        thanks=f"Thank you for supporting your colleagues at {name}.",
        text=f"On {nhs_date(reminder.period_date)} they asked you, as their executive sponsor, to"
        " read what they wish to promise. You can confirm it, ask for changes, or say that this is"
        f" not your organisation. The link works until {nhs_date(asked.expires_at)}.",
        action="Read the pledges",
        link=absolute("sponsor_decision", sponsor_token(asked)),
        why=f"In the sign-up of {name} you are named as executive sponsor.",
    )


def _sponsor_silent(reminder: Reminder) -> Item:
    name = _organisation(reminder)
    sponsor = without_web_addresses(_member(reminder).sponsor_name)
    return Item(
        heading=f"Your sponsor may not have seen our mail: {name}",
        thanks=f"Thank you for the work that you put into the pledges of {name}.",
        text=f"We wrote to {sponsor} on {nhs_date(reminder.period_date)} and have no answer yet."
        " Mail gets lost in full mailboxes, so a word from you may help. You can have the link sent"
        " again, or name somebody else.",
        action="See where the sign-up stands",
        link=absolute("sign_up_tasks", reminder.membership_id),
        why=f"You are a lead in the sign-up of {name}.",
    )


def _plan_coming(reminder: Reminder) -> Item:
    name, day = _organisation(reminder), nhs_date(reminder.period_date)
    return Item(
        heading=f"Your plan for {name}: you chose {day}",
        thanks=THANKS,
        text=f"You wrote that you aim to publish your safety improvement plan by {day}. It need"
        " not be perfect: each version can be followed by a better one, and we gladly read a draft"
        " with you.",
        action="Open your plan",
        link=_plan_page(reminder),
        why=_because_lead(reminder),
    )


def _plan_gone_by(reminder: Reminder) -> Item:
    name, day = _organisation(reminder), nhs_date(reminder.period_date)
    return Item(
        heading=f"Can we help with the plan of {name}?",
        thanks=THANKS,
        text=f"You aimed to publish your plan by {day}. Plans often take longer than people hope,"
        " and that is fine. If you would like somebody to read a draft, or to talk to a member who"
        " has been through it, ask us.",
        action="Open your plan",
        link=_plan_page(reminder),
        why=_because_lead(reminder),
    )


def _report_coming(reminder: Reminder) -> Item:
    return _report(
        reminder,
        "Soon: tell people how {} is getting on",
        "You chose {} as the day to tell people how your plan is going.",
    )


def _report_due(reminder: Reminder) -> Item:
    return _report(
        reminder,
        "Your safety improvement plan: time to tell people how {} is getting on",
        "You chose {} as the day to tell people how your plan is going.",
    )


def _report_gone_by(reminder: Reminder) -> Item:
    return _report(
        reminder,
        "People would like to hear how {} is getting on",
        "You meant to tell people on {} how your plan is going. A few sentences are enough.",
    )


def _report(reminder: Reminder, heading: str, text: str) -> Item:
    plan = Plan.objects.get(membership=reminder.membership)
    return Item(
        heading=heading.format(_organisation(reminder)),
        thanks=THANKS,
        text=f"{text.format(nhs_date(reminder.period_date))} {NO_CHANGE}",
        action="Write your progress report",
        link=absolute("report_list", plan.pk),
        why=_because_lead(reminder),
        nothing_new=absolute("report_nothing_new", plan.pk),
    )


def _milestone(reminder: Reminder) -> Item:
    day = reminder.period_date
    titles = Milestone.objects.published_of(reminder.membership_id or 0, day)
    plan = Plan.objects.get(membership=reminder.membership)
    return Item(
        heading=f"{plural(len(titles), 'milestone')} of {_organisation(reminder)}: {nhs_date(day)}",
        thanks=THANKS,
        text="Your plan says that by then this would be reached. If it is, tell people. If it is"
        " not, what stood in the way is worth telling too, and you can choose another day.",
        quoted=tuple(without_web_addresses(title) for title in titles),
        action="Open your milestones",
        link=absolute("plan_milestones", plan.pk),
        why=_because_lead(reminder),
    )


def _no_lead(reminder: Reminder) -> Item:
    name = _organisation(reminder)
    return Item(
        heading=f"Nobody leads {name} at present",
        thanks="Thank you for looking after our members.",
        text="All who led have closed their accounts. You can ask the executive sponsor to name"
        " somebody, or name somebody yourself.",
        action="Find somebody who leads",
        link=absolute("appoint", reminder.membership_id),
        why="You work on what waits on the campaign desk.",
    )


def _hello(reminder: Reminder) -> Item:
    individual = cast(Individual, reminder.individual)
    made = plural(individual.pledges.count(), "pledge")
    return Item(
        heading="A year on: the pledges you made",
        subject="A hello, once a year",
        thanks="Thank you for being part of this.",
        text=f"On {nhs_date(individual.joined_at)} you joined, and you have made {made} of your"
        " own. If you like, read again what you wrote, and change what you would put differently"
        " today. If all is as it should be, you need do nothing.",
        action="Read your pledges",
        link=absolute("my_pledges"),
        why="You made pledges of your own.",
    )


def _plan_page(reminder: Reminder) -> str:
    plan = Plan.objects.filter(membership=reminder.membership).first()
    return (
        absolute("plan_tasks", plan.pk) if plan else absolute("membership", reminder.membership_id)
    )


WORDS: dict[Kind, Callable[[Reminder], Item]] = {
    Kind.DRAFT_RESTING_7: _resting,
    Kind.DRAFT_RESTING_21: _resting_long,
    Kind.SPONSOR_SILENT_5: _sponsor,
    Kind.SPONSOR_SILENT_14: _sponsor_silent,
    Kind.PLAN_IN_30_DAYS: _plan_coming,
    Kind.PLAN_IN_7_DAYS: _plan_coming,
    Kind.PLAN_DATE_GONE_BY: _plan_gone_by,
    Kind.REPORT_COMING: _report_coming,
    Kind.REPORT_DUE: _report_due,
    Kind.REPORT_GONE_BY: _report_gone_by,
    Kind.MILESTONE_DUE: _milestone,
    Kind.NO_LEAD: _no_lead,
    Kind.YEARLY_HELLO: _hello,
}
