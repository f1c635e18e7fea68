"""Writing a driver diagram: lines by key, words that are never lost, and the way back."""

import random
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any, NamedTuple

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from audit.models import Event
from improvement_plans import services
from improvement_plans.models import DiagramStep, Driver, PdsaCycle, Plan, Priority
from improvement_plans.services import New, steps
from improvement_plans.services.copying import copy_version
from organisations.models import Membership
from tests.conftest import NOW, PRIORITY
from tests.nhs_numbers import nhs_number

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
ERROR = re.compile(r'nhsuk-error-message" id="[^"]*"><span [^>]*>Error: </span>([^<]*)')


class Page(NamedTuple):
    """The outline in somebody's browser."""

    client: Client
    address: str

    def hidden(self) -> dict[str, str]:
        return dict(HIDDEN.findall(self.client.get(self.address).content.decode()))

    def press(self, do: str, **typed: str) -> HttpResponse:
        return self.client.post(self.address, {**self.hidden(), "do": do, **typed})  # type: ignore[return-value]


@pytest.fixture
def priority(plan: Plan, lead: User) -> Priority:
    return services.add_priority(plan=plan, by=lead, at=NOW, **PRIORITY)


@pytest.fixture
def open_page(
    priority: Priority, plan: Plan, client_for: Callable[[User], Client]
) -> Callable[[User], Page]:
    address = f"/plans/{plan.pk}/priorities/{priority.pk}/diagram/"
    return lambda user: Page(client_for(user), address)


@pytest.fixture
def page(open_page: Callable[[User], Page], editor: User) -> Page:
    return open_page(editor)


def drawn(priority: Priority) -> list[str]:
    """The outline, each line with its level."""
    levels = {"PRIMARY": "", "SECONDARY": "-", "IDEA": "--"}
    rows = priority.drivers.order_by("position")
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    return [levels[row.kind] + row.text for row in rows]


def write(priority: Priority, by: User, *lines: str) -> None:
    new = [New("last", "", len(x) - len(x.lstrip("-")), x.lstrip("-")) for x in lines]
    services.change_diagram(
        plan=priority.version.plan, priority_pk=priority.pk, new=new, by=by, at=NOW
    )


def key(text: str) -> str:
    return Driver.objects.get(text=text).key.hex


def errors(answer: Any) -> list[str]:
    return [unescape(error) for error in ERROR.findall(answer.content.decode())]


def test_a_diagram_is_written_line_by_line_with_plain_forms(
    page: Page, priority: Priority, plan: Plan, editor: User
) -> None:
    assert "New primary driver 1" in page.client.get(page.address).content.decode()
    first = page.press("save", new_text="Staff", new_place="primary")
    # Enter goes on with the next line, without a script too.
    assert first["Location"] == f"{page.address}?add=below%3A{key('Staff')}"
    assert "New primary driver 2" in page.client.get(first["Location"]).content.decode()
    staff = key("Staff")
    for place, label in (("driver", "New secondary driver 1.1"), ("idea", "New change idea 1.1")):
        answer = page.press(f"{place}:{staff}")
        assert label in page.client.get(answer["Location"]).content.decode()
    page.press("save", new_text="Nights", new_place=f"driver:{staff}")
    # What was typed elsewhere on the page is saved first, whatever is pressed.
    page.press(
        "primary",
        **{f"text-{staff}": "Staffing", "new_text": "Buddy", "new_place": f"idea:{staff}"},
    )
    assert drawn(priority) == ["Staffing", "--Buddy", "-Nights"]
    answer = page.press(f"in:{key('Nights')}")
    assert answer["Location"] == f"{page.address}?at={key('Nights')}&by=in"
    assert drawn(priority) == ["Staffing", "--Buddy", "--Nights"]
    page.press(f"up:{key('Nights')}")
    page.press(f"out:{key('Buddy')}")
    assert drawn(priority) == ["Staffing", "--Nights", "-Buddy"]
    assert [(d.stage, d.text) for d in priority.drivers.exclude(stage="")] == [("IDEA", "Nights")]
    page.press(f"delete:{staff}")
    assert drawn(priority) == []
    last = plan.versions.get().parts_saved.get(part="PRIORITY_DIAGRAM")
    assert (last.saved_by, last.part) == (editor, "PRIORITY_DIAGRAM")
    assert Event.objects.filter(event="plan.diagram-changed").count() == 7


