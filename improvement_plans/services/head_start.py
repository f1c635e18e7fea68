"""Every write to a document that is placed in a draft piece by piece."""

from datetime import datetime

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from audit.services import record
from improvement_plans.choices import AuditEvent, Part
from improvement_plans.documents import Brought
from improvement_plans.models import (
    NARRATIVE_LIMIT,
    HeadStart,
    HeadStartPiece,
    Plan,
    PlanVersion,
    Priority,
)
from improvement_plans.services.adding import append_priority
from improvement_plans.services.drafting import draft_of, lock_plan, note_author

TITLE, NEW_PRIORITY, NOWHERE = "title", "new", "nowhere"
# The texts that a piece can be added to, by their column.
OF_THE_PLAN = {
    "where_we_are_now": Part.NOW,
    "what_worked": Part.WORKED,
    "what_we_will_do_differently": Part.DIFFERENTLY,
    "how_people_were_involved": Part.INVOLVEMENT,
}
OF_A_PRIORITY = {
    "why": Part.PRIORITY_WHY,
    "affected_differently": Part.PRIORITY_PEOPLE,
    "how_patients_are_involved": Part.PRIORITY_PEOPLE,
}


class AnotherDocument(Exception):
    """A document is being placed already."""


class NotThere(Exception):
    """The piece, or the place for it, is gone."""


class NoRoom(Exception):
    """The text does not fit where it was to go."""


class PlacedMeanwhile(Exception):
    """Somebody has placed the piece since its page was opened."""


@transaction.atomic
def bring_document(*, plan: Plan, name: str, brought: Brought, by: User, at: datetime) -> HeadStart:
    """Keep a document in pieces while they are placed; the same one when it is sent again.

    Raises `AnotherDocument` while another is not finished with.
    """
    draft = draft_of(lock_plan(plan))
    if existing := HeadStart.objects.filter(version__plan=plan).first():
        held = existing.pieces.in_order().values_list("heading", "text")
        if list(held) == [(piece.heading, piece.text) for piece in brought.pieces]:
            return existing
        raise AnotherDocument(
            f"“{existing}” is being placed already. Finish with it before you bring another."
        )
    head_start = HeadStart(
        version=draft, name=name, left_out=brought.left_out, brought_at=at, brought_by=by
    )
    head_start.full_clean()
    head_start.save()
    pieces = [
        HeadStartPiece(head_start=head_start, position=n, heading=p.heading, text=p.text)
        for n, p in enumerate(brought.pieces, start=1)
    ]
    for piece in pieces:
        piece.clean_fields()
    HeadStartPiece.objects.bulk_create(pieces)
    count = len(pieces)
    record(AuditEvent.HEAD_START_BROUGHT, by=by, subject=plan, at=at, pieces=count)
    return head_start


@transaction.atomic
def place_piece(
    *,
    plan: Plan,
    pk: int,
    seen: str,
    where: str,
    heading: str,
    text: str,
    by: User,
    at: datetime,
    keep_heading: bool = True,
    topic: str = "",
    own_topic: str = "",
) -> HeadStartPiece:
    """Add a piece, as its reader has changed it perhaps, to what a part of the draft says already.

    `seen` is when it was placed last, as the reader saw it: sent twice it is added once, but other
    words than a colleague placed meanwhile are not lost. The piece itself keeps its words. Raises
    `NotThere`, `NoRoom` and `PlacedMeanwhile`.
    """
    draft = draft_of(lock_plan(plan))
    piece = HeadStartPiece.objects.filter(head_start__version__plan=plan, pk=pk).first()
    if piece is None:
        raise NotThere("Somebody has finished with this document: its pieces are gone.")
    whole = f"{heading}\n\n{text}".strip() if keep_heading else text or heading
    if seen != piece.mark:
        said = heading or text if where in {TITLE, NEW_PRIORITY} else whole
        if piece.placed_as == where and _is_there(draft, piece, said):
            return piece
        raise PlacedMeanwhile("Somebody placed this piece, after you had opened it.")
    priority = None
    if where == TITLE:
        part = _give_title(draft, heading or text)
    elif where == NEW_PRIORITY:
        part = Part.PRIORITY_ABOUT
        words = {"title": heading or text, "topic": topic, "own_topic": own_topic}
        priority = append_priority(draft=draft, by=by, at=at, why=text if heading else "", **words)
    elif where == NOWHERE:
        part = None
    else:
        part, priority = _append(draft, where, whole)
    if part:
        note_author(draft=draft, part=part, priority=priority, by=by, at=at)
    piece.placed_in, piece.priority, piece.placed_at = part or "", priority, at
    piece.placed_as = where
    piece.full_clean()
    piece.save()
    placed = {"piece": piece.position, "part": piece.placed_in}
    record(AuditEvent.HEAD_START_PLACED, by=by, subject=plan, at=at, **placed)
    return piece


@transaction.atomic
def end_head_start(*, plan: Plan, pk: int, by: User, at: datetime) -> None:
    """Finish with a document: what was not placed goes with it.

    Nothing happens where it is gone already. Raises `AnotherDocument` where one stands in its place
    that this person was not asked about.
    """
    plan = lock_plan(plan)
    head_start = HeadStart.objects.filter(version__plan=plan).first()
    if head_start and head_start.pk != pk:
        raise AnotherDocument(
            f"“{head_start}” was brought in the meantime. It is still here, with all its pieces."
        )
    if head_start:
        left = head_start.pieces.to_place().count()
        head_start.delete()
        record(AuditEvent.HEAD_START_ENDED, by=by, subject=plan, at=at, left=left)


def place_of(priority: Priority, column: str) -> str:
    """What the form sends for a text of a priority."""
    return f"{priority.pk}-{column}"


def _is_there(draft: PlanVersion, piece: HeadStartPiece, said: str) -> bool:
    """Whether the draft says this where a piece was placed: then it was sent twice."""
    if piece.placed_as == NOWHERE:
        return True
    row = piece.priority or draft
    column = piece.placed_as.rpartition("-")[2]
    named = "title" if piece.placed_as == NEW_PRIORITY else column
    # The priority may have been deleted since.
    return said in str(getattr(row, named, ""))


def _give_title(draft: PlanVersion, title: str) -> Part:
    if draft.title:
        raise NotThere("The plan has a title by now. Change it on its own page.")
    draft.title = " ".join(title.split())
    _save(draft, "title")
    return Part.ABOUT


def _append(draft: PlanVersion, where: str, text: str) -> tuple[Part, Priority | None]:
    if where in OF_THE_PLAN:
        _add_to(draft, where, text, OF_THE_PLAN[where].label)
        return OF_THE_PLAN[where], None
    pk, _, column = where.partition("-")
    priority = draft.priorities.filter(pk=int(pk)).first() if pk.isdigit() else None
    if priority is None or column not in OF_A_PRIORITY:
        raise NotThere("The place that you chose is gone. Choose another.")
    _add_to(priority, column, text, f"“{priority.title}”")
    return OF_A_PRIORITY[column], priority


def _add_to(row: Model, column: str, text: str, name: str) -> None:
    before = getattr(row, column)
    after = f"{before}\n\n{text}" if before else text
    if len(after) > NARRATIVE_LIMIT:
        room = max(0, NARRATIVE_LIMIT - len(before) - 2)
        raise NoRoom(
            f"There is room for {room:,} more characters in {name}, and this has {len(text):,}. "
            "Place a part of it: shorten the text here. The document keeps the whole."
        )
    setattr(row, column, after)
    _save(row, column)


def _save(row: Model, column: str) -> None:
    row.full_clean()
    row.save(update_fields=[column])
