"""An organisation that the register does not hold: added by hand, later joined with its record."""

import html
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from audit.models import Event
from improvement_plans.models import Plan
from organisations.models import EmailDomain, Membership, Organisation, OtherName
from organisations.services import by_hand, register, sponsorship
from organisations.services import membership as memberships
from organisations.services.by_hand import CannotMerge
from pledges.models import Commitment, PledgeWording
from tests.conftest import NOW, TODAY

ClientFor = Callable[[User], Client]
MakeOrganisation = Callable[..., Organisation]
COLLEGE = {
    "name": "Royal College of Lamplighters",
    "type": "ROYAL_COLLEGE",
    "town": "Harrowmere",
    "postcode": "ZZ9 9ZZ",
    "about": "www.lamplighters.example",
}
PERSON = {"full_name": "Lena Lead", "job_title": "Registrar"}


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def as_lead(lead: User, client_for: ClientFor) -> Client:
    return client_for(lead)


def describe(client: Client, **changes: str) -> Any:
    return client.post("/sign-up/not-listed/", {**COLLEGE, **changes})


def begin(client: Client) -> Any:
    client.post("/sign-up/not-listed/you/", PERSON)
    return client.post("/sign-up/begin/")


# Signing up


def test_the_search_leads_to_the_form_with_the_name_filled_in(client: Client, db: None) -> None:
    page = client.get("/sign-up/organisation/", {"q": "Lamps & <b>"}).content.decode()
    link = html.unescape(re.findall(r'href="([^"]*)">Tell us what it is', page)[0])
    form = client.get(link).content.decode()
    assert re.findall(r'name="name"[^>]*value="([^"]*)"', form) == ["Lamps &amp; &lt;b&gt;"]