def test_each_change_says_what_it_was_and_is_undone_exactly(
    page: Page, priority: Priority, lead: User, open_page: Callable[[User], Page]
) -> None:
    write(priority, lead, "Staff", "-Nights", "--Rounds", "--Lights", "Floors")
    rounds = Driver.objects.get(text="Rounds")
    Driver.objects.filter(pk=rounds.pk).update(stage="TESTING", readiness=["NEED"])
    cycle = PdsaCycle.objects.create(idea=rounds, number=2, plan="Two nights", start_date=NOW)
    before = whole(priority)
    page.press("save", **{f"text-{key('Nights')}": "At night"})
    page.press("save", **{f"text-{key('At night')}": "At night, too"})
    page.press(f"delete:{key('Staff')}")
    assert drawn(priority) == ["Floors"]
    done = DiagramStep.objects.order_by("-pk").values_list("done", flat=True)
    # Somebody who goes on with the words of one line has changed them once.
    assert list(done) == [
        "Deleted “Staff” with the 3 lines under it",
        "Changed the words of “Nights”",
        "Added 5 lines",
    ]
    # Anyone of the editors; a second press, or one on an older page, undoes nothing more.
    colleague = open_page(lead)
    html = colleague.client.get(colleague.address).content.decode()
    assert "Undo: deleted “Staff” with the 3 lines under it" in html
    step = DiagramStep.objects.latest("pk").pk
    assert colleague.press(f"undo:{step}").status_code == 302
    assert b"That was undone already" in colleague.press(f"undo:{step}").content
    assert drawn(priority) == ["Staff", "-At night, too", "--Rounds", "--Lights", "Floors"]
    colleague.press(f"undo:{DiagramStep.objects.latest('pk').pk}")
    assert whole(priority) == before
    assert rounds.key == Driver.objects.get(text="Rounds").key
    assert cycle.key == PdsaCycle.objects.get().key
    # An idea that was tried meanwhile is not undone away.
    step = DiagramStep.objects.latest("pk").pk
    answer = colleague.press(f"undo:{step}")
    assert "“Rounds” has PDSA cycles by now" in answer.content.decode()
    assert whole(priority) == before
    assert b"undone already" in colleague.press("undo:" + "9" * 5000).content


def whole(priority: Priority) -> list[Any]:
    """All that a diagram says."""
    return [
        (
            *(line.key, line.position, line.kind, line.text, line.stage, line.readiness),
            [(c.key, c.number, c.start_date, c.plan, c.decision) for c in line.cycles.all()],
        )
        for line in priority.drivers.order_by("position").prefetch_related("cycles")
    ]


def test_whatever_is_done_is_undone_step_by_step(
    priority: Priority, plan: Plan, lead: User
) -> None:
    write(priority, lead, "A", "-B", "--C", "--D", "E", "--F", "-G")
    chance = random.Random(5)
    given: dict[str, Any] = {"plan": plan, "priority_pk": priority.pk, "by": lead}
    seen = []
    for number in range(30):
        before = whole(priority)
        how = chance.choice(["up", "down", "in", "out", "delete", "add"])
        line = chance.choice([row[0].hex for row in before])
        new = [New("below", line, 0, f"New {number}")] if how == "add" else []
        move = None if new else (how, line)
        outcome = services.change_diagram(
            **given, new=new, move=move, at=NOW + timedelta(hours=number)
        )
        if not outcome.problem:
            seen.append(before)
    # No more than the last twenty.
    assert priority.diagram_steps.count() == min(len(seen) + 1, steps.MOST_STEPS)
    for before in reversed(seen[-steps.MOST_STEPS :]):
        step = priority.diagram_steps.latest("pk")
        services.undo_step(**given, step_pk=step.pk, at=NOW)
        assert whole(priority) == before


