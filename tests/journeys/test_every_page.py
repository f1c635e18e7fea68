"""Every page that a kind of person can reach by its links is looked over, filled and empty."""

import re
from collections.abc import Callable, Iterable

from django.urls import resolve

from safety_portal.demo import people
from tests.journeys.people import Authenticator, Person
from tests.journeys.portal import Portal
from tests.journeys.steps import (
    when_they_ask_for_a_code,
    when_they_type_the_code_from_the_mail,
)
from tests.journeys.visitor import Visitor

LINKS = "links => links.map(a => a.pathname + a.search)"
# They end the visit, are files, or belong to the demo alone.
NOT_PAGES = {
    *("account_logout", "member_csv", "demo_mail", "certificate_pdf", "feed", "open_data_file"),
    *("plan_pdf", "plan_version_diagram", "plan_diagram_file"),
    *("plan_measure_xlsx", "plan_measure_template_xlsx"),
    *("plan_measure_picture", "measure_picture"),
    *("plan_measure_csv", "plan_measure_template", "plan_measure_chart", "measure_chart"),
}
# Pages with a box that must be filled in, sent with every box empty.
SENT_EMPTY = {
    *("account_name", "account_email", "account_set_password", "advice", "individual_join"),
    *("membership_pause", "membership_withdraw", "sign_up_not_listed", "sign_up_person"),
    *("lead_left", "team_invite", "join", "my_pledges_change", "plan_about"),
    *("plan_measure_add", "plan_measure_data", "plan_measure_rebase", "plan_measure_note_add"),
    *("pledge_edit", "pledges_review", "plan_unpublish"),
    *("introduction", "introduction_ask", "introduction_report", "introduction_report_message"),
    *("report_about", "report_priority", "report_publish", "report_unpublish"),
}


# What each of them comes to.
EVERYONE = {
    *("certificate", "certificate_check"),
    *("dashboard", "directory", "five_pledges", "home"),
    *("individual_join", "individuals", "join", "no_league_table"),
    *("organisation", "plan_public", "plan_version", "sign_up_find"),
    *("pledge_difference", "pledge_public", "pledge_version"),
    *("sign_up_not_listed", "sign_up_person", "sign_up_start"),
    *("introduction_ask", "topic", "topics"),
    *("measure_public", "report_public", "report_version", "reports_public"),
    *("accessibility", "account", "contact", "cookies", "find", "open_data", "privacy"),
    "lead_left",
}
LEAD = {
    *("account", "account_email", "account_name", "account_sessions"),
    *("account_set_password", "advice", "dashboard", "erase_me"),
    *("certificate", "certificate_check", "member_certificate"),
    *("join", "membership", "membership_pause", "membership_withdraw"),
    *("mfa_activate_totp", "mfa_add_webauthn", "no_league_table", "organisation"),
    *(
        "plan_difference",
        "plan_milestone_reached",
        "plan_milestones",
        "plan_public",
        "plan_tasks",
        "plan_unpublish",
    ),
    *("plan_version", "plan_versions", "sign_up_find"),
    *("measure_public", "plan_measures", "plan_measure", "plan_measure_add"),
    *("plan_measure_change", "plan_measure_data", "plan_measure_rebase"),
    *("plan_measure_note_add", "plan_measure_note"),
    *("plan_measure_retire", "plan_measure_sharing", "plan_measure_values"),
    *("report_about", "report_discard", "report_list", "report_preview", "report_priority"),
    *("report_public", "report_publish", "report_tasks", "report_unpublish", "report_version"),
    "reports_public",
    *("member_pledges", "pledge_discard", "pledge_edit", "pledges_review"),
    *("pledge_difference", "pledge_public", "pledge_version"),
    *("sign_up_not_listed", "sign_up_person", "team", "team_hand_over"),
    *("team_invite", "team_remove", "team_role"),
    *("introduction", "introduction_ask", "introduction_decline", "introduction_report_message"),
    *("introductions", "introductions_switch", "topic", "topics"),
    "reminders_choose",
}
INDIVIDUAL = {
    *("individual_join", "individuals", "my_certificate", "my_pledges"),
    *("my_pledges_change", "my_pledges_leave"),
}
TEAM = {
    *("certificate", "certificate_check"),
    *("desk", "member_list", "membership_report", "organisation"),
    *("pledge_difference", "pledge_public", "pledge_version"),
    *("advice_answer", "introduction_report", "register_list", "verify"),
    *("mail", "mail_addresses", "mail_ledger"),
    *("no_league_table", "plan_difference", "plan_public", "plan_version", "topic", "topics"),
    *("measure_public", "report_public", "report_version", "reports_public"),
    *("reminder_rule", "reminder_rules"),
}
FIND = "/sign-up/organisation/?q=community"
# A member whose pledges have versions and who has a certificate.
HARROWMERE = "/organisations/harrowmere-hospitals-nhs-foundation-trust-zz101/"
# Header and footer lead there.
NOT_IN_A_TEXT = (
    "/find/?q=families",
    "/open-data/",
    "/privacy/",
    "/contact/",
    "/accessibility/",
    "/certificates/",
)


