"""What the database holds of a person."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_an_address_is_kept_in_lower_case() -> None:
    user = User.objects.create_user("Lena.Lead@Harrowmere.EXAMPLE", created_at=NOW)
    assert user.email == "lena.lead@harrowmere.example"


def test_a_person_has_no_password() -> None:
    assert (
        User.objects.create_user("a@harrowmere.example", created_at=NOW).has_usable_password()
        is False
    )


def test_the_database_refuses_an_address_with_capitals() -> None:
    with pytest.raises(IntegrityError, match="user_email_is_lower_case"):
        User.objects.create(email="Lena@harrowmere.example", created_at=NOW)


def test_the_database_refuses_an_address_twice(lead: User) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create(email=lead.email, created_at=NOW)


def test_the_database_refuses_an_unknown_campaign_role() -> None:
    with pytest.raises(IntegrityError, match="user_campaign_role_is_known"):
        User.objects.create(email="a@harrowmere.example", created_at=NOW, campaign_role="BOSS")


@pytest.mark.parametrize("name", ["two\nlines", "nul\x00", "rtl\u202e", "\u200b"])
def test_a_name_that_cannot_be_shown_is_refused(name: str) -> None:
    user = User(email="a@harrowmere.example", created_at=NOW, full_name=name, password="!")
    with pytest.raises(ValidationError) as refused:
        user.full_clean()
    assert list(refused.value.message_dict) == ["full_name"]


@pytest.mark.parametrize(
    ("name", "shown"), [("Lena Lead", "Lena Lead"), ("", "a@harrowmere.example")]
)
def test_a_person_is_shown_by_name_or_else_by_address(name: str, shown: str) -> None:
    assert str(User(email="a@harrowmere.example", full_name=name)) == shown


@pytest.mark.parametrize("typed", ["LEAD@harrowmere.example", "lead@harrowmere.example"])
def test_a_person_is_found_by_address_in_any_case(typed: str, lead: User) -> None:
    assert User.objects.get_by_natural_key(typed) == lead


def test_nobody_is_found_without_an_address() -> None:
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(None)


@pytest.mark.parametrize(
    ("role", "is_active", "on_team"),
    [("OFFICER", True, True), ("OFFICER", False, False), ("", True, False)],
)
def test_the_campaign_team_are_active_people_with_a_role(
    role: str, *, is_active: bool, on_team: bool
) -> None:
    assert User(campaign_role=role, is_active=is_active).is_campaign_team is on_team
