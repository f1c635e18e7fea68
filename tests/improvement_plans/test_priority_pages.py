"""The pages of a priority: written by several people, part by part, and nothing typed is lost."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from improvement_plans import services
from improvement_plans.choices import Part
from improvement_plans.models import Driver, Milestone, Plan, Priority
from pledges.models import Pledge
from tests.conftest import NOW, PRIORITY
from tests.improvement_plans.test_forms import AIM, WHAT
from tests.improvement_plans.test_views import errors, found, path, publish, tasks, typed, words

LATER = NOW + timedelta(hours=1)
SENTENCE = "Reduce falls with harm per 1,000 bed days by 50% by 31 March 2028"
ADVICE = "For you to think about. It is advice: you decide."
FACTORS = {"contributory_factors": ["COMMUNICATION", "STRESS"]}


@pytest.fixture
def priority(plan: Plan, lead: User) -> Priority:
    return services.add_priority(plan=plan, by=lead, at=NOW, title="Falls", topic="FALLS")


@pytest.fixture
def as_editor(editor: User, client_for: Callable[[User], Client]) -> Client:
    return client_for(editor)


@pytest.fixture
def save(plan: Plan, lead: User, priority: Priority) -> Callable[..., Priority]:
    """What the lead saves meanwhile."""

    def some(part: Part = Part.PRIORITY_AIM, **fields: Any) -> Priority:
        return services.save_priority_part(
            plan=plan, priority_pk=priority.pk, part=part, by=lead, at=NOW, **fields
        )

    return some


def page(priority: Priority, part: str = "") -> str:
    return f"/plans/{priority.version.plan_id}/priorities/{priority.pk}/{part and part + '/'}"


def revision(response: Any) -> str:
    return typed("revision", response)


def live(response: Any, name: str) -> str:
    """What stands in a place of the page that follows what is saved."""
    (html,) = re.findall(rf'data-looks="{name}"[^>]*>(.*?)</div>', response.content.decode(), re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_title_and_a_topic_lead_to_the_page_of_the_new_priority(
    plan: Plan, as_editor: Client
) -> None:
    asked = as_editor.post(path("plan_priority_add", plan), {"title": "Fewer falls at night"})
    assert words(asked).count("Choose a topic. Is this about falls?") == 2
    twice = [
        as_editor.post(path("plan_priority_add", plan), {"title": "Falls", "topic": "FALLS"})
        for _ in range(2)
    ]
    priority = Priority.objects.get()
    assert [answer["Location"] for answer in twice] == [page(priority)] * 2
    hub = as_editor.get(page(priority))
    assert tasks(hub) == [
        ("What you will work on", "In progress"),
        ("Why it matters here", "Not yet started"),
        ("Who it affects, and who takes part", "Not yet started"),
        ("Contributory factors and foundations", "Not yet started"),
        ("Aim", "Not yet started"),
        ("Driver diagram", "Not yet started"),
        ("Measures and data", "Optional"),
    ]
    assert (words(hub).count("The aim is not written yet."), words(hub).count("for you")) == (1, 0)


def test_every_part_is_saved_and_leads_back_to_its_priority(
    priority: Priority, editor: User, as_editor: Client
) -> None:
    sent: dict[str, dict[str, Any]] = {
        "about": WHAT,
        "why": {"why": "Half of them at night."},
        "people": {
            "affected_differently": "Older people.",
            "how_patients_are_involved": "Not yet.",
        },
        "causes": {**FACTORS, "foundations": ["DATA"]},
        "aim": AIM,
    }
    for part, answers in sent.items():
        shown = as_editor.get(page(priority, part))
        answer = as_editor.post(page(priority, part), {**answers, "revision": revision(shown)})
        assert answer["Location"] == page(priority)
    as_editor.post(
        page(priority, "diagram"), {"do": "save", "new_text": "Nights", "new_place": "primary"}
    )
    priority.refresh_from_db()
    hub = as_editor.get(page(priority))
    assert [state for _, state in tasks(hub)] == ["Completed"] * 6 + ["Optional"]
    assert words(hub).count("Last changed by") == 6
    assert (priority.aim, priority.says("pledges"), priority.contributory_factors) == (
        "Reduce falls with harm per 1,000 bed days by 50%, from 1.8 in 2025, by 31 March 2028",
        [1, 4],
        ["COMMUNICATION", "STRESS"],
    )
    html = as_editor.get(page(priority, "about")).content.decode()
    assert re.findall(r'<input[^>]*value="(\w+)"[^>]* checked', html) == ["LOCAL", "1", "4"]
    boxes = as_editor.get(page(priority, "aim"))
    assert [typed(name, boxes) for name in ("aim_amount", "aim_by_date_year")] == ["50", "2028"]


def test_the_hub_says_who_changed_a_part_last_and_when(
    plan: Plan, priority: Priority, editor: User, as_editor: Client
) -> None:
    services.save_priority_part(
        plan=plan, priority_pk=priority.pk, part=Part.PRIORITY_WHY, by=editor, at=LATER, why="Now."
    )
    hub, list_of_all = as_editor.get(page(priority)), as_editor.get(path("plan_tasks", plan))
    said = f"Last changed by {editor} on 15 June 2026 at 11:00"
    assert (words(hub).count(said), words(hub).count("Lena Lead on 15 June 2026 at 10:00")) == (
        1,
        1,
    )
    assert (
        words(list_of_all).count(
            f"Aim not written yet 1 of 6 parts written 1 question for you {said}"
        )
        == 1
    )


def test_half_an_aim_is_kept_and_the_page_says_what_it_waits_for(
    priority: Priority, as_editor: Client
) -> None:
    answer = as_editor.post(
        page(priority, "aim"),
        {"aim_direction": "REDUCE", "aim_amount": "50", "aim_by_date_day": "3", "autosave": "1"},
    ).json()
    priority.refresh_from_db()
    assert (answer["saved"], priority.aim_direction, priority.aim_amount) == (
        False,  # the date is not whole yet
        "REDUCE",
        Decimal(50),
    )
    waits = (
        "Your aim will stand here when you have said what you will measure, by how much, by when."
    )
    assert answer["looks"]["aim"] == [["paragraph", [waits]]]
    assert live(as_editor.get(page(priority, "aim")), "aim") == waits
    assert tasks(as_editor.get(page(priority)))[4] == ("Aim", "In progress")


def test_the_sentence_and_the_questions_follow_what_is_saved(
    priority: Priority, as_editor: Client
) -> None:
    typed_aim = {**AIM, "aim_from": "", "aim_amount": "120", "autosave": "1"}
    answer = as_editor.post(page(priority, "aim"), typed_aim).json()
    sentence = SENTENCE.replace("50%", "120%")
    question = "Reducing by 120% takes away more than there is. Is that what you mean?"
    assert (answer["saved"], answer["looks"]["aim"], answer["looks"]["questions"]) == (
        True,
        [["paragraph", [sentence]]],
        [["paragraph", [ADVICE]], ["list", [question]]],
    )
    # The answer's revision is that of the page, however the database writes a number.
    shown = as_editor.get(page(priority, "aim"))
    assert (int(revision(shown)), live(shown, "questions")) == (
        answer["revision"],
        f"{ADVICE} {question}",
    )
    assert words(as_editor.get(page(priority))).count(question) == 1


def test_an_aim_is_worded_anew_and_back(
    priority: Priority, save: Callable[..., Priority], as_editor: Client
) -> None:
    aim = {**AIM, "aim_from": "", "aim_wording": "Halve falls by March 2028"}
    as_editor.post(page(priority, "aim"), aim)
    shown = as_editor.get(page(priority, "aim"))
    assert (live(shown, "aim"), words(shown).count(f"Your answers make: {SENTENCE}")) == (
        "Halve falls by March 2028",
        1,
    )
    for _ in range(2):
        sent = {**aim, "use_sentence": "1", "revision": revision(shown)}
        answer = as_editor.post(page(priority, "aim"), sent)
        priority.refresh_from_db()
        assert (answer["Location"], priority.aim) == (page(priority, "aim"), SENTENCE)


def test_a_mistake_in_a_part_keeps_what_was_typed_and_saves_the_rest(
    priority: Priority, as_editor: Client
) -> None:
    answer = as_editor.post(page(priority, "aim"), {**AIM, "aim_amount": "fifty"})
    priority.refresh_from_db()
    assert (errors(answer), typed("aim_amount", answer), priority.aim_measure) == (
        ["Enter how much in digits only, such as 50 or 0.9"],
        "fifty",
        AIM["aim_measure"],
    )


def test_the_second_author_sees_boxes_choices_and_numbers_by_their_names_and_chooses(
    priority: Priority, save: Callable[..., Priority], as_editor: Client
) -> None:
    opened = as_editor.get(page(priority, "causes"))
    save(Part.PRIORITY_CAUSES, contributory_factors=["WORKLOAD", "CULTURE"], foundations=["DATA"])
    mine = {**FACTORS, "foundations": ["LEADERSHIP"], "revision": revision(opened)}
    said = as_editor.post(page(priority, "causes"), {**mine, "autosave": "1"}).json()["said"]
    assert said == (
        "Not saved: Lena Lead changed this on 15 June 2026 at 10:00, after you had opened it. Press "
        "the button below to see both texts. Nothing is lost."
    )
    both = as_editor.post(page(priority, "causes"), mine)
    theirs = found(r"What is saved now: </span>(.*?)</div>", both)
    assert theirs == ["Staffing and workload Safety culture", "Data and insight"]
    choice = {"keep_contributory_factors": "MINE", "keep_foundations": "THEIRS", "both": "1"}
    chosen = {**mine, **choice, "revision": revision(both)}
    assert as_editor.post(page(priority, "causes"), chosen)["Location"] == page(priority)
    priority.refresh_from_db()
    assert (priority.contributory_factors, priority.foundations) == (
        ["COMMUNICATION", "STRESS"],
        ["DATA"],
    )


def test_a_nought_and_a_date_of_a_colleague_are_shown_and_kept(
    priority: Priority, save: Callable[..., Priority], as_editor: Client
) -> None:
    save(aim_amount=Decimal(0), aim_by_date=date(2029, 3, 31), aim_direction="MAINTAIN")
    mine = {**AIM, "revision": "1"}
    both = as_editor.post(page(priority, "aim"), mine)
    theirs = found(r"What is saved now: </span>(.*?)</div>", both)
    assert sorted(theirs) == ["0", "31 March 2029", "Maintain"]
    keep = dict.fromkeys(("keep_aim_amount", "keep_aim_by_date", "keep_aim_direction"), "THEIRS")
    as_editor.post(page(priority, "aim"), {**mine, **keep, "both": "1", "revision": revision(both)})
    priority.refresh_from_db()
    assert (
        priority.aim_amount,
        priority.aim_by_date,
        priority.aim_direction,
        priority.aim_from,
    ) == (
        Decimal(0),
        date(2029, 3, 31),
        "MAINTAIN",
        "1.8 in 2025",
    )


def test_pledges_of_two_people_are_chosen_between_by_name(
    priority: Priority, save: Callable[..., Priority], as_editor: Client
) -> None:
    save(Part.PRIORITY_ABOUT, pledges=list(Pledge.objects.filter(number__in=[2, 3])))
    both = as_editor.post(page(priority, "about"), {**WHAT, "title": "Falls", "revision": "1"})
    assert found(r"What is saved now: </span>(.*?)</div>", both) == [
        "2. Continually learn 3. Be honest"
    ]
    sent = {**WHAT, "title": "Falls", "both": "1", "keep_pledges": "THEIRS"}
    sent["revision"] = revision(both)
    assert as_editor.post(page(priority, "about"), sent)["Location"] == page(priority)
    assert Priority.objects.get().says("pledges") == [2, 3]


def test_two_parts_are_written_at_once_without_a_question(
    priority: Priority, save: Callable[..., Priority], as_editor: Client
) -> None:
    save(aim_measure="falls")
    answer = as_editor.post(page(priority, "why"), {"why": "Half.", "autosave": "1"}).json()
    assert answer["saved"] is True


def test_what_was_typed_while_a_colleague_deleted_the_priority_is_not_lost(
    plan: Plan, priority: Priority, lead: User, as_editor: Client
) -> None:
    address = page(priority, "why")
    services.remove_priority(plan=plan, priority_pk=priority.pk, by=lead, at=NOW)
    shown = as_editor.post(address, {"why": "Typed for long"})
    said = "This priority was deleted from the draft."
    assert (errors(shown), typed("why", shown).strip()) == (
        [f"{said} What you typed is still below."],
        "Typed for long",
    )
    by_itself = as_editor.post(address, {"why": "Typed for long", "autosave": "1"}).json()
    assert (by_itself["stop"], by_itself["said"]) == (True, f"Not saved: {said}")
    assert as_editor.get(address).status_code == 404


@pytest.mark.parametrize("part", ["", "about", "why", "people", "causes", "aim", "delete"])
def test_a_published_priority_leads_to_the_task_list(
    published_plan: Plan, as_editor: Client, part: str
) -> None:
    priority = published_plan.versions.get().priorities.get()
    answer = as_editor.get(page(priority, part))
    assert answer["Location"] == path("plan_tasks", published_plan)


def test_buttons_move_a_priority_and_keep_the_focus(
    plan: Plan, lead: User, as_editor: Client
) -> None:
    a, b, c = (
        services.add_priority(plan=plan, by=lead, at=NOW, title=title, topic="FALLS").pk
        for title in "ABC"
    )
    here = path("plan_priority_order", plan)
    pressed: list[tuple[dict[str, Any], str]] = [
        ({"priority": c, "up": 2}, f"{here}#up-{c}"),
        ({"priority": c, "up": 1}, f"{here}#down-{c}"),  # nothing is above it any more
        ({"priority": c, "up": 1}, f"{here}#down-{c}"),  # pressed twice
        ({"priority": a, "down": 3}, f"{here}#up-{a}"),
        ({"priority": b, "up": "x"}, here),
        ({"priority": 10**6, "up": 1}, here),
    ]
    assert [as_editor.post(here, data)["Location"] for data, _ in pressed] == [
        address for _, address in pressed
    ]
    shown = as_editor.get(here)
    assert found(r'<button[^>]*id="\w+-\d+".*?>(.*?)</button>', shown) == [
        "Move down : C, number 1 of 3 now",
        "Move up : B, number 2 of 3 now",
        "Move down : B, number 2 of 3 now",
        "Move up : A, number 3 of 3 now",
    ]
    assert words(shown).count("This priority was deleted from the draft.") == 1


def test_deleting_says_what_goes_and_what_stays(
    plan: Plan, priority: Priority, as_editor: Client
) -> None:
    Driver.objects.create(priority=priority, position=1, kind="PRIMARY", text="Sleep")
    due = {"title": "Beds ordered", "due_date": date(2027, 1, 1)}
    Milestone.objects.create(version=priority.version, priority=priority, **due)
    asked = words(as_editor.get(page(priority, "delete")))
    said = ("driver diagram of 1 line with it", "Beds ordered, 1 January 2027")
    assert [asked.count(each) for each in said] == [1, 1]
    twice = [as_editor.post(page(priority, "delete"))["Location"] for _ in range(2)]
    assert (twice, Priority.objects.count()) == ([path("plan_tasks", plan)] * 2, 0)
    assert words(as_editor.get(path("plan_tasks", plan))).count("“Falls” is deleted") == 1


def test_a_viewer_reads_how_far_it_is_and_writes_nothing(
    plan: Plan, priority: Priority, viewer: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(viewer)
    links = r'nhsuk-task-list__link[^>]* href="(.*?)"'
    assert found(links, client.get(path("plan_tasks", plan))) == [page(priority)]
    hub = client.get(page(priority))
    assert (found(links, hub), words(hub).count("Delete")) == ([], 0)
    parts = ["about", "why", "people", "causes", "aim", "delete"]
    statuses = {client.get(page(priority, part)).status_code for part in parts}
    statuses |= {client.post(page(priority, part)).status_code for part in parts}
    assert statuses == {403}


def test_more_than_ten_priorities_are_asked_about_and_stop_nobody(
    plan: Plan, lead: User, as_editor: Client
) -> None:
    for number in range(11):
        services.add_priority(plan=plan, by=lead, at=NOW, title=f"No {number}", topic="FALLS")
    shown = words(as_editor.get(path("plan_tasks", plan)))
    assert shown.count("A question for you The plan has 11 priorities.") == 1


def test_the_lists_ask_the_database_as_often_for_three_priorities_as_for_one(
    plan: Plan, priority: Priority, lead: User, as_editor: Client
) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert as_editor.get(address).status_code == 200
        return len(captured)

    pages = [path("plan_tasks", plan), page(priority), path("plan_priority_order", plan)]
    at_one = [queries(address) for address in pages]
    for title in ("Second", "Third"):
        pledges = list(Pledge.objects.all())
        services.add_priority(
            plan=plan, by=lead, at=LATER, pledges=pledges, **{**PRIORITY, "title": title}
        )
    assert [queries(address) for address in pages] == at_one


def test_readers_of_a_priority_without_an_aim_are_told_its_title(
    plan: Plan, priority: Priority, lead: User, client: Client
) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    publish(plan, lead)
    organisation = client.get(f"/organisations/{plan.membership.organisation.slug}/")
    assert found(r"<li>(<a [^>]*#priority-1.*?)</li>", organisation) == ["Falls Falls"]
    topic = client.get("/topics/falls/")
    assert found(r'margin-top-2">(<a [^>]*#priority-1.*?)</p>', topic) == ["Falls"]
