"""The command that says where old texts have what looks like an NHS number."""

from io import StringIO

from django.core.management import call_command

from accounts.models import User
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


def test_without_one_it_says_so(membership: Membership) -> None:
    assert said() == ["None found."]
