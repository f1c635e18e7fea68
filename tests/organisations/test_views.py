"""Signing an organisation up: find it, say who you are, begin, name the sponsor, the plan."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from organisations.models import Membership, Organisation, Succession

ClientFor = Callable[[User], Client]
MakeOrganisation = Callable[..., Organisation]
MakeMember = Callable[..., Membership]
SCRIPT = "<script>alert(1)</script>"


def words(answer: Any) -> str:
    """What a reader sees, without the markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def as_lead(lead: User, client_for: ClientFor) -> Client:
    return client_for(lead)


@pytest.mark.django_db
def test_the_start_says_what_is_needed_and_what_never_happens(client: Client) -> None:
    shown = words(client.get("/sign-up/"))
    wanted = ("about 30 minutes", "executive sponsor", "We do not rank, score or compare.")
    assert [text for text in wanted if text not in shown] == []


# Find your organisation


@pytest.fixture
def search(client: Client, db: None) -> Callable[[str], list[tuple[str, str]]]:
    """Search, and the name and note of each result."""

    def find(query: str) -> list[tuple[str, str]]:
        answer = client.get("/sign-up/organisation/", {"q": query})
        cards = answer.content.decode().split("<h3")[1:]
        found = []
        for card in cards:
            name = re.sub(r"<[^>]+>|\s+", " ", card[card.index(">") + 1 : card.index("</h3>")])
            note = re.search(r"nhsuk-tag[^>]*>(.*?)</strong>", card)
            found.append((html.unescape(name).strip(), note[1] if note else ""))
        return found

    return find


@pytest.mark.parametrize(
    "query",
    [
        "st georges",
        "St George's",
        "SAINT GEORGES",
        "george hosp",
        "zz7",
        "ZZ7",
        "Zz7",
        " zz7 ",
        "oldmere",
        "ZZ12 4QX",
        "zz124qx",
        "zz12 4qx",
        "tooting",
    ],
)
def test_an_organisation_is_found_however_it_is_written(
    query: str, search: Callable[[str], list[tuple[str, str]]], make_organisation: MakeOrganisation
) -> None:
    make_organisation(
        name="ST GEORGE'S HOSPITALS NHS TRUST",
        ods_code="ZZ7",
        postcode="ZZ12 4QX",
        town="TOOTING",
        former_name="OLDMERE HEALTHCARE TRUST",
    )
    make_organisation(name="CALDERMOSS", ods_code="YY9", postcode="YY1 1YY", town="ELSEWHERE")
    assert search(query) == [("St George's Hospitals NHS Trust", "")]


def test_and_may_be_written_as_a_sign(
    search: Callable[[str], list[tuple[str, str]]], make_organisation: MakeOrganisation
) -> None:
    make_organisation(name="GUY'S AND ST THOMAS' TEST TRUST")
    found = [search(q) for q in ("guys and st thomas", "guy's & st thomas")]
    assert found == [[("Guy's and St Thomas' Test Trust", "")]] * 2


def test_the_very_code_comes_first_then_open_ones_then_a_to_z(
    search: Callable[[str], list[tuple[str, str]]], make_organisation: MakeOrganisation
) -> None:
    make_organisation(name="B ZZ5 TRUST", ods_code="AA1")
    make_organisation(name="A ZZ5 TRUST", ods_code="AA2", closed_date=date(2020, 3, 31))
    make_organisation(name="C ZZ5 TRUST", ods_code="AA3")
    make_organisation(name="Z TRUST", ods_code="ZZ5")
    assert [name for name, _ in search("zz5")] == [
        "Z Trust",
        "B ZZ5 Trust",
        "C ZZ5 Trust",
        "A ZZ5 Trust",
    ]


def test_a_member_is_shown_since_when_and_cannot_be_chosen(
    client: Client, search: Callable[[str], list[tuple[str, str]]], make_member: MakeMember
) -> None:
    member = make_member(name="HARROWMERE TEST NHS TRUST")
    assert search("harrowmere") == [("Harrowmere Test NHS Trust", "Member since June 2026")]
    page = client.get("/sign-up/organisation/?q=harrowmere").content.decode()
    assert page.count(f"/sign-up/organisation/{member.organisation.slug}/") == 0


