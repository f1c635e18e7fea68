"""Bring the register up to date from official files."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from shutil import get_terminal_size
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from core.text import plural
from organisations import ods
from organisations.services.importing import (
    COUNTS,
    ImportResult,
    RegisterChangedMeanwhile,
    import_file,
)

CHANGES = ("renamed", "closed", "reopened", "moved")
CHANGES_SHOWN, BAD_LINES_SHOWN = 10, 20


class Command(BaseCommand):
    help = (
        "Import official files of NHS bodies, in the order given: older ones first. What a file is"
        " shows in its content. A file with a bad line is refused as a whole; nothing is ever"
        " deleted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="CSV, or CSV in gzip")
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="print one line of JSON a file"
        )

    def handle(self, *args: Any, files: list[str], as_json: bool, **options: Any) -> None:
        if missing := [name for name in files if not Path(name).is_file()]:
            raise CommandError(f"No such file: {', '.join(missing)}. Nothing was imported.")
        refused = []
        for name in files:
            result = self._import(name, show_progress=not as_json)
            self.stdout.write(_json(name, result) if as_json else "\n".join(_report(name, result)))
            if result.bad_lines:
                refused.append(name)
        if refused:
            raise CommandError(f"Nothing was saved from {', '.join(refused)}.")

    def _import(self, name: str, *, show_progress: bool) -> ImportResult:
        try:
            with open(name, "rb") as file:
                content = ods.read(file.read(ods.MAX_BYTES + 1))
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
        # Has a fallback for a terminal that does not know its size, where tqdm would show nothing.
        screen = get_terminal_size()
        with tqdm(
            total=len(content.bodies),
            unit=" bodies",
            file=sys.stderr,
            # None leaves the bar out where nobody watches, as in a pipe.
            disable=None if show_progress else True,
            leave=False,
            ncols=screen.columns,
            nrows=screen.lines,
        ) as bar:
            try:
                return import_file(
                    file=content,
                    by="command line",
                    at=timezone.now(),
                    today=timezone.localdate(),
                    progress=bar.update,
                )
            except RegisterChangedMeanwhile as error:
                raise CommandError(
                    f"Somebody changed the register while {name} was being imported. Nothing was"
                    " saved from it. Import it again."
                ) from error


def _json(name: str, result: ImportResult) -> str:
    return json.dumps(
        {
            "file": name,
            **{count: result.counts[count] for count in COUNTS},
            "bad": len(result.bad_lines),
            "changes": [asdict(change) for change in result.changes],
            "kind": result.kind.slug if result.kind else None,
            "open_now": result.counts["open_now"],
            "closed_now": result.counts["closed_now"],
            "errors": [asdict(bad_line) for bad_line in result.bad_lines],
            "notes": result.notes,
        }
    )


def _report(name: str, result: ImportResult) -> Iterator[str]:
    """The result of one file in words."""
    counts = result.counts
    kind = f"{result.kind.value}, " if result.kind else ""
    yield f"{name}: {kind}{plural(counts['rows'], 'row')}"
    if result.bad_lines:
        yield from _refusal(result.bad_lines)
        return
    yield f"  {', '.join(f'{counts[count]:,} {count}' for count in COUNTS[1:-1])}"
    if counts["amended"]:
        yield f"  {counts['amended']:,} unchanged but for type, address, other names or successions"
    if counts["open_now"] or counts["closed_now"]:
        yield f"  The register now: {counts['open_now']:,} open and {counts['closed_now']:,} closed"
    for word in CHANGES:
        changes = [change for change in result.changes if change.change == word]
        lines = [f"{c.code}: {c.before or 'open'} → {c.after or 'open'}" for c in changes]
        yield from _first(f"{word.capitalize()}:", lines)
    yield from _first("Note:", result.notes)


def _first(heading: str, lines: Sequence[str]) -> Iterator[str]:
    """The first of these lines under their heading, and how many more there are."""
    if lines:
        yield f"  {heading}"
        yield from (f"    {line}" for line in lines[:CHANGES_SHOWN])
        if len(lines) > CHANGES_SHOWN:
            yield f"    and {len(lines) - CHANGES_SHOWN:,} more"


def _refusal(bad_lines: Sequence[ods.BadLine]) -> Iterator[str]:
    """The first bad lines with what to do, the rest by number."""
    yield f"  Nothing was saved: {plural(len(bad_lines), 'bad line')}."
    for bad in bad_lines[:BAD_LINES_SHOWN]:
        yield f"    Line {bad.line}: {bad.message}"
    if rest := [bad.line for bad in bad_lines[BAD_LINES_SHOWN:]]:
        yield f"    and {len(rest):,} more, on lines {_ranges(rest)}"


def _ranges(numbers: Sequence[int]) -> str:
    """Rising numbers in short: 21–160, 204."""
    groups = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    runs = [[number for _, number in run] for _, run in groups]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
