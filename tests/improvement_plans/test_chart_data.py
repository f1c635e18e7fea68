"""`manage chart_data`: a file in, `chart.csv` out, or one line that says what is wrong."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from improvement_plans.management.commands import chart_data

HEADER = (
    "period,value,segment,mean,lower_limit,upper_limit,"
    "outside_limits,shift,trend,two_of_three,variation"
)


class Run:
    """Runs the command on a file and keeps what it printed."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "series.csv"

    def __call__(self, content: str | bytes, *options: str) -> list[str]:
        encoded = content if isinstance(content, bytes) else content.encode()
        self.path.write_bytes(encoded)
        self.out, self.err = io.StringIO(), io.StringIO()
        call_command("chart_data", str(self.path), *options, stdout=self.out, stderr=self.err)
        return self.out.getvalue().splitlines()

    def error(self, content: str | bytes, *options: str) -> str:
        with pytest.raises(CommandError) as caught:
            self(content, *options)
        assert self.out.getvalue() == ""
        return str(caught.value).removeprefix(f"{self.path}: ")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return Run(tmp_path)


def test_every_column_of_a_series(run: Run) -> None:
    months = "".join(f"2025-{month:02},{9 if month % 2 else 11}\n" for month in range(1, 13))
    later = "2026-01,16\n2026-02,not collected\n2026-03,6\n2026-04,6.4\n2026-05,9\n2026-06,7\n"
    rows = run(
        f"period,value\n{later}{months}",
        *("--direction", "lower", "--baseline", "12", "--rebase", "2026-06", "--target", "20"),
    )
    lines = "0,10.0,4.68,15.32"
    assert rows == [
        HEADER,
        *(
            f"2025-{month:02},{9.0 if month % 2 else 11.0},{lines},0,0,0,0,common cause"
            for month in range(1, 13)
        ),
        f"2026-01,16.0,{lines},1,0,0,0,concern",
        f"2026-02,,{lines},0,0,0,0,",
        f"2026-03,6.0,{lines},0,0,0,1,improvement",
        f"2026-04,6.4,{lines},0,0,0,1,improvement",
        f"2026-05,9.0,{lines},0,0,0,0,common cause",
        "2026-06,7.0,1,7.0,,,0,0,0,0,common cause",
    ]


def test_full_precision(run: Run) -> None:
    (_, first, *_) = run("period,value\n1,0.1\n2,0.2\n3,0.30000000000000004\n4,1e-7\n")
    mean, lower, upper = first.split(",")[3:6]
    assert first.split(",")[1] == "0.1"
    assert (mean, lower, upper) == (
        repr((0.1 + 0.2 + 0.30000000000000004 + 1e-7) / 4),
        repr(float(lower)),
        repr(float(upper)),
    )


def test_without_options_special_cause_is_neither(run: Run) -> None:
    rows = run("period,value\n" + "".join(f"{n},{n}\n" for n in range(1, 8)))
    assert [row.rsplit(",", 1)[1] for row in rows[1:]] == ["neither"] * 7
    assert [row.split(",")[8] for row in rows] == ["trend", *["1"] * 7]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfPeriod,Value\r\n2026-01,1\r\n2026-02,2\r\n",
        b'"period","value"\n"2026-02","2"\n\n , \n"2026-01"," 1 "\n',
        b"period,value,segment\n2026-01,1.0,0\n2026-02,+2,0",
    ],
)
def test_files_as_programs_write_them(run: Run, content: bytes) -> None:
    assert [row.split(",")[:2] for row in run(content)[1:]] == [
        ["2026-01", "1.0"],
        ["2026-02", "2.0"],
    ]


def test_its_own_output_can_be_read_again(run: Run) -> None:
    rows = run("period,value\n2026-03,4\n2026-01,1\n2026-02,NA\n2026-04,nan\n2026-05,5\n")
    assert run("\n".join(rows)) == rows


@pytest.mark.parametrize(
    "labels",
    [
        "2026-01 2026-02 2026-10",
        "2026-01-09 2026-01-15 2026-10-01",
        "2025-W52 2026-W03 2026-W10",
        "2025-Q4 2026-Q1 2026-Q2",
        "2 10 100",
    ],
)
def test_periods_come_in_their_order(run: Run, labels: str) -> None:
    in_order = labels.split()
    rows = run("period,value\n" + "".join(f"{label},1\n" for label in reversed(in_order)))
    assert [row.split(",")[0] for row in rows[1:]] == in_order


def test_names_stay_in_the_order_of_the_file(run: Run) -> None:
    rows = run("period,value\nbefore,1\nafter,2\nlater,5\n", "--rebase", "after")
    assert [row.split(",")[:3] for row in rows[1:]] == [
        ["before", "1.0", "0"],
        ["after", "2.0", "1"],
        ["later", "5.0", "1"],
    ]


