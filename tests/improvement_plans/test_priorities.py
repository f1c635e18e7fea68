"""Every write to a priority of a draft."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from audit.models import Event
from core.revisions import EditedMeanwhile
from improvement_plans import services
from improvement_plans.choices import Part
from improvement_plans.models import Driver, Milestone, PartSaved, Plan, Priority, saved_of
from pledges.models import Pledge
from tests.conftest import NOW

LATER = NOW + timedelta(days=1)
AIM = ("aim_amount", "aim_measure")
Write = Callable[..., Priority]


@pytest.fixture
def add(plan: Plan, lead: User) -> Write:
    def one(title: str = "Falls", **fields: Any) -> Priority:
        return services.add_priority(
            plan=plan, by=lead, at=NOW, title=title, **{"topic": "FALLS", **fields}
        )

    return one


@pytest.fixture
def save(plan: Plan, editor: User) -> Write:
    def some(priority: Priority, **fields: Any) -> Priority:
        given = {"plan": plan, "by": editor, "at": LATER, "part": Part.PRIORITY_AIM}
        return services.save_priority_part(priority_pk=priority.pk, **{**given, **fields})

    return some


def order(plan: Plan) -> list[tuple[int, str]]:
    rows = plan.versions.drafts().get().priorities.order_by("position")
    return list(rows.values_list("position", "title"))


def trail(event: str) -> list[dict[str, Any]]:
    return [row.details for row in Event.objects.filter(event=event).order_by("pk")]


def revision(priority: Priority, *names: str) -> int:
    return saved_of({name: priority.says(name) for name in names}, None).revision


def test_there_is_room_for_more_than_anybody_reads_and_not_for_any_number(
    plan: Plan, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("improvement_plans.services.adding.MOST_PRIORITIES", 1)
    monkeypatch.setattr("improvement_plans.services.milestones.MOST_MILESTONES", 1)
    monkeypatch.setattr("improvement_plans.services.learning.MOST_GOALS", 1)
    who: dict[str, Any] = {"plan": plan, "by": lead, "at": NOW}
    day = NOW.date()
    adding: list[Callable[[str], object]] = [
        lambda name: services.add_priority(title=name, topic="FALLS", **who),
        lambda name: services.add_milestone(title=name, due_date=day, priority="", **who),
        lambda name: services.add_goal(question=name, sharing="", **who),
    ]
    said = []
    for add in adding:
        add("One")
        with pytest.raises(services.NoRoomFor) as refused:
            add("Two")
        said.append(str(refused.value))
    assert said == [
        f"There is room for 1 {what} in a plan. Delete one to add another."
        for what in ("priorities", "milestones", "learning goals")
    ]


def test_a_title_and_a_topic_make_a_priority_at_the_end(plan: Plan, lead: User, add: Write) -> None:
    first, second = add("First"), add("Second", own_topic="", scope="LOCAL")
    saved = PartSaved.objects.get(priority=first)
    assert (order(plan), second.scope, saved.part, saved.saved_by) == (
        [(1, "First"), (2, "Second")],
        "LOCAL",
        Part.PRIORITY_ABOUT,
        lead,
    )
    assert trail("plan.priority-added") == [{"priority": first.pk}, {"priority": second.pk}]


def test_a_priority_is_added_once_however_often_it_is_pressed(plan: Plan, add: Write) -> None:
    assert (add("First"), order(plan)) == (add("First"), [(1, "First")])
    assert len(trail("plan.priority-added")) == 1


def test_a_priority_is_added_whole(add: Write) -> None:
    pledges = list(Pledge.objects.filter(number__in=[4, 1]))
    priority = add(why="Half of them.", pledges=pledges, foundations=["DATA"])
    priority.refresh_from_db()
    assert (priority.why, priority.says("pledges"), priority.foundations) == (
        "Half of them.",
        [1, 4],
        ["DATA"],
    )


def test_a_part_is_saved_and_the_rest_stays(add: Write, save: Write, editor: User) -> None:
    priority = add(why="Half of them.")
    save(priority, aim_measure="falls", aim_amount=Decimal(50))
    saved = save(priority, pledges=list(Pledge.objects.filter(number=3)), part=Part.PRIORITY_ABOUT)
    authors = PartSaved.objects.filter(priority=priority).order_by("part")
    assert (saved.why, saved.aim_measure, saved.says("pledges")) == ("Half of them.", "falls", [3])
    assert [(row.part, row.saved_by) for row in authors] == [
        (Part.PRIORITY_ABOUT, editor),
        (Part.PRIORITY_AIM, editor),
    ]
    assert trail("plan.priority-saved") == [
        {"priority": priority.pk, "fields": ["aim_amount", "aim_measure"]},
        {"priority": priority.pk, "fields": ["pledges"]},
    ]


def test_a_part_that_breaks_a_rule_saves_nothing(add: Write, save: Write) -> None:
    priority = add()
    with pytest.raises(ValidationError):
        save(priority, contributory_factors=["BLAME"])
    priority.refresh_from_db()
    assert (priority.contributory_factors, trail("plan.priority-saved")) == ([], [])


def test_nothing_is_saved_over_what_its_author_has_not_read(add: Write, save: Write) -> None:
    priority = add()
    opened = revision(priority, *AIM)
    save(priority, aim_amount=Decimal(0))
    with pytest.raises(EditedMeanwhile) as refused:
        save(priority, seen=AIM, revision=opened, aim_measure="falls")
    assert dict(refused.value.saved.values) == {"aim_amount": Decimal(0), "aim_measure": ""}
    priority.refresh_from_db()
    again = save(priority, seen=AIM, revision=revision(priority, *AIM), aim_measure="falls")
    # What was just saved and what is read again are the same save.
    fresh = Priority.objects.get(pk=priority.pk)
    assert revision(again, *AIM) == revision(fresh, *AIM)


def test_saving_the_same_again_names_no_new_author(
    plan: Plan, lead: User, add: Write, save: Write
) -> None:
    priority = add(pledges=list(Pledge.objects.filter(number=2)))
    opened = revision(priority, "title", "pledges")
    given = {"pledges": list(Pledge.objects.filter(number=2)), "title": "Falls"}
    save(
        priority, part=Part.PRIORITY_ABOUT, seen=("title", "pledges"), revision=opened + 1, **given
    )
    assert PartSaved.objects.get(priority=priority).saved_by == lead


def test_autosaves_of_a_part_leave_one_row_in_half_an_hour(add: Write, save: Write) -> None:
    priority = add()
    for minutes in (0, 29, 30):
        at = LATER + timedelta(minutes=minutes)
        save(priority, aim_measure=f"After {minutes}", at=at, autosaved=True)
    assert len(trail("plan.priority-saved")) == 2


@pytest.mark.parametrize(
    ("place", "to", "titles"),
    [
        (3, 1, ["C", "A", "B"]),
        (1, 2, ["B", "A", "C"]),
        (1, 99, ["B", "C", "A"]),
        (2, 2, ["A", "B", "C"]),
    ],
)
def test_a_priority_moves_to_a_place_and_the_others_close_up(
    plan: Plan, lead: User, add: Write, place: int, to: int, titles: list[str]
) -> None:
    rows = [add(title) for title in "ABC"]
    given: dict[str, Any] = {
        "plan": plan,
        "priority_pk": rows[place - 1].pk,
        "to": to,
        "by": lead,
        "at": NOW,
    }
    services.move_priority(**given)
    services.move_priority(**given)  # pressed twice, or by two people who saw the same list
    moves = trail("plan.priority-moved")
    assert (order(plan), len(moves)) == (list(enumerate(titles, 1)), int(place != to))


def test_a_priority_goes_with_its_diagram_and_leaves_its_milestones(
    plan: Plan, lead: User, add: Write
) -> None:
    first, _ = add("A"), add("B")
    Driver.objects.create(priority=first, position=1, kind="PRIMARY", text="Sleep")
    due = {"title": "Beds ordered", "due_date": date(2027, 1, 1)}
    Milestone.objects.create(version=first.version, priority=first, **due)
    services.remove_priority(plan=plan, priority_pk=first.pk, by=lead, at=NOW)
    milestones: list[Any] = list(Milestone.objects.values_list("title", "priority"))
    assert (order(plan), Driver.objects.count(), milestones) == (
        [(1, "B")],
        0,
        [("Beds ordered", None)],
    )
    assert trail("plan.priority-removed") == [{"priority": first.pk, "position": 1}]


def test_a_published_priority_and_a_deleted_one_change_no_more(
    published_plan: Plan, lead: User
) -> None:
    version = published_plan.versions.get()
    draft = services.start_new_version(plan=published_plan, by=lead, at=LATER)
    given: dict[str, Any] = {"plan": published_plan, "by": lead, "at": LATER}
    gone = draft.priorities.get().pk
    services.remove_priority(priority_pk=gone, **given)
    refused = []
    for pk in (version.priorities.get().pk, gone):
        for service, more in (
            (services.save_priority_part, {"part": Part.PRIORITY_WHY, "why": "Changed"}),
            (services.move_priority, {"to": 2}),
            (services.remove_priority, {}),
        ):
            with pytest.raises(services.NotInDraft) as error:
                service(priority_pk=pk, **given, **more)
            refused.append(str(error.value))
    published = "This priority is in a version that was published, which never changes."
    deleted = "This priority was deleted from the draft."
    assert refused == [published] * 3 + [deleted] * 3
    assert (
        version.priorities.get().why
        == "Half of our falls with harm happen between midnight and seven."
    )
