"""Calculate an XmR chart for analysts and scripts: `period,value` in, `chart.csv` out."""

import argparse
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from improvement_plans.series_files import FileError, chart_csv, period_of, read_series
from improvement_plans.spc import Wanted, can_be_drawn, xmr_chart


class Command(BaseCommand):
    help = (
        "Read a CSV file with the columns period and value and print chart.csv: mean, limits, each "
        "rule of special cause and its meaning for every period. The XmR method is used at any "
        "number of points, so that it can be compared: limits are there from 2 points on, and "
        "rely on them from 12. (The portal itself shows a run chart under 12.) Periods are "
        "2026-01-15, 2026-W03, 2026-01 or 2026-Q1, numbers, or names in the order of the file. An "
        "empty value, “not collected” or NA is a period without a value."
    )
    # It reads a file and prints: no database, and nothing to check.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument(
            "--direction",
            type=Wanted,
            choices=list(Wanted),
            default=Wanted.NEITHER,
            help="which way is better (default: neither)",
        )
        parser.add_argument(
            "--baseline",
            type=at_least_one,
            metavar="N",
            help="fix mean and limits by the first N values of each segment",
        )
        parser.add_argument(
            "--rebase",
            action="append",
            default=[],
            metavar="PERIOD",
            help="calculate anew from this period; may be given more than once",
        )
        parser.add_argument(
            "--target",
            type=number,
            metavar="X",
            help="say on standard error what to expect of a target",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            observations = read_series(path.read_bytes())
            chart = xmr_chart(
                observations,
                wanted=options["direction"],
                baseline=options["baseline"],
                rebases=[period_of(label, observations) for label in options["rebase"]],
                target=options["target"],
            )
        except FileError as error:
            raise CommandError(f"{path}: {error}") from None
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        self.stdout.write(chart_csv(chart), ending="")
        if chart.assurance:
            self.stderr.write(f"Target {options['target']}: {chart.assurance}")


def at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of 1 or more")
    return int(text)


def number(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not can_be_drawn(found):
        raise argparse.ArgumentTypeError(f"“{text}” is not a number")
    return found
