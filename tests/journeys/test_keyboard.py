"""The same journey by keyboard alone, in a browser that runs no script."""

from collections.abc import Callable

from tests.journeys import steps, team_steps
from tests.journeys.keyboard_visitor import KeyboardVisitor
from tests.journeys.people import Person
from tests.journeys.portal import Portal
from tests.journeys.visitor import Visitor

LEAD = Person("Kit Keys", "Head of quality", "kit@keyboard.example")
SPONSOR = Person("Kim Sponsor", "Chief executive", "kim@keyboard.example")
OFFICER = Person("Olu Officer", "Campaign officer", "olu@campaign.example")


def test_main_job_by_keyboard_without_script(
    portal: Portal, arrives: Callable[..., Visitor]
) -> None:
    """No mail domain is recorded for this trust: the campaign officer approves its sign-up."""
    trust = portal.trusts[1]
    lead, sponsor, officer = (arrives(KeyboardVisitor) for _ in range(3))
    authenticator = team_steps.given_a_campaign_officer(portal, officer, OFFICER)

    steps.when_they_find_their_organisation(lead, trust)
    steps.when_they_say_who_they_are(lead, LEAD)
    steps.when_they_type_the_code_from_the_mail(portal, lead, LEAD)
    steps.when_they_start_the_sign_up(lead, trust, LEAD)
    steps.when_they_name_their_sponsor(lead, SPONSOR)
    steps.when_they_answer_the_five_pledges(lead)
    steps.when_they_say_that_a_plan_will_follow(lead)
    steps.when_they_check_their_answers_and_send_them(lead, SPONSOR)

    steps.when_the_sponsor_confirms(portal, sponsor, SPONSOR)
    steps.then_the_sign_up_waits_for_a_check(portal, LEAD, sponsor)
    team_steps.when_the_officer_signs_in(portal, officer, OFFICER, authenticator)
    team_steps.when_the_officer_approves_the_sign_up(officer, trust)
    steps.then_the_pledges_are_public(portal, sponsor, trust, LEAD, SPONSOR)

    steps.when_they_start_their_plan(lead, LEAD, trust)
    steps.when_they_write_about_the_plan(lead)
    steps.when_they_write_where_they_are_now(lead)
    steps.when_they_add_a_priority_with_its_aim(lead)
    steps.when_they_publish_the_plan(lead)
    steps.then_the_plan_stands_on_the_public_page(sponsor, trust)
    team_steps.then_the_report_counts_them(officer, trust)

    portal.manage("shell", "-c", "from tests.journeys import stage; stage.for_the_campaign_team()")
    team_steps.when_the_officer_clears_the_desk(officer)
