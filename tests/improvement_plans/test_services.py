"""Starting, writing and publishing a plan."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict

from accounts.models import User
from audit.models import Event
from improvement_plans import services
from improvement_plans.choices import Part, ReportFrequency
from improvement_plans.models import Plan, PlanVersion, Priority
from improvement_plans.services import publishing
from organisations.models import Membership
from organisations.services.membership import WrongState
from pledges.models import Pledge
from tests.conftest import NOW, PRIORITY, TODAY

LATER = NOW + timedelta(days=300)


def publish(plan: Plan, lead: User, **arguments: Any) -> PlanVersion:
    return services.publish_plan(
        **{
            "plan": plan,
            "reason": "Two years of data",
            "report_frequency": ReportFrequency.YEARLY,
            "next_report_date": None,
            "by": lead,
            "role": "Medical director",
            "at": LATER,
            "today": LATER.date(),
            **arguments,
        }
    )


def add_priority(plan: Plan, lead: User, **fields: Any) -> Priority:
    return services.add_priority(
        plan=plan,
        pledges=list(Pledge.objects.filter(number=2)),
        by=lead,
        at=LATER,
        **{**PRIORITY, **fields},
    )


def text_of(version: PlanVersion) -> dict[str, Any]:
    """All that a reader sees of a version."""
    return {
        **model_to_dict(version, exclude=["state"]),
        "priorities": [
            {**model_to_dict(p), "pledges": sorted(x.number for x in p.pledges.all())}
            for p in version.priorities.order_by("position")
        ],
    }


def states(plan: Plan) -> list[tuple[int, str]]:
    return list(plan.versions.order_by("number").values_list("number", "state"))


def test_a_started_plan_has_an_empty_draft(plan: Plan) -> None:
    draft = plan.versions.get()
    assert (draft.number, draft.state, draft.title) == (1, "DRAFT", "")


def test_starting_again_gives_the_same_plan(plan: Plan, editor: User) -> None:
    again = services.start_plan(membership=plan.membership, by=editor, at=LATER)
    assert (again, Event.objects.filter(event="plan.started").count()) == (plan, 1)


@pytest.mark.parametrize(
    "state", ["DRAFT", "AWAITING_SPONSOR", "AWAITING_VERIFICATION", "WITHDRAWN", "SUCCEEDED"]
)
def test_only_a_member_today_starts_a_plan(
    make_member: Callable[..., Membership], lead: User, state: str
) -> None:
    with pytest.raises(WrongState):
        services.start_plan(membership=make_member(state=state), by=lead, at=NOW)
    assert Plan.objects.count() == 0


def test_a_part_is_saved_and_the_rest_stays(plan: Plan, editor: User) -> None:
    services.save_part(plan=plan, by=editor, at=NOW, title="Safer nights")
    services.save_part(plan=plan, by=editor, at=NOW, where_we_are_now="We counted.")
    draft = plan.versions.get()
    assert (draft.title, draft.where_we_are_now) == ("Safer nights", "We counted.")


def test_saving_a_part_leaves_who_and_which_in_the_trail(plan: Plan, editor: User) -> None:
    services.save_part(plan=plan, by=editor, at=NOW, title="Safer nights", executive_lead="Ama")
    event = Event.objects.get(event="plan.part-saved")
    assert (event.actor, event.details) == (
        f"accounts.user:{editor.pk}",
        {"fields": ["executive_lead", "title"]},
    )


def test_a_part_that_breaks_a_rule_saves_nothing(plan: Plan, editor: User) -> None:
    with pytest.raises(ValidationError):
        services.save_part(
            plan=plan, by=editor, at=NOW, start_date=date(2027, 1, 1), end_date=date(2026, 1, 1)
        )
    assert (
        plan.versions.get().start_date,
        Event.objects.filter(event="plan.part-saved").count(),
    ) == (
        None,
        0,
    )


def test_publishing_makes_the_draft_public(plan: Plan, lead: User) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    version = publish(plan, lead)
    version.refresh_from_db()
    assert (version.state, version.reason, version.published_role, version.published_by) == (
        "PUBLISHED",
        "Two years of data",
        "Medical director",
        lead,
    )


def test_publishing_supersedes_the_version_before(published_plan: Plan, lead: User) -> None:
    services.start_new_version(plan=published_plan, by=lead, at=LATER)
    publish(published_plan, lead)
    assert states(published_plan) == [(1, "SUPERSEDED"), (2, "PUBLISHED")]


def test_a_publication_that_fails_leaves_the_old_version_public(
    published_plan: Plan, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.start_new_version(plan=published_plan, by=lead, at=LATER)

    def fail(**arguments: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(publishing, "record_heard_from", fail)
    with pytest.raises(RuntimeError):
        publish(published_plan, lead)
    assert states(published_plan) == [(1, "PUBLISHED"), (2, "DRAFT")]


def test_publishing_twice_is_refused(published_plan: Plan, lead: User) -> None:
    with pytest.raises(services.NothingToPublish) as refused:
        publish(published_plan, lead)
    assert str(refused.value) == "This plan has no draft. Start a new version first."


def test_a_plan_without_a_title_is_not_published(plan: Plan, lead: User) -> None:
    with pytest.raises(services.NothingToPublish):
        publish(plan, lead)
    assert states(plan) == [(1, "DRAFT")]


def test_a_title_is_all_that_publishing_needs(plan: Plan, lead: User) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    assert publish(plan, lead).state == "PUBLISHED"


@pytest.mark.parametrize("days", [0, -1])
def test_the_next_report_is_never_in_the_past(published_plan: Plan, lead: User, days: int) -> None:
    services.start_new_version(plan=published_plan, by=lead, at=NOW)
    with pytest.raises(services.ReportDateHasPassed):
        publish(published_plan, lead, today=TODAY, next_report_date=TODAY + timedelta(days=days))
    assert states(published_plan) == [(1, "PUBLISHED"), (2, "DRAFT")]


@pytest.mark.parametrize(
    ("frequency", "day"),
    [
        (ReportFrequency.YEARLY, date(2027, 6, 15)),
        (ReportFrequency.SIX_MONTHLY, date(2026, 12, 15)),
        (ReportFrequency.QUARTERLY, date(2026, 9, 15)),
        (ReportFrequency.MONTHLY, date(2026, 7, 15)),
    ],
)
def test_without_a_date_the_next_report_follows_from_the_frequency(
    plan: Plan, lead: User, frequency: ReportFrequency, day: date
) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    publish(plan, lead, at=NOW, today=TODAY, report_frequency=frequency)
    plan.refresh_from_db()
    assert (plan.report_frequency, plan.next_report_date) == (frequency, day)


def test_a_date_of_the_member_s_choice_is_kept(plan: Plan, lead: User) -> None:
    services.save_part(plan=plan, by=lead, at=NOW, title="Safer nights")
    publish(plan, lead, today=TODAY, next_report_date=date(2026, 6, 16))
    plan.refresh_from_db()
    assert plan.next_report_date == date(2026, 6, 16)


@pytest.mark.parametrize(
    ("day", "following"),
    [(date(2026, 1, 31), date(2026, 2, 28)), (date(2028, 1, 31), date(2028, 2, 29))],
)
def test_a_report_at_the_end_of_a_month_stays_at_its_end(day: date, following: date) -> None:
    assert services.report_after(day, ReportFrequency.MONTHLY) == following


def test_publishing_is_being_heard_from(published_plan: Plan, lead: User) -> None:
    services.start_new_version(plan=published_plan, by=lead, at=LATER)
    publish(published_plan, lead)
    published_plan.membership.refresh_from_db()
    assert published_plan.membership.last_heard_at == LATER


def test_publishing_leaves_a_row_in_the_trail(published_plan: Plan, lead: User) -> None:
    event = Event.objects.get(event="plan.published")
    assert (event.actor, event.subject, event.details) == (
        f"accounts.user:{lead.pk}",
        f"improvement_plans.plan:{published_plan.pk}",
        {"version": 1},
    )


def test_a_new_version_begins_as_what_is_public(published_plan: Plan, lead: User) -> None:
    draft = services.start_new_version(plan=published_plan, by=lead, at=LATER)
    own = {"id", "version", "number", "reason", "published_at", "published_by", "published_role"}

    def copied(version: PlanVersion) -> dict[str, Any]:
        text = text_of(version)
        text["priorities"] = [
            {k: v for k, v in p.items() if k not in own} for p in text["priorities"]
        ]
        return {name: value for name, value in text.items() if name not in own}

    assert copied(draft) == copied(published_plan.versions.published().get())


def test_a_new_version_keeps_the_pledges_of_each_priority(published_plan: Plan, lead: User) -> None:
    draft = services.start_new_version(plan=published_plan, by=lead, at=LATER)
    pledges = draft.priorities.get().pledges
    assert sorted(pledges.values_list("number", flat=True)) == [1, 4]


def test_a_new_version_is_nobody_s_publication_yet(published_plan: Plan, lead: User) -> None:
    draft = services.start_new_version(plan=published_plan, by=lead, at=LATER)
    assert (
        draft.number,
        draft.reason,
        draft.published_at,
        draft.published_by,
        draft.published_role,
    ) == (2, "", None, None, "")


def test_starting_a_new_version_again_gives_the_same_draft(
    published_plan: Plan, lead: User, editor: User
) -> None:
    draft = services.start_new_version(plan=published_plan, by=lead, at=LATER)
    services.save_part(plan=published_plan, by=lead, at=LATER, title="Half written")
    again = services.start_new_version(plan=published_plan, by=editor, at=LATER)
    assert (again.pk, again.title) == (draft.pk, "Half written")


def test_writing_a_new_version_changes_nothing_of_the_published_one(
    published_plan: Plan, lead: User
) -> None:
    before = text_of(published_plan.versions.published().get())
    draft = services.start_new_version(plan=published_plan, by=lead, at=LATER)
    services.save_part(plan=published_plan, by=lead, at=LATER, title="New", where_we_are_now="New")
    services.save_priority_part(
        plan=published_plan,
        priority_pk=draft.priorities.get().pk,
        part=Part.PRIORITY_ABOUT,
        by=lead,
        at=LATER,
        title="New",
        pledges=list(Pledge.objects.filter(number=3)),
    )
    add_priority(published_plan, lead, title="Another")
    publish(published_plan, lead)
    assert text_of(published_plan.versions.get(number=1)) == before


def test_a_published_version_takes_no_part(published_plan: Plan, lead: User) -> None:
    before = text_of(published_plan.versions.get())
    with pytest.raises(services.NothingToPublish):
        services.save_part(plan=published_plan, by=lead, at=LATER, title="Changed")
    assert text_of(published_plan.versions.get()) == before


def test_a_published_version_takes_no_priority(published_plan: Plan, lead: User) -> None:
    before = text_of(published_plan.versions.get())
    with pytest.raises(services.NothingToPublish):
        add_priority(published_plan, lead, title="Another")
    assert text_of(published_plan.versions.get()) == before


def test_a_member_that_left_changes_its_plan_no_more(published_plan: Plan, lead: User) -> None:
    Membership.objects.filter(pk=published_plan.membership_id).update(
        state="WITHDRAWN", state_reason="We closed."
    )
    with pytest.raises(WrongState):
        services.start_new_version(plan=published_plan, by=lead, at=LATER)
    assert states(published_plan) == [(1, "PUBLISHED")]