def walk(visitor: Visitor, *starts: str) -> set[str]:
    """Open each kind of page once, beginning at `starts`; the names of their addresses."""
    waiting, seen = list(starts), set[str]()
    while waiting:
        path = waiting.pop(0)
        name = str(resolve(path.partition("?")[0]).url_name)
        if name in seen | NOT_PAGES:
            continue
        seen.add(name)
        visitor.opens(path)
        if str(resolve(visitor.path).url_name) != name:
            continue  # It led elsewhere.
        waiting += inner(visitor.page.locator("main a[href^='/']").evaluate_all(LINKS))
        if name in SENT_EMPTY:
            send_empty(visitor)
    return seen


def inner(links: Iterable[str]) -> list[str]:
    return [link for link in links if not re.match(r"/(static|sign-out)/", link)]


def send_empty(visitor: Visitor) -> None:
    form = visitor.main.locator("form[method=post]:has(.nhsuk-form-group)").first
    for box in form.locator(
        "input[type=text], input[type=email], input:not([type]), textarea"
    ).all():
        box.fill("")
    with visitor.page.expect_navigation():
        form.get_by_role("button").last.click()
    visitor.sees("There is a problem")
    visitor.look_over()


def signs_in(portal: Portal, visitor: Visitor, who: people.Person) -> None:
    person = Person(who.full_name, "", who.email)
    when_they_ask_for_a_code(visitor, person)
    when_they_type_the_code_from_the_mail(portal, visitor, person)


def test_every_page_for_everyone(arrives: Callable[..., Visitor]) -> None:
    assert walk(arrives(), "/", HARROWMERE, FIND, *NOT_IN_A_TEXT) == EVERYONE


def test_every_page_of_a_lead(portal: Portal, arrives: Callable[..., Visitor]) -> None:
    visitor = arrives()
    signs_in(portal, visitor, people.LEAD)
    assert walk(visitor, "/dashboard/", "/account/", FIND) == LEAD


def test_every_page_of_an_individual(portal: Portal, arrives: Callable[..., Visitor]) -> None:
    visitor = arrives()
    signs_in(portal, visitor, people.INDIVIDUAL)
    assert walk(visitor, "/my-pledges/") == INDIVIDUAL


def test_every_page_of_the_campaign_team(portal: Portal, arrives: Callable[..., Visitor]) -> None:
    visitor = arrives()
    signs_in(portal, visitor, people.OFFICER)
    code = Authenticator(people.OFFICER_TOTP_SECRET).code()
    visitor.submits("Continue", {"Six-digit code": code})
    assert walk(visitor, "/campaign/", HARROWMERE) == TEAM
