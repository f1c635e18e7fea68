"""A difference between two texts as HTML that reads without colour, and aloud."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.differences import Kind, Run
from core.text import BULLETS

# Struck through and underlined for the eye; in words for who listens, and for who copies it.
SPOKEN = (
    '<{tag} class="portal-{kind}"><span class="nhsuk-u-visually-hidden">[{kind}: </span>{text}'
    '<span class="nhsuk-u-visually-hidden">]</span></{tag}>'
)
TAGS = {Kind.REMOVED: "del", Kind.ADDED: "ins"}
Line = list[Run]


def marked(runs: Sequence[Run]) -> SafeString:
    """The runs as paragraphs and lists, like `core.text.paragraphs`, with each change marked.

    Where lines were joined or split both are shown as lines. Spaces alone are not marked.
    """
    blocks: list[tuple[bool, list[Line]]] = []
    is_open = False
    for line in _lines(runs):
        words, is_bullet = _without_bullet(line)
        if not words:
            is_open = False
        elif is_open and blocks[-1][0] == is_bullet:
            blocks[-1][1].append(words)
        else:
            blocks.append((is_bullet, [words]))
            is_open = True
    return format_html_join("\n", "{}", ((_block(*block),) for block in blocks))


def marked_inline(runs: Sequence[Run]) -> SafeString:
    """The runs on one line, what went and what came in its place a space apart."""
    spaced = (
        (" " if _touch(before, run) else "", _run(run))
        for before, run in zip([None, *runs], runs, strict=False)
    )
    return format_html_join("", "{}{}", spaced)


def _touch(before: Run | None, run: Run) -> bool:
    if before is None or (before.kind, run.kind) != (Kind.REMOVED, Kind.ADDED):
        return False
    return not before.text[-1:].isspace() and not run.text[:1].isspace()


def _lines(runs: Sequence[Run]) -> list[Line]:
    lines: list[Line] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        lines[-1].append(Run(run.kind, first))
        lines += [[Run(run.kind, other)] for other in others]
    return lines


def _without_bullet(line: Line) -> tuple[Line, bool]:
    """The line without the mark at its beginning, and whether there was one."""
    text = "".join(run.text for run in line)
    words = text.strip()
    mark = next((mark for mark in BULLETS if words.startswith(mark)), "")
    unread = len(text) - len(text.lstrip()) + len(mark)
    left: Line = []
    for run in line:
        kept = run.text[unread:]
        unread = max(0, unread - len(run.text))
        if kept:
            left.append(Run(run.kind, kept))
    return (left if words else []), bool(mark)


def _block(is_bullet: bool, lines: list[Line]) -> SafeString:  # noqa: FBT001
    shown = ((marked_inline(line),) for line in lines)
    if is_bullet:
        items = format_html_join("", "<li>{}</li>", shown)
        return format_html('<ul class="nhsuk-list nhsuk-list--bullet">{}</ul>', items)
    return format_html("<p>{}</p>", format_html_join(SafeString("<br>"), "{}", shown))


def _run(run: Run) -> SafeString:
    words = run.text.strip()
    if run.kind == Kind.SAME or not words:
        return format_html("{}", run.text)
    before, after = run.text.split(words)
    change = format_html(SPOKEN, tag=TAGS[run.kind], kind=run.kind.value, text=words)
    return format_html("{}{}{}", before, change, after)
