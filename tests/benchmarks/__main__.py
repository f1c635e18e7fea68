"""Measure the portal on this machine: `python3 run.py bench`. `docs/performance.md` explains it."""

import argparse
import logging
import os
import platform
import signal
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import django

from tests.benchmarks.client import Connection, Load, header, load
from tests.benchmarks.server import WORKERS, Server, own_server

if TYPE_CHECKING:
    from tests.benchmarks.queries import Queries
    from tests.benchmarks.weight import Weight

FLOOR, DIRECTORY, SEARCH = "/floor", "/organisations/", "/sign-up/organisation/"
RENDERED = "/rendered/"
CONNECTIONS = 8


@dataclass(slots=True)
class Page:
    """A page and what its rounds came to."""

    path: str
    # Asks whether a copy still holds.
    conditional: bool = False
    rounds: list[Load] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return median(one.per_second for one in self.rounds)

    def percentile_ms(self, percent: int) -> float:
        latencies = [latency for one in self.rounds for latency in one.latencies]
        return 1000 * quantiles(latencies, n=100)[percent - 1]

    def speed_against(self, floor: "Page") -> float:
        """Requests a second against the floor's of the same round; the middle round's."""
        pairs = zip(self.rounds, floor.rounds, strict=True)
        return median(mine.per_second / bare.per_second for mine, bare in pairs)

    def cpu_against(self, floor: "Page") -> float:
        pairs = zip(self.cpu_ms, floor.cpu_ms, strict=True)
        return median(mine / bare for mine, bare in pairs)


@dataclass(slots=True)
class Portal:
    """A running portal with so many members, and what was measured of it."""

    members: int
    server: Server
    queries: "Queries"
    weight: "Weight"
    searches: "dict[str, Queries]"
    search_weight: "Weight"
    people: list[tuple[str, str]]
    finds: "dict[str, Queries]"
    long_plan: list[tuple[str, str, str]]
    floor: Page = field(default_factory=lambda: Page(FLOOR))
    directory: Page = field(default_factory=lambda: Page(RENDERED))
    kept: Page = field(default_factory=lambda: Page(DIRECTORY))
    unchanged: Page = field(default_factory=lambda: Page(DIRECTORY, conditional=True))


def measure(portals: list[Portal], rounds: int, seconds: float) -> None:
    """Load portals and pages in turn, so that what else the machine does falls on all of them."""
    for number in range(rounds + 1):
        for portal in portals:
            measured = measure_once(portal, seconds)
            if number:  # the first round warms up
                for page, (result, cpu_ms) in measured:
                    page.rounds.append(result)
                    page.cpu_ms.append(cpu_ms)


def measure_once(portal: Portal, seconds: float) -> list[tuple[Page, tuple[Load, float]]]:
    """One round of one portal, on connections of its own: how they spread over workers is chance."""
    measured = []
    connections = [Connection(portal.server.port) for _ in range(CONNECTIONS)]
    etag = header(connections[0].get(DIRECTORY), b"etag").decode()
    for page in (portal.floor, portal.directory, portal.kept, portal.unchanged):
        before = portal.server.cpu_seconds()
        result = load(connections, page.path, seconds, etag if page.conditional else "")
        cpu = portal.server.cpu_seconds() - before
        measured.append((page, (result, 1000 * cpu / len(result.latencies))))
    for connection in connections:
        connection.close()
    return measured


def start(stack: ExitStack, folder: Path, members: int) -> Portal:
    # They need the settings.
    from tests.benchmarks.database import (
        bring_statistics_up_to_date,
        database_version,
        own_database,
    )
    from tests.benchmarks.find import fill_texts, finds
    from tests.benchmarks.individuals import figures, fill_individuals
    from tests.benchmarks.members import fill
    from tests.benchmarks.plans import plan_figures
    from tests.benchmarks.queries import queries, searches
    from tests.benchmarks.weight import weigh

    database_url = stack.enter_context(own_database(folder, members))
    print(f"{database_version()}: filling in {members:,} members", end=", ", flush=True)
    print(fill(members), flush=True)
    fill_individuals()
    fill_texts()
    bring_statistics_up_to_date()
    server = stack.enter_context(own_server(folder / f"web_{members}.log", database_url))
    return Portal(
        members,
        server,
        queries(DIRECTORY),
        weigh(server.port, DIRECTORY),
        searches(),
        weigh(server.port, SEARCH),
        figures(),
        finds(),
        plan_figures(),
    )


def table(portals: list[Portal]) -> list[tuple[str, list[str], str]]:
    """Each figure's name, its value in each portal, and the figure to reach."""
    floors, pages = [p.floor for p in portals], [p.directory for p in portals]
    pairs = list(zip(pages, floors, strict=True))

    def against_floor(pages: list[Page]) -> list[str]:
        return [f"{p.speed_against(f):.3f}" for p, f in zip(pages, floors, strict=True)]

    return [
        ("members", [f"{p.members:,}" for p in portals], "target"),
        ("requests/s, floor", [f"{floor.per_second:,.0f}" for floor in floors], ""),
        ("requests/s, directory", [f"{page.per_second:,.0f}" for page in pages], ""),
        ("  against the floor", against_floor(pages), "≥ 0.13"),
        ("CPU ms, floor (best, median)", [cpu(floor) for floor in floors], ""),
        ("CPU ms, directory (best, median)", [cpu(page) for page in pages], "≤ 3"),
        ("  times the floor's", [f"{p.cpu_against(f):.1f}" for p, f in pairs], ""),
        ("ms, floor (p50, p95)", [percentiles(floor) for floor in floors], ""),
        ("ms, directory (p50, p95)", [percentiles(page) for page in pages], ""),
        ("kept page, against the floor", against_floor([p.kept for p in portals]), "≥ 0.4"),
        ("copy holds (304), against floor", against_floor([p.unchanged for p in portals]), "≥ 0.5"),
        ("queries", [f"{len(p.queries.seconds)}" for p in portals], "≤ 4"),
        ("database ms", [f"{1000 * sum(p.queries.seconds):.1f}" for p in portals], ""),
        ("first visit, kB", [f"{p.weight.total / 1000:.1f}" for p in portals], "≤ 60"),
        ("first visit, requests", [f"{p.weight.requests}" for p in portals], "≤ 5"),
        ("later page, kB", [f"{p.weight.page / 1000:.1f}" for p in portals], "≤ 12"),
    ]


