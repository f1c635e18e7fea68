"""Nothing private leaves by the search, a file, the feed, the map or what a page says of itself."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.models import Plan, PlanVersion, Priority
from individuals.models import Individual
from organisations.choices import Role
from organisations.models import Membership
from organisations.services import advice, invitations
from pledges.models import Commitment
from safety_portal.open_data import DATASETS, FORMS
from safety_portal.sitemaps import SITEMAPS
from tests.conftest import NOW
from tests.progress_reports import writing as told
from tests.safety_portal.test_pages import commit

SECRET = "kestrel"
PUBLISHED = "published-words"
ANSWERS = (
    *(f"/open-data/{name}.{form}" for name in DATASETS for form in FORMS),
    *(f"/sitemap-{part}.xml" for part in SITEMAPS),
    *("/sitemap.xml", "/robots.txt", "/feed/", "/find/?q=kestrel", "/find/?q=harrowmere"),
    *(f"/find/?q=words&kind={kind}" for kind in ("organisations", "pledges", "plans")),
    *("/organisations/harrowmere-test-nhs-trust-zza01/",),
    *("/organisations/harrowmere-test-nhs-trust-zza01/plan/",),
)


@pytest.fixture
def secrets(
    membership: Membership,
    published_plan: Plan,
    asked_to_join: User,
    lead: User,
    make_member: Callable[..., Membership],
    make_individual: Callable[..., Individual],
) -> None:
    """Beside what is public all that could leak: drafts, mail addresses, people, sign-ups."""
    commit(membership, text=PUBLISHED)
    Membership.objects.update(sponsor_email=f"{SECRET}@sponsor.example")
    User.objects.filter(pk=lead.pk).update(full_name=f"Lena {SECRET}")
    membership.representatives.update(job_title=f"Head of {SECRET}")
    commit(membership, text=SECRET, version=2, state="DRAFT", published_at=None)
    commit(
        membership, text=SECRET, version=3, state="SUPERSEDED", published_by=lead,
        published_role="Nurse", reason=SECRET,
    )  # fmt: skip
    plans.start_new_version(plan=published_plan, by=lead, at=NOW)
    draft = published_plan.versions.drafts()
    draft.update(title=SECRET, where_we_are_now=SECRET, executive_lead=SECRET)
    Priority.objects.filter(version__in=draft).update(
        title=SECRET, why=SECRET, own_topic=SECRET, aim_measure=SECRET
    )
    told.write(published_plan, lead, what_worked=SECRET, help_wanted=SECRET)
    for state in ("DRAFT", "AWAITING_SPONSOR", "AWAITING_VERIFICATION", "CLOSED"):
        sign_up = make_member(name=f"{SECRET} {state}", ods_code=None, state=state)
        commit(sign_up, text=SECRET)
        Membership.objects.filter(pk=sign_up.pk).update(sponsor_name=SECRET)
    make_individual(first_name=SECRET, role=SECRET, pledges={1: SECRET}, visibility="FULL")
    make_individual(first_name=SECRET, role=SECRET, pledges={1: SECRET})
    advice.write_to_campaign(membership=membership, text=SECRET, by=lead, at=NOW)
    invitations.invite(
        membership=membership, email=f"{SECRET}@harrowmere.example", role=Role.EDITOR, by=lead,
        at=NOW + timedelta(days=1),
    )  # fmt: skip


@pytest.mark.parametrize("path", ANSWERS)
def test_nothing_private_is_in_what_everyone_gets(path: str, secrets: None, client: Client) -> None:
    answer = client.get(path)
    text = answer.getvalue().decode().lower()
    # The search shows what was typed, and the portal's own address is in no file.
    text = re.sub(r'value="kestrel"|“kestrel”|words: kestrel|\?q=kestrel', "", text)
    addresses = re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", text.replace("campaign@portal.example", ""))
    people = [name for name in ("lena", "eddie", "vi viewer", "asha") if name in text]
    assert (answer.status_code, text.count(SECRET), addresses, people) == (200, 0, [], [])


def test_the_secrets_are_there_and_so_is_what_is_public(secrets: None, client: Client) -> None:
    """Otherwise the test above would prove nothing."""
    found = client.get("/open-data/pledges.json").getvalue().decode().count(PUBLISHED)
    kept = Commitment.objects.filter(text=SECRET).count() + PlanVersion.objects.drafts().count()
    assert (found, kept) == (5, 31)


def test_of_a_member_that_left_the_files_hold_what_its_page_shows(
    secrets: None, membership: Membership, client: Client
) -> None:
    Membership.objects.filter(pk=membership.pk).update(state="WITHDRAWN", state_reason="Because.")
    rows = client.get("/open-data/organisations.csv").getvalue().decode()
    assert [rows.count(text) for text in ("Withdrawn", "Because.", "Harrowmere Test")] == [1, 0, 1]
    assert client.get("/feed/").content.decode().count("<entry>") == 0
