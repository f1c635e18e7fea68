"""The tree operations of a driver diagram: whatever one does, it stays a tree."""

import random

import pytest

from improvement_plans import outline
from improvement_plans.outline import Line, Lines, NotPossible, Pasted

INDENTS = "  "


def tree(*texts: str) -> Lines:
    """Lines whose level is their indent, named by their text."""
    return tuple(
        Line(text.strip(), (len(text) - len(text.lstrip())) // len(INDENTS), text.strip())
        for text in texts
    )


def drawn(lines: Lines) -> list[str]:
    return [f"{INDENTS * line.level}{line.text}" for line in lines]


WARD = tree("Staff", "    Buddy", "  Nights", "    Rounds", "    Lights", "  Days", "Floors")


def parents_by_key(lines: Lines) -> dict[str, str]:
    found = outline.parents(lines)
    return {
        line.key: "" if parent is None else lines[parent].key
        for line, parent in zip(lines, found, strict=True)
    }


def test_an_idea_hangs_under_the_nearest_line_above_that_is_nearer_to_the_aim() -> None:
    assert parents_by_key(WARD) == {
        "Staff": "", "Buddy": "Staff", "Nights": "Staff", "Rounds": "Nights", "Lights": "Nights",
        "Days": "Staff", "Floors": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "by", "expected"),
    [
        ("Lights", -1, ["Staff", "    Buddy", "  Nights", "    Lights", "    Rounds", "  Days", "Floors"]),
        # Past its parent: it goes to hang under the primary driver.
        ("Rounds", -1, ["Staff", "    Buddy", "    Rounds", "  Nights", "    Lights", "  Days", "Floors"]),
        # With what is under it.
        ("Nights", 1, ["Staff", "    Buddy", "  Days", "  Nights", "    Rounds", "    Lights", "Floors"]),
        ("Floors", -1, ["Floors", "Staff", "    Buddy", "  Nights", "    Rounds", "    Lights", "  Days"]),
        ("Days", 1, ["Staff", "    Buddy", "  Nights", "    Rounds", "    Lights", "Floors", "  Days"]),
    ],
)  # fmt: skip
def test_a_line_moves_to_where_no_other_changes_its_parent(
    key: str, by: int, expected: list[str]
) -> None:
    assert drawn(outline.move(WARD, key, by)) == expected


def test_levels_change_with_what_is_under_a_line() -> None:
    assert drawn(outline.outdent(WARD, "Nights")) == [
        "Staff", "    Buddy", "  Days", "Nights", "    Rounds", "    Lights", "Floors",
    ]  # fmt: skip
    assert drawn(outline.outdent(WARD, "Rounds")) == [
        "Staff", "    Buddy", "  Nights", "    Lights", "  Rounds", "  Days", "Floors",
    ]  # fmt: skip
    assert drawn(outline.indent(WARD, "Nights"))[2:5] == ["    Nights", "    Rounds", "    Lights"]
    assert drawn(outline.indent(tree("A", "B", "  C"), "B")) == ["A", "  B", "    C"]


def test_lines_are_added_where_they_belong() -> None:
    new = Line("New", outline.IDEA, "New")
    assert drawn(outline.add_below(WARD, "Nights", new))[5:7] == ["  New", "  Days"]
    assert drawn(outline.add_under(WARD, "Staff", new))[1:4] == ["    Buddy", "    New", "  Nights"]
    assert drawn(outline.add_under(WARD, "Nights", new))[4:6] == ["    Lights", "    New"]
    assert drawn(outline.delete(WARD, "Nights")) == ["Staff", "    Buddy", "  Days", "Floors"]


@pytest.mark.parametrize(
    "change",
    [
        lambda: outline.move(WARD, "Staff", -1),
        lambda: outline.move(WARD, "Floors", 1),
        lambda: outline.indent(WARD, "Staff"),
        lambda: outline.indent(WARD, "Rounds"),
        lambda: outline.outdent(WARD, "Floors"),
        lambda: outline.rename(WARD, "gone", "Anything"),
        lambda: outline.add_under(WARD, "Rounds", Line("New", outline.IDEA, "New")),
        lambda: outline.add_last((), [Line("New", outline.IDEA, "New")]),
        lambda: outline.add_last(WARD, [Line(str(n), 2, "x") for n in range(outline.MOST_LINES)]),
    ],
)
def test_what_would_leave_no_tree_is_refused(change: object) -> None:
    with pytest.raises(NotPossible):
        change()  # type: ignore[operator]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_one_does_it_stays_a_tree(seed: int) -> None:
    """Moving back restores exactly; no other line ever changes its parent or its level by a move;
    an idea never becomes a driver because something else was moved."""
    chance, lines = random.Random(seed), tuple[Line, ...]()
    for number in range(80):
        key = chance.choice(lines).key if lines else ""
        new = Line(str(number), chance.choice([1, 2]), "x")
        before = lines
        how = chance.choice(["last", "below", "under", -1, 1, "indent", "outdent", "delete"])
        try:
            if how == "last":
                lines = outline.add_last(lines, [Line(str(number), chance.randrange(3), "x")])
            elif how in (-1, 1):
                by = int(how)
                lines = outline.move(lines, key, by)
                assert outline.move(lines, key, -by) == before
                inside = {line.key for line in outline.block(before, key)}
                was, now = parents_by_key(before), parents_by_key(lines)
                assert {k for k in was if was[k] != now[k]} <= {key}
                assert outline.block(lines, key) == outline.block(before, key), inside
            elif how in ("below", "under"):
                add = outline.add_below if how == "below" else outline.add_under
                lines = add(lines, key, new)
                was, now = parents_by_key(before), parents_by_key(lines)
                assert {k for k in was if was[k] != now[k]} == set()
            else:
                lines = getattr(outline, str(how))(lines, key)
                kept = {line.key: line.level for line in lines}
                raised = {
                    line.key for line in before if kept.get(line.key, line.level) < line.level
                }
                assert raised <= {key}
        except NotPossible:
            assert lines == before
        assert outline.is_whole(lines)


def test_a_pasted_outline_is_read_by_its_indents_bullets_or_numbers() -> None:
    lines = ((0, "Staff"), (1, "Nights"), (2, "Rounds"), (0, "Floors"))
    for text in (
        "Staff\n\tNights\n\t\tRounds\nFloors",
        "- Staff\r\n    - Nights\r\n\r\n        - Rounds\r\n- Floors",
        "•\tStaff\no\tNights\n▪\tRounds\n•\tFloors",
        "1. Staff\n1.1 Nights\n1.1.1 Rounds\n2. Floors",
        "• Staff\n\u00a0\u00a0• Nights\n\u00a0\u00a0\u00a0\u00a0• Rounds\n• Floors",
    ):
        assert outline.read(text) == Pasted(lines), text
    aim = "Halve falls\n\tStaff\n\t\tNights\n\t\t\tRounds\n\tFloors"
    assert outline.read(aim) == Pasted(lines, aim="Halve falls")
    assert outline.read(" \n\n") == Pasted(())
    assert outline.read("  Staff\n      Nights\n Floors").lines == (
        (0, "Staff"), (1, "Nights"), (0, "Floors"),
    )  # fmt: skip
    assert outline.read("a\n b\n  c\n   d\ne").lines[3] == (2, "d")


def test_a_pasted_line_in_which_nothing_can_be_seen_is_none() -> None:
    pasted = outline.read("Staff\n\u200b\n  - \u200b\r\ufeff \r\n  - Nights\r  - Days")
    assert pasted.lines == ((0, "Staff"), (1, "Nights"), (1, "Days"))
