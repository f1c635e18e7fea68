"""The steps of the campaign team, and of the reminders that nobody has to send."""

import csv
import re
from collections import Counter
from datetime import date

from playwright.sync_api import expect

from core.text import nhs_date
from tests.journeys import stage
from tests.journeys.mailbox import Mail
from tests.journeys.people import Authenticator, Person
from tests.journeys.portal import Portal, Trust
from tests.journeys.steps import (
    REPORT_DATE,
    when_they_ask_for_a_code,
    when_they_type_the_code_from_the_mail,
)
from tests.journeys.visitor import Answers, Visitor


def given_a_campaign_officer(portal: Portal, visitor: Visitor, officer: Person) -> Authenticator:
    """Appointed from the command line; sets the second factor up in the browser, and signs out."""
    portal.manage("appoint_campaign_member", officer.email, "OFFICER")
    when_they_ask_for_a_code(visitor, officer)
    when_they_type_the_code_from_the_mail(portal, visitor, officer)
    visitor.sees_heading("Set up your second factor")
    authenticator = Authenticator(visitor.main.locator("code").inner_text())
    visitor.submits("Turn it on", {"Six-digit code": authenticator.code()})
    visitor.sees_heading("Your recovery codes")
    visitor.follows("Continue")
    visitor.sees_heading("Campaign desk")
    visitor.presses("Sign out")
    return authenticator


def when_the_officer_signs_in(
    portal: Portal, visitor: Visitor, officer: Person, authenticator: Authenticator
) -> None:
    when_they_ask_for_a_code(visitor, officer)
    when_they_type_the_code_from_the_mail(portal, visitor, officer)
    visitor.sees_heading("Second factor")
    visitor.submits("Continue", {"Six-digit code": authenticator.code()})
    visitor.follows("Campaign team")
    visitor.sees_heading("Campaign desk")


def when_the_officer_approves_the_sign_up(visitor: Visitor, trust: Trust) -> None:
    visitor.follows(f"Check {trust.name}")
    visitor.presses("Approve and publish")
    visitor.sees(f"{trust.name} is a member now.")


def when_the_officer_clears_the_desk(visitor: Visitor) -> None:
    """Answers a question, says no to a sign-up, and names a lead where none is left."""
    visitor.follows("Campaign team")
    visitor.follows(f"Read what is asked by {stage.ASKING}")
    visitor.submits(f"Send to {stage.ASKING}", {"Your message": "Ask the wards."})
    visitor.sees(f"Sent to {stage.ASKING}.")
    visitor.follows("Campaign team")
    visitor.follows(f"Check {stage.UNCHECKED}")
    visitor.unfolds("Decline with a reason")
    visitor.submits("Decline", {"Reason, which the applicant will read": "Nobody knows you."})
    visitor.sees_heading("Campaign desk")
    visitor.follows(f"Name a lead for {stage.UNLED}")
    answers: Answers = {
        "The new lead’s work email address": "new@keys.example",
        "Reason, which the leads and the sponsor will read": "The lead has moved on.",
    }
    visitor.submits("Invite as lead", answers)
    visitor.sees("We have invited new@keys.example and told the leads.")


def when_the_sweep_runs(portal: Portal, today: date, *, at_once: int = 1) -> None:
    portal.sweep(today.isoformat(), at_once=at_once)


def reminders(portal: Portal) -> Counter[Mail]:
    """How often each reminder of a report arrived at the mail server."""
    mails = portal.mailbox.everything()
    return Counter(mail for mail in mails if "time to tell people how" in mail.subject)


def then_they_have_no_reminder(portal: Portal, lead: Person) -> None:
    assert not [mail for mail in reminders(portal) if mail.to == lead.email]


def then_they_have_one_reminder(portal: Portal, lead: Person, trust: Trust) -> None:
    """And so has everybody whose report is due: never the same one twice."""
    arrived = reminders(portal)
    (mail,) = [mail for mail in arrived if mail.to == lead.email]
    assert set(arrived.values()) == {1}
    assert trust.name in mail.subject
    assert nhs_date(REPORT_DATE) in mail.text


def then_the_report_counts_them(visitor: Visitor, trust: Trust) -> None:
    """Members by type and by region, growth; and each number leads to exactly its rows."""
    for breakdown, name in (("By type", trust.type), ("By region", trust.region)):
        visitor.follows("Membership report", within=visitor.main)
        expect(visitor.main.get_by_role("img", name="Members at the end of")).to_be_visible()
        table = visitor.main.get_by_role("table", name=breakdown)
        row = table.get_by_role("row").filter(has=visitor.page.get_by_role("rowheader", name=name))
        link = row.get_by_role("link", name=re.compile(rf"Members today: {name}$"))
        (number,) = re.findall(r"^\d+", link.inner_text())
        visitor.follows(link.inner_text().replace("\n", " "))
        then_the_rows_are(visitor, int(number), name, trust)


def then_the_rows_are(visitor: Visitor, number: int, name: str, trust: Trust) -> None:
    rows = visitor.main.get_by_role("table").locator("tbody").get_by_role("row")
    expect(rows).to_have_count(number)
    expect(rows.filter(has=visitor.page.get_by_role("cell", name=name))).to_have_count(number)
    expect(rows.filter(has_text=trust.ods_code)).to_have_count(1)
    visitor.sees(f"Only: {name}")


def then_the_spreadsheet_has_the_same_rows(visitor: Visitor, trust: Trust) -> None:
    rows = visitor.main.get_by_role("table").locator("tbody").get_by_role("row").count()
    with visitor.page.expect_download() as download:
        visitor.activates(visitor.main.get_by_role("link", name=re.compile(r"\(CSV\)$")))
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        members = list(csv.DictReader(file))
    assert len(members) == rows
    (member,) = [m for m in members if m["ODS code"] == trust.ods_code]
    assert member["Organisation"].casefold() == trust.name.casefold()
    assert member["Region"] == trust.region
