"""Every personal field that the portal has is exported and erased, or it is said why not."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps

from accounts.models import User
from improvement_plans.models import Plan, PlanVersion
from individuals.models import Individual
from introductions.models import Introduction
from mergers.services import open_mergers
from organisations.choices import Role, SponsorAnswer
from organisations.models import Membership
from organisations.services.membership import add_representative
from outbox.models import Mail, SuppressedAddress
from progress_reports.services import unpublish_report
from reminders.models import Digest, Reminder
from safety_portal.personal_data import erase_person, everything_about
from tests.architecture.test_inventory import PERSONAL_DATA
from tests.conftest import NOW, TODAY, publish_anew
from tests.improvement_plans.test_measures import add
from tests.mergers.closing import close, promise
from tests.progress_reports import writing as told

STAYS = {
    "organisations.Membership.sponsor_name": "who confirmed the pledges is part of what is public",
    "organisations.Membership.sponsor_title": "as what they confirmed them, too",
    "organisations.Message.text": "said for the organisation, whose conversation it is",
    "organisations.NotPatientData.reason": "why a text of the organisation could be published",
    "organisations.LeadAppointment.reason": "why the campaign team or a sponsor had to act",
    "mergers.Decision.decided_role": "a public decision keeps its author's role",
    "outbox.Mail.to": "the last mail, which says so; its address ends with it",
    "organisations.SponsorRequest.name": "the question that was put, and to whom",
    "organisations.SponsorRequest.comment": "said to the organisation, which acts on it",
    "pledges.Commitment.published_role": "a published version keeps its author's role",
    "introductions.IntroductionReport.decision": "why it decided as it did, said to both members",
    "introductions.Stop.reason": "why somebody, by key only, could not write",
    "improvement_plans.PlanVersion.published_role": "a published version keeps its author's role",
    "improvement_plans.PlanVersion.unpublished_role": "so does one that was taken back",
    "improvement_plans.MeasureChange.changed_role": "so does a change of what was public",
    "progress_reports.Report.published_role": "a published report keeps its author's role",
    "progress_reports.Report.unpublished_role": "so does one that was taken back",
}
ADDRESS = "kim@harrowmere.example"
Values = dict[str, str]


@pytest.fixture
def kim(
    make_user: Callable[..., User],
    make_member: Callable[..., Membership],
    make_individual: Callable[..., Individual],
    membership: Membership,
    published_plan: Plan,
    lead: User,
) -> User:
    """Somebody of whom every table knows something."""
    kim = make_user(ADDRESS, "canary full_name")
    add_representative(
        membership=membership,
        user=kim,
        role=Role.LEAD,
        job_title="canary job_title",
        by=lead,
        at=NOW,
    )
    kim.former_addresses.create(email=ADDRESS, until_at=NOW)
    Membership.objects.filter(pk=membership.pk).update(
        sponsor_name="canary sponsor_name",
        sponsor_title="canary sponsor_title",
        sponsor_email=ADDRESS,
    )
    membership.sponsor_requests.create(
        name="canary name",
        email=ADDRESS,
        comment="canary comment",
        asked_at=NOW,
        expires_at=NOW,
        answered_at=NOW,
        answer=SponsorAnswer.CONFIRMED,
    )
    publish_anew(published_plan, kim, role="canary published_role")
    measure = add(published_plan, kim)
    measure.changes.create(
        before={},
        reason="Typed",
        changed_at=NOW,
        changed_by=kim,
        changed_role="canary changed_role",
    )
    PlanVersion.objects.create(
        plan=published_plan,
        number=9,
        state="UNPUBLISHED",
        title="Taken back",
        reason="First version",
        published_at=NOW,
        published_by=kim,
        unpublished_at=NOW,
        unpublished_by=kim,
        unpublished_role="canary unpublished_role",
        unpublished_reason="Named a colleague",
    )
    told.write(published_plan, kim)
    told.publish(published_plan, kim, role="canary published_role")
    unpublish_report(
        plan=published_plan, number=1, version=1, reason="It named a colleague", by=kim,
        role="canary unpublished_role", at=NOW,
    )  # fmt: skip
    Mail.objects.create(
        to=ADDRESS, subject="canary subject", text="canary text", html="canary html", kind="test",
        headers={"X-Test": "canary headers"}, state="FAILED", answer="550 canary answer",
        created_at=NOW, expires_at=NOW, next_try_at=NOW, ended_at=NOW,
    )  # fmt: skip
    SuppressedAddress.objects.create(
        address=ADDRESS, reason="REFUSED", answer="550 canary answer", since_at=NOW
    )
    Reminder.objects.create(
        membership=membership,
        user=kim,
        kind="REPORT_DUE",
        period_date=NOW.date(),
        created_at=NOW,
        next_try_at=NOW,
        ended_at=NOW,
        state="FAILED",
        answer="550 canary answer",
    )
    digest = Digest.objects.create(email=ADDRESS, on_date=TODAY, written_at=NOW)
    Reminder.objects.create(
        membership=membership,
        email=ADDRESS,
        kind="SPONSOR_SILENT_5",
        period_date=NOW.date(),
        created_at=NOW,
        next_try_at=NOW,
        ended_at=NOW,
        state="WRITTEN",
        digest=digest,
    )
    membership.invitations.create(
        email=ADDRESS, role=Role.LEAD, invited_by=lead, invited_at=NOW, expires_at=NOW
    )
    membership.join_requests.create(
        user=kim,
        job_title="canary job_title",
        asked_at=NOW,
        answer="DECLINED",
        answered_at=NOW,
        answered_by=lead,
        reply="canary reply",
    )
    membership.lead_appointments.create(
        asked_by=lead,
        asked_at=NOW,
        sponsor_email=ADDRESS,
        expires_at=NOW,
        email=ADDRESS,
        reason="canary reason",
        appointed_at=NOW,
    )
    membership.not_patient_data.create(digest="d", reason="canary reason", by=kim, at=NOW)
    membership.messages.create(author=kim, kind="QUESTION", text="canary text", at=NOW)
    promise(
        membership,
        5,
        version=2,
        reason="Nights",
        published_by=kim,
        published_role="canary published_role",
    )
    closed = make_member(ods_code="ZZC01")
    close(closed, membership.organisation)
    promise(closed, 1)
    open_mergers(at=NOW, today=TODAY)
    closed.mergers.get().decisions.create(
        commitment=closed.commitments.get(),
        answer="ADOPTED",
        decided_at=NOW,
        decided_by=kim,
        decided_role="canary decided_role",
    )
    make_individual(
        user=kim,
        first_name="canary first_name",
        last_name="canary last_name",
        role="canary role",
        pledges={1: "canary text"},
    )
    write_introduction(membership, closed, kim)
    Individual.objects.update(certificate_code="canary certif")
    Authenticator.objects.create(user=kim, type="webauthn", data={"name": "canary data"})
    UserSession.objects.create(
        user=kim, ip="192.0.2.77", user_agent="canary user_agent", session_key="k"
    )
    return kim


def write_introduction(sender: Membership, recipient: Membership, kim: User) -> None:
    """Kim wrote it, reported it, and was stopped: more than one person could do."""
    introduction = Introduction.objects.create(
        sender=sender, recipient=recipient, topic="FALLS", state="STOPPED", state_at=NOW,
        asked_at=NOW, asked_by=kim, asked_date=TODAY, asked_month=TODAY.replace(day=1),
        number_that_day=1, number_that_month=1,
    )  # fmt: skip
    message = introduction.messages.create(
        membership=sender, author=kim, author_role="canary author_role", text="canary text", at=NOW
    )
    report = introduction.reports.create(
        message=message, reported_by=kim, reported_at=NOW, reason="canary reason",
        state_before="SENT", outcome="PERSON_STOPPED", decision="canary decision",
        decided_at=NOW, decided_by=kim,
    )  # fmt: skip
    report.stops.create(user=kim, reason="canary reason", stopped_at=NOW, stopped_by=kim)


def values() -> Values:
    """What stands in each personal field, all rows together."""
    found: dict[str, Any] = {}
    for label, fields in PERSONAL_DATA.items():
        for field in fields:
            rows = apps.get_model(label)._default_manager.values_list(field, flat=True)
            found[f"{label}.{field}"] = json.dumps([str(row) for row in rows])
    return found


def marks(field: str) -> str:
    """What to look for in a field: Kim's address, network address, or a word of its own."""
    name = field.rpartition(".")[2]
    own = {
        "email": ADDRESS,
        "to": ADDRESS,
        "address": ADDRESS,
        "sponsor_email": ADDRESS,
        "ip": "192.0.2.77",
        "certificate_code": "canary certif",
    }
    return own.get(name, f"canary {name}")


