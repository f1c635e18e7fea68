"""The pages of a report: writing, conflict, publishing, reading, and the thread both ways."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture
from pytest_django import Settings

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.models import Driver, Measure, Plan
from organisations.models import Membership
from progress_reports import services
from progress_reports.models import Report
from tests.conftest import NOW, TODAY, publish_anew
from tests.mergers.closing import close, promise
from tests.progress_reports.writing import TOLD, correct, publish, write

SignIn = Callable[[User], Client]
MEMBER = "/organisations/harrowmere-test-nhs-trust-zza01/"
REPORT = f"{MEMBER}reports/1/"


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def revision_on(page: str) -> str:
    (found,) = re.findall(r'name="revision"[^>]* value="(\d+)"', page)
    return str(found)


def test_two_people_write_one_report_and_a_lead_publishes_it(
    published_plan: Plan, lead: User, editor: User, client: Client, client_for: SignIn
) -> None:
    plan, writer, reader = (
        f"/plans/{published_plan.pk}/reports/",
        client_for(editor),
        client_for(lead),
    )
    tasks = writer.post(f"{plan}start/", follow=True).content.decode()
    (page,) = re.findall(r'href="([^"]+/priorities/[^"]+)"', tasks)
    seen = revision_on(reader.get(page).content.decode())
    # What is right is kept, though what did not work is still to be said.
    half: dict[str, Any] = {**TOLD, "what_did_not_work": "", "revision": seen}
    said = text_of(writer.post(page, half).content.decode())
    assert "“Nothing this time” is an answer too" in said
    # The lead's page is older: both texts are shown, and then theirs is taken.
    both = reader.post(page, {**TOLD, "what_we_did": "Lamps.", "revision": seen}).content.decode()
    assert ("Rounds at six." in both, "Lamps." in both) == (True, True)
    mine: dict[str, Any] = {**TOLD, "both": "1", "revision": revision_on(both)}
    mine |= {f"keep_{name}": "MINE" for name in re.findall(r'name="keep_(\w+)"', both)}
    assert reader.post(page, mine).status_code == 302

    assert client.get(REPORT).status_code == 404
    preview = text_of(writer.get(f"{plan}draft/preview/").content.decode())
    assert "This is a preview. Only people who act for" in preview
    publishing = reader.get(f"{plan}draft/publish/").content.decode()
    read = "".join(re.findall(r'name="read" value="(\w+)"', publishing))
    sent: dict[str, Any] = {
        "reason": "Our board asked.",
        "report_frequency": "MONTHLY",
        "read": read,
    }
    assert reader.post(f"{plan}draft/publish/", sent).headers["Location"] == REPORT
    again = reader.post(f"{plan}draft/publish/", sent, follow=True).content.decode()
    assert "Nothing was published twice" in text_of(again)
    public = text_of(client.get(REPORT).content.decode())
    order = [text for text in TOLD.values() if text in public]
    assert (order, "Testing" in public) == (
        [text for name, text in TOLD.items() if name not in {"has_news", "status"}],
        True,
    )
    # As the preview had it.
    shown = public.partition("Priority Fewer falls")[2].partition("Versions")[0]
    assert shown in preview
    for gone in ("draft/", "draft/about/", "draft/publish/", "draft/preview/", "draft/delete/"):
        assert reader.get(f"{plan}{gone}").headers["Location"] == plan


def test_publishing_says_what_is_missing_and_asks_to_read_again(
    published_plan: Plan, lead: User, client_for: SignIn
) -> None:
    page, client = f"/plans/{published_plan.pk}/reports/draft/publish/", client_for(lead)
    report = write(published_plan, lead, what_did_not_work="")
    sent: dict[str, Any] = {"reason": "Yearly", "report_frequency": "YEARLY", "read": "old"}
    key = report.priorities.get().key
    assert f"draft/priorities/{key}/" in client.get(page).content.decode()
    assert "has changed since you opened this page" in text_of(
        client.post(page, sent).content.decode()
    )
    past: dict[str, Any] = {f"next_report_date_{part}": value for part, value in zip(("day", "month", "year"), (1, 1, 2020), strict=True)}  # fmt: skip
    sent.pop("read")
    missing = text_of(client.post(page, {**sent, "read": services.fingerprint_of(report, {})}).content.decode())  # fmt: skip
    assert "Not answered yet: Fewer falls with harm" in missing
    services.save_priority(plan=published_plan, key=key, by=lead, at=NOW, what_did_not_work="None")
    read = services.fingerprint_of(published_plan.progress_reports.get(), {})
    late = text_of(client.post(page, {**sent, **past, "read": read}).content.decode())
    assert "The date of your next report must be in the future" in late
    assert published_plan.progress_reports.published().count() == 0


def test_one_post_says_that_there_is_nothing_to_report(
    published_plan: Plan, lead: User, client: Client, client_for: SignIn
) -> None:
    page, as_lead = f"/plans/{published_plan.pk}/reports/nothing-new/", client_for(lead)
    answer = as_lead.post(page, {"why": "We start in spring."})
    assert answer.headers["Location"] == REPORT
    assert "Nothing to report this time We start in spring." in text_of(
        client.get(REPORT).content.decode()
    )
    services.start_report(plan=published_plan, by=lead, at=NOW, today=TODAY)
    refused = text_of(as_lead.post(page, {"why": "Or in summer."}).content.decode())
    assert "A report is being written. Publish it, or delete its draft first." in refused
    as_lead.post(f"/plans/{published_plan.pk}/reports/1/correct/")
    assert published_plan.progress_reports.drafts().get().number == 2


def test_versions_are_compared_and_taken_back(
    measure: Measure, lead: User, client: Client, client_for: SignIn
) -> None:
    plan = measure.plan
    write(plan, lead)
    publish(plan, lead)
    correct(plan, lead, thanks="The porters", charts="TODAY")
    difference = text_of(client.get(f"{REPORT}versions/1/changes/2/").content.decode())
    for part in ("A wrong date", "The porters", "The words are the same."):
        assert part in difference
    to = client.get(f"{REPORT}versions/2/changes/1/").headers["Location"]
    assert to == f"{REPORT}versions/1/changes/2/"
    assert client.get(f"{REPORT}versions/1/changes/1/").status_code == 404
    chosen = client.get(f"{REPORT}?first=1&second=2").headers["Location"]
    assert chosen == f"{REPORT}versions/1/changes/2/"
    assert "This is an earlier version" in text_of(
        client.get(f"{REPORT}versions/1/").content.decode()
    )
    page = f"/plans/{plan.pk}/reports/1/versions/2/take-back/"
    as_lead = client_for(lead)
    assert as_lead.post(page, {"reason": "It named a colleague"}).status_code == 302
    assert as_lead.get(page).status_code == 302
    for path in (REPORT, f"{REPORT}versions/2/"):
        gone = client.get(path)
        said = text_of(gone.content.decode())
        assert (gone.status_code, "It named a colleague" in said, "porters" in said) == (
            410,
            True,
            False,
        )
    assert client.get(f"{REPORT}versions/1/").status_code == 200
    assert client.get(f"{REPORT}versions/2/changes/3/").status_code == 410
    assert "None can be read at the moment" in client.get(f"{MEMBER}reports/").content.decode()


def test_the_thread_leads_from_a_pledge_to_what_was_learned_and_back(
    measure: Measure, lead: User, client: Client
) -> None:
    """Pledge → priority → driver → measure → data → report; and from each back again."""
    plan = measure.plan
    given: dict[str, Any] = {"plan": plan, "by": lead, "at": NOW}
    promise(plan.membership, 1)
    draft = plans.start_new_version(**given)
    driver = Driver.objects.create(
        priority=draft.priorities.get(), position=1, kind="PRIMARY", text="Safer nights"
    )
    priority = str(draft.priorities.get().pk)
    plans.add_milestone(title="Lamps", due_date=TODAY, priority=priority, **given)
    publish_anew(plan, lead, title="Safer nights")
    Measure.objects.update(driver_key=driver.key)
    write(plan, lead)
    publish(plan, lead)
    pages = {
        "pledge": f"{MEMBER}pledges/1/", "plan": f"{MEMBER}plan/", "member": MEMBER,
        "measure": f"{MEMBER}plan/measures/{measure.pk}/", "report": REPORT,
    }  # fmt: skip
    shown = {name: client.get(path).content.decode() for name, path in pages.items()}
    leads_to = {
        (name, to)
        for name, page in shown.items()
        for to, path in pages.items()
        if re.search(rf'href="{path}(#[\w-]+)?"', page.partition("<main")[2])
    }
    assert leads_to >= {
        ("member", "pledge"), ("member", "plan"), ("member", "report"),
        ("pledge", "plan"), ("pledge", "report"), ("pledge", "member"),
        ("plan", "measure"), ("plan", "report"), ("plan", "member"),
        ("measure", "plan"), ("measure", "report"), ("measure", "member"),
        ("report", "measure"), ("report", "plan"), ("report", "member"),
    }  # fmt: skip
    # To the very place.
    assert f'href="{MEMBER}plan/#priority-1"' in shown["pledge"]
    assert f'href="{MEMBER}plan/#priority-1"' in shown["report"]
    assert f'href="{MEMBER}#pledge-1"' in shown["report"]
    assert f'href="{REPORT}#priority-1"' in shown["plan"]
    assert ("Of the driver “Safer nights”" in shown["plan"], "Lamps, by" in shown["plan"]) == (
        True,
        True,
    )


def test_a_list_of_reports_asks_the_database_no_more_as_it_grows(
    published_plan: Plan, lead: User, client: Client
) -> None:
    counts = []
    for count in (1, 3):
        while published_plan.progress_reports.published().count() < count:
            write(published_plan, lead)
            publish(published_plan, lead)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for path in (f"{MEMBER}reports/", MEMBER, f"{MEMBER}plan/"):
                assert client.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_is_published_is_public_at_once_and_in_feed_map_and_files(
    published_plan: Plan, lead: User, client: Client, settings: Settings,
    django_capture_on_commit_callbacks: Capture,
) -> None:  # fmt: skip
    settings.KEEP_PUBLIC_PAGES = True
    before = client.get(MEMBER).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        write(published_plan, lead)
        publish(published_plan, lead)
    after = client.get(MEMBER).content.decode()
    assert (REPORT in before, REPORT in after) == (False, True)
    assert f"{REPORT}versions/1/" in client.get("/feed/").content.decode()
    assert f"{REPORT}<" in client.get("/sitemap-reports.xml").content.decode()
    file = client.get("/open-data/reports.csv").getvalue().decode()
    assert "Fewer falls with harm: We stopped the second checklist." in file


def test_a_successor_shows_what_its_predecessor_reported(
    published_plan: Plan, lead: User, other_membership: Membership, client: Client
) -> None:
    write(published_plan, lead)
    publish(published_plan, lead)
    close(published_plan.membership, other_membership.organisation)
    page = client.get(f"/organisations/{other_membership.organisation.slug}/").content.decode()
    assert f'href="{REPORT}"' in page
    assert client.get(REPORT).status_code == 200


@pytest.mark.usefixtures("viewer")
def test_a_plan_that_is_newer_than_the_draft_is_offered(
    published_plan: Plan, lead: User, client_for: SignIn
) -> None:
    write(published_plan, lead)
    publish_anew(published_plan, lead, title="Calmer nights")
    client, page = client_for(lead), f"/plans/{published_plan.pk}/reports/draft/"
    offer = "Your plan was published anew since this report was begun."
    assert offer in client.get(page).content.decode()
    client.post(f"{page}up-to-date/")
    assert offer not in client.get(page).content.decode()
    client.post(f"{page}delete/")
    client.post(f"{page}up-to-date/")
    assert Report.objects.count() == 0