def test_a_sign_up_in_progress_is_shown_and_leads_to_the_team(
    client: Client, search: Callable[[str], list[tuple[str, str]]], sign_up: Membership
) -> None:
    assert search("harrowmere") == [("Harrowmere Test NHS Trust", "Sign-up in progress")]
    shown = words(client.get("/sign-up/organisation/?q=harrowmere"))
    assert shown.count("An organisation signs up once.") == 1


def test_the_search_does_not_say_who_is_signing_up(client: Client, sign_up: Membership) -> None:
    shown = client.get("/sign-up/organisation/?q=harrowmere").content.decode()
    assert [text for text in ("Lena", "lead@harrowmere.example") if text in shown] == []


def test_a_closed_organisation_offers_its_successor(
    client: Client,
    search: Callable[[str], list[tuple[str, str]]],
    make_organisation: MakeOrganisation,
) -> None:
    closed = make_organisation(name="OLDMERE TRUST", closed_date=date(2020, 3, 31))
    successor = make_organisation(name="NEWMERE TRUST", ods_code="ZZN01")
    Succession.objects.create(predecessor=closed, successor=successor)
    assert search("oldmere") == [("Oldmere Trust", "Closed in March 2020")]
    page = client.get("/sign-up/organisation/?q=oldmere").content.decode()
    link = re.search(r'Continued by <a href="([^"]*)">Newmere Trust</a>', page)
    assert link
    assert words(client.get(html.unescape(link[1]))).count("Newmere Trust") == 1


def test_a_successor_without_a_code_is_found_by_its_name(
    client: Client, make_organisation: MakeOrganisation
) -> None:
    closed = make_organisation(name="OLDMERE TRUST", closed_date=date(2020, 3, 31))
    successor = make_organisation(name="Care & More #1", ods_code=None)
    Succession.objects.create(predecessor=closed, successor=successor)
    page = client.get("/sign-up/organisation/?q=oldmere").content.decode()
    link = re.search(r'Continued by <a href="([^"]*)">', page)
    assert link
    assert words(client.get(html.unescape(link[1]))).count("1 result for “Care & More #1”") == 1


def test_nothing_found_says_what_to_try_and_whom_to_ask(client: Client, db: None) -> None:
    page = client.get("/sign-up/organisation/?q=nowhere").content.decode()
    found = ("0 results for “nowhere”" in page, page.count('href="/contact/"') >= 1)
    assert found == (True, True)


@pytest.mark.parametrize("query", ["!!!", "'", "%", "_", "日本"])
def test_a_query_without_letters_or_digits_finds_nothing(
    query: str, search: Callable[[str], list[tuple[str, str]]], make_organisation: MakeOrganisation
) -> None:
    make_organisation()
    assert search(query) == []


def test_an_empty_search_says_what_to_enter(client: Client, db: None) -> None:
    shown = words(client.get("/sign-up/organisation/?q="))
    assert shown.count("Enter a name, an ODS code, a postcode or a town") == 2


def test_the_search_page_begins_without_an_error(client: Client, db: None) -> None:
    assert words(client.get("/sign-up/organisation/")).count("There is a problem") == 0


def test_a_query_is_kept_and_escaped(client: Client, db: None) -> None:
    page = client.get("/sign-up/organisation/", {"q": SCRIPT}).content.decode()
    assert (page.count("<script>alert"), page.count("&lt;script&gt;alert(1)") >= 2) == (0, True)


def test_at_most_twenty_results_are_shown(
    client: Client,
    search: Callable[[str], list[tuple[str, str]]],
    make_organisation: MakeOrganisation,
) -> None:
    for _ in range(21):
        make_organisation()
    assert len(search("example")) == 20
    assert words(client.get("/sign-up/organisation/?q=example")).count("The first 20 results") == 1


# Who are you


@pytest.fixture
def organisation(make_organisation: MakeOrganisation) -> Organisation:
    return make_organisation(name="THISTLEDOWN TEST NHS TRUST", ods_code="ZZT01")


