"""What became of the made-up members: two closed and are continued, two asked for advice."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.services import register_person, rename_person
from mergers.choices import Answer
from mergers.models import Merger
from mergers.services import decide, open_mergers
from organisations.choices import Role
from organisations.models import Membership, Representative, Succession
from organisations.services import advice
from organisations.services import membership as memberships
from safety_portal.demo.measures import measure, measure_on
from safety_portal.demo.reports import FIRST, SECOND, begin_another, report

CARRIED_ON = "Our wards do this too, and the staff who began it work here now."
LEFT = "The wards that this was about have moved to another organisation."


def tell_story(*, officer: User, today: date) -> None:
    """One merger is settled, one waits for decisions; one question is answered, one is new.

    The lead who can sign in has a colleague by now, to hand over to.
    """
    harrowmere = member("ZZ101")
    memberships.add_representative(
        membership=harrowmere,
        user=named("edda.coldwell@harrowmere.example", "Edda Coldwell"),
        role=Role.EDITOR,
        job_title="Patient Safety Partner Lead",
        by=lead_of(harrowmere).user,
        at=ten_o_clock(date(2024, 5, 7)),
    )
    close("ZZ221", into="ZZ214", on=date(2025, 10, 1))
    decide_about("ZZ221", [True, True, False, True, False])
    close("ZZ119", into="ZZ112", on=date(2026, 4, 1))
    decide_about("ZZ119", [True, False])
    ask(
        "ZZ101",
        "We would like to hear how others share what they learn from a fall with night staff, who "
        "seldom come to a huddle. Do you know of somebody we could talk to?",
        ten_o_clock(today - timedelta(days=20)),
    )
    advice.answer_member(
        membership=member("ZZ101"),
        text="Thank you for asking. Caldermoss Community Health works on just that, and would be "
        "glad to talk: ask for Imogen Tattershaw. Tell us how it goes, if you like.",
        by=officer,
        at=ten_o_clock(today - timedelta(days=19)),
    )
    tell_of_progress(harrowmere, today)
    ask(
        "ZZ147",
        "Can we publish our plan in two parts? Our community teams would be ready in spring and "
        "our wards a few months after.",
        ten_o_clock(today - timedelta(days=1)),
    )


def tell_of_progress(membership: Membership, today: date) -> None:
    """Data and two reports in the order in which they came, and a report that is being written."""
    plan, lead = membership.plans.get(), lead_of(membership)
    measure(plan, lead.user, ten_o_clock(today - timedelta(days=FIRST + 1)), today)
    report(plan, lead.user, lead.job_title, today=today, first=True)
    measure_on(plan, lead.user, ten_o_clock(today - timedelta(days=SECOND + 4)), today)
    plan.refresh_from_db()
    report(plan, lead.user, lead.job_title, today=today, first=False)
    editors = membership.representatives.filter(role=Role.EDITOR).select_related("user")
    begin_another(plan, editors.earliest("pk").user, today)


def named(email: str, full_name: str) -> User:
    at = ten_o_clock(date(2024, 5, 7))
    user = register_person(email=email, at=at)
    return rename_person(user=user, full_name=full_name, by=user, at=at)


def ten_o_clock(day: date) -> datetime:
    return datetime.combine(day, time(10), ZoneInfo("Europe/London"))


def member(ods_code: str) -> Membership:
    return Membership.objects.select_related("organisation").get(organisation__ods_code=ods_code)


def lead_of(membership: Membership) -> Representative:
    return membership.representatives.active_leads().select_related("user").earliest("pk")


def ask(ods_code: str, text: str, at: datetime) -> None:
    membership = member(ods_code)
    by = lead_of(membership).user
    advice.write_to_campaign(membership=membership, text=text, by=by, at=at)


def close(ods_code: str, *, into: str, on: date) -> None:
    """As a newer file of the register does, and the sweep after it."""
    organisation = member(ods_code).organisation
    organisation.closed_date = on
    organisation.save(update_fields=["closed_date"])
    successor = member(into).organisation
    Succession.objects.create(predecessor=organisation, successor=successor, date=on)
    open_mergers(at=ten_o_clock(on), today=on)


def decide_about(ods_code: str, carried_on: list[bool]) -> None:
    """The successor's lead answers for as many pledges, a month after."""
    merger = Merger.objects.with_parties().get(membership__organisation__ods_code=ods_code)
    lead = lead_of(Membership.objects.current().get(organisation=merger.successor))
    at = merger.opened_at + timedelta(days=30)
    for commitment, is_carried_on in zip(
        merger.membership.commitments.published().in_pledge_order(), carried_on, strict=False
    ):
        decide(
            merger=merger,
            item=commitment,
            answer=Answer.ADOPTED if is_carried_on else Answer.ENDED,
            reason=CARRIED_ON if is_carried_on else LEFT,
            by=lead.user,
            role=lead.job_title,
            at=at,
            today=at.date(),
        )