def test_a_button_pressed_twice_has_one_effect_and_another_one_has_its_own(
    page: Page, priority: Priority, lead: User
) -> None:
    write(priority, lead, "A", "B", "C")
    sent = {**page.hidden(), "do": f"up:{key('C')}"}
    for _ in range(2):
        page.client.post(page.address, sent)
    assert drawn(priority) == ["A", "C", "B"]
    sent = {**page.hidden(), "do": "save", "new_text": "D", "new_place": "primary"}
    for _ in range(2):
        page.client.post(page.address, sent)
    assert drawn(priority) == ["A", "C", "B", "D"]
    # From the page that somebody went back to, another line.
    page.client.post(page.address, {**sent, "new_text": "E"})
    assert drawn(priority) == ["A", "C", "B", "D", "E"]


def test_two_people_change_the_tree_and_each_finds_their_line(
    page: Page, priority: Priority, lead: User, open_page: Callable[[User], Page]
) -> None:
    write(priority, lead, "A", "-B", "C")
    mine, a, b, c = page.hidden(), key("A"), key("B"), key("C")
    colleague = open_page(lead)
    colleague.press(f"up:{c}", **{f"text-{a}": "A, reworded"})
    # By key, on the tree as it is now; words that I did not touch stay as they are now.
    page.client.post(page.address, {**mine, f"text-{a}": "A", "do": f"in:{a}"})
    assert drawn(priority) == ["C", "-A, reworded", "--B"]
    # Of a line that is gone nothing can be moved, and a new line goes to the end.
    mine = page.hidden()
    colleague.press(f"delete:{b}")
    answer = page.client.post(page.address, {**mine, "do": f"up:{b}"})
    assert b"That line is no longer in the diagram." in answer.content
    new = {"new_text": "New", "new_place": f"below:{b}"}
    page.client.post(page.address, {**mine, "do": "save", **new})
    assert drawn(priority) == ["C", "-A, reworded", "--New"]


def test_words_that_a_colleague_changed_are_shown_beside_mine(
    page: Page, priority: Priority, lead: User, open_page: Callable[[User], Page]
) -> None:
    write(priority, lead, "A", "B", "C", "D")
    a, b, c, d = (key(text) for text in "ABCD")
    mine, colleague = page.hidden(), open_page(lead)
    colleague.press(f"delete:{d}", **{f"text-{a}": "A of theirs", f"text-{b}": "B of theirs"})
    texts = {f"text-{a}": "A of mine", f"text-{b}": "B of mine", f"text-{c}": "C of mine"}
    gone = {f"text-{d}": "D of mine"}
    answer = page.client.post(page.address, {**mine, **texts, **gone, "do": f"up:{c}"})
    html = unescape(answer.content.decode())
    assert "Lena Lead changed the same line after you had opened this page." in html
    shown = re.findall(r"(?:Mine|The other one|Nothing): ?[^<]*", html)
    assert [said.strip() for said in shown] == [
        "Mine: “A of mine”", "The other one: “A of theirs”",
        "Mine: “B of mine”", "The other one: “B of theirs”",
        "Mine: “D of mine”, as a new line at the end", "Nothing: the line was deleted",
    ]  # fmt: skip
    # Mine is still in the outline; what nobody else changed is saved; nothing was moved.
    assert drawn(priority) == ["A of theirs", "B of theirs", "C of mine"]
    assert 'value="A of mine"' in html
    shown_now = dict(HIDDEN.findall(answer.content.decode()))
    both = {**shown_now, **texts, **gone, "both": [a, b, d], "do": "save"}
    assert b"Which do you want to keep?" in page.client.post(page.address, both).content
    keep = {f"keep-{a}": "MINE", f"keep-{b}": "THEIRS", f"keep-{d}": "MINE"}
    assert page.client.post(page.address, {**both, **keep}).status_code == 302
    assert drawn(priority) == ["A of mine", "B of theirs", "C of mine", "--D of mine"]


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    page: Page, priority: Priority, lead: User
) -> None:
    write(priority, lead, "A", "B", "C")
    number = nhs_number()
    typed = {f"text-{key('A')}": "", f"text-{key('B')}": number, f"text-{key('C')}": "C, better"}
    answer = page.press(f"up:{key('C')}", **typed, new_text="x" * 201, new_place="primary")
    assert errors(answer)[0] == "Enter the words of primary driver 1, or delete it"
    assert errors(answer)[1].startswith("This looks like an NHS number")
    assert errors(answer)[2] == "New line must be 200 characters or fewer (it has 201)"
    html = answer.content.decode()
    assert (f'value="{number}"' in html, "x" * 201 in html) == (True, True)
    assert drawn(priority) == ["A", "B", "C, better"]
    # What is not possible is said, and the words are saved.
    answer = page.press(f"up:{key('A')}", **{f"text-{key('A')}": "A, better"})
    assert b"That line is first already." in answer.content
    assert drawn(priority) == ["A, better", "B", "C, better"]


