"""Writes to people, and the rows they leave in the audit trail."""

from collections.abc import Callable
from io import StringIO
from itertools import count

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.choices import CampaignRole
from accounts.models import User
from accounts.services import give_campaign_role, register_person, rename_person
from audit.models import Event
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def trail(user: User) -> list[tuple[str, str]]:
    about = Event.objects.about(f"accounts.user:{user.pk}")
    return list(about.values_list("event", "actor"))


def test_a_new_address_becomes_a_person_of_whom_nothing_is_known() -> None:
    user = register_person(email="New@Harrowmere.example", at=NOW)
    assert (user.email, user.full_name, user.campaign_role, user.created_at) == (
        "new@harrowmere.example",
        "",
        "",
        NOW,
    )


def test_a_new_address_is_not_verified() -> None:
    user = register_person(email="New@Harrowmere.example", at=NOW)
    assert list(EmailAddress.objects.values_list("user", "email", "verified", "primary")) == [
        (user.pk, "new@harrowmere.example", False, True)
    ]


def test_registering_is_audited() -> None:
    user = register_person(email="new@harrowmere.example", at=NOW)
    assert trail(user) == [("person.registered", f"accounts.user:{user.pk}")]


def test_a_known_address_in_another_case_is_the_same_person(lead: User) -> None:
    before = trail(lead)
    assert (register_person(email=lead.email.upper(), at=NOW), trail(lead)) == (lead, before)


def test_an_address_asked_for_twice_at_once_is_one_person(lead: User) -> None:
    """The other request wins between our look and our write: the first look sees nobody."""
    look, looks = User.objects.filter, count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            User.objects, "filter", lambda **by: look(**by) if next(looks) else look(pk=0)
        )
        assert register_person(email=lead.email, at=NOW) == lead


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError):
        register_person(email="not an address", at=NOW)


def test_a_person_is_renamed_and_the_trail_says_by_whom(lead: User, editor: User) -> None:
    rename_person(user=lead, full_name="Lena Long", by=editor, at=NOW)
    lead.refresh_from_db()
    assert (lead.full_name, trail(lead)[-1]) == (
        "Lena Long",
        ("person.renamed", f"accounts.user:{editor.pk}"),
    )


def test_the_same_name_again_writes_nothing(lead: User) -> None:
    before = trail(lead)
    rename_person(user=lead, full_name=lead.full_name, by=lead, at=NOW)
    assert trail(lead) == before


@pytest.mark.parametrize("name", ["Lena\r\nBcc: all@example.org", "\u202eanel", "x" * 121])
def test_a_bad_name_changes_nothing(name: str, lead: User) -> None:
    with pytest.raises(ValidationError):
        rename_person(user=lead, full_name=name, by=lead, at=NOW)
    lead.refresh_from_db()
    assert lead.full_name == "Lena Lead"


def test_a_campaign_role_is_given_and_audited(stranger: User) -> None:
    give_campaign_role(user=stranger, role=CampaignRole.ANALYST, by="command line", at=NOW)
    stranger.refresh_from_db()
    event = Event.objects.get(event="person.campaign-role-given")
    assert (stranger.campaign_role, event.actor, event.details) == (
        "ANALYST",
        "command line",
        {"role": "ANALYST"},
    )


def appoint(email: str, role: str) -> str:
    out = StringIO()
    call_command("appoint_campaign_member", email, role, stdout=out)
    return out.getvalue().strip()


def test_the_command_appoints_somebody_new() -> None:
    said = appoint("New@Campaign.example", "OFFICER")
    user = User.objects.get(email="new@campaign.example")
    assert (said, user.campaign_role) == ("new@campaign.example is now officer.", "OFFICER")


def test_the_command_appoints_somebody_known(make_user: Callable[..., User]) -> None:
    known = make_user("known@campaign.example")
    appoint("KNOWN@campaign.example", "ADMINISTRATOR")
    known.refresh_from_db()
    assert (known.campaign_role, User.objects.count()) == ("ADMINISTRATOR", 1)


def test_the_command_refuses_an_unknown_role() -> None:
    with pytest.raises(CommandError, match="invalid choice: 'BOSS'"):
        appoint("new@campaign.example", "BOSS")


def test_the_command_says_in_one_line_that_something_is_no_address() -> None:
    with pytest.raises(CommandError, match=r"^Enter a valid email address\.$"):
        appoint("not an address", "OFFICER")
