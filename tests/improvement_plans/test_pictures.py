"""Driver diagrams as readers see them, and to take along."""

import re
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from threading import BoundedSemaphore
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core import own_process, pdf, pictures
from improvement_plans import services
from improvement_plans.models import Driver, PdsaCycle, Plan, cycles_of, with_contents
from improvement_plans.presenters.diagram import section
from improvement_plans.presenters.hanging import Hanging
from improvement_plans.services import New
from tests.conftest import NOW, publish_anew
from tests.improvement_plans.test_measures import add

LINES = [(0, "Staff & <b>skills</b>"), (2, "Buddy"), (1, "Nights"), (2, "Rounds")]


@pytest.fixture
def drawn(published_plan: Plan, lead: User) -> Plan:
    """A plan whose second version has a diagram, and whose draft has another."""
    draft = services.start_new_version(plan=published_plan, by=lead, at=NOW)
    priority = draft.priorities.get()
    for position, (level, text) in enumerate(LINES, start=1):
        kind = ["PRIMARY", "SECONDARY", "IDEA"][level]
        stage = {"Buddy": "STOPPED", "Rounds": "TESTING"}.get(text, "")
        Driver.objects.create(
            priority=priority, position=position, kind=kind, text=text, stage=stage,
            readiness=["NEED", "EASE"] if text == "Rounds" else [],
        )  # fmt: skip
    rounds = Driver.objects.get(text="Rounds")
    PdsaCycle.objects.create(
        idea=rounds, number=1, start_date=NOW, plan="Two nights", decision="ABANDON"
    )
    publish_anew(published_plan, lead)
    draft = services.start_new_version(plan=published_plan, by=lead, at=NOW)
    new = [New("last", "", 0, "Only in the draft")]
    priority = draft.priorities.get()
    services.change_diagram(plan=published_plan, priority_pk=priority.pk, new=new, by=lead, at=NOW)
    return published_plan


def address(plan: Plan, form: str = "svg", number: int = 2, position: int = 1) -> str:
    slug = plan.membership.organisation.slug
    return f"/organisations/{slug}/plan/versions/{number}/priorities/{position}/diagram.{form}"