def test_what_differs_is_shown_beside_what_is_wrong(
    page: Page, priority: Priority, lead: User, open_page: Callable[[User], Page]
) -> None:
    write(priority, lead, "A", "B")
    a, b, mine = key("A"), key("B"), page.hidden()
    open_page(lead).press("save", **{f"text-{a}": "A of theirs"})
    texts = {f"text-{a}": "A of mine", f"text-{b}": ""}
    answer = page.client.post(page.address, {**mine, **texts, "do": "save"})
    html = unescape(answer.content.decode())
    assert ("The other one: “A of theirs”" in html, len(errors(answer))) == (True, 1)
    now = dict(HIDDEN.findall(answer.content.decode()))
    again = page.client.post(page.address, {**now, **texts, "both": a, "do": "save"})
    assert "The other one: “A of theirs”" in unescape(again.content.decode())
    page.client.post(page.address, {**now, **texts, "both": a, f"keep-{a}": "THEIRS"})
    assert drawn(priority) == ["A of theirs", "B"]


def test_an_outline_waits_for_its_own_button_and_what_was_typed_beside_it_is_added_once(
    page: Page, priority: Priority
) -> None:
    html = page.press("save", outline="Pasted", new_text="Typed", new_place="primary")
    assert re.findall(r"<textarea[^>]*>([^<]*)", html.content.decode()) == ["Pasted"]
    again = dict(re.findall(r'name="(new_\w+)" value="([^"]*)"', html.content.decode()))
    page.press("paste", outline="Pasted", **again)
    assert [driver.text for driver in priority.drivers.order_by("position")] == ["Typed", "Pasted"]


def test_an_outline_is_added_after_a_look_at_it(page: Page, priority: Priority) -> None:
    text = "Halve falls\n\tStaff\n\t\tNights\n\t\t\tRounds\n\tFloors"
    html = unescape(page.press("preview", outline=text).content.decode())
    assert "Add 4 lines" in html
    assert "The first line, “Halve falls”, stands above all others." in html
    assert drawn(priority) == []
    page.press("paste", outline=text)
    assert drawn(priority) == ["Staff", "-Nights", "--Rounds", "Floors"]
    assert DiagramStep.objects.get().done == "Added 4 lines"
    for wrong, said in (
        ("A\n" + "x" * 201, "Line 2 of the outline must be 200 characters or fewer (it has 201)"),
        ("A\n" * 101, "The outline must have 100 lines or fewer (it has 101)"),
        (f"A\n\t{nhs_number()}", "This looks like an NHS number"),
        ("A\n\x07", "The text has a control character in it"),
    ):
        assert said in unescape(page.press("paste", outline=wrong).content.decode())
    assert "A diagram has room for 100 lines." in unescape(
        page.press("paste", outline="A\n" * 98).content.decode()
    )
    assert "There is nothing in it yet" in page.press("preview", outline="").content.decode()
    assert len(drawn(priority)) == 4


