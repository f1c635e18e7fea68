"""Pledging for oneself: the page, the code, the certificate, changing and leaving."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from individuals import services
from individuals.models import Individual, IndividualPledge
from organisations.models import Organisation
from tests.conftest import TOTP_SECRET

ClientFor = Callable[[User], Client]
MakeOrganisation = Callable[..., Organisation]
MakeIndividual = Callable[..., Individual]
JOIN, CODE = "/people/join/", "/people/join/code/"
DATA = {
    "first_name": "Nia",
    "last_name": "New",
    "role": "Porter",
    "organisation": "",
    "pledge_1": "",
    "pledge_2": "I will say what I see.",
    "visibility": "PRIVATE",
    "email": "nia@thistledown.example",
}
Join = Callable[..., HttpResponse]


def words(answer: Any) -> str:
    """What a reader sees, without the markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def code() -> str:
    found = re.search(r"Your code is (\d{6})", str(mail.outbox[-1].body))
    assert found
    return found[1]


@pytest.fixture
def join(client: Client, db: None, django_capture_on_commit_callbacks: Capture) -> Join:
    """Send the page without being signed in."""

    def send(**data: str) -> HttpResponse:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(JOIN, {**DATA, **data})  # type: ignore[return-value]

    return send


def own_texts() -> dict[int, str]:
    return dict(IndividualPledge.objects.values_list("pledge__number", "text"))


# One page and the code


def test_a_new_person_pledges_with_one_page_and_a_code(join: Join, client: Client) -> None:
    asked = join()
    proven = client.post(asked["Location"], {"code": code()})
    shown = words(client.get(proven["Location"]))
    person = Individual.objects.get()
    assert (asked["Location"], proven["Location"]) == (CODE, "/my-pledges/certificate/")
    assert (person.user.email, person.full_name, person.role, person.visibility) == (
        "nia@thistledown.example",
        "Nia New",
        "Porter",
        "PRIVATE",
    )
    wanted = ("Nia New", "Porter", "I will say what I see.", person.certificate_code)
    assert (own_texts(), [text for text in wanted if text not in shown]) == (
        {2: "I will say what I see."},
        [],
    )


def test_the_choice_is_private_unless_another_is_made(client: Client, db: None) -> None:
    page = client.get(JOIN).content.decode()
    chosen = re.findall(r'<input[^>]*name="visibility"[^>]*>', page)
    assert [re.findall(r'value="(\w+)"', box)[0] for box in chosen if "checked" in box] == [
        "PRIVATE"
    ]


def test_the_page_asks_for_five_pledges_and_warns_beside_each(client: Client, db: None) -> None:
    page = client.get(JOIN).content.decode()
    assert (
        re.findall(r'name="pledge_(\d)"', page),
        page.count('data-maxlength="500"'),
        words(client.get(JOIN)).count("Do not write anything about a patient."),
        words(client.get(JOIN)).count("We will halve the harm we could have avoided."),
    ) == (["1", "2", "3", "4", "5"], 5, 5, 1)


def test_before_the_code_nothing_that_was_typed_is_in_the_database(
    join: Join, client: Client
) -> None:
    join()
    before = (Individual.objects.count(), User.objects.get().full_name)
    again = client.post(CODE, {"code": "000000" if code() != "000000" else "111111"})
    assert (before, again.status_code, Individual.objects.count()) == ((0, ""), 200, 0)


def test_a_known_address_gets_the_same_answer_as_a_new_one(
    join: Join, client: Client, individual: User
) -> None:
    seen = []
    for email in (individual.email, "nobody@thistledown.example"):
        answer = join(email=email)
        page = client.get(answer["Location"]).content.decode().replace(email, "")
        seen.append((answer.status_code, answer["Location"], re.sub(r'value="\w{64}"', "", page)))
        client.cookies.clear()
    assert seen[0] == seen[1]
    assert [(m.to[0], "is your code" in m.subject) for m in mail.outbox] == [
        (individual.email, True),
        ("nobody@thistledown.example", True),
    ]


def test_another_code_is_sent_and_works(
    join: Join, client: Client, django_capture_on_commit_callbacks: Capture
) -> None:
    join()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(CODE, {"action": "resend"})
    proven = client.post(answer["Location"], {"code": code()})
    assert (answer["Location"], proven["Location"], len(mail.outbox)) == (
        CODE,
        "/my-pledges/certificate/",
        2,
    )


