"""When an address proves an organisation."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from organisations.choices import SHARED_DOMAINS, Role
from organisations.models import Membership, Organisation
from organisations.services import membership as memberships
from organisations.services import register, verification
from tests.conftest import NOW


def record(organisation: Organisation, domain: str) -> None:
    register.record_domain(organisation=organisation, domain=domain, by="system", at=NOW)


def verified(membership: Membership) -> bool:
    return verification.is_verified(Membership.objects.get(pk=membership.pk))


def test_without_a_recorded_domain_nothing_is_proven(complete_sign_up: Membership) -> None:
    assert verified(complete_sign_up) is False


def test_the_leads_address_proves_the_organisation(sign_up: Membership) -> None:
    record(sign_up.organisation, "harrowmere.example")
    assert verified(sign_up) is True


def test_the_sponsors_address_proves_the_organisation(sign_up: Membership) -> None:
    record(sign_up.organisation, "board.example")
    Membership.objects.update(sponsor_email="chief@board.example")
    assert verified(sign_up) is True


def test_a_domain_of_another_organisation_proves_nothing(
    complete_sign_up: Membership, other_membership: Membership
) -> None:
    record(other_membership.organisation, "harrowmere.example")
    assert verified(complete_sign_up) is False


def test_another_organisations_address_at_ours_proves_nothing(
    sign_up: Membership, make_organisation: Callable[..., Organisation]
) -> None:
    record(sign_up.organisation, "ours.example")
    record(make_organisation(), "harrowmere.example")
    assert verified(sign_up) is False


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_an_editors_or_viewers_address_proves_nothing(
    role: Role, sign_up: Membership, stranger: User
) -> None:
    record(sign_up.organisation, "elsewhere.example")
    memberships.add_representative(
        membership=sign_up, user=stranger, role=role, job_title="Nurse", by=stranger, at=NOW
    )
    assert verified(sign_up) is False


@pytest.mark.parametrize("shared", ["nhs.net", "nhs.uk", "NHS.NET", "Nhs.Uk"])
def test_shared_nhs_domains_cannot_be_recorded(shared: str, sign_up: Membership) -> None:
    with pytest.raises(ValidationError) as refused:
        record(sign_up.organisation, shared)
    assert refused.value.messages == ["Many organisations share this domain: it proves none."]


@pytest.mark.parametrize("free", ["gmail.com", "outlook.com", "hotmail.co.uk", "yahoo.co.uk"])
def test_free_mail_cannot_be_recorded(free: str, sign_up: Membership) -> None:
    with pytest.raises(ValidationError):
        record(sign_up.organisation, free)


@pytest.mark.parametrize(
    "email",
    ["a@sub.harrowmere.example", "a@xharrowmere.example", "harrowmere.example@elsewhere.example"],
)
def test_only_the_very_domain_proves(email: str, sign_up: Membership, lead: User) -> None:
    record(sign_up.organisation, "harrowmere.example")
    User.objects.filter(pk=lead.pk).update(email=email)
    assert verified(sign_up) is False


def test_a_domain_recorded_in_capitals_proves_too(sign_up: Membership) -> None:
    record(sign_up.organisation, "Harrowmere.EXAMPLE")
    assert verified(sign_up) is True


def test_an_nhs_net_address_proves_nothing(sign_up: Membership, lead: User) -> None:
    User.objects.filter(pk=lead.pk).update(email="lena.lead@nhs.net")
    record(sign_up.organisation, "harrowmere.example")
    assert verified(sign_up) is False


def test_a_lead_who_was_deactivated_proves_nothing(sign_up: Membership, lead: User) -> None:
    record(sign_up.organisation, "harrowmere.example")
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert verified(sign_up) is False


def join(membership: Membership, user: User, role: Role = Role.LEAD) -> None:
    memberships.add_representative(
        membership=membership, user=user, role=role, job_title="Nurse", by=user, at=NOW
    )


def test_a_lead_who_joined_later_proves_nothing(sign_up: Membership, stranger: User) -> None:
    record(sign_up.organisation, "elsewhere.example")
    join(sign_up, stranger)
    assert verified(sign_up) is False


def test_an_applicant_who_left_proves_nothing(
    sign_up: Membership, stranger: User, lead: User
) -> None:
    record(sign_up.organisation, "harrowmere.example")
    join(sign_up, stranger)
    sign_up.representatives.filter(user=lead).delete()
    assert verified(sign_up) is False


def test_an_applicant_who_gave_the_lead_away_still_proves(
    sign_up: Membership, lead: User, another_lead: Callable[[Membership], User]
) -> None:
    another_lead(sign_up)
    record(sign_up.organisation, "harrowmere.example")
    sign_up.representatives.filter(user=lead).update(role=Role.EDITOR)
    assert verified(sign_up) is True


def test_a_sign_up_of_which_nobody_knows_who_started_it_is_not_proven(sign_up: Membership) -> None:
    record(sign_up.organisation, "harrowmere.example")
    Membership.objects.update(started_by=None)
    assert verified(sign_up) is False


def test_a_subdomain_proves_once_it_is_recorded(sign_up: Membership, lead: User) -> None:
    User.objects.filter(pk=lead.pk).update(email="lena@mail.harrowmere.example")
    record(sign_up.organisation, "mail.harrowmere.example")
    assert verified(sign_up) is True


def test_an_nhs_uk_subdomain_proves_its_own_organisation_only(
    sign_up: Membership, lead: User, other_membership: Membership
) -> None:
    User.objects.filter(pk=lead.pk).update(email="lena@harrowmere.nhs.uk")
    record(sign_up.organisation, "harrowmere.nhs.uk")
    Membership.objects.filter(pk=other_membership.pk).update(started_by=lead)
    assert (verified(sign_up), verified(other_membership)) == (True, False)


@pytest.mark.parametrize("shared", SHARED_DOMAINS)
def test_applicant_and_sponsor_on_a_shared_domain_prove_nothing(
    shared: str, sign_up: Membership, lead: User
) -> None:
    record(sign_up.organisation, "harrowmere.example")
    User.objects.filter(pk=lead.pk).update(email=f"lena@{shared}")
    Membership.objects.update(sponsor_email=f"sam@{shared}")
    assert verified(sign_up) is False