def test_an_idea_that_was_tried_stays_one(page: Page, priority: Priority, lead: User) -> None:
    write(priority, lead, "A", "--B")
    PdsaCycle.objects.create(idea=Driver.objects.get(text="B"), number=1)
    answer = page.press(f"out:{key('B')}")
    assert "“B” has PDSA cycles: it stays a change idea." in answer.content.decode()
    assert drawn(priority) == ["A", "--B"]


def test_undo_over_words_that_were_not_saved_saves_them_and_asks_again(
    page: Page, priority: Priority, lead: User
) -> None:
    write(priority, lead, "Staff", "Floors")
    page.press(f"delete:{key('Floors')}")
    deleted = DiagramStep.objects.latest("pk")
    answer = page.press(f"undo:{deleted.pk}", **{f"text-{key('Staff')}": "Staffing"})
    html = unescape(answer.content.decode())
    assert ("was saved first" in html, "Undo: changed the words of “Staff”" in html) == (True, True)
    assert drawn(priority) == ["Staffing"]
    page.press(f"undo:{DiagramStep.objects.latest('pk').pk}")
    page.press(f"undo:{deleted.pk}")
    assert drawn(priority) == ["Staff", "Floors"]


def test_what_was_typed_while_a_colleague_deleted_the_priority_can_be_copied(
    page: Page, priority: Priority, plan: Plan, lead: User
) -> None:
    write(priority, lead, "Staff")
    staff = key("Staff")
    sent = {**page.hidden(), "do": "save", f"text-{staff}": "Staffing", "new_text": "At night"}
    services.remove_priority(plan=plan, priority_pk=priority.pk, by=lead, at=NOW)
    answer = page.client.post(page.address, sent)
    html = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "This priority was deleted from the draft." in html
    assert ("<li>Staffing</li>" in html, "At night" in html) == (True, True)


def test_a_published_version_never_changes(
    page: Page, priority: Priority, plan: Plan, lead: User, membership: Membership
) -> None:
    write(priority, lead, "A")
    sent = {**page.hidden(), "do": "save", "new_text": "B", "new_place": "primary"}
    version = priority.version
    type(version).objects.filter(pk=version.pk).update(
        state="PUBLISHED", title="T", reason="R", published_at=NOW, published_by=lead
    )
    assert "There is no" not in page.client.post(page.address, sent).content.decode()
    draft = copy_version(source=version)
    assert b"What you typed is still below" in page.client.post(page.address, sent).content
    assert page.client.get(page.address)["Location"] == f"/plans/{plan.pk}/"
    assert drawn(priority) == ["A"]
    # The copy says the same, under the same keys, and has nothing to undo.
    copy = draft.priorities.get()
    assert whole(copy) == whole(priority)
    assert (copy.diagram_steps.count(), priority.diagram_steps.count()) == (0, 1)
    services.forget_steps(version=version)
    assert priority.diagram_steps.count() == 0
    membership.state = "WITHDRAWN"
    type(membership).objects.filter(pk=membership.pk).update(
        state="WITHDRAWN", state_reason="Because."
    )
    address = f"/plans/{plan.pk}/priorities/{copy.pk}/diagram/"
    wrong = {**Page(page.client, address).hidden(), f"text-{copy.drivers.get().key.hex}": ""}
    assert (
        b"only while the organisation is a member"
        in page.client.post(
            address, {**wrong, f"text-{copy.drivers.get().key.hex}": "C", "new_text": "x" * 201}
        ).content
    )