def search_table(portals: list[Portal]) -> list[tuple[str, list[str], str]]:
    """Database milliseconds and queries of each search, as suggestions ask for it."""
    return [
        ("members", [f"{p.members:,}" for p in portals], "target"),
        *(
            (query, [milliseconds(p.searches[query]) for p in portals], "≤ 10")
            for query in portals[0].searches
        ),
        ("first visit, kB", [f"{p.search_weight.total / 1000:.1f}" for p in portals], "≤ 60"),
        ("first visit, requests", [f"{p.search_weight.requests}" for p in portals], "≤ 5"),
    ]


def milliseconds(queries: "Queries") -> str:
    return f"{1000 * sum(queries.seconds):.1f}, {len(queries.seconds)}"


def cpu(page: Page) -> str:
    """Of the rounds: a busy machine only ever adds to CPU time, so the best is nearest the truth."""
    return f"{min(page.cpu_ms):.2f}, {median(page.cpu_ms):.2f}"


def percentiles(page: Page) -> str:
    return f"{page.percentile_ms(50):.1f}, {page.percentile_ms(95):.1f}"


def report(portals: list[Portal], rounds: int) -> None:
    print(
        f"\nThe directory's first page, 25 members. Python {platform.python_version()}, "
        f"{WORKERS} workers, {os.cpu_count()} cores, {CONNECTIONS} connections, "
        f"{rounds} rounds\n"
    )
    show(table(portals))
    print("\nThe search, as suggestions ask for it: database ms, queries\n")
    show(search_table(portals))
    print("\nThe search over organisations, pledges and plans: database ms, queries\n")
    for query in portals[0].finds:
        figures = [milliseconds(portal.finds[query]) for portal in portals]
        print(f"{query:34}{''.join(f'{figure:>16}' for figure in figures)}")
    print("\nDatabase ms (and number) of the queries about 20,000 individuals\n")
    for rows in zip(*(portal.people for portal in portals), strict=True):
        print(f"{rows[0][0]:34}{''.join(f'{figure:>16}' for _, figure in rows)}")
    print("\nA plan of 6 priorities and 360 drivers, rendered for each request\n")
    for row in zip(*(portal.long_plan for portal in portals), strict=True):
        values = "".join(f"{value:>16}" for _, value, _ in row)
        print(f"{row[0][0]:34}{values}   {row[0][2]}".rstrip())
    report_charts()


def report_reminders(folder: Path, members: int) -> None:
    # They need the settings.
    from tests.benchmarks.database import own_database
    from tests.benchmarks.individuals import fill_individuals
    from tests.benchmarks.members import fill
    from tests.benchmarks.reminders import fill_reminders, rule_figures

    with own_database(folder, members):
        print(f"\nThe day's look at each rule, {fill(members)}: database ms, rows found\n")
        fill_individuals()
        fill_reminders()
        for kind, milliseconds, found in rule_figures():
            print(f"{kind:34}{milliseconds:>16}{found:>16}   ≤ 5")


def report_charts() -> None:
    # It needs the settings.
    from tests.benchmarks.charts import charts

    print("\nControl charts: ms of CPU, best round\n")
    show([(label, [f"{ms:.1f}"], target) for label, ms, target in charts()])


def report_mail(folder: Path) -> None:
    # They need the settings.
    from tests.benchmarks.database import database_version, own_database
    from tests.benchmarks.mail import mail_figures

    with own_database(folder, 1):
        print(f"\nMail, the ledger written row by row. {database_version()}\n")
        show([(label, [figure], target) for label, figure, target in mail_figures()])


def show(rows: list[tuple[str, list[str], str]]) -> None:
    for label, figures, target in rows:
        print(f"{label:34}{''.join(f'{figure:>16}' for figure in figures)}   {target}".rstrip())


def main() -> None:
    parser = argparse.ArgumentParser(prog="run.py bench", description=__doc__)
    parser.add_argument(
        "--members", type=int, nargs="+", default=[20_000], metavar="N", help="up to 1,000,000"
    )
    parser.add_argument("--rounds", type=int, default=10, metavar="N")
    parser.add_argument("--seconds", type=float, default=1.0, help="of load a page and round")
    parser.add_argument("--charts", action="store_true", help="measure the charts alone")
    parser.add_argument("--reminders", action="store_true", help="measure the rules alone")
    parser.add_argument("--mail", action="store_true", help="measure the sending of mail alone")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # drop databases, end servers
    with tempfile.TemporaryDirectory(prefix="bench-") as name, ExitStack() as stack:
        os.environ["VAR_DIR"] = name
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
        django.setup()
        logging.disable(logging.WARNING)
        if given.charts:
            report_charts()
            return
        if given.mail:
            report_mail(Path(name))
            return
        if given.reminders:
            for members in given.members:
                report_reminders(Path(name), members)
            return
        portals = [start(stack, Path(name), members) for members in given.members]
        measure(portals, given.rounds, given.seconds)
    report(portals, given.rounds)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