def test_too_many_wrong_codes_lead_back_to_the_filled_page(join: Join, client: Client) -> None:
    join()
    wrong = "000000" if code() != "000000" else "111111"
    answers = [client.post(CODE, {"code": wrong}) for _ in range(3)]
    page = words(client.get(answers[-1]["Location"]))
    wanted = ("That was too many tries.", "I will say what I see.")
    assert (answers[-1]["Location"], [text for text in wanted if text not in page]) == (JOIN, [])


def test_without_a_code_under_way_the_code_page_leads_back(client: Client, db: None) -> None:
    assert client.get(CODE)["Location"] == JOIN


def test_what_was_typed_is_not_offered_after_an_hour(join: Join, client: Client) -> None:
    join()
    shown = words(client.get(JOIN)).count("I will say what I see.")
    session = client.session
    held = session["individual"]
    held["at"] = (timezone.now() - timedelta(minutes=61)).isoformat()
    session["individual"] = held
    session.save()
    assert (shown, words(client.get(JOIN)).count("I will say what I see.")) == (1, 0)
    # The code was asked for, waited for, and comes too late: the page again, and nothing made.
    assert client.post(CODE, {"code": code()})["Location"] == JOIN
    assert Individual.objects.count() == 0


def test_with_a_second_factor_one_comes_back_to_the_filled_page(
    join: Join, client: Client, officer: User
) -> None:
    join(email=officer.email)
    asked = client.post(CODE, {"code": code()})
    counters = list(yield_hotp_counters_from_time())
    second = format_hotp_value(hotp_value(TOTP_SECRET, counters[len(counters) // 2]))
    answer = client.post(asked["Location"], {"code": second})
    page = words(client.get(answer["Location"]))
    assert (asked["Location"], answer["Location"]) == ("/sign-in/second-factor/", JOIN)
    assert (page.count("I will say what I see."), Individual.objects.count()) == (1, 0)


def test_a_signed_in_person_needs_no_code(stranger: User, client_for: ClientFor) -> None:
    client = client_for(stranger)
    page = client.get(JOIN).content.decode()
    data = {name: text for name, text in DATA.items() if name != "email"}
    answer = client.post(JOIN, data)
    assert (page.count('name="email"'), answer["Location"]) == (0, "/my-pledges/certificate/")
    assert (Individual.objects.get().user, stranger.full_name) == (stranger, "Sasha Stranger")


def test_a_double_click_pledges_once(stranger: User, client_for: ClientFor) -> None:
    client = client_for(stranger)
    answers = [client.post(JOIN, DATA)["Location"] for _ in range(2)]
    assert (answers, Individual.objects.count()) == (
        ["/my-pledges/certificate/", "/my-pledges/"],
        1,
    )


def test_who_pledged_before_sees_both_and_loses_neither(
    join: Join, client: Client, individual: User
) -> None:
    join(email=individual.email)
    answer = client.post(CODE, {"code": code()})
    offered = words(client.get(answer["Location"]))
    kept = words(client.get("/my-pledges/change/"))
    assert answer["Location"] == "/my-pledges/change/?typed=now"
    assert (own_texts(), "I will say what I see." in offered, "when I am not sure" in kept) == (
        {1: "I will ask when I am not sure."},
        True,
        True,
    )
    client.post(answer["Location"], DATA)
    assert own_texts() == {2: "I will say what I see."}


# What is refused, and how


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("first_name", "", "Enter your first name"),
        ("role", "", "Enter your role"),
        ("visibility", "", "Choose what everyone may read"),
        ("pledge_2", "", "Write at least one pledge, in your own words"),
        ("email", "", "Enter your email address"),
        ("email", "nia-at-home", "Enter an email address in the correct format"),
        ("last_name", "www.example.org", "Enter a name without a web address."),
        ("organisation", "nowhere at all", "We cannot find this organisation."),
        ("organisation", "x" * 201, "Your organisation must be 200 characters or fewer"),
        (
            "pledge_2",
            "x" * 501,
            "What you write under pledge 2 must be 500 characters or fewer (it has 501)",
        ),
    ],
)
def test_a_mistake_is_said_twice_and_nothing_typed_is_lost(
    field: str, typed: str, said: str, join: Join
) -> None:
    answer = join(**{"pledge_3": "", field: typed})
    page = html.unescape(answer.content.decode())
    kept = [text for name, text in {**DATA, field: typed}.items() if text and text not in page]
    assert (answer.status_code, words(answer).count(said), kept) == (200, 2, [])
    assert (User.objects.count(), len(mail.outbox)) == (0, 0)


def test_mistakes_use_up_no_codes(join: Join) -> None:
    for _ in range(5):
        join(first_name="")
    assert join().status_code == 302


def test_a_fourth_code_in_five_minutes_is_refused(join: Join, client: Client) -> None:
    answers = [join() for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert words(answers[3]).count("That was too many tries. Wait five minutes and try again.") == 2


# The organisation


def test_a_name_that_fits_one_organisation_is_taken(
    join: Join, client: Client, make_organisation: MakeOrganisation
) -> None:
    organisation = make_organisation(name="THISTLEDOWN HOSPITALS NHS TRUST")
    make_organisation(name="THISTLEDOWN OLD NHS TRUST", closed_date=date(2020, 3, 31))
    join(organisation="thistledown")
    client.post(CODE, {"code": code()})
    assert Individual.objects.get().organisation == organisation


@pytest.mark.parametrize("typed", ["zzt01", "Thistledown Hospitals NHS Trust"])
def test_the_very_code_or_name_is_taken_among_many(
    typed: str, join: Join, client: Client, make_organisation: MakeOrganisation
) -> None:
    organisation = make_organisation(name="THISTLEDOWN HOSPITALS NHS TRUST", ods_code="ZZT01")
    make_organisation(name="THISTLEDOWN HOSPITALS NHS TRUST CHARITY ZZT01", ods_code=None)
    join(organisation=typed)
    client.post(CODE, {"code": code()})
    assert Individual.objects.get().organisation == organisation


def test_a_name_that_fits_several_is_asked_about_on_the_same_page(
    join: Join, client: Client, make_organisation: MakeOrganisation
) -> None:
    names = ["THISTLEDOWN EAST", "THISTLEDOWN WEST"]
    east, west = (make_organisation(name=name, town="MERE") for name in names)
    asked = join(organisation="thistledown")
    page = asked.content.decode()
    offered = re.findall(r'name="organisation_choice"[^>]*value="([^"]+)"', page)
    said = words(asked).count("Choose your organisation")
    assert (offered, said) == ([east.slug, west.slug], 2)
    assert page.index('name="organisation_choice"') < page.index('name="pledge_1"')
    join(organisation="thistledown", organisation_choice=west.slug)
    client.post(CODE, {"code": code()})
    assert Individual.objects.get().organisation == west


def test_a_choice_stays_chosen_beside_another_mistake(
    join: Join, make_organisation: MakeOrganisation
) -> None:
    _, west = (make_organisation(name=f"THISTLEDOWN {side}") for side in ("EAST", "WEST"))
    page = join(organisation="thistledown", organisation_choice=west.slug, role="")
    boxes = re.findall(r'<input[^>]*name="organisation_choice"[^>]*>', page.content.decode())
    checked = [re.findall(r'value="([^"]+)"', box)[0] for box in boxes if "checked" in box]
    assert (len(boxes), checked) == (2, [west.slug])


def test_of_more_than_ten_one_is_asked_to_type_more(
    join: Join, make_organisation: MakeOrganisation
) -> None:
    for number in range(11):
        make_organisation(name=f"THISTLEDOWN {number}")
    answer = join(organisation="thistledown", organisation_choice="not-one-of-them")
    boxes = answer.content.decode().count('name="organisation_choice"')
    said = words(answer).count("If yours is not here, type more of its name above")
    assert (boxes, said) == (10, 1)


# My pledges


@pytest.fixture
def mine(make_individual: MakeIndividual, make_organisation: MakeOrganisation) -> Individual:
    return make_individual(
        organisation=make_organisation(name="THISTLEDOWN EAST"),
        pledges={1: "I will ask.", 4: "I will share."},
    )


@pytest.fixture
def as_me(mine: Individual, client_for: ClientFor) -> Client:
    return client_for(mine.user)


def test_my_page_shows_what_i_wrote_and_who_reads_it(as_me: Client) -> None:
    shown = words(as_me.get("/my-pledges/"))
    wanted = (
        "Ines Own", "Staff nurse", "Thistledown East", "Nothing: only count me", "15 June 2026",
        "I will ask.", "I will share.",
    )  # fmt: skip
    assert [text for text in wanted if text not in shown] == []


def test_the_dashboard_leads_to_my_pledges_only_when_there_are_some(
    as_me: Client, stranger: User, client_for: ClientFor
) -> None:
    pages = [client.get("/dashboard/").content for client in (as_me, client_for(stranger))]
    assert [page.count(b'href="/my-pledges/"') for page in pages] == [1, 0]


def test_a_change_keeps_what_was_not_touched(
    as_me: Client, mine: Individual, make_organisation: MakeOrganisation
) -> None:
    make_organisation(name="THISTLEDOWN EAST")  # the same name: the box still means mine
    data = {
        "first_name": "Inés", "last_name": "Own", "role": "Staff nurse",
        "organisation": "Thistledown East", "visibility": "FULL",
        "pledge_1": "I will ask twice.", "pledge_4": "",
    }  # fmt: skip
    answer = as_me.post("/my-pledges/change/", data)
    shown = words(as_me.get(answer["Location"])).count("Your changes are saved.")
    changed = Individual.objects.get()
    assert (answer["Location"], shown, own_texts()) == (
        "/my-pledges/",
        1,
        {1: "I will ask twice."},
    )
    assert (changed.full_name, changed.organisation, changed.visibility) == (
        "Inés Own",
        mine.organisation,
        "FULL",
    )


def test_the_change_page_is_filled_with_what_is_saved(as_me: Client) -> None:
    page = html.unescape(as_me.get("/my-pledges/change/").content.decode())
    wanted = ('value="Ines"', 'value="Thistledown East"', ">I will ask.<", ">I will share.<")
    assert [page.count(text) for text in wanted] == [1, 1, 1, 1]


def test_taking_every_pledge_away_is_refused_in_words(as_me: Client) -> None:
    answer = as_me.post("/my-pledges/change/", {**DATA, "pledge_2": ""})
    said = words(answer).count("Write at least one pledge, in your own words")
    assert (said, own_texts()) == (2, {1: "I will ask.", 4: "I will share."})


def test_leaving_asks_first(as_me: Client) -> None:
    shown = words(as_me.get("/my-pledges/leave/"))
    assert ("Do you want to leave?" in shown, Individual.objects.current().count()) == (True, 1)


def test_leaving_hides_at_once_and_leads_home(as_me: Client, mine: Individual) -> None:
    answer = as_me.post("/my-pledges/leave/")
    home = words(as_me.get(answer["Location"]))
    assert (answer["Location"], home.count("You have left.")) == ("/", 1)
    after = [as_me.get(f"/my-pledges/{part}")["Location"] for part in ("", "certificate/")]
    assert (after, words(as_me.get(JOIN)).count("I will ask.")) == ([JOIN, JOIN], 0)


def test_the_count_is_kept_when_somebody_leaves_and_is_erased(
    as_me: Client, mine: Individual
) -> None:
    said = "1 person has made pledges of their own."
    counts = [words(as_me.get("/")).count(said)]
    as_me.post("/my-pledges/leave/")
    counts.append(words(as_me.get("/")).count(said))
    services.erase_those_who_left(at=timezone.now())
    counts.append(words(as_me.get("/")).count(said))
    assert (counts, Individual.objects.count()) == ([1, 1, 1], 0)


@pytest.fixture
def left_elsewhere(mine: Individual, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another tab leaves between this one's look and its write."""
    real = Individual.objects.of(mine.user).first()
    services.leave(individual=mine, by=mine.user, at=timezone.now())
    found = type("Found", (), {"first": lambda self: real, "exists": lambda self: False})()
    monkeypatch.setattr(type(Individual.objects.all()), "of", lambda *_: found)


def test_a_change_after_leaving_in_another_tab_loses_nothing(
    as_me: Client, left_elsewhere: None
) -> None:
    answer = as_me.post("/my-pledges/change/", DATA)
    page = words(as_me.get(answer["Location"]))
    assert (answer["Location"], page.count("I will say what I see.")) == (JOIN, 1)


def test_leaving_twice_says_the_same(as_me: Client, left_elsewhere: None) -> None:
    answer = as_me.post("/my-pledges/leave/")
    assert (answer["Location"], words(as_me.get("/")).count("You have left.")) == ("/", 1)
