"""The steps of the main job, for whoever takes them: with a mouse, by keyboard, or in a hurry."""

import re
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from playwright.sync_api import expect

from core.text import nhs_date
from tests.journeys.people import Person, code_in, link_in
from tests.journeys.portal import Portal, Trust
from tests.journeys.visitor import Answers, Choice, Option, Visitor

TEXT = "Example text for a test of the portal."
TODAY = timezone.localdate(timezone=ZoneInfo("Europe/London"))
PLAN_TITLE = "Example title of a plan"
PLAN_START = TODAY.replace(day=1)
PLAN_END = PLAN_START + relativedelta(years=3)
REPORT_DATE = TODAY.replace(day=1) + relativedelta(months=8)
AIM_DATE = PLAN_START + relativedelta(years=2)
AIM = f"Reduce example events per 1,000 bed days by 50% by {nhs_date(AIM_DATE)}"


# --- Given ------------------------------------------------------------------------------------


def given_a_recorded_mail_domain(portal: Portal, trust: Trust, domain: str) -> None:
    portal.manage("record_domain", trust.ods_code, domain)


# --- When: signing up -------------------------------------------------------------------------


def when_they_find_their_organisation(visitor: Visitor, trust: Trust) -> None:
    visitor.opens("/")
    visitor.follows("Sign up", within=visitor.page.get_by_role("banner"))
    visitor.presses("Start now")
    visitor.submits("Search", {"Name, former name, ODS code or postcode": trust.search})
    visitor.sees(f"({trust.ods_code})")
    visitor.follows(trust.name)


def when_they_say_who_they_are(visitor: Visitor, person: Person) -> None:
    visitor.sees_heading("About you")
    visitor.submits(
        "Send me a code",
        {
            "Full name": person.name,
            "Job title": person.job_title,
            "Work email address": person.email,
        },
    )


def when_they_ask_for_a_code(visitor: Visitor, person: Person) -> None:
    visitor.opens("/")
    visitor.follows("Sign in")
    visitor.submits("Send me a code", {"Work email address": person.email})


def when_they_type_the_code_from_the_mail(portal: Portal, visitor: Visitor, person: Person) -> None:
    visitor.sees_heading("Check your email")
    mail = portal.mailbox.receive(person.email, "is your code for the safety portal")
    visitor.submits("Continue", {"Six-digit code": code_in(mail.text)})


def when_they_start_the_sign_up(visitor: Visitor, trust: Trust, person: Person) -> None:
    visitor.sees_heading("Ready to start")
    visitor.sees(trust.name, person.name, person.job_title, person.email)
    visitor.presses("Start signing up")
    visitor.sees_heading("Sign up to the pledges")


def when_they_name_their_sponsor(visitor: Visitor, sponsor: Person) -> None:
    visitor.follows("Executive sponsor")
    visitor.submits(
        "Save and continue",
        {
            "Sponsor’s full name": sponsor.name,
            "Sponsor’s job title": sponsor.job_title,
            "Sponsor’s work email address": sponsor.email,
        },
    )
    visitor.sees_heading("Sign up to the pledges")


def when_they_answer_the_five_pledges(visitor: Visitor) -> None:
    for number in range(1, 6):
        link = visitor.main.get_by_role("link", name=re.compile(f"^Pledge {number}: "))
        visitor.follows(link.inner_text())
        visitor.submits(
            "Save and continue",
            {
                "What will your organisation do?": f"{TEXT} This is answer {number}.",
                "Is this new?": Choice("An extension of work we do"),
            },
        )
        visitor.sees_heading("Sign up to the pledges")


def when_they_say_that_a_plan_will_follow(visitor: Visitor) -> None:
    visitor.follows("Will you publish a plan?")
    visitor.submits(
        "Save and continue",
        {
            "Will you publish a safety improvement plan?": Choice("Yes"),
            "Date you aim for": REPORT_DATE,
        },
    )
    visitor.sees_heading("Sign up to the pledges")


def when_they_check_their_answers_and_send_them(visitor: Visitor, sponsor: Person) -> None:
    visitor.presses("Check your answers")
    visitor.sees(sponsor.name, sponsor.email, f"Yes, by {nhs_date(REPORT_DATE)}")
    visitor.sees(*(f"{TEXT} This is answer {number}." for number in range(1, 6)))
    visitor.presses("Send to your sponsor")
    visitor.sees(f"{sponsor.name}, your executive sponsor, at {sponsor.email}")


