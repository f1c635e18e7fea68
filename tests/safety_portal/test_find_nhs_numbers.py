"""The command that says where old texts have what looks like an NHS number."""

from io import StringIO

from django.core.management import call_command

from accounts.models import User
from improvement_plans.models import Driver, PdsaCycle, Priority
from improvement_plans.services import start_plan
from organisations.models import Membership
from organisations.services.patient_data import explain_number
from pledges.models import Commitment
from tests.conftest import NOW
from tests.nhs_numbers import nhs_number
from tests.safety_portal.test_pages import commit


def said() -> list[str]:
    out = StringIO()
    call_command("find_nhs_numbers", stdout=out)
    return out.getvalue().splitlines()


def test_each_text_with_a_number_is_named_and_no_number_is_printed(
    membership: Membership, other_membership: Membership, lead: User
) -> None:
    number = nhs_number()
    commit(membership, upto=1, text=f"We called {number} back.")
    organisation = other_membership.organisation
    type(organisation).objects.filter(pk=organisation.pk).update(about=f"Ask {number}.")
    pledge = Commitment.objects.get(text__contains=number)
    before = said()
    explain_number(
        membership=membership, number=number, reason="A telephone number", by=lead, at=NOW
    )
    page = f"http://127.0.0.1:8000{organisation.get_absolute_url()}"
    line = f"organisations.Organisation {organisation.pk}: about, {page}"
    assert before == [line, f"pledges.Commitment {pledge.pk}: text", "2 found."]
    assert said() == [line, "1 found."]


def test_a_number_in_any_row_of_a_plan_is_explained_by_its_member(
    membership: Membership, lead: User
) -> None:
    number = nhs_number()
    plan = start_plan(membership=membership, by=lead, at=NOW)
    priority = Priority.objects.create(version=plan.versions.get(), position=1, why=number)
    idea = {"position": 1, "kind": "PRIMARY", "text": f"Ask {number}"}
    driver = Driver.objects.create(priority=priority, **idea)
    cycle = PdsaCycle.objects.create(idea=driver, number=1, plan=number)
    before = said()
    explain_number(membership=membership, number=number, reason="A form", by=lead, at=NOW)
    assert before == [
        f"improvement_plans.Priority {priority.pk}: why",
        f"improvement_plans.Driver {driver.pk}: text",
        f"improvement_plans.PdsaCycle {cycle.pk}: plan",
        "3 found.",
    ]
    assert said() == ["None found."]


def test_without_one_it_says_so(membership: Membership) -> None:
    assert said() == ["None found."]