def with_marks(found: Values) -> set[str]:
    return {field for field, text in found.items() if marks(field) in text}


def test_the_test_has_something_to_find_in_every_field(kim: User) -> None:
    found = values()
    assert with_marks(found) == set(found)


def test_every_personal_field_is_in_the_export(kim: User) -> None:
    exported = json.dumps(everything_about(user=kim), default=str)
    assert {field for field in values() if marks(field) not in exported} == set()


def test_every_personal_field_is_erased_or_stays_for_a_reason(kim: User) -> None:
    erase_person(user=kim, by=kim, at=NOW)
    assert with_marks(values()) == set(STAYS)


def test_no_secret_is_in_the_export(kim: User) -> None:
    Authenticator.objects.create(user=kim, type="totp", data={"secret": "canary secret"})
    kim.set_password("canary password")
    kim.save()
    exported = json.dumps(everything_about(user=kim), default=str)
    assert [x for x in ("canary secret", kim.password, '"session_key"') if x in exported] == []


def test_nothing_of_anybody_else_is_in_the_export(
    kim: User, lead: User, other_membership: Membership
) -> None:
    exported = json.dumps(everything_about(user=kim), default=str)
    others = [lead.email, lead.full_name, "CALDERMOSS", "lead@caldermoss.example"]
    assert [x for x in others if x in exported] == []


def test_erasing_one_person_changes_nobody_else(kim: User, lead: User) -> None:
    others = User.objects.exclude(pk=kim.pk).order_by("pk")
    before = list(others.values())
    erase_person(user=kim, by=kim, at=NOW)
    assert list(others.values()) == before