def when_the_sponsor_confirms(portal: Portal, visitor: Visitor, sponsor: Person) -> None:
    """From the link in the mail, without an account."""
    mail = portal.mailbox.receive(sponsor.email, "Please read the safety pledges of")
    visitor.opens(link_in(mail.text))
    visitor.sees(sponsor.name, f"{TEXT} This is answer 5.")
    visitor.submits(
        "Send my answer",
        {
            "What would you like to do?": Choice("Confirm these pledges"),
        },
    )
    visitor.sees_heading("Thank you")


# --- When: the plan ---------------------------------------------------------------------------


def when_they_start_their_plan(visitor: Visitor, person: Person, trust: Trust) -> None:
    visitor.opens("/")
    visitor.follows(person.name)
    visitor.follows(f"Write a safety improvement plan for {trust.name}")
    visitor.presses("Start your plan")
    visitor.sees_heading("Safety improvement plan")


def when_they_write_about_the_plan(visitor: Visitor) -> None:
    visitor.follows("About the plan")
    visitor.submits(
        "Save and continue",
        {
            "Title of the plan": PLAN_TITLE,
            "Start date": PLAN_START,
            "End date": PLAN_END,
            "Executive lead": "Chief nurse",
        },
    )


def when_they_write_where_they_are_now(visitor: Visitor) -> None:
    visitor.follows("Where we are now")
    visitor.submits("Save and continue", {"Where we are now": f"{TEXT} This is where we are."})


def when_they_add_a_priority_with_its_aim(visitor: Visitor) -> None:
    visitor.follows("Add a priority")
    visitor.submits(
        "Save and continue",
        {"What will you work on?": "Fewer example events", "Topic": Option("Falls")},
    )
    parts: dict[str, Answers] = {
        "What you will work on": {
            "Is this a national or a local priority?": Choice("Local priority"),
            "Which pledges does this serve?": Choice("1. "),
        },
        "Why it matters here": {"Why this matters here": f"{TEXT} This is why it matters."},
        "Contributory factors and foundations": {
            "What makes this harm more likely?": Choice("Stress and tiredness"),
        },
        "Aim": {
            "What do you want to do?": Choice("Reduce"),
            "What will you measure?": "example events per 1,000 bed days",
            "By how much?": Choice("By a percentage"),
            "How much?": "50",
            "By when?": AIM_DATE,
        },
    }
    for part, answers in parts.items():
        visitor.follows(part)
        visitor.submits("Save and continue", answers, may_be_empty=True)
    visitor.sees_heading("Fewer example events")
    visitor.sees(AIM)
    visitor.follows("Back to the plan")
    visitor.sees("Fewer example events", AIM)


def when_they_publish_the_plan(visitor: Visitor) -> None:
    visitor.follows("Preview version 1 as the public will see it")
    visitor.sees_heading(PLAN_TITLE)
    visitor.follows("Back to writing the plan")
    visitor.presses("Go on to publish")
    visitor.submits(
        "Publish version 1",
        {
            "Why are you publishing this version?": "First version",
            "How often will you report your progress?": Choice("Once a year"),
            "Date of your next report (optional)": REPORT_DATE,
        },
    )
    visitor.sees("Version 1 of your plan is public.")


# --- Then -------------------------------------------------------------------------------------


def then_nothing_is_public_yet(visitor: Visitor, trust: Trust) -> None:
    visitor.opens("/organisations/")
    visitor.submits("Show", {"Name, code or town": trust.ods_code})
    visitor.sees("No organisation matches all of that.")


def then_the_sign_up_waits_for_a_check(portal: Portal, lead: Person, visitor: Visitor) -> None:
    visitor.sees("A person on the campaign team checks")
    assert portal.mailbox.receive(lead.email, "Your sign-up is being checked")


def then_the_pledges_are_public(
    portal: Portal, visitor: Visitor, trust: Trust, lead: Person, sponsor: Person
) -> None:
    for person in (lead, sponsor):
        mail = portal.mailbox.receive(person.email, f"the pledges of {trust.name} are published")
    visitor.opens(link_in(mail.text))
    visitor.sees_heading(trust.name)
    visitor.sees(*(f"{TEXT} This is answer {number}." for number in range(1, 6)))
    visitor.sees(f"{sponsor.name}, {sponsor.job_title}", trust.ods_code)
    for private in (sponsor.email, lead.email, lead.name):
        expect(visitor.page.locator("body")).not_to_contain_text(private)


def then_the_plan_stands_on_the_public_page(visitor: Visitor, trust: Trust) -> None:
    visitor.opens("/organisations/")
    visitor.submits("Show", {"Name, code or town": trust.ods_code})
    visitor.follows(trust.name)
    visitor.sees(AIM)
    visitor.follows(PLAN_TITLE)
    visitor.sees_heading(PLAN_TITLE)
    visitor.sees(f"{TEXT} This is where we are.", f"{TEXT} This is why it matters.", AIM)