@pytest.fixture
def introduce(
    client: Client, organisation: Organisation, django_capture_on_commit_callbacks: Capture
) -> Callable[..., HttpResponse]:
    def send(**data: str) -> HttpResponse:
        data = {
            "full_name": "Nia New",
            "job_title": "Matron",
            "email": "nia@thistledown.example",
            **data,
        }
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(f"/sign-up/organisation/{organisation.slug}/", data)  # type: ignore[return-value]

    return send


def code() -> str:
    found = re.search(r"Your code is (\d{6})", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_new_person_signs_up_from_the_search_to_the_task_list(
    introduce: Callable[..., HttpResponse], client: Client
) -> None:
    asked = introduce()
    proven = client.post(asked["Location"], {"code": code(), "next": "/sign-up/begin/"})
    begun = client.post(proven["Location"])
    membership = Membership.objects.get()
    person = membership.representatives.get()
    assert (proven["Location"], begun["Location"]) == (
        "/sign-up/begin/",
        f"/sign-up/{membership.pk}/",
    )
    assert (person.user.email, person.user.full_name, person.job_title, person.role) == (
        "nia@thistledown.example",
        "Nia New",
        "Matron",
        "LEAD",
    )


def test_the_code_page_keeps_where_to_go_next(
    introduce: Callable[..., HttpResponse], client: Client
) -> None:
    page = client.get(introduce()["Location"]).content.decode()
    assert page.count('<input type="hidden" name="next" value="/sign-up/begin/">') == 2


def test_nothing_is_started_before_the_address_is_proven(
    introduce: Callable[..., HttpResponse], client: Client
) -> None:
    introduce()
    answer = client.post("/sign-up/begin/")
    assert (answer["Location"], Membership.objects.count()) == (
        "/sign-in/?next=/sign-up/begin/",
        0,
    )


def test_opening_the_begin_page_starts_nothing(
    introduce: Callable[..., HttpResponse], client: Client
) -> None:
    asked = introduce()
    client.post(asked["Location"], {"code": code(), "next": "/sign-up/begin/"})
    shown = words(client.get("/sign-up/begin/"))
    wanted = ("Thistledown Test NHS Trust", "Nia New", "Matron", "nia@thistledown.example")
    assert ([t for t in wanted if t not in shown], Membership.objects.count()) == ([], 0)


def test_a_known_address_gets_the_same_answer_as_a_new_one(
    introduce: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    seen = []
    for email in (lead.email, "nobody@thistledown.example"):
        answer = introduce(email=email)
        page = client.get(answer["Location"]).content.decode().replace(email, "")
        seen.append((answer.status_code, answer["Location"], re.sub(r'value="\w{64}"', "", page)))
        client.cookies.clear()
    assert seen[0] == seen[1]


def test_both_addresses_get_a_code(
    introduce: Callable[..., HttpResponse], client: Client, lead: User
) -> None:
    for email in (lead.email, "nobody@thistledown.example"):
        introduce(email=email)
        client.cookies.clear()
    assert [(m.to[0], "is your code" in m.subject) for m in mail.outbox] == [
        (lead.email, True),
        ("nobody@thistledown.example", True),
    ]


def test_somebody_elses_name_is_not_changed_by_typing_their_address(
    introduce: Callable[..., HttpResponse], lead: User
) -> None:
    introduce(email=lead.email, full_name="Not Lena")
    lead.refresh_from_db()
    assert lead.full_name == "Lena Lead"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("full_name", "", "Enter your full name"),
        ("job_title", "", "Enter your job title"),
        ("email", "", "Enter your work email address"),
        ("email", "nia@", "Enter an email address in the correct format, like name@example.nhs.uk"),
        ("full_name", "x" * 121, "Your full name must be 120 characters or fewer (it has 121)"),
        ("full_name", "a\nb", "Enter this on one line."),
        (
            "job_title",
            "rtl \u202e",
            "The text has an invisible mark that changes its direction. Type it again.",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_registered(
    field: str, typed: str, said: str, introduce: Callable[..., HttpResponse]
) -> None:
    answer = introduce(**{field: typed})
    assert (answer.status_code, words(answer).count(said)) == (200, 2)
    assert (User.objects.count(), mail.outbox) == (0, [])


def test_what_was_typed_is_kept_beside_an_error(introduce: Callable[..., HttpResponse]) -> None:
    page = introduce(email="nia-at-thistledown", full_name="Nia <b>New</b>").content.decode()
    values = re.findall(r'name="(?:full_name|job_title|email)"[^>]*value="([^"]*)"', page)
    assert values == ["Nia &lt;b&gt;New&lt;/b&gt;", "Matron", "nia-at-thistledown"]


def test_an_address_too_long_to_keep_is_refused(introduce: Callable[..., HttpResponse]) -> None:
    answer = introduce(email=f"{'n' * 60}@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 20}.example")
    assert (answer.status_code, User.objects.count()) == (200, 0)


def test_an_unknown_organisation_is_not_found(client: Client, db: None) -> None:
    assert client.get("/sign-up/organisation/nowhere/").status_code == 404


def test_a_signed_in_person_needs_no_code(organisation: Organisation, as_lead: Client) -> None:
    page = as_lead.get(f"/sign-up/organisation/{organisation.slug}/").content.decode()
    assert ('name="email"' in page, 'value="Lena Lead"' in page) == (False, True)
    data = {"full_name": "Lena Lead", "job_title": "Matron"}
    answer = as_lead.post(f"/sign-up/organisation/{organisation.slug}/", data)
    assert (answer["Location"], mail.outbox) == ("/sign-up/begin/", [])


def begin(client: Client, organisation: Organisation) -> HttpResponse:
    data = {"full_name": "Lena Lead", "job_title": "Matron"}
    client.post(f"/sign-up/organisation/{organisation.slug}/", data)
    return client.post("/sign-up/begin/")  # type: ignore[return-value]


def test_without_a_choice_there_is_nothing_to_begin(as_lead: Client) -> None:
    seen = [getattr(as_lead, m)("/sign-up/begin/")["Location"] for m in ("get", "post")]
    assert seen == ["/sign-up/organisation/", "/sign-up/organisation/"]


def test_a_second_sign_up_leads_back_to_the_search_which_says_why(
    membership: Membership, stranger: User, client_for: ClientFor
) -> None:
    client = client_for(stranger)
    answer = begin(client, membership.organisation)
    shown = words(client.get(answer["Location"]))
    assert (shown.count("Member since June 2026"), Membership.objects.count()) == (1, 1)


def test_a_closed_organisation_leads_back_to_the_search_which_names_its_successor(
    organisation: Organisation, make_organisation: MakeOrganisation, as_lead: Client
) -> None:
    Organisation.objects.filter(pk=organisation.pk).update(
        closed_date=timezone.localdate() - timedelta(days=1)
    )
    Succession.objects.create(predecessor=organisation, successor=make_organisation(name="NEWMERE"))
    shown = words(as_lead.get(begin(as_lead, organisation)["Location"]))
    assert (shown.count("Continued by Newmere"), Membership.objects.count()) == (1, 0)


def test_the_way_back_to_the_search_quotes_the_name(
    make_member: MakeMember, stranger: User, client_for: ClientFor
) -> None:
    taken = make_member(name="Care & More #1 + 2", ods_code=None).organisation
    answer = begin(client_for(stranger), taken)
    asked = re.sub(r"^/sign-up/organisation/\?q=", "", answer["Location"]).replace("+", "%20")
    assert asked == quote("Care & More #1 + 2", safe="")


def test_a_double_click_starts_one_sign_up(organisation: Organisation, as_lead: Client) -> None:
    first = begin(as_lead, organisation)
    second = as_lead.post("/sign-up/begin/")
    assert (first.status_code, second.status_code, Membership.objects.count()) == (302, 302, 1)


# The sponsor and the plan


def name_sponsor(client: Client, membership: Membership, **data: str) -> HttpResponse:
    data = {"name": "Sam Sponsor", "title": "Chief", "email": "Sam@Harrowmere.example", **data}
    return client.post(f"/sign-up/{membership.pk}/sponsor/", data)  # type: ignore[return-value]


def test_the_sponsor_is_saved_and_leads_back_to_the_task_list(
    sign_up: Membership, as_lead: Client
) -> None:
    answer = name_sponsor(as_lead, sign_up)
    sign_up.refresh_from_db()
    assert (answer["Location"], sign_up.sponsor_email) == (
        f"/sign-up/{sign_up.pk}/",
        "sam@harrowmere.example",
    )


def test_the_sponsor_page_shows_what_was_saved(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    page = as_lead.get(f"/sign-up/{complete_sign_up.pk}/sponsor/").content.decode()
    values = re.findall(r'name="(?:name|title|email)"[^>]*value="([^"]*)"', page)
    assert values == ["Sam Sponsor", "Chief executive", "sponsor@harrowmere.example"]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Enter your sponsor’s full name"),
        ("title", "", "Enter your sponsor’s job title"),
        ("email", "", "Enter your sponsor’s work email address"),
        ("email", "sam", "Enter an email address in the correct format, like name@example.nhs.uk"),
    ],
)
def test_a_sponsor_that_lacks_something_is_kept_and_not_saved(
    field: str, typed: str, said: str, sign_up: Membership, as_lead: Client
) -> None:
    answer = name_sponsor(as_lead, sign_up, **{field: typed})
    sign_up.refresh_from_db()
    kept = "Sam" in answer.content.decode()
    assert (words(answer).count(said), kept, sign_up.sponsor_email) == (2, True, "")


def test_a_sponsors_address_too_long_to_keep_is_refused(
    sign_up: Membership, as_lead: Client
) -> None:
    email = f"{'n' * 60}@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 20}.example"
    assert name_sponsor(as_lead, sign_up, email=email).status_code == 200


def test_a_sponsor_named_too_late_is_kept_and_changes_nothing(
    membership: Membership, as_lead: Client
) -> None:
    answer = name_sponsor(as_lead, membership, name="Late Sponsor")
    membership.refresh_from_db()
    said = words(answer).count("This sign-up is at another step: active.")
    kept = answer.content.decode().count('value="Late Sponsor"')
    assert (membership.sponsor_name, said, kept) == ("Sam Sponsor", 1, 1)


def intend(client: Client, membership: Membership, **data: str) -> HttpResponse:
    return client.post(f"/sign-up/{membership.pk}/plan/", data)  # type: ignore[return-value]


def test_a_plan_by_a_date_is_saved(sign_up: Membership, as_lead: Client) -> None:
    answer = intend(
        as_lead,
        sign_up,
        intention="ON_A_DATE",
        by_date_day="31",
        by_date_month="march",
        by_date_year="2047",
    )
    sign_up.refresh_from_db()
    assert (answer["Location"], sign_up.plan_intended_date) == (
        f"/sign-up/{sign_up.pk}/",
        date(2047, 3, 31),
    )


def test_not_now_is_a_good_answer_and_forgets_the_date(
    sign_up: Membership, as_lead: Client
) -> None:
    intend(
        as_lead,
        sign_up,
        intention="NOT_NOW",
        by_date_day="31",
        by_date_month="3",
        by_date_year="2047",
    )
    sign_up.refresh_from_db()
    assert (sign_up.plan_intention, sign_up.plan_intended_date) == ("NOT_NOW", None)


def test_not_now_beside_half_a_date_is_still_a_good_answer(
    sign_up: Membership, as_lead: Client
) -> None:
    answer = intend(as_lead, sign_up, intention="NOT_NOW", by_date_day="31")
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose whether you will publish a plan"),
        ({"intention": "PERHAPS"}, "Select a valid choice"),
        ({"intention": "ON_A_DATE"}, "Enter the date you aim for, or choose “Not now”"),
        (
            {
                "intention": "ON_A_DATE",
                "by_date_day": "31",
                "by_date_month": "2",
                "by_date_year": "2047",
            },
            "Date you aim for must be a real date",
        ),
        (
            {
                "intention": "ON_A_DATE",
                "by_date_day": "31",
                "by_date_month": "3",
                "by_date_year": "2020",
            },
            "The date you aim for must be today or later",
        ),
    ],
)
def test_an_intention_that_lacks_something_is_not_saved(
    data: dict[str, str], said: str, sign_up: Membership, as_lead: Client
) -> None:
    answer = intend(as_lead, sign_up, **data)
    sign_up.refresh_from_db()
    assert (words(answer).count(said), sign_up.plan_intention) == (2, "")


