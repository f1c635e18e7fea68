"""Beginning, writing, publishing, correcting and taking back a report."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from audit.models import Event
from core.revisions import EditedMeanwhile
from improvement_plans import services as plans
from improvement_plans.models import Plan
from organisations.models import Membership
from organisations.services.membership import WrongState
from organisations.services.patient_data import PatientDataFound
from progress_reports import services
from progress_reports.choices import TRANSITIONS, ReportState
from progress_reports.models import Report
from progress_reports.services.states import change_state
from tests.conftest import NOW, TODAY, publish_anew
from tests.nhs_numbers import nhs_number
from tests.progress_reports.writing import TOLD, correct, publish, write

LATER = NOW + timedelta(days=40)


def test_a_report_is_begun_once_about_the_time_since_the_last(
    published_plan: Plan, lead: User, editor: User
) -> None:
    plan = published_plan
    start: dict[str, Any] = {"plan": plan, "by": lead, "at": NOW, "today": TODAY}
    first = services.start_report(**start)
    assert services.start_report(**{**start, "by": editor}) == first
    # The plan begins after today, so that the report looks back over one interval.
    days = (first.period_start_date, first.period_end_date)
    assert (first.number, days) == (1, (date(2025, 6, 15), TODAY))
    with pytest.raises(ValidationError):
        Report(plan=plan, plan_version=first.plan_version, number=2, period_start_date=TODAY, period_end_date=TODAY).validate_constraints()  # fmt: skip
    write(plan, lead)
    publish(plan, lead)
    second = services.start_report(**{**start, "today": TODAY + timedelta(days=30)})
    assert (second.number, second.period_start_date) == (2, TODAY + timedelta(days=1))
    services.discard_report(plan=plan, by=lead, at=NOW)
    services.discard_report(plan=plan, by=lead, at=NOW)
    assert [each.number for each in plan.progress_reports.all()] == [1]


def test_nothing_is_reported_without_a_public_plan_or_by_who_left(
    plan: Plan, lead: User, membership: Membership
) -> None:
    who: dict[str, Any] = {"plan": plan, "by": lead, "at": NOW, "today": TODAY}
    with pytest.raises(services.NoPlanToReportOn):
        services.start_report(**who)
    with pytest.raises(services.NoPlanToReportOn):
        services.report_nothing_new(why="We start in spring.", role="Matron", **who)
    Membership.objects.update(state="WITHDRAWN", state_reason="Because.")
    with pytest.raises(WrongState):
        services.start_report(**who)
    assert Report.objects.count() == 0


def test_the_second_author_is_shown_what_the_first_saved(
    published_plan: Plan, lead: User, editor: User
) -> None:
    plan = published_plan
    report = services.start_report(plan=plan, by=lead, at=NOW, today=TODAY)
    row = report.priorities.get()
    seen: dict[str, Any] = {
        "seen": ["what_next"],
        "revision": services.saved_of(row, ["what_next"]).revision,
    }
    services.save_priority(plan=plan, key=row.key, by=lead, at=NOW, what_next="Ward 5.", **seen)
    with pytest.raises(EditedMeanwhile) as error:
        services.save_priority(plan=plan, key=row.key, by=editor, at=NOW, what_next="No", **seen)
    assert (error.value.saved.values, error.value.saved.by) == ({"what_next": "Ward 5."}, lead)
    with pytest.raises(ValidationError):
        services.save_report(plan=plan, by=lead, at=NOW, period_end_date=date(2000, 1, 1))
    report.refresh_from_db()
    assert report.period_end_date == TODAY


def test_what_did_not_work_is_always_answered(published_plan: Plan, lead: User) -> None:
    lacking: list[dict[str, Any]] = [
        {"what_did_not_work": ""}, {"status": ""}, {"has_news": ""}, {"has_news": "NO"},
    ]  # fmt: skip
    for said in lacking:
        write(published_plan, lead, **said)
        with pytest.raises(services.NotAnswered, match="Fewer falls with harm"):
            publish(published_plan, lead)
    assert published_plan.progress_reports.published().count() == 0


def test_no_change_with_a_reason_stands_in_place_of_all_of_it(
    published_plan: Plan, lead: User
) -> None:
    report = services.start_report(plan=published_plan, by=lead, at=NOW, today=TODAY)
    services.save_priority(
        plan=published_plan, key=report.priorities.get().key, by=lead, at=NOW,
        has_news="NO", why_no_change="We start in spring.",
    )  # fmt: skip
    assert publish(published_plan, lead).state == "PUBLISHED"


def test_publishing_is_being_heard_from_and_moves_the_next_date_on(
    published_plan: Plan, lead: User, capture: Capture
) -> None:
    plan = published_plan
    Plan.objects.update(next_report_date=date(2026, 7, 1), report_frequency="QUARTERLY")
    write(plan, lead)
    with capture(execute=True):
        publish(plan, lead, at=LATER, report_frequency="QUARTERLY")
    plan.refresh_from_db()
    plan.membership.refresh_from_db()
    assert (plan.next_report_date, plan.membership.last_heard_at) == (date(2026, 10, 1), LATER)
    events = list(Event.objects.order_by("-pk").values_list("event", flat=True)[:3])
    assert set(events) == {"report.published", "plan.next-report-moved", "membership.heard-from"}
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (
        ["sponsor@harrowmere.example"],
        "Harrowmere Test NHS Trust has published a progress report",
    )
    # A correction is news, and no other report of the same date.
    correct(plan, lead)
    plan.refresh_from_db()
    assert plan.next_report_date == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("set_for", "frequency", "today", "following"),
    [
        (date(2026, 1, 31), "MONTHLY", date(2026, 1, 29), date(2026, 2, 28)),
        (date(2024, 2, 29), "YEARLY", date(2026, 6, 15), date(2027, 2, 28)),
        (None, "SIX_MONTHLY", date(2026, 6, 15), date(2026, 12, 15)),
        # One between two dates; and one that comes in time.
        (date(2027, 6, 1), "YEARLY", date(2026, 11, 15), date(2027, 6, 1)),
        (date(2027, 5, 1), "YEARLY", date(2026, 11, 15), date(2028, 5, 1)),
        # A closer rhythm is chosen while the date of the wider one is far ahead.
        (date(2027, 6, 18), "MONTHLY", date(2026, 11, 28), date(2026, 12, 28)),
        (date(2027, 6, 18), "QUARTERLY", date(2026, 11, 28), date(2027, 2, 28)),
    ],
)
def test_the_next_date_follows_from_the_one_that_was_chosen(
    set_for: date | None, frequency: str, today: date, following: date
) -> None:
    plan = Plan(next_report_date=set_for)
    assert plans.following_report(plan, frequency, today) == following


def test_nothing_to_report_is_a_report_of_one_sentence(published_plan: Plan, lead: User) -> None:
    plan = published_plan
    who: dict[str, Any] = {"plan": plan, "by": lead, "at": NOW, "today": TODAY, "role": "Matron"}
    why: dict[str, Any] = {"why": "We start in spring."}
    report = services.report_nothing_new(**why, **who)
    assert services.report_nothing_new(**why, **who) == report
    plan.refresh_from_db()
    assert (report.state, report.priorities.count(), plan.next_report_date) == (
        "PUBLISHED",
        0,
        date(2027, 6, 15),
    )
    # A correction begins with that sentence for each priority.
    services.start_correction(plan=plan, number=1, by=lead, at=NOW)
    row = plan.progress_reports.drafts().get().priorities.get()
    assert (row.has_news, row.why_no_change) == ("NO", "We start in spring.")
    with pytest.raises(services.AnotherDraft):
        services.report_nothing_new(why="Something else.", **who)


def test_a_lead_publishes_what_they_have_read(published_plan: Plan, lead: User) -> None:
    report = write(published_plan, lead)
    read = services.fingerprint_of(report, services.charts_of(report))
    key = report.priorities.get().key
    services.save_priority(plan=published_plan, key=key, by=lead, at=NOW, what_next="Ward 6.")
    with pytest.raises(services.ReportChangedSinceRead):
        publish(published_plan, lead, read=read)


def test_nothing_about_a_patient_is_published(published_plan: Plan, lead: User) -> None:
    write(published_plan, lead, help_wanted=f"Ask {nhs_number()}")
    with pytest.raises(PatientDataFound, match="“Fewer falls with harm”"):
        publish(published_plan, lead)
    assert published_plan.progress_reports.published().count() == 0


def test_a_correction_is_a_new_version_and_the_earlier_stays(
    published_plan: Plan, lead: User
) -> None:
    write(published_plan, lead)
    publish(published_plan, lead)
    newer = correct(published_plan, lead, thanks="The porters")
    states = dict(published_plan.progress_reports.values_list("version", "state"))
    assert states == {1: "SUPERSEDED", 2: "PUBLISHED"}
    said = newer.priorities.get()
    assert {name: getattr(said, name) for name in TOLD} == TOLD
    services.start_report(plan=published_plan, by=lead, at=NOW, today=TODAY)
    with pytest.raises(services.AnotherDraft):
        services.start_correction(plan=published_plan, number=1, by=lead, at=NOW)


def test_a_report_goes_the_ways_of_the_table_and_no_other(published_plan: Plan, lead: User) -> None:
    report = write(published_plan, lead)
    refused = {(a, b) for a in ReportState for b in ReportState if b not in TRANSITIONS[a]}
    for before, after in refused:
        report.state = before
        with pytest.raises(WrongState):
            change_state(report=report, to=after)
    publish(published_plan, lead)
    gone: dict[str, Any] = {
        "plan": published_plan,
        "number": 1,
        "version": 1,
        "reason": "It named a colleague",
    }
    for _ in range(2):
        services.unpublish_report(**gone, by=lead, role="Matron", at=NOW)
    assert Event.objects.filter(event="report.unpublished").count() == 1


def test_a_draft_follows_a_plan_that_is_published_anew(published_plan: Plan, lead: User) -> None:
    """What was written of a priority that went stays, at the end; an empty one goes."""
    plan = published_plan
    given: dict[str, Any] = {"plan": plan, "by": lead, "at": NOW}
    plans.start_new_version(**given)
    for title in ("Sepsis", "Delirium"):
        plans.add_priority(title=title, topic="SEPSIS", own_topic="", **given)
    publish_anew(plan, lead, title="Safer nights")
    report = services.start_report(today=TODAY, **given)
    falls = report.priorities.get(position=1)
    services.save_priority(key=falls.key, what_next="Ward 5.", **given)
    draft = plans.start_new_version(**given)
    for title in ("Fewer falls with harm", "Sepsis"):
        plans.remove_priority(priority_pk=draft.priorities.get(title=title).pk, **given)
    plans.add_priority(title="Discharge", topic="DISCHARGE", own_topic="", **given)
    publish_anew(plan, lead, title="Safer nights")
    services.bring_up_to_date(**given)
    assert list(report.priorities.order_by("position").values_list("title", "what_next")) == [
        ("Delirium", ""),
        ("Discharge", ""),
        ("Fewer falls with harm", "Ward 5."),
    ]


@pytest.fixture
def capture(django_capture_on_commit_callbacks: Capture) -> Callable[..., object]:
    return django_capture_on_commit_callbacks
