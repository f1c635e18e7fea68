"""The register from official files: what one file says, taken over in one transaction.

No body is ever deleted, and one that a file leaves out stays as it is.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, connection, models, transaction

from audit.services import record
from organisations import ods
from organisations.choices import AuditEvent, OtherNameKind
from organisations.models import Organisation, OtherName, Succession
from organisations.naming import search_words, slug_base
from organisations.services.register import search_text_of

# Few enough for the parameters that an old SQLite takes.
BATCH = 900
COUNTS = ("rows", "added", "renamed", "closed", "reopened", "moved", "unchanged", "amended")
FIELDS = [*ods.Facts.__annotations__, "search_text"]


class RegisterChangedMeanwhile(Exception):
    """Somebody added one of the file's bodies by hand during the import. Nothing was saved."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of one file.

    `counts` has each of `COUNTS`. A row can be both renamed and moved; `amended` are those of the
    unchanged that brought another address, type, other name or succession. It also has `open_now`
    and `closed_now`: the file's bodies as the register has them.
    """

    kind: ods.Kind | None
    counts: Counter[str]
    changes: tuple[ods.Change, ...] = ()
    notes: tuple[str, ...] = ()
    bad_lines: tuple[ods.BadLine, ...] = ()


def import_file(
    *,
    file: ods.File,
    by: models.Model | str,
    at: datetime,
    today: date,
    progress: Callable[[int], object] = lambda bodies: None,
) -> ImportResult:
    """Bring the register up to what one file says: all of it, or with any bad line nothing.

    `progress` hears how many more bodies are done. Raises `RegisterChangedMeanwhile`.
    """
    if file.kind is None or file.bad_lines:
        return ImportResult(file.kind, Counter(rows=file.rows), bad_lines=file.bad_lines)
    run = _Import(today)
    try:
        with transaction.atomic():
            _wait_for_other_imports()
            for start in range(0, len(file.bodies), BATCH):
                batch = file.bodies[start : start + BATCH]
                run.take(batch)
                progress(len(batch))
            run.link(file.links)
            counts = run.counts(file.rows)
            record(
                AuditEvent.REGISTER_IMPORTED,
                by=by,
                subject=f"organisations.register:{file.kind.slug}",
                at=at,
                **{name: counts[name] for name in COUNTS},
            )
    except IntegrityError as error:
        raise RegisterChangedMeanwhile from error
    return ImportResult(file.kind, counts, tuple(run.changes), tuple(run.notes))


def _wait_for_other_imports() -> None:
    """Let one import finish before the next reads. SQLite's write lock does so by itself."""
    if connection.vendor == "postgresql":  # pragma: no cover - the suite runs there too
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisations.import'))")


