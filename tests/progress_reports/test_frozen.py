"""A published report never changes: not when data do, nor measures, nor the code, nor by any program."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from improvement_plans import services as plans
from improvement_plans.chart.stored import as_stored, restored
from improvement_plans.models import Measure
from improvement_plans.presenters.measures import HIDDEN, Series
from progress_reports import services
from progress_reports.models import FrozenChart, Report, ReportedPriority
from tests.conftest import NOW
from tests.progress_reports.conftest import save
from tests.progress_reports.writing import correct, publish, write

REPORT = "/organisations/harrowmere-test-nhs-trust-zza01/reports/1/"
VERSION = f"{REPORT}versions/1/"
PREVIEW = "/plans/{}/reports/draft/preview/"
REFUSED = "a published progress report never changes"


def body(client: Client, path: str) -> str:
    """What a page shows, from its first heading on."""
    return client.get(path).content.decode().partition("<h1")[2]


def test_what_is_stored_is_drawn_as_it_was(measure: Measure) -> None:
    figure = Series.of(measure, for_everyone=True).figure()
    stored = FrozenChart(figure=as_stored(figure))
    assert restored(stored.figure) == stored.drawn == figure


def test_nothing_of_a_published_report_changes_when_data_measure_or_limits_do(
    measure: Measure, lead: User, client: Client, client_for: Callable[[User], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    write(measure.plan, lead)
    publish(measure.plan, lead)
    before = body(client, VERSION)
    numbers = FrozenChart.objects.get().numbers
    assert ("Falls with harm" in before, "December 2025" in before) == (True, True)
    assert [row[:4] for row in numbers[:2]] == [
        ["period", "value", "segment", "mean"],
        ["2025-01", "70.0", "0", "75.5"],
    ]

    save(measure, lead, {date(2025, 12, 1): Decimal(7331)})
    given: dict[str, Any] = {"measure": measure, "by": lead, "at": NOW}
    plans.rebase_measure(first_day=date(2025, 6, 1), reason="New beds", **given)
    Measure.objects.update(name="Other", target=Decimal(3))
    # Nor does it ask what today's code would make of them.
    with monkeypatch.context() as patch:
        patch.setattr(Series, "of", lambda measure, **_: 1 / 0)
        assert body(client, VERSION) == before

    # A draft shows today's.
    write(measure.plan, lead)
    preview = body(client_for(lead), PREVIEW.format(measure.plan_id))
    assert ("7,331" in preview, "New beds" in preview) == (True, True)

    # The way from it to the measure goes when that is private; the chart that was public stays.
    plans.share_measure(is_public=False, hides_small=False, **given)
    after = body(client, VERSION)
    assert ("/plan/measures/" in before, "/plan/measures/" in after) == (True, False)
    assert after.count("<svg") == before.count("<svg")


def test_a_private_measure_is_in_no_report_and_small_counts_are_hidden(
    measure: Measure, lead: User, client: Client
) -> None:
    given: dict[str, Any] = {"by": lead, "at": NOW}
    save(measure, lead, {date(2025, 3, 1): Decimal(4), date(2025, 5, 1): Decimal(0)})
    plans.share_measure(measure=measure, is_public=True, hides_small=True, **given)
    private = plans.add_measure(
        plan=measure.plan, priority_key=measure.priority_key, name="kestrel", kind="PROCESS",
        definition="Rounds.", wanted="HIGHER", frequency="MONTH", **given,
    )  # fmt: skip
    save(private, lead, {date(2025, 3, 1): Decimal(55)})
    write(measure.plan, lead)
    publish(measure.plan, lead)
    chart = FrozenChart.objects.get()
    # The mean would be 70; none is there to work the hidden values out from.
    row = chart.numbers[3]
    assert (row[0], row[1], row[3], chart.hides_small) == ("2025-03", "", "", True)
    shown = body(client, REPORT)
    assert (shown.count(HIDDEN), "kestrel" in shown) == (2, False)


def test_a_correction_keeps_the_charts_unless_its_author_wants_todays(
    measure: Measure, lead: User
) -> None:
    plan = measure.plan
    write(plan, lead)
    publish(plan, lead)
    save(measure, lead, {date(2025, 12, 1): Decimal(90)})

    def values() -> list[str]:
        charts = FrozenChart.objects.filter(priority__report__state="PUBLISHED")
        return [chart.numbers[12][1] for chart in charts]

    correct(plan, lead)
    assert values() == ["81.0"]
    correct(plan, lead, charts="TODAY")
    assert values() == ["90.0"]
    # What hides more by now than it did is not shown again.
    plans.share_measure(measure=measure, is_public=True, hides_small=True, by=lead, at=NOW)
    correct(plan, lead)
    assert values() == []


def test_data_that_came_after_the_lead_had_read_it_are_read_first(
    measure: Measure, lead: User
) -> None:
    report = write(measure.plan, lead)
    read = services.fingerprint_of(report, services.charts_of(report))
    assert FrozenChart.objects.count() == 0
    save(measure, lead, {date(2025, 12, 1): Decimal(80)})
    with pytest.raises(services.ReportChangedSinceRead):
        publish(measure.plan, lead, read=read)
    read = services.fingerprint_of(report, services.charts_of(report))
    published = publish(measure.plan, lead, read=read)
    # Published, it is the same as was read: a second press finds it.
    assert services.fingerprint_of(published, services.charts_of(published)) == read


def refused(write: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        if REFUSED not in str(error):
            raise
        return True
    return False


def test_the_database_lets_no_row_of_a_published_report_change(
    measure: Measure, lead: User, editor: User
) -> None:
    write(measure.plan, lead)
    publish(measure.plan, lead)
    row, chart = ReportedPriority.objects.get(), FrozenChart.objects.get()
    kept = [Report.objects.values().get(), ReportedPriority.objects.values().get()]
    other: dict[str, Any] = {"pk": None, "position": 2}
    fields: dict[str, Any] = {
        "thanks": "All", "nothing_new": "All", "reason": "Other", "number": 7,
        "period_end_date": date(2030, 1, 1), "published_by": editor, "charts": "KEPT",
        "published_role": "Other", "unpublished_role": "Other",
    }  # fmt: skip
    writes: dict[str, Callable[[], Any]] = {
        "row changes": lambda: ReportedPriority.objects.update(what_worked="All"),
        "row goes": lambda: ReportedPriority.objects.filter(pk=row.pk)._raw_delete("default"),
        "row comes": lambda: row.report.priorities.create(position=2, title="Other"),
        "chart changes": lambda: FrozenChart.objects.update(figure={}),
        "chart goes": lambda: chart.delete(),
        "chart comes": lambda: FrozenChart(**{**_columns(chart), **other}).save(),
        "report goes": lambda: Report.objects.filter(pk=row.report_id)._raw_delete("default"),
        "report is a draft again": lambda: Report.objects.update(
            state="DRAFT", published_at=None, published_by=None
        ),
        **{
            f"{name} changes": partial(Report.objects.update, **{name: value})
            for name, value in fields.items()
        },
    }
    assert [name for name, write in writes.items() if not refused(write)] == []
    assert [Report.objects.values().get(), ReportedPriority.objects.values().get()] == kept


def _columns(row: FrozenChart) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
