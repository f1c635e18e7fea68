"""A version is taken back: its address says so, and its text is nowhere any more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from audit.models import Event
from improvement_plans import services
from improvement_plans.models import Plan, PlanVersion
from mergers.services import left
from organisations.models import Membership, Organisation
from organisations.services.patient_data import PatientDataFound
from reports.queries.rows import PUBLISHED_PLAN
from tests.conftest import NOW, publish_anew
from tests.improvement_plans.whole import WORD, publish_whole, write_whole
from tests.mergers.closing import close
from tests.nhs_numbers import nhs_number

SLUG = "harrowmere-test-nhs-trust-zza01"
PLAN = f"/organisations/{SLUG}/plan/"
WHERE_A_PLAN_IS_READ = (
    *(PLAN, f"{PLAN}versions/2/", f"{PLAN}versions/1/changes/2/", f"{PLAN}versions/2/changes/3/"),
    *(f"{PLAN}versions/2/plan.pdf", f"/organisations/{SLUG}/", "/organisations/?plan=yes", "/"),
    *(f"/find/?q={WORD}", f"/find/?q={WORD}&kind=plans", "/open-data/plans.csv"),
    *("/open-data/plans.json", "/feed/", "/sitemap-plans.xml", "/topics/", "/topics/falls/"),
)


def take_back(plan: Plan, by: User, number: int, **said: Any) -> PlanVersion:
    details = {"reason": "It named a ward.", "role": "Head of quality", "at": NOW, **said}
    return services.unpublish_version(plan=plan, number=number, by=by, **details)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    body = answer.getvalue() if answer.streaming else answer.content
    return bytes(body).decode("utf-8", "replace").lower()


def test_its_text_is_read_nowhere_any_more(
    published_plan: Plan,
    lead: User,
    client: Client,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.KEEP_PUBLIC_PAGES = True
    publish_whole(published_plan, lead)
    before = {address for address in WHERE_A_PLAN_IS_READ if WORD in shown(client, address)}
    assert len(before) >= 8
    with_plan = Membership.objects.filter(pk=published_plan.membership_id)
    assert with_plan.filter(plans__versions__in=PlanVersion.objects.published()).exists()
    with django_capture_on_commit_callbacks(execute=True):
        take_back(published_plan, lead, 2)
    # The search says what was looked for.
    found = [a for a in WHERE_A_PLAN_IS_READ if WORD in shown(client, a) and "/find/" not in a]
    assert found == []
    assert "plan</" not in shown(client, f"/find/?q={WORD}&kind=plans")
    assert PLAN not in shown(client, "/sitemap-plans.xml")
    assert SLUG not in shown(client, "/topics/falls/")
    assert not PlanVersion.objects.published().exists()


def test_its_address_says_when_by_which_role_and_why(
    published_plan: Plan, lead: User, client: Client
) -> None:
    publish_anew(published_plan, lead, NOW + timedelta(days=9), title="Secret title")
    take_back(published_plan, lead, 2, at=NOW + timedelta(days=20))
    answers = [client.get(a) for a in (PLAN, f"{PLAN}versions/2/", f"{PLAN}versions/1/changes/2/")]
    assert [answer.status_code for answer in answers] == [410, 410, 410]
    for answer in answers:
        page = " ".join(answer.content.decode().split())
        assert "on 24 June 2026 and took it back on 5 July 2026" in page
        assert "It named a ward." in page
        assert "Taken back by: Head of quality" in page
        assert "has no published plan at the moment" in page
        assert f'<li><a href="{PLAN}versions/1/">Version 1, ' in page
        assert "Secret title" not in page
        assert "What is new" not in page  # why it was published
        assert 'name="robots" content="noindex"' in page
    # The version before stays what it was, and readable.
    earlier = client.get(f"{PLAN}versions/1/")
    assert (earlier.status_code, b"Safer nights" in earlier.content) == (200, True)


def test_an_earlier_version_goes_and_the_plan_stays(
    published_plan: Plan, lead: User, client: Client
) -> None:
    publish_anew(published_plan, lead, title="Safer days")
    publish_anew(published_plan, lead, title="Safer noons")
    take_back(published_plan, lead, 2)
    page = client.get(PLAN).content.decode()
    assert ("Safer noons" in page, "Safer days" in page) == (True, False)
    # What changed in the newest is told from the one before it that can be read.
    assert f"{PLAN}versions/1/changes/3/" in page
    assert client.get(f"{PLAN}versions/2/").status_code == 410
    published_plan.refresh_from_db()
    assert published_plan.next_report_date is not None


def test_the_next_draft_begins_as_what_was_taken_back(published_plan: Plan, lead: User) -> None:
    publish_whole(published_plan, lead)
    take_back(published_plan, lead, 2)
    draft = services.start_new_version(plan=published_plan, by=lead, at=NOW)
    said = (draft.number, draft.title, draft.unpublished_at, draft.priorities.get().drivers.count())
    assert said == (3, f"Safer nights {WORD}", None, 3)
    assert publish_anew(published_plan, lead).state == "PUBLISHED"
    assert list(published_plan.versions.order_by("number").values_list("state", flat=True)) == [
        *("SUPERSEDED", "UNPUBLISHED", "PUBLISHED"),
    ]


def test_it_is_told_the_sponsor_recorded_and_done_once(
    published_plan: Plan, lead: User, django_capture_on_commit_callbacks: Any
) -> None:
    Membership.objects.update(sponsor_email="sponsor@harrowmere.example", sponsor_confirmed_at=NOW)
    published_plan.membership.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            take_back(published_plan, lead, 1)
    (message,) = mail.outbox
    assert message.to == ["sponsor@harrowmere.example"]
    assert message.subject.endswith("has taken back version 1 of its safety improvement plan")
    assert "It named a ward." in str(message.body)
    assert Event.objects.filter(event="plan.unpublished").get().details == {"version": 1}
    published_plan.refresh_from_db()
    assert published_plan.next_report_date is None


def test_a_reason_about_a_patient_is_refused(published_plan: Plan, lead: User) -> None:
    with pytest.raises(PatientDataFound):
        take_back(published_plan, lead, 1, reason=f"About {nhs_number()}")
    assert published_plan.versions.get().state == "PUBLISHED"


def test_a_lead_takes_back_from_a_page_that_says_what_happens(
    published_plan: Plan, lead: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(lead)
    listed = client.get(f"/plans/{published_plan.pk}/versions/").content.decode()
    address = f"/plans/{published_plan.pk}/versions/1/take-back/"
    page = client.get(address).content.decode()
    assert (address in listed, "This cannot be undone." in page) == (True, True)
    assert published_plan.versions.get().state == "PUBLISHED"
    empty = client.post(address, {"reason": ""}).content.decode()
    assert "Enter why you are taking this version back" in empty
    answer = client.post(address, {"reason": "It named a ward."}, follow=True)
    assert answer.redirect_chain == [(f"{PLAN}versions/1/", 302)]
    assert "Version 1 is taken back." in answer.content.decode()
    assert client.get(address).headers["Location"] == f"{PLAN}versions/1/"
    tasks = client.get(f"/plans/{published_plan.pk}/").content.decode()
    assert tasks.count("Nothing of your plan is public at the moment") == 1


def test_a_member_that_left_can_still_take_back(published_plan: Plan, lead: User) -> None:
    Membership.objects.update(state="WITHDRAWN", state_reason="We closed.")
    assert take_back(published_plan, lead, 1).state == "UNPUBLISHED"


def test_a_successor_is_not_asked_about_what_was_taken_back(
    published_plan: Plan, lead: User, make_organisation: Callable[..., Organisation]
) -> None:
    from mergers.services import open_mergers

    membership = published_plan.membership
    close(membership, make_organisation(ods_code="ZZS09"))
    open_mergers(at=NOW, today=NOW.date())
    merger = membership.mergers.get()
    assert left(merger=merger)[1].count() == 1
    take_back(published_plan, lead, 1)
    assert left(merger=merger)[1].count() == 0
    assert not PUBLISHED_PLAN.model.objects.published().exists()


def test_a_draft_is_not_taken_back(
    published_plan: Plan, lead: User, client_for: Callable[[User], Client]
) -> None:
    write_whole(published_plan, lead)
    address = f"/plans/{published_plan.pk}/versions/2/take-back/"
    assert client_for(lead).get(address).status_code == 404
