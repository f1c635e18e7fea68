"""Where the boxes of a driver diagram stand: none over another, no words outside their box."""

import random

import pytest

from improvement_plans.diagram import (
    LINE,
    MEASURE_MARK,
    PADDING,
    RATIO,
    WIDTHS,
    Node,
    Sheet,
    sheets,
    whole,
)
from improvement_plans.lettering import clusters, width_of, wrap

FAMILY = "👩‍👩‍👧‍👦"
WORDS = [
    *(
        "Staff",
        "a",
        "night",
        "of falls",
        "handover",
        "HANDOVER",
        "Überprüfung",
        "naïve",
        "漢字" * 20,
    ),
    *("W" * 60, "antidisestablishmentarianism" * 3, FAMILY * 12, "🇬🇧" * 15, "well-being", "@@@@"),
]
TREES = {0: 0, 1: 1, 2: 3, 3: 20, **dict.fromkeys(range(4, 12), 60)}


def tree(seed: int, count: int) -> tuple[Node, ...]:
    chance = random.Random(seed)
    nodes = []
    for number in range(count):
        column = chance.choice([1, 2, 2, 3, 3, 3, 3]) if number else 1
        text = " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 9)))[:200]
        stage = chance.choice(["Idea", "Testing", "Stopped"]) if column == 3 else ""
        measures = tuple(chance.sample(WORDS, chance.choice([0, 0, 1, 2])))
        nodes.append(Node(column, text, stage, measures))
    return tuple(nodes)


def faults(sheet: Sheet) -> list[str]:
    found = []
    for number, box in enumerate(sheet.boxes):
        if not (box.x >= 0 and box.right <= sheet.width):
            found.append(f"{box} is outside")
        if not (box.y >= 0 and box.y + box.height <= sheet.height):
            found.append(f"{box} is above or below")
        found += [f"{x} is too wide" for x in box.lines if width_of(x) > box.width - 2 * PADDING]
        room = box.width - 2 * PADDING - MEASURE_MARK
        found += [f"{x} is too wide" for x, _ in box.measures if width_of(x) > room]
        last = box.measures_y + (len(box.measures) - 1) * LINE if box.measures else box.y
        found += [f"{box} is too low"] if last > box.y + box.height - 4 else []
        found += [
            f"{box} and {other} overlap"
            for other in sheet.boxes[:number]
            if not (box.right <= other.x or other.right <= box.x)
            and not (box.y + box.height <= other.y or other.y + other.height <= box.y)
        ]
        if box.stage and box.mark_x - 6 < box.x:
            found.append(f"the mark of {box} is outside")
    return found


@pytest.mark.parametrize(("seed", "count"), TREES.items())
def test_nothing_overlaps_and_no_text_leaves_its_box(seed: int, count: int) -> None:
    nodes = tree(seed, count)
    aim = " ".join(WORDS)[:400]
    pages, picture = sheets(aim, nodes), whole(aim, nodes)
    assert [fault for sheet in (*pages, picture) for fault in faults(sheet)] == []
    # Each line is on the picture once, and on one sheet.
    assert len(picture.boxes) == count + 1
    boxes = [box for sheet in pages for box in sheet.boxes if box.column and not box.continued]
    assert [box.column for box in boxes] == [node.column for node in nodes]
    assert [sheet.height for sheet in pages if sheet.height > 1.05 * RATIO * WIDTHS[-1]] == []


def test_a_diagram_that_fits_a_page_is_one_sheet_and_a_large_one_repeats_its_drivers() -> None:
    small = (Node(1, "Staff"), Node(2, "Nights"), Node(3, "Rounds", "Testing"))
    (sheet,) = sheets("Halve falls", small)
    assert [title for _, title in sheet.titles] == [
        "Aim", "Primary drivers", "Secondary drivers", "Change ideas",
    ]  # fmt: skip
    assert [(box.column, box.lines) for box in sheet.boxes] == [
        (0, ("Halve falls",)), (1, ("Staff",)), (2, ("Nights",)), (3, ("Rounds",)),
    ]  # fmt: skip
    assert [(link.y, link.to_y) for link in sheet.links] == [(sheet.boxes[0].middle,) * 2] * 3
    large = (
        Node(1, "Staff"),
        Node(2, "Nights"),
        *[Node(3, f"Idea {n}", "Idea") for n in range(57)],
    )
    first, *others = sheets("Halve falls", large)
    assert len(others) >= 1
    for other in others:
        assert [box.lines for box in other.boxes[:3]] == [
            ("Halve falls",), ("Staff (continued)",), ("Nights (continued)",),
        ]  # fmt: skip
    assert first.boxes[1].lines == ("Staff",)


def test_words_break_between_words_then_within_but_never_within_a_letter() -> None:
    assert wrap("Halve falls with harm", width_of("Halve falls")) == ("Halve falls", "with harm")
    assert wrap("  ", 100) == ()
    lines = wrap("W" * 30, 100)
    assert "".join(line.removesuffix("-") for line in lines) == "W" * 30
    assert all(line.endswith("-") for line in lines[:-1])
    assert list(clusters(f"e\u0301a{FAMILY}🇬🇧🇫🇷👍🏽")) == [
        "e\u0301", "a", FAMILY, "🇬🇧", "🇫🇷", "👍🏽",
    ]  # fmt: skip
    # An accent takes no room of its own; what is not known takes more than any letter.
    assert width_of("é") == width_of("e\u0301") == width_of("e")
    assert width_of("漢") > width_of("W") > width_of("i")
    assert width_of("’") < width_of("–")