class _Import:
    """One file on its way into the register.

    Rows do not go through `full_clean()`, whose look-ups would be two queries for each of 17,000
    rows: reading the file has checked every field, and the database checks the constraints.
    """

    def __init__(self, day: date) -> None:
        self.day = day
        self.changes: list[ods.Change] = []
        self.notes: list[str] = []
        self.tally: Counter[str] = Counter()
        self.changed_lines: set[int] = set()
        self.amended_lines: set[int] = set()
        self.new: list[Organisation] = []
        self.differing: dict[int, Organisation] = {}
        self.names: list[OtherName] = []
        self.current_again: list[int] = []

    def take(self, bodies: Sequence[ods.Body]) -> None:
        """Add or update these bodies, with a handful of queries however many they are."""
        known = _known(bodies)
        for body in bodies:
            if organisation := known.get(body.key):
                self._update(organisation, body)
            else:
                self._add(body)
        self._save()

    def _add(self, body: ods.Body) -> None:
        facts = body.if_new | body.says
        if "name" not in facts:
            return  # the predecessor of another body; `link` says that it is not known
        organisation = Organisation(
            ods_code=body.key if body.has_code else None,
            slug=self._slug(facts["name"], body),
            **facts,
        )
        names = _unknown_names(organisation, body, [])
        organisation.search_text = search_text_of(organisation, [n.name for n in names])
        self.new.append(organisation)
        self.names += names
        self.tally["added"] += 1
        self.changed_lines.add(body.line)
        self._count_open_or_closed(organisation)

    def _update(self, organisation: Organisation, body: ods.Body) -> None:
        before = _facts(organisation)
        facts = {f: v for f, v in body.says.items() if getattr(organisation, f) != v}
        for field, value in facts.items():
            setattr(organisation, field, value)
        changes = list(ods.changes(body.key, before, _facts(organisation), self.day))
        known_names = list(organisation.other_names.all())
        names = _unknown_names(organisation, body, known_names)
        if any(change.change == "renamed" for change in changes):
            names.append(_former(organisation, before["name"], self.day))
            # A body that goes back to an earlier name is not “formerly” that.
            self.current_again += [n.pk for n in known_names if n.name == organisation.name]
        text = search_text_of(organisation, [n.name for n in known_names + names])
        if facts or text != organisation.search_text:
            organisation.search_text = text
            self.differing[organisation.pk] = organisation
        if facts or names:
            self.amended_lines.add(body.line)
        if changes:
            self.changed_lines.add(body.line)
            self.changes += changes
            self.tally.update(change.change for change in changes)
        self.names += names
        self._count_open_or_closed(organisation)

    def _count_open_or_closed(self, organisation: Organisation) -> None:
        closed = ods.is_closed(organisation.closed_date, self.day)
        self.tally["closed_now" if closed else "open_now"] += 1

    def _slug(self, name: str, body: ods.Body) -> str:
        """A body's web address, made once: it stays when the name changes."""
        base = slug_base(name)
        if body.has_code:
            return f"{base}-{body.key.lower()}"
        taken = {organisation.slug for organisation in self.new} | set(
            Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True)
        )
        free = (f"{base}-{number}" for number in range(2, len(taken) + 3))
        return base if base not in taken else next(slug for slug in free if slug not in taken)

    def _save(self) -> None:
        Organisation.objects.bulk_create(self.new)
        # Updates as an upsert: with thousands of rows ten times as fast as `bulk_update`.
        Organisation.objects.bulk_create(
            self.differing.values(),
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=FIELDS,
        )
        OtherName.objects.bulk_create(self.names, ignore_conflicts=True)
        OtherName.objects.filter(pk__in=self.current_again).delete()
        self.new, self.differing, self.names, self.current_again = [], {}, [], []

    def link(self, links: Sequence[ods.Link]) -> None:
        """Write down who continues whom."""
        codes = {code for link in links for code in (link.predecessor, link.successor)}
        ends = Organisation.objects.in_bulk(list(codes), field_name="ods_code")
        dates = {
            (succession.predecessor_id, succession.successor_id): succession.date
            for succession in Succession.objects.filter(predecessor__in=ends.values())
        }
        if missing := sorted(codes - ends.keys()):
            self.notes.append(
                f"Not in the register yet, so not linked to their successors: {', '.join(missing)}."
                " Import the file that has them, then this one again."
            )
        differing: list[Succession] = []
        for link in links:
            if link.predecessor not in ends or link.successor not in ends:
                continue
            predecessor, successor = ends[link.predecessor], ends[link.successor]
            pair = (predecessor.pk, successor.pk)
            if pair not in dates or link.date not in (None, dates[pair]):
                differing.append(
                    Succession(predecessor=predecessor, successor=successor, date=link.date)
                )
                self.amended_lines.add(link.line)
        Succession.objects.bulk_create(
            differing,
            update_conflicts=True,
            unique_fields=["predecessor", "successor"],
            update_fields=["date"],
        )

    def counts(self, rows: int) -> Counter[str]:
        return self.tally + Counter(
            rows=rows,
            unchanged=rows - len(self.changed_lines),
            amended=len(self.amended_lines - self.changed_lines),
        )


def _known(bodies: Sequence[ods.Body]) -> dict[str, Organisation]:
    """Those of these bodies that the register has, by their key, locked until the file is done.

    The lock lets a sign-up refer to a row meanwhile, but nobody else write it.
    """
    register = Organisation.objects.select_for_update(no_key=True).prefetch_related("other_names")
    known: dict[str, Organisation] = register.in_bulk(
        [body.key for body in bodies if body.has_code], field_name="ods_code"
    )
    if without_code := [body for body in bodies if not body.has_code]:
        known |= _known_without_code(
            without_code, register.filter(ods_code=None, merged_into=None).order_by("pk")
        )
    return known


def _known_without_code(
    bodies: Sequence[ods.Body], register: models.QuerySet[Organisation]
) -> dict[str, Organisation]:
    """Found by type and acronym; or by name, for one that somebody added by hand."""
    by_acronym: dict[tuple[str, str], Organisation] = {}
    by_name: dict[tuple[str, ...], Organisation] = {}
    for organisation in register:
        by_name[tuple(search_words(organisation.name))] = organisation
        for other_name in organisation.other_names.all():
            by_acronym[organisation.type, other_name.name] = organisation
    found = {
        body.key: by_acronym.get((body.says["type"], body.key))
        or by_name.get(tuple(search_words(body.says["name"])))
        for body in bodies
    }
    return {key: organisation for key, organisation in found.items() if organisation}


def _facts(organisation: Organisation) -> ods.Facts:
    return {
        "name": organisation.name,
        "closed_date": organisation.closed_date,
        "region_code": organisation.region_code,
        "icb_code": organisation.icb_code,
    }


def _former(organisation: Organisation, name: str, until: date) -> OtherName:
    kind = OtherNameKind.FORMER
    return OtherName(organisation=organisation, name=name, kind=kind, until_date=until)


def _unknown_names(
    organisation: Organisation, body: ods.Body, known: Sequence[OtherName]
) -> list[OtherName]:
    """The other names that the file gives and the register lacks, in whatever spelling."""
    given = [(name, OtherNameKind.FORMER) for name in body.former_names]
    given += [(name, OtherNameKind.ALSO_KNOWN_AS) for name in body.also_known_as]
    if not given:
        return []
    seen = {tuple(search_words(name)) for name in (organisation.name, *(k.name for k in known))}
    found: list[OtherName] = []
    for name, kind in given:
        if (words := tuple(search_words(name))) not in seen:
            seen.add(words)
            found.append(OtherName(organisation=organisation, name=name, kind=kind))
    return found