def test_the_form_offers_the_types_that_ods_does_not_hold(client: Client, db: None) -> None:
    page = client.get("/sign-up/not-listed/").content.decode()
    assert re.findall(r'name="type"[^>]*value="(\w+)"', page) == [
        *("ROYAL_COLLEGE", "HEALTH_INNOVATION_NETWORK", "UNIVERSITY", "CHARITY"),
        *("INDEPENDENT_PROVIDER", "OTHER"),
    ]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("name", "Enter the name of your organisation"),
        ("type", "Choose what kind of organisation it is"),
        ("town", "Enter the town or city of the head office"),
        ("about", "Enter a website, or say in a line what your organisation is"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_kept(
    field: str, said: str, client: Client, db: None
) -> None:
    answer = describe(client, **{field: ""})
    page = html.unescape(answer.content.decode())
    kept = [value for name, value in COLLEGE.items() if name not in {field, "type"}]
    assert (words(answer).count(said), [v for v in kept if f'value="{v}"' not in page]) == (2, [])


def test_a_type_that_ods_holds_is_refused(client: Client, db: None) -> None:
    assert describe(client, type="ACUTE_TRUST").status_code == 200


def test_a_new_person_adds_an_organisation_only_after_the_code(
    client: Client, db: None, django_capture_on_commit_callbacks: Capture
) -> None:
    described = client.get(describe(client)["Location"])
    data = {**PERSON, "email": "nia@lamplighters.example"}
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post(described["Location"], data)
    before = Organisation.objects.count()
    code = re.findall(r"Your code is (\d{6})", str(mail.outbox[-1].body))[0]
    proven = client.post(asked["Location"], {"code": code, "next": "/sign-up/begin/"})
    shown = words(client.get(proven["Location"]))
    begun = client.post(proven["Location"])
    membership = Membership.objects.get()
    added = {name: getattr(membership.organisation, name) for name in COLLEGE}
    assert (described["Location"], before) == ("/sign-up/not-listed/you/", 0)
    assert ("Royal College of Lamplighters is not in our register yet" in shown) is True
    assert (begun["Location"], added) == (f"/sign-up/{membership.pk}/", COLLEGE)
    assert (membership.organisation.added_by_hand, membership.organisation.ods_code) == (True, None)
    assert [e.event for e in Event.objects.filter(event__startswith="organisation.")] == [
        "organisation.added"
    ]


def test_what_was_said_can_be_changed_before_it_begins(as_lead: Client) -> None:
    describe(as_lead)
    as_lead.post("/sign-up/not-listed/you/", PERSON)
    assert 'href="/sign-up/not-listed/"' in as_lead.get("/sign-up/begin/").content.decode()
    page = as_lead.get("/sign-up/not-listed/").content.decode()
    assert [v for v in COLLEGE.values() if f'value="{v}"' not in page] == []
    assert len(re.findall(r'value="ROYAL_COLLEGE"[^>]*checked', page)) == 1


@pytest.mark.parametrize("path", ["check/", "you/"])
def test_without_a_description_there_is_nothing_to_go_on_with(
    path: str, client: Client, db: None
) -> None:
    assert client.get(f"/sign-up/not-listed/{path}").status_code == 302


def test_without_words_about_oneself_nothing_begins(as_lead: Client) -> None:
    describe(as_lead)
    assert as_lead.post("/sign-up/begin/")["Location"] == "/sign-up/organisation/"


def test_a_second_press_adds_nothing(as_lead: Client) -> None:
    describe(as_lead)
    seen = [begin(as_lead)["Location"], as_lead.post("/sign-up/begin/")["Location"]]
    assert seen == [f"/sign-up/{Membership.objects.get().pk}/", "/sign-up/organisation/"]
    assert Organisation.objects.count() == 1


def test_a_second_person_is_led_to_the_first_ones_sign_up(
    as_lead: Client, stranger: User, client_for: ClientFor
) -> None:
    other = client_for(stranger)
    describe(as_lead)
    describe(other, name="ROYAL college of lamplighters", town="HARROWMERE")
    begin(as_lead)
    shown = words(other.get(begin(other)["Location"]))
    assert (Organisation.objects.count(), shown.count("Sign-up in progress")) == (1, 1)


def test_the_same_name_in_another_town_is_another_organisation(as_lead: Client) -> None:
    for town in ("Harrowmere", "Caldermoss"):
        describe(as_lead, town=town)
        begin(as_lead)
    assert Membership.objects.count() == 2


def test_it_is_checked_by_hand_whatever_domain_is_recorded(
    complete_sign_up: Membership, lead: User
) -> None:
    organisation = complete_sign_up.organisation
    register.record_domain(
        organisation=organisation, domain="harrowmere.example", by="system", at=NOW
    )
    asked = sponsorship.ask_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    Organisation.objects.update(added_by_hand=True)
    confirmed = sponsorship.confirm(sponsor_request=asked, at=NOW)
    assert confirmed.state == "AWAITING_VERIFICATION"


# Is it one of these?


def likely(name: str, postcode: str = "") -> list[str]:
    found = Organisation.objects.likely_duplicates(name=name, postcode=postcode)
    return [organisation.name for organisation in found]


@pytest.mark.parametrize(
    ("name", "postcode", "found"),
    [
        ("Lamplighters’ Royal College", "", ["ROYAL COLLEGE OF LAMPLIGHTERS"]),
        ("The Old Torch Society", "", ["ROYAL COLLEGE OF LAMPLIGHTERS"]),
        ("Something else", "zz12 4qx", ["MERESIDE HOSPICE"]),
        ("Saint Mereside & Hospice", "", ["MERESIDE HOSPICE"]),
        ("Royal College of Candles", "", []),
        ("Royal College", "", ["ROYAL COLLEGE OF LAMPLIGHTERS"]),
        ("日本", "", []),
    ],
)
def test_duplicates_are_seen_by_telling_words_and_postcode(
    name: str, postcode: str, found: list[str], make_organisation: MakeOrganisation
) -> None:
    make_organisation(
        name="ROYAL COLLEGE OF LAMPLIGHTERS", former_name="OLD TORCH SOCIETY", postcode=""
    )
    make_organisation(name="MERESIDE HOSPICE", postcode="ZZ12 4QX")
    assert likely(name, postcode) == found


def test_the_person_is_asked_and_chooses_one_or_none(
    as_lead: Client, make_organisation: MakeOrganisation, make_member: Callable[..., Membership]
) -> None:
    known = make_organisation(name="LAMPLIGHTERS COLLEGE")
    make_member(name="LAMPLIGHTERS LEAGUE")
    asked = as_lead.get(describe(as_lead)["Location"])
    page = asked.content.decode()
    assert words(asked).count("Is it one of these?") == 2
    assert f'href="/sign-up/organisation/{known.slug}/"' in page
    assert (page.count("Member since June 2026"), page.count("/lamplighters-league")) == (1, 0)
    assert 'href="/sign-up/not-listed/you/"' in page
    assert Organisation.objects.count() == 2


def test_duplicates_cost_the_same_however_many(
    as_lead: Client, make_organisation: MakeOrganisation, django_assert_num_queries: Any
) -> None:
    describe(as_lead)
    for number in (1, 2):
        for part in range(number):
            make_organisation(name=f"LAMPLIGHTERS {number} {part}")
        with django_assert_num_queries(5):
            as_lead.get("/sign-up/not-listed/check/")


# Joining the two records


@pytest.fixture
def added(make_organisation: MakeOrganisation) -> Organisation:
    fields: dict[str, Any] = {**COLLEGE, "ods_code": None, "added_by_hand": True}
    return make_organisation(**fields)


@pytest.fixture
def record(make_organisation: MakeOrganisation) -> Organisation:
    return make_organisation(name="LAMPLIGHTERS, ROYAL COLLEGE OF", ods_code="ZZL01")


@pytest.fixture
def member(published_plan: Plan, added: Organisation) -> Membership:
    """A, as if it had been added by hand."""
    membership = published_plan.membership
    Membership.objects.filter(pk=membership.pk).update(organisation=added)
    membership.refresh_from_db()
    return membership


def merge(added: Organisation, record: Organisation, by: User) -> Organisation:
    return by_hand.merge_organisations(added=added, into=record, by=by, at=NOW, today=TODAY)


def test_everything_moves_to_the_record(
    member: Membership, added: Organisation, record: Organisation, officer: User, editor: User
) -> None:
    closed = Membership.objects.create(
        organisation=added, state="CLOSED", state_at=NOW, started_at=NOW
    )
    register.record_domain(organisation=added, domain="lamps.example", by="system", at=NOW)
    OtherName.objects.create(organisation=added, name="Old Torch Society", kind="FORMER")
    OtherName.objects.create(organisation=added, name="RCL", kind="ALSO_KNOWN_AS")
    OtherName.objects.create(organisation=record, name="rcl", kind="ALSO_KNOWN_AS")
    Commitment.objects.create(
        membership=member,
        pledge=(wording := PledgeWording.objects.all()[0]).pledge,
        wording=wording,
        kind="NEW",
        text="We will.",
    )
    merge(added, record, officer)
    added.refresh_from_db()
    assert set(record.memberships.all()) == {member, closed}
    of_record = {"membership__organisation": record}
    assert Commitment.objects.get(**of_record).text == "We will."
    assert Plan.objects.get(**of_record).membership == member
    assert member.representatives.filter(**of_record).count() == 3
    assert EmailDomain.objects.get().organisation == record
    assert set(OtherName.objects.values_list("organisation", "name", "kind")) == {
        (record.pk, "rcl", "ALSO_KNOWN_AS"),
        (record.pk, "Old Torch Society", "FORMER"),
        (record.pk, "Royal College of Lamplighters", "ALSO_KNOWN_AS"),
    }
    assert (added.merged_into, added.closed_date) == (record, TODAY)


def test_a_name_that_the_record_has_already_is_not_written_down_twice(
    make_organisation: MakeOrganisation, added: Organisation, officer: User
) -> None:
    record = make_organisation(name=added.name.upper(), ods_code="ZZL02")
    merge(added, record, officer)
    assert OtherName.objects.count() == 0


def test_it_is_found_by_all_its_names_and_once(
    added: Organisation, record: Organisation, officer: User
) -> None:
    OtherName.objects.create(organisation=added, name="Old Torch Society", kind="FORMER")
    merge(added, record, officer)
    for query in ("old torch", "royal college of lamplighters", "zzl01"):
        assert list(Organisation.objects.matching(query)) == [record]
    assert list(Organisation.objects.likely_duplicates(name="Lamplighters", postcode="")) == [
        record
    ]


def test_a_merger_is_audited(added: Organisation, record: Organisation, officer: User) -> None:
    merge(added, record, officer)
    event = Event.objects.get(event="organisation.merged")
    assert (event.actor, event.subject, event.details) == (
        f"accounts.user:{officer.pk}",
        f"organisations.organisation:{record.pk}",
        {"added": added.pk},
    )


def test_merging_twice_is_merging_once(
    added: Organisation, record: Organisation, officer: User
) -> None:
    assert [merge(added, record, officer), merge(added, record, officer)] == [record, record]
    assert (
        Event.objects.filter(event="organisation.merged").count(),
        OtherName.objects.count(),
    ) == (
        1,
        1,
    )


def test_both_in_the_campaign_is_refused_and_nothing_moves(
    member: Membership,
    other_membership: Membership,
    added: Organisation,
    officer: User,
) -> None:
    into = Organisation.objects.get(ods_code="ZZB01")
    register.record_domain(organisation=added, domain="lamps.example", by="system", at=NOW)
    with pytest.raises(CannotMerge) as refused:
        merge(added, into, officer)
    added.refresh_from_db()
    assert str(refused.value).startswith("Both are members already;")
    assert (added.merged_into, EmailDomain.objects.get().organisation) == (None, added)


def test_only_what_was_added_by_hand_joins_and_only_a_record_of_the_register(
    added: Organisation, record: Organisation, make_organisation: MakeOrganisation, officer: User
) -> None:
    other = make_organisation(name="Another", ods_code=None, added_by_hand=True)
    third = make_organisation()
    for pair in ((record, third), (added, other)):
        with pytest.raises(CannotMerge):
            merge(*pair, officer)
    merge(added, record, officer)
    with pytest.raises(CannotMerge):
        merge(added, third, officer)
    assert Organisation.objects.exclude(merged_into=None).count() == 1


def test_nobody_signs_up_what_was_merged_a_moment_ago(
    added: Organisation, record: Organisation, officer: User, lead: User
) -> None:
    stale = Organisation.objects.get(pk=added.pk)
    merge(added, record, officer)
    with pytest.raises(memberships.OrganisationClosed):
        memberships.start_sign_up(
            organisation=stale, by=lead, full_name="L", job_title="L", at=NOW, today=TODAY
        )


def test_a_name_merged_away_can_be_added_again(
    added: Organisation, record: Organisation, officer: User, lead: User
) -> None:
    merge(added, record, officer)
    again = Organisation(**COLLEGE)
    membership = by_hand.sign_up_new_organisation(
        organisation=again, by=lead, full_name="L", job_title="L", at=NOW, today=TODAY
    )
    assert membership.organisation.slug == f"{added.slug}-2"


@pytest.mark.parametrize("fields", [{"added_by_hand": False}, {"closed_date": None}])
def test_the_database_lets_nothing_else_be_merged(
    fields: dict[str, Any], added: Organisation, record: Organisation
) -> None:
    added.merged_into, added.closed_date = record, date(2026, 1, 1)
    added.full_clean()
    for name, value in fields.items():
        setattr(added, name, value)
    with pytest.raises(ValidationError) as refused:
        added.full_clean()
    assert refused.value.messages == ["Only an organisation added by hand joins another."]


# The campaign team's pages


def test_an_officer_sees_that_it_was_added_by_hand_and_joins_it(
    make_member: Callable[..., Membership],
    record: Organisation,
    officer: User,
    client_for: ClientFor,
) -> None:
    fields: dict[str, Any] = {**COLLEGE, "ods_code": None, "added_by_hand": True}
    waiting = make_member(state="AWAITING_VERIFICATION", **fields)
    Membership.objects.update(sponsor_confirmed_at=NOW)
    client = client_for(officer)
    verify = client.get(f"/campaign/verify/{waiting.pk}/")
    slug = waiting.organisation.slug
    find, join = f"/campaign/organisations/{slug}/merge/", f"{record.slug}/"
    assert ("was added by hand" in words(verify), COLLEGE["about"] in words(verify)) == (True, True)
    assert f'href="{find}"' in verify.content.decode()
    assert f'href="{find}{join}"' in client.get(find).content.decode()
    assert "Are these the same organisation?" in words(client.get(f"{find}{join}"))
    assert Organisation.objects.exclude(merged_into=None).count() == 0
    for _ in range(2):
        done = client.post(f"{find}{join}", follow=True)
        assert "is now one record with" in words(done)
    waiting.refresh_from_db()
    assert waiting.organisation == record


def test_the_register_can_be_searched_and_finds_no_other_hand_added_one(
    added: Organisation,
    record: Organisation,
    make_organisation: MakeOrganisation,
    officer: User,
    client_for: ClientFor,
) -> None:
    make_organisation(name="Torch League", ods_code=None, added_by_hand=True)
    make_organisation(name="TORCH TRUST", ods_code="ZZT09")
    path = f"/campaign/organisations/{added.slug}/merge/"
    shown = words(client_for(officer).get(path, {"q": "torch"}))
    assert (shown.count("Torch Trust"), shown.count("Torch League")) == (1, 0)
    assert "None in the register." in words(client_for(officer).get(path, {"q": "nowhere"}))


def test_a_refusal_is_said_where_another_record_can_be_chosen(
    make_member: Callable[..., Membership],
    officer: User,
    client_for: ClientFor,
    make_organisation: MakeOrganisation,
) -> None:
    fields: dict[str, Any] = {**COLLEGE, "ods_code": None, "added_by_hand": True}
    added, into = make_member(**fields).organisation, make_member(name="OTHER").organisation
    path = f"/campaign/organisations/{added.slug}/merge/"
    refused = client_for(officer).post(f"{path}{into.slug}/", follow=True)
    assert refused.redirect_chain == [(path, 302)]
    assert "Both are members already;" in words(refused)
    Membership.objects.filter(organisation=into).update(state="CLOSED")
    client_for(officer).post(f"{path}{into.slug}/")
    late = client_for(officer).post(f"{path}{make_organisation().slug}/", follow=True)
    assert "was joined with another record before" in words(late)


def test_the_register_list_offers_it_to_officers_only(
    added: Organisation, officer: User, analyst: User, client_for: ClientFor
) -> None:
    seen = [
        "Added by hand: join" in words(client_for(user).get("/campaign/register/"))
        for user in (officer, analyst)
    ]
    assert seen == [True, False]


# The old address


def test_the_old_addresses_lead_to_the_new_ones(
    member: Membership, added: Organisation, record: Organisation, officer: User, client: Client
) -> None:
    paths = ("", "plan/", "plan/versions/1/")
    assert client.get(f"/organisations/{added.slug}/").status_code == 200
    merge(added, record, officer)
    answers = [client.get(f"/organisations/{added.slug}/{path}") for path in paths]
    assert [(a.status_code, a["Location"]) for a in answers] == [
        (301, f"/organisations/{record.slug}/{path}") for path in paths
    ]
    assert [client.get(answer["Location"]).status_code for answer in answers] == [200] * 3


def test_the_old_sign_up_address_signs_the_record_up(
    added: Organisation, record: Organisation, officer: User, as_lead: Client
) -> None:
    merge(added, record, officer)
    as_lead.post(f"/sign-up/organisation/{added.slug}/", PERSON)
    as_lead.post("/sign-up/begin/")
    assert Membership.objects.get().organisation == record


def test_an_unknown_address_is_still_unknown(client: Client, record: Organisation) -> None:
    assert client.get("/organisations/nowhere/").status_code == 404
    assert client.get(f"/organisations/{record.slug}/").status_code == 404
