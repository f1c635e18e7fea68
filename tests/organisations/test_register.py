"""The register by hand: organisations and mail domains."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from audit.models import Event
from organisations.models import EmailDomain, Organisation
from organisations.services import register
from tests.conftest import NOW

MakeOrganisation = Callable[..., Organisation]


def test_an_organisation_is_added_with_its_address_on_the_site(
    make_organisation: MakeOrganisation,
) -> None:
    added = make_organisation(name="GUY'S & ST THOMAS' TEST", ods_code="ZZ1")
    assert (added.slug, added.get_absolute_url()) == (
        "guys-and-st-thomas-test-zz1",
        "/organisations/guys-and-st-thomas-test-zz1/",
    )


def test_two_bodies_of_one_name_have_two_addresses(make_organisation: MakeOrganisation) -> None:
    slugs = [make_organisation(name="The Old Surgery", ods_code=None).slug for _ in range(3)]
    assert slugs == ["the-old-surgery", "the-old-surgery-2", "the-old-surgery-3"]


def test_a_former_name_is_kept(make_organisation: MakeOrganisation) -> None:
    added = make_organisation(former_name="OLDMERE NHS TRUST")
    assert [(str(n), n.kind) for n in added.other_names.all()] == [("Oldmere NHS Trust", "FORMER")]


@pytest.mark.parametrize(
    "fields",
    [
        {"ods_code": "zz1"},
        {"ods_code": "ZZ12345"},
        {"type": "UNKNOWN"},
        {"name": ""},
        {"name": "two\nlines"},
        {"name": "rtl \u202e"},
    ],
)
def test_an_organisation_that_cannot_be_written_down_is_refused(
    fields: dict[str, str], make_organisation: MakeOrganisation
) -> None:
    with pytest.raises(ValidationError):
        make_organisation(**fields)
    assert Organisation.objects.count() == 0


def test_an_ods_code_is_one_organisations(make_organisation: MakeOrganisation) -> None:
    make_organisation(ods_code="ZZ1")
    with pytest.raises(ValidationError):
        make_organisation(ods_code="ZZ1")


def test_adding_is_audited(make_organisation: MakeOrganisation) -> None:
    added = make_organisation()
    event = Event.objects.get(event="organisation.added")
    assert (event.actor, event.subject) == ("system", f"organisations.organisation:{added.pk}")


def test_a_domain_is_recorded_in_lower_case_and_audited(
    make_organisation: MakeOrganisation,
) -> None:
    domain = register.record_domain(
        organisation=make_organisation(), domain="Harrowmere.Example", by="system", at=NOW
    )
    event = Event.objects.get(event="organisation.domain-recorded")
    assert (str(domain), event.details) == ("harrowmere.example", {"domain": "harrowmere.example"})


def test_a_domain_is_one_organisations(make_organisation: MakeOrganisation) -> None:
    for number in range(2):
        organisation = make_organisation()
        if number == 0:
            register.record_domain(
                organisation=organisation, domain="a.example", by="system", at=NOW
            )
    with pytest.raises(ValidationError) as refused:
        register.record_domain(organisation=organisation, domain="A.example", by="system", at=NOW)
    assert refused.value.messages == ["This domain is already recorded for an organisation."]


def test_the_command_records_a_domain(
    make_organisation: MakeOrganisation, capsys: pytest.CaptureFixture[str]
) -> None:
    make_organisation(name="HARROWMERE TEST", ods_code="ZZ1")
    call_command("record_domain", "zz1", "Harrowmere.Example")
    said = "An address on harrowmere.example now proves Harrowmere Test.\n"
    assert (capsys.readouterr().out, str(EmailDomain.objects.get())) == (said, "harrowmere.example")


@pytest.mark.django_db
def test_the_command_says_that_a_code_is_unknown() -> None:
    with pytest.raises(CommandError, match=r"^No organisation has the ODS code ZZ1\.$"):
        call_command("record_domain", "ZZ1", "harrowmere.example")


def test_the_command_says_that_a_domain_proves_nothing(make_organisation: MakeOrganisation) -> None:
    make_organisation(ods_code="ZZ1")
    with pytest.raises(
        CommandError, match=r"^Many organisations share this domain: it proves none\.$"
    ):
        call_command("record_domain", "ZZ1", "nhs.net")


@pytest.mark.parametrize(
    "typed", ["harrowmere", "https://a.example", "a@b.example", "", "a b.example"]
)
def test_what_is_no_domain_is_not_recorded(typed: str, make_organisation: MakeOrganisation) -> None:
    organisation = make_organisation()
    with pytest.raises(ValidationError) as refused:
        register.record_domain(organisation=organisation, domain=typed, by="system", at=NOW)
    assert list(refused.value.message_dict) == ["domain"]
