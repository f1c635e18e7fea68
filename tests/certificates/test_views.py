"""What anyone reads who checks a certificate, and what a member's people see."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from certificates import codes
from certificates.models import BadgeDay, Certificate
from individuals.choices import Visibility
from individuals.models import Individual
from individuals.services import erase, leave
from organisations.models import Membership, Organisation, StateChange
from tests.conftest import NOW, TODAY
from tests.mergers.closing import close

JOINED = datetime(2024, 3, 3, 12, tzinfo=UTC)
LEFT = datetime(2025, 6, 5, 12, tzinfo=UTC)
PLEDGES = ["Put safety first", "Continually learn", "Be honest", "Collaborate", "Be supportive"]
UNKNOWN = "7K3M02WX9" + codes.check_character("7K3M02WX9")


def text_of(client: Client, path: str, within: str = "main") -> str:
    html = client.get(path).content.decode()
    part = re.search(rf"<{within}.*?</{within}>", html, re.DOTALL)
    assert part
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", part.group())).strip()


def sheet_of(certificate: Certificate) -> str:
    return text_of(Client(), reverse("certificate", args=[certificate.shown_code]), "section")


def put(certificate: Certificate, state: str, **fields: object) -> None:
    fields = {"state_at": LEFT, "joined_at": JOINED, "state_reason": "A reason.", **fields}
    Membership.objects.filter(pk=certificate.membership_id).update(state=state, **fields)


# --- The certificate -----------------------------------------------------------------------------


def test_a_certificate_says_who_what_and_since_when(certificate: Certificate) -> None:
    put(certificate, "ACTIVE")
    assert sheet_of(certificate) == (
        "Safety portal Certificate Harrowmere Test NHS Trust Member since 3 March 2024"
        " In its own words, for everyone to read, it answers the five pledges:"
        f" {' '.join(PLEDGES)} Confirmed by Sam Sponsor, Chief executive"
        f" Certificate {certificate.shown_code}"
        f" As it stood on {timezone.localdate().day} {timezone.localdate():%B %Y}."
        " Anyone can check how it stands today:"
        f" http://127.0.0.1:8000/certificates/{certificate.shown_code}/"
    )


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        ("ACTIVE", "Member since 3 March 2024"),
        ("PAUSED", "Member since 3 March 2024, paused since 5 June 2025"),
        ("WITHDRAWN", "Was a member from 3 March 2024 to 5 June 2025"),
        ("SUCCEEDED", "Was a member from 3 March 2024 to 5 June 2025"),
    ],
)
def test_a_certificate_is_honest_about_time(
    state: str, standing: str, certificate: Certificate
) -> None:
    put(certificate, state)
    shown = re.search(r"NHS Trust (.*) In its own words", sheet_of(certificate))
    assert shown is not None
    assert shown.group(1) == standing


def test_a_certificate_of_a_member_that_came_back_says_so(certificate: Certificate) -> None:
    put(certificate, "ACTIVE")
    StateChange.objects.create(
        membership=certificate.membership, from_state="WITHDRAWN", to_state="ACTIVE", at=LEFT
    )
    assert "Member since 3 March 2024, with a break until 5 June 2025 In" in sheet_of(certificate)


def test_a_certificate_of_a_member_that_closed_names_who_continues_it(
    certificate: Certificate, make_organisation: Callable[..., Organisation]
) -> None:
    put(certificate, "ACTIVE")
    close(
        certificate.membership,
        make_organisation(name="B TRUST"),
        make_organisation(name="A TRUST"),
        on=LEFT.date(),
    )
    sheet = sheet_of(certificate)
    assert "Was a member from 3 March 2024 to 5 June 2025 In" in sheet
    assert "Continues as A Trust and B Trust Certificate" in sheet


@pytest.mark.parametrize(
    ("state", "today"),
    [
        ("ACTIVE", "Harrowmere Test NHS Trust is a member."),
        ("PAUSED", "the membership of Harrowmere Test NHS Trust is paused."),
        ("WITHDRAWN", "Harrowmere Test NHS Trust left the campaign on 5 June 2025."),
        ("SUCCEEDED", "Harrowmere Test NHS Trust closed on 5 June 2025. What"),
    ],
)
def test_whoever_checks_reads_first_how_it_stands_today(
    state: str, today: str, certificate: Certificate
) -> None:
    put(certificate, state)
    page = text_of(Client(), reverse("certificate", args=[certificate.shown_code]))
    assert "The Safety portal gave this certificate." in page
    assert today in page


def test_a_name_of_any_length_is_set_to_fit(make_certificate: Callable[..., Certificate]) -> None:
    sizes = []
    for length in (50, 51, 110, 111, 200):
        certificate = make_certificate(name=("NAME " * 40)[:length].strip().ljust(length, "X"))
        html = Client().get(reverse("certificate", args=[certificate.shown_code])).content.decode()
        sizes += re.findall(r"portal-sheet__name--(\w+)", html)
    assert sizes == ["usual", "long", "long", "longer", "longer"]


def test_what_people_typed_is_escaped(make_certificate: Callable[..., Certificate]) -> None:
    certificate = make_certificate(name="<IMG SRC=X> & SONS")
    page = Client().get(reverse("certificate", args=[certificate.shown_code])).content.decode()
    badge = Client().get(reverse("badge", args=[certificate.membership.organisation.slug]))
    assert ("<img src=x" in page.lower(), b"<img" in badge.content.lower()) == (False, False)


def test_a_certificate_costs_the_same_however_much_it_says(
    certificate: Certificate,
    make_organisation: Callable[..., Organisation],
    django_assert_num_queries: Callable[..., object],
) -> None:
    path = reverse("certificate", args=[certificate.shown_code])
    close(certificate.membership, *[make_organisation() for _ in range(3)])
    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        Client().get(path)


# --- Checking ------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}", "{2}", "{0} ", "{3}"])
def test_a_code_is_found_however_it_is_typed(typed: str, certificate: Certificate) -> None:
    plain = certificate.code
    forms = (certificate.shown_code, plain.lower(), " ".join(plain), plain.replace("0", "o"))
    answer = Client().get(reverse("certificate_check"), {"code": typed.format(*forms)})
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("certificate", args=[certificate.shown_code]),
    )


def test_an_address_that_was_typed_otherwise_leads_to_the_right_one(
    certificate: Certificate,
) -> None:
    answer = Client().get(reverse("certificate", args=[certificate.code.lower()]))
    right = reverse("certificate", args=[certificate.shown_code])
    assert (answer.status_code, answer["Location"]) == (301, right)


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter the code that is on the certificate"),
        ("7K3", "A code has 10 or 12 letters and numbers"),
        ("7" * 41, "A code has 10 or 12 letters and numbers"),
        (
            "7K3M0-2WX98",
            "No certificate can have this code. Compare it with the certificate, one character"
            " at a time",
        ),
    ],
)
def test_a_slip_is_pointed_out(typed: str, error: str) -> None:
    page = text_of(Client(), f"{reverse('certificate_check')}?code={typed}")
    assert f"There is a problem {error} Check a certificate" in page


def test_before_anything_is_typed_there_is_no_error() -> None:
    assert "There is a problem" not in text_of(Client(), reverse("certificate_check"))


@pytest.mark.parametrize("code", [codes.in_groups(UNKNOWN), "nothing", "AAAA-AAAA-AAAA"])
def test_a_code_that_nobody_has_is_a_friendly_404(code: str, db: None) -> None:
    answer = Client().get(reverse("certificate", args=[code]))
    assert (answer.status_code, f"no certificate {code}".encode() in answer.content) == (404, True)


def test_guessing_comes_to_an_end(db: None) -> None:
    client, path = Client(), reverse("certificate", args=[codes.in_groups(UNKNOWN)])
    statuses = [client.get(path).status_code for _ in range(32)]
    assert statuses == [404] * 30 + [429] * 2


def test_who_guessed_too_often_can_still_check_a_real_one(certificate: Certificate) -> None:
    client = Client()
    for _ in range(31):
        client.get(reverse("certificate", args=[codes.in_groups(UNKNOWN)]))
    path = reverse("certificate", args=[certificate.shown_code])
    assert client.get(path).status_code == 200


# --- Individuals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("visibility", "said"),
    [
        (
            Visibility.PRIVATE,
            "Given to an individual on 15 June 2026. They keep to themselves who they are and"
            " what they pledged, which is theirs to choose. Check another certificate",
        ),
        (
            Visibility.FIRST_NAME_AND_ROLE,
            "Given to Ines, Staff nurse, who made pledges of their own on 15 June 2026: Put safety"
            " first Read what people have pledged Check another certificate",
        ),
        (
            Visibility.FULL,
            "Given to Ines Own, Staff nurse, Harrowmere Test NHS Trust, who made pledges of their"
            " own on 15 June 2026: Put safety first Read what people have pledged Check another"
            " certificate",
        ),
    ],
)
def test_an_individuals_certificate_says_what_they_let_others_read(
    visibility: str,
    said: str,
    membership: Membership,
    make_individual: Callable[..., Individual],
) -> None:
    person = make_individual(visibility=visibility, organisation=membership.organisation)
    page = text_of(Client(), reverse("certificate", args=[person.certificate_code]))
    heading = f"Certificate {person.certificate_code} "
    assert page.partition(f"certificate {heading}")[2] == said


def test_a_certificate_of_somebody_who_left_or_was_erased_is_unknown(
    make_individual: Callable[..., Individual],
) -> None:
    gone, erased = make_individual(), make_individual()
    leave(individual=gone, by=gone.user, at=NOW)
    erase(user=erased.user, by=erased.user, at=NOW)
    paths = [reverse("certificate", args=[p.certificate_code]) for p in (gone, erased)]
    assert [Client().get(path).status_code for path in paths] == [404, 404]


def test_an_individuals_own_certificate_says_where_to_check_it(
    individual: User, client_for: Callable[[User], Client]
) -> None:
    page = text_of(client_for(individual), reverse("my_certificate"), "section")
    code = individual.individual.certificate_code
    assert page.endswith(
        f"Certificate {code}. Anyone can check it at http://127.0.0.1:8000/certificates/, and"
        " reads only the day."
    )


# --- A member's own page -------------------------------------------------------------------------


def test_a_members_page_has_the_code_to_embed(
    certificate: Certificate, lead: User, client_for: Callable[[User], Client]
) -> None:
    page = client_for(lead).get(reverse("member_certificate", args=[certificate.membership_id]))
    slug = certificate.membership.organisation.slug
    shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", page.content.decode(), re.DOTALL)
    assert shown is not None
    assert unescape(shown.group(1)) == (
        f'<a href="http://127.0.0.1:8000/certificates/{certificate.shown_code}/"'
        ' referrerpolicy="no-referrer">'
        f'<img src="http://127.0.0.1:8000/organisations/{slug}/badge.svg"'
        ' alt="Harrowmere Test NHS Trust in the Safety portal: check our certificate"'
        ' width="320" height="96" loading="lazy" referrerpolicy="no-referrer"></a>'
    )


def test_a_members_page_says_how_often_the_badge_was_shown(
    certificate: Certificate, viewer: User, client_for: Callable[[User], Client]
) -> None:
    day = timezone.localdate() - timedelta(days=40)
    for at, shown in ((day, 1200), (timezone.localdate(), 1)):
        BadgeDay.objects.create(membership=certificate.membership, day_date=at, shown=shown)
    path = reverse("member_certificate", args=[certificate.membership_id])
    page = text_of(client_for(viewer), path)
    assert f"1 time in the last 30 days, and 1,201 times since {day.day} {day:%B %Y}." in page


def test_whoever_edits_need_not_wait_for_the_certificate(
    membership: Membership, editor: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(editor)
    path = reverse("member_certificate", args=[membership.pk])
    before = "Make it now" in text_of(client, path)
    answer = client.post(reverse("member_certificate_issue", args=[membership.pk]))
    code = Certificate.objects.get(membership=membership).shown_code
    assert (before, answer["Location"]) == (True, path)
    assert f"Its code is {code}" in text_of(client, path)


def test_a_viewer_sees_no_button(
    membership: Membership, viewer: User, client_for: Callable[[User], Client]
) -> None:
    page = text_of(client_for(viewer), reverse("member_certificate", args=[membership.pk]))
    assert "Make it now" not in page


def test_a_sign_up_gets_none_before_it_is_published(
    sign_up: Membership, lead: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(lead)
    client.post(reverse("member_certificate_issue", args=[sign_up.pk]))
    page = text_of(client, reverse("member_certificate", args=[sign_up.pk]))
    assert Certificate.objects.count() == 0
    assert page.count("when your pledges are published.") == 2


def test_the_organisations_page_leads_to_its_certificate(certificate: Certificate) -> None:
    page = Client().get(certificate.membership.organisation.get_absolute_url())
    link = f'<a href="/certificates/{certificate.shown_code}/">Certificate</a>'
    assert link in page.content.decode()


def test_nothing_of_the_counts_is_public(certificate: Certificate) -> None:
    BadgeDay.objects.create(membership=certificate.membership, day_date=TODAY, shown=424242)
    paths = [
        certificate.membership.organisation.get_absolute_url(),
        reverse("certificate", args=[certificate.shown_code]),
        reverse("badge", args=[certificate.membership.organisation.slug]),
    ]
    cache.clear()
    leaking = [path for path in paths if b"424242" in Client().get(path).content]
    assert leaking == []