def test_several_re_bases_and_a_missing_month_to_begin_from(run: Run) -> None:
    series = "period,value\n2026-01,1\n2026-02,2\n2026-04,3\n2026-05,4\n"
    rows = run(series, "--rebase", "2026-05", "--rebase", "2026-03")
    assert [row.split(",")[2] for row in rows[1:]] == ["0", "0", "1", "2"]


def test_a_target_is_told_beside_the_rows(run: Run) -> None:
    rows = run("period,value\n1,1\n2,2\n", "--direction", "lower", "--target", "5")
    assert (len(rows), run.err.getvalue()) == (3, "Target 5: consistently hits\n")
    run("period,value\n1,1\n2,2\n", "--target", "5")
    assert run.err.getvalue() == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "Line 1: the first line must be period,value."),
        ("month;value\n", "Line 1: the first line must be period,value."),
        ("period,value\n", "There is no row under period,value."),
        ("period,value\n2026-01,1\n\n2026-02,ten\n", "Line 4: “ten” is not a number."),
        ("period,value\n2026-01,inf\n", "Line 2: “inf” is not a number."),
        ("period,value\n2026-01,1e999\n", "Line 2: “1e999” is not a number."),
        ("period,value\n2026-01,99.9e99\n", "Line 2: “99.9e99” is not a number."),
        ("period,value\n2026-01,1_0\n", "Line 2: “1_0” is not a number."),
        ("period,value\n2026-01,٣\n", "Line 2: “٣” is not a number."),
        ('period,value\n2026-01,"1,200"\n', "Line 2: “1,200” is not a number."),
        (f"period,value\n1,{'9' * 99}\n", f"Line 2: “{'9' * 60}” is not a number."),
        ("period,value\n2026-01\n", "Line 2: there is no second column."),
        ("period,value\n,4\n", "Line 2: the period is missing."),
        (
            "period,value\n2026-01,1\n2026-13,2\n",
            "Line 3: “2026-13” is not a period. Write it like 2026-01, 2026-01-15, 2026-W03 or "
            "2026-Q1.",
        ),
        (
            "period,value\n01/02/2026,1\n",
            "Line 2: “01/02/2026” is not a period. Write it like 2026-01, 2026-01-15, 2026-W03 or "
            "2026-Q1.",
        ),
        (
            "period,value\n2026-01,1\n2026-W03,2\n",
            "Line 3: “2026-W03” is not a month like the rows above it.",
        ),
        (
            "period,value\n2026-01,1\nTotal,2\n",
            "Line 3: “Total” is not a month like the rows above it.",
        ),
        ("period,value\n2026-01,1\n2026-01,2\n", "Line 3: 2026-01 is on line 2 already."),
        ("period,value\nbefore,1\nbefore,2\n", "Line 3: before is on line 2 already."),
        (
            "period,value\n2026-01,1\n".encode("utf-16"),
            "Line 1: the file is not UTF-8. Save it as CSV UTF-8.",
        ),
        (
            b"period,value\nApr\xe9,1\n",
            "Line 2: the file is not UTF-8. Save it as CSV UTF-8.",
        ),
        (
            'period,value\n2026-01,"1\n',
            "Line 2: this is not CSV (unexpected end of data).",
        ),
    ],
)
def test_an_error_is_one_line_with_its_place(run: Run, content: str, message: str) -> None:
    assert run.error(content) == message


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ("2027-01", "“2027-01” is not within the periods of the file."),
        ("2026-Q1", "“2026-Q1” is not a period like those of the file."),
        ("soon", "“soon” is not a period like those of the file."),
        (
            "2026-13",
            "“2026-13” is not a period. Write it like 2026-01, 2026-01-15, 2026-W03 or 2026-Q1.",
        ),
    ],
)
def test_a_re_base_is_from_a_period_of_the_file(run: Run, period: str, message: str) -> None:
    assert run.error("period,value\n2026-01,1\n2026-02,2\n", "--rebase", period) == message


@pytest.mark.parametrize(
    "options",
    [
        ("--baseline", "0"),
        ("--baseline", "1.5"),
        ("--target", "five"),
        ("--target", "inf"),
        ("--direction", "up"),
    ],
)
def test_options_are_looked_at_first(run: Run, options: tuple[str, str]) -> None:
    assert options[0] in run.error("period,value\n2026-01,1\n", *options)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.csv: No such file or directory$"):
        call_command("chart_data", str(tmp_path / "none.csv"))


def test_its_help_says_when_limits_are_there() -> None:
    assert "limits are there from 2 points on" in chart_data.Command.help