def test_a_date_that_was_refused_is_kept(sign_up: Membership, as_lead: Client) -> None:
    page = intend(
        as_lead,
        sign_up,
        intention="ON_A_DATE",
        by_date_day="31",
        by_date_month="feb",
        by_date_year="2027",
    ).content.decode()
    assert re.findall(r'name="by_date_\w+"[^>]*value="(\w*)"', page) == ["31", "feb", "2027"]


def test_the_plan_page_shows_what_was_saved(sign_up: Membership, as_lead: Client) -> None:
    Membership.objects.update(plan_intention="ON_A_DATE", plan_intended_date=date(2027, 3, 31))
    page = as_lead.get(f"/sign-up/{sign_up.pk}/plan/").content.decode()
    assert re.findall(r'name="by_date_\w+"[^>]*value="(\w*)"', page) == ["31", "3", "2027"]
    assert len(re.findall(r'value="ON_A_DATE"[^>]*checked', page)) == 1


def test_a_plan_intended_too_late_says_so(membership: Membership, as_lead: Client) -> None:
    answer = intend(as_lead, membership, intention="NOT_NOW")
    assert words(answer).count("This sign-up is at another step: active.") == 1


@pytest.mark.parametrize("part", ["", "sponsor/", "plan/", "pledges/1/", "check/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_organisations_lead_finds_no_page(
    method: str,
    part: str,
    membership: Membership,
    other_membership: Membership,
    other_lead: User,
    client_for: ClientFor,
) -> None:
    answer = getattr(client_for(other_lead), method)(f"/sign-up/{membership.pk}/{part}")
    assert answer.status_code == 404


@pytest.mark.parametrize("part", ["sponsor/", "plan/", "pledges/1/", "check/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_viewer_may_not_write(
    method: str, part: str, membership: Membership, viewer: User, client_for: ClientFor
) -> None:
    answer = getattr(client_for(viewer), method)(f"/sign-up/{membership.pk}/{part}")
    assert answer.status_code == 403


def test_an_editor_may_not_send(
    membership: Membership, editor: User, client_for: ClientFor
) -> None:
    client = client_for(editor)
    seen = [
        getattr(client, m)(f"/sign-up/{membership.pk}/check/").status_code for m in ("get", "post")
    ]
    assert seen == [403, 403]


def test_a_page_without_a_session_leads_to_sign_in_and_back(
    sign_up: Membership, client: Client
) -> None:
    answer = client.get(f"/sign-up/{sign_up.pk}/plan/")
    assert answer["Location"] == f"/sign-in/?next=/sign-up/{sign_up.pk}/plan/"


@pytest.mark.parametrize("path", ["/sign-up/begin/", "/ask-to-join/"])
def test_what_the_person_before_said_of_themselves_is_not_shown(
    path: str,
    membership: Membership,
    make_organisation: Callable[..., Organisation],
    stranger: User,
    client_for: Callable[[User], Client],
) -> None:
    client = client_for(stranger)
    session = client.session
    said = {"full_name": "Alice Left", "job_title": "Nurse", "email": "alice@elsewhere.example"}
    session["sign_up"] = {**said, "organisation": make_organisation().slug}
    session["join"] = {**said, "organisation": membership.organisation.slug}
    session.save()
    shown, pressed = client.get(path), client.post(path)
    stranger.refresh_from_db()
    found = "/sign-up/organisation/"
    assert (shown["Location"], pressed["Location"]) == (found, found)
    assert stranger.full_name != "Alice Left"
