"""The main job of the portal, from the search to the campaign team's spreadsheet."""

from collections.abc import Callable
from datetime import timedelta

from tests.journeys import steps, team_steps
from tests.journeys.people import Person
from tests.journeys.portal import Portal
from tests.journeys.visitor import Visitor

LEAD = Person("Lena Lead", "Head of quality", "lena@main-job.example")
SPONSOR = Person("Sam Sponsor", "Chief executive", "sam@main-job.example")
OFFICER = Person("Ola Officer", "Campaign officer", "ola@campaign.example")


def test_main_job(portal: Portal, arrives: Callable[..., Visitor]) -> None:
    """A trust signs up, publishes its plan, is reminded once, and is counted."""
    trust = portal.trusts[0]
    lead, sponsor, reader, officer = arrives(), arrives(), arrives(), arrives()
    steps.given_a_recorded_mail_domain(portal, trust, "main-job.example")
    authenticator = team_steps.given_a_campaign_officer(portal, officer, OFFICER)

    steps.when_they_find_their_organisation(lead, trust)
    steps.when_they_say_who_they_are(lead, LEAD)
    steps.when_they_type_the_code_from_the_mail(portal, lead, LEAD)
    steps.when_they_start_the_sign_up(lead, trust, LEAD)
    steps.when_they_name_their_sponsor(lead, SPONSOR)
    steps.when_they_answer_the_five_pledges(lead)
    steps.when_they_say_that_a_plan_will_follow(lead)
    steps.when_they_check_their_answers_and_send_them(lead, SPONSOR)
    steps.then_nothing_is_public_yet(reader, trust)

    steps.when_the_sponsor_confirms(portal, sponsor, SPONSOR)
    steps.then_the_pledges_are_public(portal, reader, trust, LEAD, SPONSOR)

    steps.when_they_start_their_plan(lead, LEAD, trust)
    steps.when_they_write_about_the_plan(lead)
    steps.when_they_write_where_they_are_now(lead)
    steps.when_they_add_a_priority_with_its_aim(lead)
    steps.when_they_publish_the_plan(lead)
    steps.then_the_plan_stands_on_the_public_page(reader, trust)

    team_steps.when_the_sweep_runs(portal, steps.REPORT_DATE - timedelta(days=1))
    team_steps.then_they_have_no_reminder(portal, LEAD)
    team_steps.when_the_sweep_runs(portal, steps.REPORT_DATE, at_once=4)
    team_steps.then_they_have_one_reminder(portal, LEAD, trust)
    team_steps.when_the_sweep_runs(portal, steps.REPORT_DATE + timedelta(days=1))
    team_steps.then_they_have_one_reminder(portal, LEAD, trust)

    team_steps.when_the_officer_signs_in(portal, officer, OFFICER, authenticator)
    team_steps.then_the_report_counts_them(officer, trust)
    team_steps.then_the_spreadsheet_has_the_same_rows(officer, trust)
