"""The pages of a plan: who may open them, what they write, and what everyone reads."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from improvement_plans import services
from improvement_plans.choices import Part, ReportFrequency
from improvement_plans.models import Plan, Priority
from organisations.models import Membership
from pledges.models import Pledge, PledgeWording
from tests.conftest import NOW, PRIORITY, TODAY
from tests.improvement_plans.test_forms import ABOUT

SignIn = Callable[[User], Client]
LATER = NOW + timedelta(days=60)
SECRET = "Zanzibarquartz"
# What the priority of every test lacks.
WHOLE = {
    **dict.fromkeys(("lead_role", "affected_differently", "how_patients_are_involved"), "Ward 3."),
    "foundations": ["DATA"],
}
TOPIC = {"title": "Fewer falls with harm", "topic": "FALLS"}
# Of the task list, where the other parts are still empty.
NOT_WRITTEN = [
    ("What worked over the last three years", "Not yet started"),
    ("What we will do differently", "Not yet started"),
    ("How patients and staff were involved", "Not yet started"),
    ("Milestones", "Optional"),
    ("What we want to learn", "Optional"),
]
PUBLISH = {"reason": "Two years of data", "report_frequency": "YEARLY"}


def path(name: str, plan: Plan, *args: int) -> str:
    return reverse(name, args=[plan.pk, *args])


def public(plan: Plan, number: int | None = None) -> str:
    slug = plan.membership.organisation.slug
    if number is None:
        return reverse("plan_public", args=[slug])
    return reverse("plan_version", args=[slug, number])


def found(pattern: str, response: Any) -> list[str]:
    """The text of each match on the page, without its tags."""
    matches = re.findall(pattern, response.content.decode(), re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", m)).split()) for m in matches]


def words(response: Any) -> str:
    """What the main part of the page says."""
    return found(r"<main.*?>(.*)</main>", response)[0]


def tasks(response: Any) -> list[tuple[str, str]]:
    """Each line of the task list with its state."""
    names = found(r'nhsuk-task-list__name-and-hint">\s*<(?:a|div).*?>(.*?)</(?:a|div)>', response)
    return list(zip(names, found(r"nhsuk-task-list__status.*?>(.*?)</div>", response), strict=True))


def errors(response: Any) -> list[str]:
    return found(
        r"<li>(.*?)</li>", Shown(found_html(r"nhsuk-error-summary__list.*?</ul>", response))
    )


def buttons_on(response: Any) -> list[str]:
    return found(r'<button type="submit" class="nhsuk-button".*?>(.*?)</button>', response)


class Shown:
    """A part of a page, to look into like a page."""

    def __init__(self, html: str) -> None:
        self.content = html.encode()


def found_html(pattern: str, response: Any) -> str:
    match = re.search(pattern, response.content.decode(), re.DOTALL)
    return match.group() if match else ""


def typed(name: str, response: Any) -> str:
    """What stands in a box of the form."""
    html = response.content.decode()
    if match := re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', html, re.DOTALL):
        return unescape(match.group(1))
    box = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)
    value = re.search(r'value="([^"]*)"', box.group()) if box else None
    return unescape(value.group(1)) if value else ""


def add_priority(plan: Plan, by: User, **fields: Any) -> Priority:
    pledges = list(Pledge.objects.filter(number__in=[1, 4]))
    return services.add_priority(
        plan=plan,
        pledges=pledges,
        by=by,
        at=NOW,
        **{**PRIORITY, **fields},
    )


def publish(plan: Plan, by: User, reason: str = "Two years of data") -> None:
    services.publish_plan(
        plan=plan,
        reason=reason,
        report_frequency=ReportFrequency.YEARLY,
        next_report_date=None,
        by=by,
        role="Medical director",
        at=LATER,
        today=LATER.date(),
    )


def press_publish(client: Client, plan: Plan, **answers: str) -> Any:
    """Open the page, which says what was read, and publish from there."""
    read = typed("read", client.get(path("plan_publish", plan)))
    return client.post(path("plan_publish", plan), {**PUBLISH, "read": read, **answers})


def withdraw(membership: Membership) -> None:
    Membership.objects.filter(pk=membership.pk).update(state="WITHDRAWN", state_reason="We closed.")


# --- Who may open what ----------------------------------------------------------------------

READ = {"viewer": 200, "editor": 200, "lead": 200}
WRITE = {"viewer": 403, "editor": 200, "lead": 200}
PEOPLE = ("viewer", "editor", "lead", "other_lead", "officer")


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("plan_tasks", READ),
        ("plan_about", WRITE),
        ("plan_now", WRITE),
        ("plan_priority_add", WRITE),
        ("plan_preview", READ),
        ("plan_publish", {"viewer": 403, "editor": 403, "lead": 200}),
        ("plan_new_version", {"viewer": 403, "editor": 405, "lead": 405}),
    ],
)
def test_each_page_opens_for_its_people_only(
    plan: Plan,
    other_membership: Membership,
    client_for: SignIn,
    request: pytest.FixtureRequest,
    name: str,
    allowed: dict[str, int],
    person: str,
) -> None:
    client = client_for(request.getfixturevalue(person))
    assert client.get(path(name, plan)).status_code == allowed.get(person, 404)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(
    ("name", "done"),
    [
        ("plan_about", {"editor": 302, "lead": 302}),
        ("plan_now", {"editor": 302, "lead": 302}),
        ("plan_priority_add", {"editor": 302, "lead": 302}),
        ("plan_publish", {"lead": 302}),
        ("plan_new_version", {"editor": 302, "lead": 302}),
    ],
)
def test_each_page_saves_for_its_people_only(
    plan: Plan,
    lead: User,
    other_membership: Membership,
    client_for: SignIn,
    request: pytest.FixtureRequest,
    name: str,
    done: dict[str, int],
    person: str,
) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    client = client_for(request.getfixturevalue(person))
    answers = {**ABOUT, **TOPIC, **PUBLISH, "where_we_are_now": "We counted."}
    shown = client.get(path(name, plan)).content.decode()
    for hidden in ("revision", "read"):
        answers[hidden] = "".join(re.findall(rf'name="{hidden}" value="(\w*)"', shown))
    refused = 403 if person in READ else 404
    assert client.post(path(name, plan), answers).status_code == done.get(person, refused)


@pytest.mark.parametrize(
    "name", ["plan_tasks", "plan_about", "plan_now", "plan_preview", "plan_publish"]
)
def test_drafts_ask_a_visitor_to_sign_in(plan: Plan, client: Client, name: str) -> None:
    address = path(name, plan)
    assert client.get(address)["Location"] == f"{reverse('account_login')}?next={address}"


def test_a_plan_that_does_not_exist_is_not_found(
    plan: Plan, lead: User, client_for: SignIn
) -> None:
    address = reverse("plan_tasks", args=[plan.pk + 1])
    assert client_for(lead).get(address).status_code == 404


def test_a_priority_of_another_plan_is_not_found(
    plan: Plan, lead: User, other_membership: Membership, other_lead: User, client_for: SignIn
) -> None:
    other = services.start_plan(membership=other_membership, by=other_lead, at=NOW)
    theirs = add_priority(other, other_lead)
    client = client_for(lead)
    answers = (
        client.get(path("plan_priority", plan, theirs.pk)).status_code,
        client.post(path("plan_priority_why", plan, theirs.pk), {"why": "Ours"}).status_code,
    )
    assert answers == (404, 404)


# --- Starting -------------------------------------------------------------------------------


def test_looking_at_the_start_page_starts_nothing(
    membership: Membership, editor: User, client_for: SignIn
) -> None:
    response = client_for(editor).get(reverse("plan_start", args=[membership.pk]))
    assert (
        buttons_on(response),
        Plan.objects.count(),
    ) == (
        ["Start your plan"],
        0,
    )


def test_starting_leads_to_the_task_list(
    membership: Membership, editor: User, client_for: SignIn
) -> None:
    response = client_for(editor).post(reverse("plan_start", args=[membership.pk]))
    assert response["Location"] == path("plan_tasks", Plan.objects.get())


def test_a_plan_that_was_started_is_not_started_again(
    plan: Plan, editor: User, client_for: SignIn
) -> None:
    response = client_for(editor).get(reverse("plan_start", args=[plan.membership_id]))
    assert response["Location"] == path("plan_tasks", plan)


def test_a_viewer_starts_no_plan(membership: Membership, viewer: User, client_for: SignIn) -> None:
    response = client_for(viewer).post(reverse("plan_start", args=[membership.pk]))
    assert (response.status_code, Plan.objects.count()) == (403, 0)


def test_a_member_that_left_is_told_why_it_cannot_start(
    membership: Membership, lead: User, client_for: SignIn
) -> None:
    withdraw(membership)
    response = client_for(lead).post(reverse("plan_start", args=[membership.pk]), follow=True)
    assert (
        found(r"<p>(You can start a plan.*?)</p>", response),
        buttons_on(response),
        Plan.objects.count(),
    ) == (
        [
            "You can start a plan while Harrowmere Test NHS Trust is a member. "
            "Its membership today: withdrawn."
        ],
        [],
        0,
    )


# --- The task list --------------------------------------------------------------------------


def test_an_empty_draft_has_everything_to_do(plan: Plan, editor: User, client_for: SignIn) -> None:
    assert tasks(client_for(editor).get(path("plan_tasks", plan))) == [
        ("About the plan", "Not yet started"),
        ("Where we are now", "Not yet started"),
        *NOT_WRITTEN,
        ("Add a priority", "Not yet started"),
    ]


def test_what_is_written_is_completed(
    published_plan: Plan, lead: User, editor: User, client_for: SignIn
) -> None:
    services.start_new_version(plan=published_plan, by=lead, at=LATER)
    assert tasks(client_for(editor).get(path("plan_tasks", published_plan))) == [
        ("About the plan", "Completed"),
        ("Where we are now", "Completed"),
        *NOT_WRITTEN,
        ("Fewer falls with harm", "In progress"),
        ("Add another priority", "Optional"),
    ]


@pytest.mark.parametrize(("person", "links"), [("viewer", 0), ("editor", 8), ("lead", 8)])
def test_only_writers_get_links_to_the_parts(
    plan: Plan, client_for: SignIn, request: pytest.FixtureRequest, person: str, links: int
) -> None:
    response = client_for(request.getfixturevalue(person)).get(path("plan_tasks", plan))
    assert response.content.count(b"nhsuk-task-list__link") == links


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        ("viewer", []),
        ("editor", ["When you are ready, ask a lead to publish it: Lena Lead."]),
        ("lead", ["Go on to publish"]),
    ],
)
def test_publishing_is_offered_to_leads_and_explained_to_editors(
    plan: Plan,
    client_for: SignIn,
    request: pytest.FixtureRequest,
    person: str,
    offered: list[str],
) -> None:
    response = client_for(request.getfixturevalue(person)).get(path("plan_tasks", plan))
    assert found(r"(?s)(Go on to publish|When you are ready.*?</p>)", response) == offered


@pytest.mark.parametrize(
    ("person", "buttons"), [("viewer", []), ("editor", ["Start a new version"])]
)
def test_a_published_plan_offers_a_new_version_to_writers(
    published_plan: Plan,
    client_for: SignIn,
    request: pytest.FixtureRequest,
    person: str,
    buttons: list[str],
) -> None:
    response = client_for(request.getfixturevalue(person)).get(path("plan_tasks", published_plan))
    assert buttons_on(response) == buttons


def test_a_new_version_starts_on_a_press(
    published_plan: Plan, editor: User, client_for: SignIn
) -> None:
    response = client_for(editor).post(path("plan_new_version", published_plan))
    assert (response["Location"], published_plan.versions.drafts().get().number) == (
        path("plan_tasks", published_plan),
        2,
    )


def test_a_member_that_left_is_told_that_no_version_was_started(
    published_plan: Plan, lead: User, client_for: SignIn
) -> None:
    withdraw(published_plan.membership)
    response = client_for(lead).post(path("plan_new_version", published_plan), follow=True)
    assert (
        response.status_code,
        found(r'notification-banner__heading">(.*?)</p>', response),
        published_plan.versions.drafts().count(),
    ) == (200, ["A plan can change only while the organisation is a member."], 0)


# --- Writing --------------------------------------------------------------------------------


def test_about_is_saved_and_leads_back_to_the_list(
    plan: Plan, editor: User, client_for: SignIn
) -> None:
    response = client_for(editor).post(path("plan_about", plan), ABOUT)
    draft = plan.versions.get()
    assert (response["Location"], draft.title, draft.start_date, draft.end_date) == (
        path("plan_tasks", plan),
        "Safer nights",
        date(2026, 4, 1),
        date(2029, 3, 31),
    )


def test_about_shows_what_was_saved(plan: Plan, editor: User, client_for: SignIn) -> None:
    client = client_for(editor)
    client.post(path("plan_about", plan), ABOUT)
    response = client.get(path("plan_about", plan))
    boxes = ("title", "start_date_day", "start_date_month", "end_date_year", "executive_lead")
    assert [typed(box, response) for box in boxes] == [
        "Safer nights",
        "1",
        "4",
        "2029",
        "Dr Ama Mensah, medical director",
    ]


def test_a_mistake_keeps_what_was_typed(plan: Plan, editor: User, client_for: SignIn) -> None:
    answers = {**ABOUT, "title": 'Safer "nights" & days', "end_date_month": "Smarch"}
    response = client_for(editor).post(path("plan_about", plan), answers)
    assert (
        errors(response),
        typed("title", response),
        typed("end_date_month", response),
        plan.versions.get().title,  # what is right is saved all the same
    ) == (
        ["End date must be a real date, such as 31 March 2028"],
        'Safer "nights" & days',
        "Smarch",
        'Safer "nights" & days',
    )


def test_where_we_are_now_is_saved(plan: Plan, editor: User, client_for: SignIn) -> None:
    client_for(editor).post(path("plan_now", plan), {"where_we_are_now": "We counted.\r\n- one"})
    assert plan.versions.get().where_we_are_now == "We counted.\n- one"


# --- A published version stays as it is -----------------------------------------------------


@pytest.mark.parametrize(
    "name", ["plan_about", "plan_now", "plan_priority_add", "plan_preview", "plan_publish"]
)
def test_without_a_draft_the_pages_lead_to_the_task_list(
    published_plan: Plan, lead: User, client_for: SignIn, name: str
) -> None:
    response = client_for(lead).get(path(name, published_plan))
    assert response["Location"] == path("plan_tasks", published_plan)


@pytest.mark.parametrize(
    ("name", "box", "answers"),
    [
        ("plan_about", "title", {**ABOUT, "title": "Typed for long"}),
        ("plan_now", "where_we_are_now", {"where_we_are_now": "Typed for long"}),
        ("plan_priority_add", "title", {**TOPIC, "title": "Typed for long"}),
    ],
)
def test_what_was_typed_while_a_colleague_published_is_not_lost(
    published_plan: Plan,
    editor: User,
    client_for: SignIn,
    name: str,
    box: str,
    answers: dict[str, Any],
) -> None:
    before = words(client_for(editor).get(public(published_plan)))
    response = client_for(editor).post(path(name, published_plan), answers)
    assert (errors(response), typed(box, response).strip()) == (
        ["This plan has no draft. Start a new version first. What you typed is still below."],
        "Typed for long",
    )
    assert words(client_for(editor).get(public(published_plan))) == before


@pytest.mark.parametrize("with_draft", [False, True])
def test_a_published_priority_is_changed_through_no_page(
    published_plan: Plan,
    lead: User,
    client_for: SignIn,
    with_draft: bool,  # noqa: FBT001
) -> None:
    priority = published_plan.versions.get().priorities.get()
    if with_draft:
        services.start_new_version(plan=published_plan, by=lead, at=LATER)
    client, address = client_for(lead), path("plan_priority_why", published_plan, priority.pk)
    opened, saved = client.get(address), client.post(address, {"why": "Typed for long"})
    priority.refresh_from_db()
    assert (
        opened["Location"],
        saved.status_code,
        typed("why", saved).strip(),
        len(errors(saved)),
        priority.why,
    ) == (path("plan_tasks", published_plan), 200, "Typed for long", 1, PRIORITY["why"])


def test_a_member_that_left_keeps_what_it_typed(plan: Plan, lead: User, client_for: SignIn) -> None:
    withdraw(plan.membership)
    response = client_for(lead).post(path("plan_about", plan), {**ABOUT, "title": "Typed"})
    assert (errors(response), typed("title", response), plan.versions.get().title) == (
        [
            "A plan can change only while the organisation is a member. "
            "What you typed is still below."
        ],
        "Typed",
        "",
    )


# --- Preview and publish --------------------------------------------------------------------


def test_a_preview_reads_as_the_public_page_will(
    published_plan: Plan, lead: User, viewer: User, client_for: SignIn, client: Client
) -> None:
    services.start_new_version(plan=published_plan, by=lead, at=LATER)
    services.save_part(plan=published_plan, by=lead, at=LATER, where_we_are_now="We counted anew.")
    preview = client_for(viewer).get(path("plan_preview", published_plan))
    publish(published_plan, lead)
    sections = r"(<h2[^>]*id=\"now\".*?)<h2[^>]*id=\"versions\""
    shown = found(sections, preview)
    assert shown == found(sections, client.get(public(published_plan)))
    assert found(r'notification-banner__heading">(.*?)</p>', preview) == [
        "This is a preview. Only people who act for Harrowmere Test NHS Trust can see it."
    ]


def test_an_empty_draft_can_be_previewed(plan: Plan, viewer: User, client_for: SignIn) -> None:
    response = client_for(viewer).get(path("plan_preview", plan))
    assert found(r"<h1.*?>(.*?)</h1>", response) == [
        "Harrowmere Test NHS Trust Safety improvement plan"
    ]


def test_a_lead_publishes_as_what_they_are_to_the_member(
    plan: Plan, lead: User, client_for: SignIn
) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    response = press_publish(client_for(lead), plan)
    version = plan.versions.get()
    assert (
        response["Location"],
        version.state,
        version.reason,
        version.published_by,
        version.published_role,
    ) == (public(plan), "PUBLISHED", "Two years of data", lead, "Head of quality")


def test_publishing_is_confirmed_on_the_public_page(
    plan: Plan, lead: User, client_for: SignIn
) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    client = client_for(lead)
    response = client.get(press_publish(client, plan)["Location"])
    assert found(r'notification-banner__heading">(.*?)</p>', response) == [
        "Version 1 of your plan is public. Go back to your task list"
    ]
    assert f'href="/plans/{plan.pk}/">Go back' in response.content.decode()


def test_looking_at_the_publish_page_publishes_nothing(
    plan: Plan, lead: User, client_for: SignIn
) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    client_for(lead).get(path("plan_publish", plan), PUBLISH)
    assert plan.versions.get().state == "DRAFT"


def advised(response: Any) -> list[str]:
    return found(r'<li><a href="/plans/[^"]*">(.*?)</a></li>', response)


def test_what_is_missing_is_advice(plan: Plan, lead: User, client_for: SignIn) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    client = client_for(lead)
    assert advised(client.get(path("plan_publish", plan))) == [
        "When the plan runs, or who leads it",
        "Where you are now",
        "What worked over the last three years",
        "What you will do differently",
        "How patients and staff were involved",
        "A priority",
    ]
    assert press_publish(client, plan).status_code == 302


@pytest.mark.parametrize(
    ("end", "advice"),
    [
        (date(2029, 3, 31), []),
        (date(2031, 4, 30), []),
        (date(2027, 3, 31), ["Dates three to five years apart, as most plans have"]),
        (date(9999, 12, 31), ["Dates three to five years apart, as most plans have"]),
    ],
)
def test_an_unusual_span_is_asked_about(
    plan: Plan, lead: User, client_for: SignIn, end: date, advice: list[str]
) -> None:
    client = client_for(lead)
    client.post(path("plan_about", plan), ABOUT)
    narratives = ("where_we_are_now", "what_worked", "what_we_will_do_differently")
    written: dict[str, Any] = {**dict.fromkeys(narratives, "We counted."), "involvement": "NOT_YET"}
    services.save_part(plan=plan, by=lead, at=NOW, end_date=end, **written)
    priority = add_priority(plan, lead, aim_by_date=date(2027, 1, 1), **WHOLE)
    priority.drivers.create(position=1, kind="PRIMARY", text="Nights")
    assert advised(client.get(path("plan_publish", plan))) == advice


def test_a_missing_title_stops_publishing_and_keeps_the_reason(
    plan: Plan, lead: User, client_for: SignIn
) -> None:
    response = client_for(lead).post(path("plan_publish", plan), PUBLISH)
    assert (
        errors(response),
        found(r"nhsuk-inset-text\"><p>(.*?)</p>", response),
        typed("reason", response).strip(),
        plan.versions.get().state,
    ) == (
        ["Give the plan a title before you publish it."],
        ["The plan needs a title before you can publish it. Add a title"],
        "Two years of data",
        "DRAFT",
    )


def test_a_report_date_that_has_passed_is_an_error_at_its_box(
    plan: Plan, lead: User, client_for: SignIn
) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    answers = {
        **PUBLISH,
        "next_report_date_day": "1",
        "next_report_date_month": "1",
        "next_report_date_year": "2020",
    }
    response = press_publish(client_for(lead), plan, **answers)
    assert (
        re.findall(r'<a href="(#[^"]*)">The date', response.content.decode()),
        errors(response),
        plan.versions.get().state,
    ) == (
        ["#id_next_report_date_day"],
        ["The date of your next report must be in the future."],
        "DRAFT",
    )


def test_publishing_after_a_colleague_did_says_so(
    published_plan: Plan, lead: User, client_for: SignIn
) -> None:
    response = client_for(lead).post(path("plan_publish", published_plan), PUBLISH)
    assert (errors(response), typed("reason", response).strip()) == (
        ["This plan has no draft. Start a new version first."],
        "Two years of data",
    )


@pytest.mark.parametrize(("days", "kept"), [(30, True), (-30, False)])
def test_a_report_date_to_come_is_kept_for_the_next_version(
    published_plan: Plan,
    lead: User,
    client_for: SignIn,
    days: int,
    kept: bool,  # noqa: FBT001
) -> None:
    day = timezone.localdate() + timedelta(days=days)
    Plan.objects.filter(pk=published_plan.pk).update(next_report_date=day)
    services.start_new_version(plan=published_plan, by=lead, at=LATER)
    response = client_for(lead).get(path("plan_publish", published_plan))
    assert typed("next_report_date_year", response) == (str(day.year) if kept else "")


# --- What everyone reads --------------------------------------------------------------------


def test_anyone_reads_a_published_plan(published_plan: Plan, client: Client) -> None:
    response = client.get(public(published_plan))
    assert (
        found(r"<h1.*?>(.*?)</h1>", response),
        found(r"<dt class=\"nhsuk-summary-list__key\">(.*?)</dt>", response),
        found(r'nhsuk-u-font-weight-bold">(.*?)</p>', response),
    ) == (
        ["Harrowmere Test NHS Trust Safer nights"],
        [
            "Runs",
            "Executive lead",
            "Version",
            "Topic",
            "National or local",
            "Pledges it serves",
            "Version 1, 15 June 2026 (you are reading it)",
        ],
        ["Reduce falls with harm per 1,000 bed days by 50% by 31 March 2028"],
    )


def test_a_plan_says_whose_it_is(published_plan: Plan, client: Client) -> None:
    response = client.get(public(published_plan))
    assert found(r"<p>(This plan belongs.*?)</p>", response) == [
        "This plan belongs to Harrowmere Test NHS Trust. Nobody at the campaign edits it, and "
        "nobody ranks it. Why there is no league table"
    ]


def test_a_plan_is_cited_by_its_version_and_date(published_plan: Plan, client: Client) -> None:
    response = client.get(public(published_plan))
    assert found(r"How to cite this version</h3>\s*<p>(.*?)<a", response) == [
        "Harrowmere Test NHS Trust, Safer nights, version 1, 15 June 2026."
    ]


def test_the_board_s_approval_is_shown_when_there_is_one(
    plan: Plan, lead: User, client: Client
) -> None:
    services.save_part(
        plan=plan, by=lead, at=NOW, title="Safer nights", board_approved_date=date(2026, 5, 28)
    )
    publish(plan, lead)
    response = client.get(public(plan))
    assert found(r"Approved by the board</dt><dd.*?>(.*?)</dd>", response) == ["28 May 2026"]


def test_a_priority_links_to_the_pledges_it_serves(published_plan: Plan, client: Client) -> None:
    html = client.get(public(published_plan)).content.decode()
    slug = published_plan.membership.organisation.slug
    assert re.findall(r'href="([^"]*#pledge-\d)">(.*?)</a>', html) == [
        (f"/organisations/{slug}/#pledge-1", "1. Put safety first"),
        (f"/organisations/{slug}/#pledge-4", "4. Collaborate"),
    ]


def test_a_pledge_keeps_the_title_it_had_when_the_plan_was_published(
    published_plan: Plan, client: Client
) -> None:
    PledgeWording.objects.create(
        pledge=Pledge.objects.get(number=1),
        title="Reworded since",
        text="New",
        from_date=TODAY + timedelta(days=1),
    )
    response = client.get(public(published_plan))
    assert found(r'#pledge-1">(.*?)</a>', response) == ["1. Put safety first"]


def test_every_version_is_listed_with_its_date_reason_and_role(
    published_plan: Plan, lead: User, client: Client
) -> None:
    services.start_new_version(plan=published_plan, by=lead, at=LATER)
    publish(published_plan, lead)
    page = client.get(public(published_plan)).content.decode()
    listed = Shown(page[page.index('id="versions"') :])
    assert (
        found(r"<dt.*?>(.*?)</dt>", listed),
        found(r"<dd.*?>(.*?)</dd>", listed),
        re.findall(r'<a href="([^"]*/versions/1/)">', page),
    ) == (
        ["Version 2, 14 August 2026 (you are reading it)", "Version 1, 15 June 2026"],
        [
            "Two years of data What changed in version 2 Published by: Medical director",
            "First version Published by: Head of quality",
        ],
        [public(published_plan, 1)],
    )


def test_an_earlier_version_says_so_and_leads_to_the_present_one(
    published_plan: Plan, lead: User, client: Client
) -> None:
    services.start_new_version(plan=published_plan, by=lead, at=LATER)
    services.save_part(plan=published_plan, by=lead, at=LATER, title="Safer days and nights")
    publish(published_plan, lead)
    response = client.get(public(published_plan, 1))
    assert (
        found(r"<h1.*?>(.*?)</h1>", response),
        found(r'notification-banner__heading">(.*?)</p>', response),
        re.findall(r'notification-banner__link" href="(.*?)"', response.content.decode()),
    ) == (
        ["Harrowmere Test NHS Trust Safer nights"],
        ["This is an earlier version of the plan, published on 15 June 2026."],
        [public(published_plan)],
    )


def test_the_present_version_has_a_lasting_address_too(
    published_plan: Plan, client: Client
) -> None:
    lasting, present = client.get(public(published_plan, 1)), client.get(public(published_plan))
    assert words(lasting) == words(present)


def test_a_draft_alone_is_not_found(plan: Plan, lead: User, client_for: SignIn) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title=SECRET)
    client = client_for(lead)
    statuses = [client.get(address).status_code for address in (public(plan), public(plan, 1))]
    assert statuses == [404, 404]


def test_a_draft_shows_on_no_public_page(
    published_plan: Plan, lead: User, client_for: SignIn
) -> None:
    draft = services.start_new_version(plan=published_plan, by=lead, at=LATER)
    services.save_part(
        plan=published_plan,
        by=lead,
        at=LATER,
        title=f"{SECRET} title",
        executive_lead=f"{SECRET} lead",
        where_we_are_now=f"{SECRET} now",
    )
    add_priority(published_plan, lead, title=f"{SECRET} priority", why=f"{SECRET} why")
    services.save_priority_part(
        plan=published_plan,
        priority_pk=draft.priorities.get(position=1).pk,
        part=Part.PRIORITY_AIM,
        pledges=list(Pledge.objects.all()),
        by=lead,
        at=LATER,
        aim_measure=f"{SECRET} measure",
    )
    client = client_for(lead)
    pages = [client.get(public(published_plan)), client.get(public(published_plan, 1))]
    leaked = [SECRET in page.content.decode() for page in pages]
    assert ([page.status_code for page in pages], leaked) == ([200, 200], [False, False])
    assert client.get(public(published_plan, 2)).status_code == 404


@pytest.mark.parametrize(
    ("state", "status"), [("PAUSED", 200), ("WITHDRAWN", 200), ("SUCCEEDED", 200), ("CLOSED", 404)]
)
def test_a_plan_stays_readable_as_long_as_its_member_has_a_page(
    published_plan: Plan, client: Client, state: str, status: int
) -> None:
    Membership.objects.filter(pk=published_plan.membership_id).update(
        state=state, state_reason="We closed."
    )
    addresses = (public(published_plan), public(published_plan, 1))
    assert [client.get(a).status_code for a in addresses] == [status, status]


def test_a_plan_is_found_under_its_own_organisation_only(
    published_plan: Plan, other_membership: Membership, client: Client
) -> None:
    slug = other_membership.organisation.slug
    addresses = (reverse("plan_public", args=[slug]), reverse("plan_version", args=[slug, 1]))
    assert [client.get(a).status_code for a in addresses] == [404, 404]


def test_a_version_number_beyond_any_column_is_not_found(
    published_plan: Plan, client: Client
) -> None:
    assert client.get(f"{public(published_plan)}versions/{10**30}/").status_code == 404


def test_public_pages_take_no_posts(published_plan: Plan, client: Client) -> None:
    addresses = (public(published_plan), public(published_plan, 1))
    assert [client.post(a).status_code for a in addresses] == [405, 405]


def test_what_people_type_is_shown_and_never_run(plan: Plan, lead: User, client: Client) -> None:
    attack = "<script>alert(1)</script>"
    services.save_part(
        plan=plan, by=lead, at=NOW, title=attack, executive_lead=attack, where_we_are_now=attack
    )
    add_priority(
        plan, lead, title=attack, why=attack, aim_measure=attack, topic="OTHER", own_topic=attack
    )
    publish(plan, lead, reason=attack)
    html = client.get(public(plan)).content.decode()
    # Title four times, one of them for machines, priority twice; lead, now, aim, why, topic and
    # reason once.
    assert (html.count("<script>alert"), html.count("&lt;script&gt;alert")) == (0, 12)


def test_a_plan_with_nothing_but_a_title_reads_well(plan: Plan, lead: User, client: Client) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    publish(plan, lead)
    page = client.get(public(plan))
    assert found(r"<h2[^>]* id=\"\w*\".*?>(.*?)</h2>", page) == [
        "About this plan",
        "Priorities",
        "Versions",
    ]
    assert found(r'id="priorities">Priorities</h2>\s*<p>(.*?)</p>', page) == [
        "This version names no priority yet."
    ]


def test_the_public_page_asks_the_database_as_often_for_three_priorities_as_for_one(
    published_plan: Plan, lead: User, client: Client
) -> None:
    address = public(published_plan)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    at_one = queries()
    services.start_new_version(plan=published_plan, by=lead, at=LATER)
    for title in ("Second", "Third"):
        add_priority(published_plan, lead, title=title)
    publish(published_plan, lead)
    assert (queries(), published_plan.versions.published().get().priorities.count()) == (at_one, 3)