class Texts(HTMLParser):
    """The text of each list item, with how deep it lies."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.depth, self.items, self.elements = 0, list[tuple[int, str]](), set[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.elements |= {tag, *(name for name, _ in attrs)}
        self.depth += tag == "ul"
        if tag == "li":
            self.items.append((self.depth, ""))

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "ul"

    def handle_data(self, data: str) -> None:
        if self.items:
            depth, text = self.items[-1]
            self.items[-1] = depth, " ".join(f"{text} {data}".split())


def test_readers_see_a_picture_and_the_same_tree_as_a_list(drawn: Plan) -> None:
    priority = with_contents(drawn.versions.published().get()).priorities.all()[0]
    drivers = list(priority.drivers.all())
    html = section(priority, drivers, Hanging())
    picture, _, listed = html.partition("</figure>")
    assert Texts(listed).items == [
        (1, "Primary driver: Staff & <b>skills</b>"),
        (2, "Change idea: Buddy Stopped"),
        (2, "Secondary driver: Nights"),
        (3, "Change idea: Rounds Testing Ready on 2 of 6: the need is explicit; it is easy to use, and was tested small. "
            "PDSA cycle 1, begun on 15 June 2026: abandon Plan Two nights"),
    ]  # fmt: skip
    assert "to 1 primary driver, 1 secondary driver and 2 change ideas" in picture
    assert (Texts(html).elements & {"style", "script"}, 'role="img"' in picture) == (set(), True)
    # It is drawn once for as long as it says the same, and anew for each thing that differs.
    with CaptureQueriesContext(connection) as queries:
        assert section(priority, drivers, Hanging()) == html
    cycle = cycles_of(drivers[3])[0]
    for row, name, new in (
        *((priority, "title", "Falls"), (priority, "position", 2), (priority, "aim_wording", "A")),
        *((drivers[0], "text", "B"), (drivers[3], "stage", "STOPPED")),
        *((drivers[3], "readiness", ["FIT"]), (cycle, "number", 7), (cycle, "decision", "ADOPT")),
        *((cycle, "start_date", date(2026, 1, 1)), (cycle, "end_date", date(2026, 2, 1))),
        *((cycle, name, "C") for name in ("plan", "do", "study", "act")),
    ):
        old = getattr(row, name)
        setattr(row, name, new)
        assert section(priority, drivers, Hanging()) != html, name
        setattr(row, name, old)
    assert (section(priority, drivers, Hanging()), len(queries)) == (html, 0)


def test_a_published_diagram_can_be_taken_along(drawn: Plan, client: Client) -> None:
    answer = client.get(address(drawn))
    root = ElementTree.fromstring(answer.content)
    space = "{http://www.w3.org/2000/svg}"
    spans = [span.text for span in root.iter(f"{space}tspan")]
    assert [text for text in spans if text not in {None, "by 31 March 2028"}][-4:] == [
        "Staff & <b>skills</b>", "Buddy", "Nights", "Rounds",
    ]  # fmt: skip
    assert [root.findtext(f"{space}{name}") for name in ("title", "desc")] == [
        "Driver diagram of “Fewer falls with harm”",
        "From the aim to 1 primary driver, 1 secondary driver and 2 change ideas.",
    ]
    name = f"{drawn.membership.organisation.slug}-plan-2-priority-1-diagram"
    kept = {
        "Content-Type": "image/svg+xml",
        "Content-Disposition": f'attachment; filename="{name}.svg"',
        "Cache-Control": "public, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
    assert {header: answer[header] for header in kept} == kept
    again = client.get(address(drawn), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    png = client.get(address(drawn, "png"))
    assert (png["Content-Type"], png.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert png["ETag"] != answer["ETag"]
    assert client.get(address(drawn, "png")).content == png.content


def test_where_many_ask_for_a_file_they_are_asked_to_come_again(
    drawn: Plan, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_process, "_places", BoundedSemaphore(0))
    monkeypatch.setattr(pdf, "is_available", lambda: True)
    slug = drawn.membership.organisation.slug
    for file in (address(drawn, "png"), f"/organisations/{slug}/plan/versions/2/plan.pdf"):
        answer = client.get(file)
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert b"Wait a minute, then go back" in answer.content


def test_nobody_takes_what_is_not_public(
    drawn: Plan, client: Client, viewer: User, stranger: User, client_for: Callable[[User], Client]
) -> None:
    for missing in (
        # A version without a diagram, the draft, and none at all.
        address(drawn, number=1),
        address(drawn, number=3),
        address(drawn, number=7),
        address(drawn, position=9),
        address(drawn, "pdf"),
    ):
        assert client.get(missing).status_code == 404
    draft = drawn.versions.drafts().get()
    priority = draft.priorities.get()
    own = f"/plans/{drawn.pk}/priorities/{priority.pk}/diagram.svg"
    answer = client_for(viewer).get(own)
    assert (answer.status_code, b"Only in the draft" in answer.content) == (200, True)
    assert answer["Cache-Control"].partition(",")[0] in {"no-store", "max-age=0"}
    assert client_for(stranger).get(own).status_code == 404
    published = drawn.versions.published().get().priorities.get()
    not_draft = f"/plans/{drawn.pk}/priorities/{published.pk}/diagram.svg"
    assert client_for(viewer).get(not_draft).status_code == 404
    assert client.get(address(drawn)).status_code == 200
    drawn.versions.published().update(
        state="UNPUBLISHED", unpublished_at=NOW, unpublished_by=viewer, unpublished_reason="Wrong."
    )
    assert client.get(address(drawn)).status_code == 404


def test_without_a_font_no_png_is_offered(
    drawn: Plan, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "FOLDERS", ())
    pictures.family.cache_clear()
    answers = [client.get(address(drawn, form)).status_code for form in ("svg", "png")]
    pictures.family.cache_clear()
    assert answers == [200, 404]


def test_the_diagram_shows_where_public_measures_hang_and_its_people_see_all(
    drawn: Plan, lead: User, client: Client, client_for: Callable[[User], Client]
) -> None:
    driver = Driver.objects.filter(text="Nights").latest("pk")
    fields = {"Rounds done": driver.key, "Kestrel": driver.key, "Falls at night": None}
    for name, key in fields.items():
        measure = add(drawn, lead, name=name, driver_key=key)
        services.share_measure(
            measure=measure, is_public=name != "Kestrel", hides_small=False, by=lead, at=NOW
        )
    svg = client.get(address(drawn)).content.decode()
    plan = client.get(address(drawn).partition("versions/")[0]).content.decode()
    names = [re.findall(rf"<tspan[^>]*>({name})</tspan>", svg) for name in fields]
    assert names == [["Rounds done"], [], ["Falls at night"]]
    hung = re.findall(r"[Mm]easured by: <a href=\"[^\"]*\">([^<]*)</a>", plan)
    assert (hung, "Kestrel" in plan) == (["Falls at night", "Rounds done"], False)
    priority = drawn.versions.drafts().get().priorities.get()
    own = client_for(lead).get(f"/plans/{drawn.pk}/priorities/{priority.pk}/diagram/")
    assert ">Kestrel</tspan>" in own.content.decode()
    services.retire_measure(measure=drawn.measures.earliest("pk"), by=lead, at=NOW)
    assert "Rounds done" not in client.get(address(drawn)).content.decode()
