"""A document that the member has already, brought and placed piece by piece."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import Event
from core.forms import EXPLANATION
from improvement_plans import services
from improvement_plans.choices import ReportFrequency
from improvement_plans.documents import read_text
from improvement_plans.models import HeadStart, HeadStartPiece, PartSaved, Plan, PlanVersion
from improvement_plans.presenters.head_start import without_number
from improvement_plans.services.head_start import place_of
from organisations.models import NotPatientData
from tests.conftest import NOW, TODAY
from tests.improvement_plans.test_documents import saved as as_file
from tests.improvement_plans.test_documents import written
from tests.improvement_plans.test_milestones import path, words
from tests.improvement_plans.test_services import add_priority
from tests.nhs_numbers import nhs_number

SignIn = Callable[[User], Client]
NUMBER = nhs_number()
TEXT = "# Safer nights\n\n# Where we are now\nWe fall short at night.\n\n# Falls\nFalls hurt."


@pytest.fixture
def as_editor(editor: User, client_for: SignIn) -> Client:
    return client_for(editor)


@pytest.fixture
def brought(plan: Plan, editor: User) -> Plan:
    """A plan with three pieces to place: a title, a narrative, a priority."""
    services.bring_document(
        plan=plan, name="Our plan.docx", brought=read_text(TEXT), by=editor, at=NOW
    )
    return plan


def send_file(client: Client, plan: Plan, data: bytes, name: str = "plan.docx", **more: str) -> Any:
    document = SimpleUploadedFile(name, data)
    return client.post(path("plan_head_start", plan), {"document": document, **more})


def end(plan: Plan, by: User) -> None:
    document = HeadStart.objects.get(version__plan=plan)
    services.end_head_start(plan=plan, pk=document.pk, by=by, at=NOW)


def pieces(plan: Plan) -> list[HeadStartPiece]:
    return list(HeadStartPiece.objects.filter(head_start__version__plan=plan).in_order())


def place(client: Client, plan: Plan, number: int, where: str, **changed: str) -> Any:
    piece = pieces(plan)[number]
    data = {"seen": piece.mark, "heading": piece.heading, "text": piece.text, "where": where}
    return client.post(path("plan_piece", plan, piece.pk), {**data, **changed})


def draft(plan: Plan) -> PlanVersion:
    return plan.versions.drafts().get()


# Bringing it


def test_a_word_document_is_brought_once_whoever_presses_twice(
    plan: Plan, as_editor: Client
) -> None:
    document = as_file(written(("Where we are", "Heading 1"), ("Here.", "")))
    for _ in range(2):
        answer = send_file(as_editor, plan, document, "C:\\x\\Pl\u00e4n \u202e1.docx")
        assert answer["Location"] == path("plan_pieces", plan)
    head_start = HeadStart.objects.get()
    assert (head_start.name, [(p.heading, p.text) for p in pieces(plan)]) == (
        "Plän 1.docx",
        [("Where we are", "Here.")],
    )
    assert Event.objects.filter(event="plan.head-start-brought").count() == 1
    assert as_editor.get(path("plan_head_start", plan))["Location"] == path("plan_pieces", plan)


def test_a_text_is_pasted_and_another_has_to_wait(
    brought: Plan, plan: Plan, as_editor: Client
) -> None:
    answer = as_editor.post(path("plan_head_start", plan), {"text": "# Other\nText."})
    said = "“Our plan.docx” is being placed already. Finish with it before you bring another."
    assert (words(answer).count(said), len(pieces(plan))) == (1, 3)
    end(plan, User.objects.get(email="editor@harrowmere.example"))
    as_editor.post(path("plan_head_start", plan), {"text": "# Other\r\nText."})
    assert [(p.heading, p.text) for p in pieces(plan)] == [("Other", "Text.")]


def test_a_character_that_was_lost_is_said_with_its_heading_and_nothing_is_stored(
    plan: Plan, as_editor: Client
) -> None:
    document = as_file(written(("Where we are", "Heading 1"), ("Caf\ufffd.", "")))
    said = "Under “Where we are”: There is a “\ufffd” where a character was lost."
    assert (words(send_file(as_editor, plan, document)).count(said), pieces(plan)) == (2, [])
    document = as_file(written(("Where we are", "Heading 1"), ("Here.", "")))
    send_file(as_editor, plan, document, "Pl\ufffdn.docx")
    assert HeadStart.objects.get().name == "Pln.docx"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose a Word document, or paste its text below"),
        ({"text": "x\x07y"}, "The text has a control character in it. Delete it, or type"),
        ({"text": "\u200b"}, "Enter something that can be read."),
    ],
)
def test_nothing_to_place_is_said(data: Any, said: str, plan: Plan, as_editor: Client) -> None:
    answer = as_editor.post(path("plan_head_start", plan), data)
    assert (words(answer).count(said), HeadStart.objects.count()) == (2, 0)


def test_a_file_that_is_no_document_is_refused_and_a_text_beside_a_document_too(
    plan: Plan, as_editor: Client
) -> None:
    refused = send_file(as_editor, plan, b"%PDF-1.7")
    assert words(refused).count("This is not a Word document (.docx).") == 2
    assert words(send_file(as_editor, plan, b"")).count("This file is empty.") == 2
    big = send_file(as_editor, plan, b"x" * 10_000_001)
    assert words(big).count("This document is larger than 10 MB.") == 2
    both = send_file(as_editor, plan, as_file(written(("Text.", ""))), text="Text.")
    assert words(both).count("Choose a document or paste text, not both at once") == 2
    assert HeadStart.objects.count() == 0


def test_a_number_in_a_document_is_refused_under_its_heading_and_nothing_is_stored(
    plan: Plan, as_editor: Client
) -> None:
    document = as_file(written(("Falls", "Heading 1"), (f"We rang {NUMBER}.", "")))
    answer = words(send_file(as_editor, plan, document))
    said = f"Under “Falls”: This looks like an NHS number: {NUMBER}. Remove it."
    assert (answer.count(said), answer.count("Nothing of the document was stored.")) == (2, 2)
    pasted = as_editor.post(path("plan_head_start", plan), {"text": f"# Falls\nWe rang {NUMBER}."})
    assert (words(pasted).count(said), f"We rang {NUMBER}." in pasted.content.decode()) == (2, True)
    named = send_file(as_editor, plan, as_file(written(("Text.", ""))), f"{NUMBER}.docx")
    assert words(named).count("This looks like an NHS number") == 2
    assert HeadStart.objects.count() == 0


def test_a_lead_says_what_the_number_is_and_chooses_the_document_again(
    plan: Plan, lead: User, client_for: SignIn
) -> None:
    document = as_file(written(("Falls", "Heading 1"), (f"We rang {NUMBER}.", "")))
    client = client_for(lead)
    asked = send_file(client, plan, document)
    assert words(asked).count("If this is not an NHS number, say what it is") == 1
    answer = send_file(client, plan, document, **{EXPLANATION: "Our switchboard"})
    assert (answer.status_code, NotPatientData.objects.count()) == (302, 1)


# Placing it


def test_every_piece_finds_its_place_and_is_added_to_what_is_there(
    brought: Plan, plan: Plan, editor: User, as_editor: Client
) -> None:
    services.save_part(plan=plan, by=editor, at=NOW, where_we_are_now="Already here.")
    for number, where in enumerate(("title", "where_we_are_now", "new")):
        answer = place(as_editor, plan, number, where, keep_heading="YES", topic="FALLS")
        assert answer.status_code == 302
    assert answer["Location"] == path("plan_pieces", plan)
    version, priority = draft(plan), draft(plan).priorities.get()
    assert (version.title, version.where_we_are_now) == (
        "Safer nights",
        "Already here.\n\nWhere we are now\n\nWe fall short at night.",
    )
    assert (priority.title, priority.why, priority.topic) == ("Falls", "Falls hurt.", "FALLS")
    assert sorted(PartSaved.objects.values_list("part", flat=True)) == [
        *("ABOUT", "NOW", "PRIORITY_ABOUT"),
    ]
    shown = words(as_editor.get(path("plan_pieces", plan)))
    assert [shown.count(s) for s in ("Each of them has its place.", "A new priority: Falls")] == [
        1,
        1,
    ]


def test_a_second_press_adds_nothing_and_leads_on(
    brought: Plan, plan: Plan, as_editor: Client
) -> None:
    piece = pieces(plan)[1]
    data = {"seen": "", "heading": "", "text": "Once.", "where": "what_worked"}
    for _ in range(2):
        answer = as_editor.post(path("plan_piece", plan, piece.pk), data)
        assert answer["Location"] == path("plan_piece", plan, pieces(plan)[2].pk)
    assert draft(plan).what_worked == "Once."


def test_two_who_place_one_piece_in_two_places_are_told(
    brought: Plan, plan: Plan, as_editor: Client
) -> None:
    place(as_editor, plan, 1, "what_worked")
    answer = place(as_editor, plan, 1, "where_we_are_now", seen="", text="Mine.")
    assert (
        words(answer).count("Somebody placed this piece, after you had opened it."),
        draft(plan).where_we_are_now,
    ) == (1, "")
    seen = re.findall(r'name="seen" value="([^"]*)"', answer.content.decode())[0]
    assert place(as_editor, plan, 1, "where_we_are_now", seen=seen, text="Mine.").status_code == 302
    assert draft(plan).where_we_are_now == "Mine."


def test_a_piece_goes_to_a_text_of_a_priority_or_nowhere(
    published_plan: Plan, editor: User, lead: User, as_editor: Client
) -> None:
    plan = published_plan
    services.start_new_version(plan=plan, by=lead, at=NOW)
    services.bring_document(plan=plan, name="Ours", brought=read_text(TEXT), by=editor, at=NOW)
    priority = draft(plan).priorities.get()
    assert place(as_editor, plan, 2, place_of(priority, "affected_differently")).status_code == 302
    assert place(as_editor, plan, 1, "nowhere").status_code == 302
    priority.refresh_from_db()
    assert (priority.affected_differently, draft(plan).where_we_are_now) == (
        "Falls hurt.",
        "Most falls with harm happen at night.",
    )
    shown = words(as_editor.get(path("plan_pieces", plan)))
    assert [
        shown.count(text) for text in ("Not needed in the plan", "Fewer falls with harm: Who")
    ] == [1, 1]
    # The document goes on into the next draft.
    services.publish_plan(
        plan=plan, reason="x", report_frequency=ReportFrequency.YEARLY, next_report_date=None, by=lead,
        role="Matron", at=NOW, today=TODAY,
    )  # fmt: skip
    services.start_new_version(plan=plan, by=lead, at=NOW)
    assert place(as_editor, plan, 0, "what_worked", keep_heading="YES").status_code == 302
    assert draft(plan).what_worked == "Safer nights"


@pytest.mark.parametrize(
    ("where", "changed", "said"),
    [
        ("", {}, "Choose where this belongs"),
        ("999-why", {}, "The place that you chose is gone. Choose another"),
        ("new", {}, "Choose a topic for the new priority, or “Something else”"),
        ("new", {"topic": "OTHER"}, "Enter your own topic, or choose one from the list"),
        ("new", {"topic": "FALLS", "heading": "x" * 151}, "Enter a heading of 150 characters"),
        ("title", {"heading": "", "text": "two\nlines"}, "Enter a heading of 200 characters"),
        ("what_worked", {"text": "", "heading": ""}, "Enter the text to place"),
        ("what_worked", {"text": f"We rang {NUMBER}."}, "This looks like an NHS number"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_and_what_was_typed_stays(
    where: str, changed: Any, said: str, brought: Plan, plan: Plan, as_editor: Client
) -> None:
    answer = place(as_editor, plan, 2, where, **changed)
    assert (words(answer).count(said), pieces(plan)[2].placed_at) == (2, None)
    assert draft(plan).priorities.count() == 0


def test_a_full_part_says_how_much_room_it_has(
    brought: Plan, plan: Plan, editor: User, as_editor: Client
) -> None:
    services.save_part(plan=plan, by=editor, at=NOW, what_worked="x" * 9_990)
    answer = place(as_editor, plan, 1, "what_worked")
    assert words(answer).count("There is room for 8 more characters in What worked over") == 1
    assert draft(plan).what_worked == "x" * 9_990


def test_a_suggestion_is_said_to_be_one_and_is_chosen_before_it_is_placed(
    brought: Plan, plan: Plan, as_editor: Client
) -> None:
    page = as_editor.get(path("plan_piece", plan, pieces(plan)[1].pk))
    said = "We suggest “Where we are now”, because the heading has “where we are” in it."
    chosen = re.findall(r'<option value="([^"]+)" selected', page.content.decode())
    # It is the name of the part already.
    assert re.findall(r'name="keep_heading"[^>]*checked', page.content.decode()) == []
    assert (words(page).count(said), chosen, draft(plan).where_we_are_now) == (
        1,
        ["where_we_are_now"],
        "",
    )


def test_two_people_who_place_the_same_piece_in_other_words_lose_none(
    brought: Plan, plan: Plan, as_editor: Client
) -> None:
    priority = add_priority(plan, User.objects.get(email="editor@harrowmere.example"), why="")
    places: dict[str, Callable[[], str]] = {
        "what_worked": lambda: draft(plan).what_worked,
        place_of(priority, "why"): lambda: draft(plan).priorities.get().why,
    }
    for where, said in places.items():
        opened = pieces(plan)[1].mark
        for text in ("Theirs.", "Mine."):
            answer = place(as_editor, plan, 1, where, text=text, seen=opened, heading="")
        assert words(answer).count("Press the button again to place it here as well.") == 1
        assert (said(), answer.content.decode().count("Mine.")) == ("Theirs.", 1)
        # Sent twice it is there once.
        place(as_editor, plan, 1, where, text="Theirs.", seen=opened, heading="")
        place(as_editor, plan, 1, where, text="Mine.", heading="")
        assert said() == "Theirs.\n\nMine."


@pytest.mark.parametrize(
    ("heading", "offered"),
    [
        ("4.1 Falls", "Falls"),
        ("2. Where we are now", "Where we are now"),
        ("3.2.1. Sepsis", "Sepsis"),
        ("30 days after discharge", "30 days after discharge"),
        ("2026 to 2029", "2026 to 2029"),
        ("4.1", "4.1"),
    ],
)
def test_the_number_of_a_heading_is_left_in_the_document(heading: str, offered: str) -> None:
    assert without_number(heading) == offered


def test_a_numbered_heading_is_offered_without_its_number(
    plan: Plan, editor: User, as_editor: Client
) -> None:
    brought = read_text("# 2. Where we are now\nWe fall short.\n\n# 4.1 Falls\nFalls hurt.")
    services.bring_document(plan=plan, name="Our plan.docx", brought=brought, by=editor, at=NOW)
    pages = [
        as_editor.get(path("plan_piece", plan, piece.pk)).content.decode() for piece in pieces(plan)
    ]
    assert [re.findall(r'id="id_heading"[^>]* value="([^"]*)"', page) for page in pages] == [
        ["Where we are now"],
        ["Falls"],
    ]
    # It is the name of the part already.
    assert re.findall(r'name="keep_heading"[^>]*checked', pages[0]) == []


def test_being_finished_deletes_the_rest_and_pressing_twice_is_no_error(
    brought: Plan, plan: Plan, as_editor: Client
) -> None:
    page, opened = path("plan_pieces_end", plan), path("plan_piece", plan, pieces(plan)[0].pk)
    assert words(as_editor.get(page)).count("3 pieces still wait for a place") == 1
    # A press is about the document that was shown: not about one brought in its place.
    shown = dict(
        re.findall(r'name="(document)" value="(\d+)"', as_editor.get(page).content.decode())
    )
    other = as_editor.post(page, {"document": "0"}, follow=True)
    assert words(other).count("“Our plan.docx” was brought in the meantime.") == 1
    assert HeadStartPiece.objects.count() == 3
    assert [as_editor.post(page, shown).status_code for _ in range(2)] == [302, 302]
    assert HeadStartPiece.objects.count() == 0
    for name in ("plan_pieces", "plan_pieces_end"):
        assert as_editor.get(path(name, plan))["Location"] == path("plan_head_start", plan)
    assert as_editor.get(opened).status_code == 302
    late = as_editor.post(opened, {"text": "Typed.", "where": "what_worked"})
    assert words(late).count("Somebody has finished with this document") == 1
    assert late.content.decode().count("Typed.") == 1


def test_a_list_of_three_asks_no_more_than_a_list_of_one(
    plan: Plan, editor: User, as_editor: Client
) -> None:
    counts = []
    for number in (1, 3):
        text = "".join(f"# H{n}\ntext\n" for n in range(number))
        services.bring_document(plan=plan, name="x", brought=read_text(text), by=editor, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            as_editor.get(path("plan_pieces", plan))
        counts.append(len(queries))
        end(plan, editor)
    assert counts[0] == counts[1]
