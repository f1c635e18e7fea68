"""The fixed cast: A's lead, editor and viewer, B's lead, a stranger, and the campaign team."""

import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as django_settings
from django.contrib.auth import login
from django.db.models import ForeignKey, Model
from django.http import HttpRequest
from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.test import Client
from jinja2 import FileSystemBytecodeCache
from pytest_django import Settings

from accounts.choices import CampaignRole
from accounts.models import User
from accounts.services import give_campaign_role, register_person
from improvement_plans import services as plans
from improvement_plans.choices import ReportFrequency
from improvement_plans.models import Plan, PlanVersion
from individuals.choices import Visibility
from individuals.models import Individual
from individuals.services import join
from organisations.choices import MembershipState, OrganisationType, PlanIntention, Role
from organisations.models import Membership, Organisation
from organisations.services import membership as memberships
from organisations.services import register
from organisations.services.joining import ask_to_join
from pledges.choices import CommitmentKind
from pledges.models import Pledge, PledgeWording
from safety_portal.celery import app

# Playwright runs an event loop in the test's own thread; the tests themselves are synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=ZoneInfo("Europe/London"))
TODAY = NOW.date()
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WORDS = "We will call each family the same day, and tell them what we know and what we do not."


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Iterator[None]:
    """What fixtures write is checked by the database's own constraints and keys.

    Asking for each of them a second time, as `full_clean` does, was a third of the suite's time.
    What a test itself does is checked in full.
    """
    with (
        patch.object(Model, "validate_constraints", lambda row, exclude=None: None),
        patch.object(Model, "validate_unique", lambda row, exclude=None: None),
        patch.object(ForeignKey, "validate", lambda field, value, row: None),
    ):
        yield


@pytest.fixture(autouse=True)
def _tasks_run_at_once() -> Iterator[None]:
    """Tasks run where they are queued; the journeys use real workers."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture(autouse=True)
def _empty_cache(settings: Settings, tmp_path: Path) -> None:
    """Rate limits of one test must reach no other, nor a demo that runs beside the tests."""
    own = {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}
    if "filebased" in own["BACKEND"]:
        own["LOCATION"] = tmp_path / "cache"
    pages = {**settings.CACHES["pages"], "LOCATION": uuid4().hex}
    settings.CACHES = {**settings.CACHES, "default": own, "pages": pages}


@pytest.fixture(autouse=True)
def _every_page_is_rendered(settings: Settings) -> None:
    """Tests change rows behind the services' backs. Those about kept pages switch this on."""
    settings.KEEP_PUBLIC_PAGES = False


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once() -> None:
    """Not anew by each process of each run: what is kept is known by the template's text."""
    folder = Path(django_settings.ASSETS_DIR) / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    engine = engines["jinja2"]
    assert isinstance(engine, Jinja2)
    engine.env.bytecode_cache = FileSystemBytecodeCache(str(folder))


@pytest.fixture(autouse=True)
def _static_files_are_looked_up_when_asked_for(settings: Settings) -> None:
    """Each `Client` would list them all first, and few tests ask for one."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """A person by address."""

    def make(email: str, full_name: str = "") -> User:
        user = register_person(email=email, at=NOW)
        user.full_name = full_name or email.split("@")[0]
        user.save(update_fields=["full_name"])
        return user

    return make


@pytest.fixture
def make_organisation(db: None) -> Callable[..., Organisation]:
    """An organisation in the register."""
    numbers = count(900)

    def make(**fields: Any) -> Organisation:
        number = next(numbers)
        fields = {
            "name": f"EXAMPLE {number} NHS TRUST",
            "ods_code": f"ZZ{number}",
            "type": OrganisationType.ACUTE_TRUST,
            "region_code": "Y63",
            "town": "HARROWMERE",
            "postcode": "ZZ1 1ZZ",
            **fields,
        }
        return register.add_organisation(by="system", at=NOW, **fields)

    return make


@pytest.fixture
def make_member(
    make_organisation: Callable[..., Organisation],
) -> Callable[..., Membership]:
    """An organisation and its membership, in any state, without the journey that leads there."""

    def make(
        *,
        state: str = MembershipState.ACTIVE,
        joined_at: datetime = NOW,
        last_heard_at: datetime = NOW,
        **organisation: Any,
    ) -> Membership:
        public = state in {"ACTIVE", "PAUSED", "WITHDRAWN", "SUCCEEDED"}
        membership = Membership.objects.create(
            organisation=make_organisation(**organisation),
            state=state,
            state_at=joined_at,
            state_reason="Because." if state in {"PAUSED", "WITHDRAWN"} else "",
            started_at=joined_at - timedelta(days=20),
            sponsor_name="Sam Sponsor",
            sponsor_title="Chief executive",
            sponsor_email="sponsor@harrowmere.example",
            sponsor_confirmed_at=joined_at if public else None,
            joined_at=joined_at if public else None,
            last_heard_at=last_heard_at if public else None,
        )
        membership.state_changes.create(to_state=state, at=joined_at)
        return membership

    return make


@pytest.fixture
def lead(make_user: Callable[..., User]) -> User:
    return make_user("lead@harrowmere.example", "Lena Lead")


@pytest.fixture
def editor(make_user: Callable[..., User]) -> User:
    return make_user("editor@harrowmere.example", "Eddie Editor")


@pytest.fixture
def viewer(make_user: Callable[..., User]) -> User:
    return make_user("viewer@harrowmere.example", "Vi Viewer")


@pytest.fixture
def other_lead(make_user: Callable[..., User]) -> User:
    return make_user("lead@caldermoss.example", "Otto Other")


@pytest.fixture
def stranger(make_user: Callable[..., User]) -> User:
    return make_user("stranger@elsewhere.example", "Sasha Stranger")


@pytest.fixture
def individual(make_user: Callable[..., User], make_individual: Callable[..., Individual]) -> User:
    """Has made pledges of her own, and keeps them to herself."""
    user = make_user("indira@elsewhere.example", "Indira Individual")
    make_individual(user=user, first_name="Indira", last_name="Individual")
    return user


@pytest.fixture
def make_individual(make_user: Callable[..., User]) -> Callable[..., Individual]:
    """Somebody with pledges of their own, private unless said otherwise."""
    numbers = count(1)

    def make(
        *,
        user: User | None = None,
        pledges: dict[int, str] | None = None,
        joined_at: datetime = NOW,
        **fields: Any,
    ) -> Individual:
        details = {
            "first_name": "Ines",
            "last_name": "Own",
            "role": "Staff nurse",
            "organisation": None,
            "visibility": Visibility.PRIVATE,
            **fields,
        }
        return join(
            by=user or make_user(f"person{next(numbers)}@elsewhere.example"),
            pledges=pledges or {1: "I will ask when I am not sure."},
            at=joined_at,
            today=TODAY,
            **details,
        )

    return make


@pytest.fixture
def another_lead(make_user: Callable[..., User]) -> Callable[[Membership], User]:
    """A colleague who leads too, so that the first lead can go: the database keeps one."""

    def lead_too(membership: Membership) -> User:
        user = make_user("another@elsewhere.example", "Ana Another")
        membership.representatives.create(
            user=user, role=Role.LEAD, job_title="Midwife", since_at=NOW
        )
        return user

    return lead_too


@pytest.fixture
def asked_to_join(make_user: Callable[..., User], membership: Membership) -> User:
    """Asked to join A and has no answer yet."""
    user = make_user("asks@harrowmere.example", "Asha Asks")
    ask_to_join(membership=membership, by=user, full_name="Asha Asks", job_title="Midwife", at=NOW)
    return user


def _team_member(user: User, role: CampaignRole) -> User:
    TOTP.activate(user, TOTP_SECRET)
    return give_campaign_role(user=user, role=role, by="system", at=NOW)


@pytest.fixture
def officer(make_user: Callable[..., User]) -> User:
    return _team_member(make_user("officer@campaign.example", "Ola Officer"), CampaignRole.OFFICER)


@pytest.fixture
def analyst(make_user: Callable[..., User]) -> User:
    return _team_member(make_user("analyst@campaign.example", "Ana Analyst"), CampaignRole.ANALYST)


@pytest.fixture
def administrator(make_user: Callable[..., User]) -> User:
    return _team_member(
        make_user("admin@campaign.example", "Ada Administrator"), CampaignRole.ADMINISTRATOR
    )


@pytest.fixture
def membership(
    make_member: Callable[..., Membership], lead: User, editor: User, viewer: User
) -> Membership:
    """A: an active member with a lead, an editor and a viewer."""
    member = make_member(name="HARROWMERE TEST NHS TRUST", ods_code="ZZA01")
    for user, role in ((lead, Role.LEAD), (editor, Role.EDITOR), (viewer, Role.VIEWER)):
        memberships.add_representative(
            membership=member, user=user, role=role, job_title="Head of quality", by=lead, at=NOW
        )
    return member


@pytest.fixture
def other_membership(make_member: Callable[..., Membership], other_lead: User) -> Membership:
    """B: another active member, with its own lead."""
    member = make_member(name="CALDERMOSS TEST NHS TRUST", ods_code="ZZB01")
    memberships.add_representative(
        membership=member,
        user=other_lead,
        role=Role.LEAD,
        job_title="Director of nursing",
        by=other_lead,
        at=NOW,
    )
    return member


@pytest.fixture
def sign_up(make_organisation: Callable[..., Organisation], lead: User) -> Membership:
    """A's sign-up, just started."""
    return memberships.start_sign_up(
        organisation=make_organisation(name="HARROWMERE TEST NHS TRUST", ods_code="ZZA01"),
        by=lead,
        full_name="Lena Lead",
        job_title="Head of quality",
        at=NOW,
        today=TODAY,
    )


@pytest.fixture
def complete_sign_up(sign_up: Membership, lead: User) -> Membership:
    """A's sign-up with every part filled in, not yet sent."""
    memberships.name_sponsor(
        membership=sign_up,
        name="Sam Sponsor",
        title="Chief executive",
        email="sponsor@harrowmere.example",
        by=lead,
        at=NOW,
    )
    for wording in PledgeWording.objects.in_force(TODAY).select_related("pledge"):
        sign_up.commitments.create(
            pledge=wording.pledge,
            wording=wording,
            kind=CommitmentKind.NEW,
            text=f"{WORDS} Pledge {wording.pledge.number}.",
            revision=1,
            saved_by=lead,
            saved_at=NOW,
        )
    return memberships.state_plan_intention(
        membership=sign_up, intention=PlanIntention.NOT_NOW, by_date=None, by=lead, at=NOW
    )


@pytest.fixture
def plan(membership: Membership, lead: User) -> Plan:
    """A's plan with an empty draft."""
    return plans.start_plan(membership=membership, by=lead, at=NOW)


@pytest.fixture
def published_plan(plan: Plan, lead: User) -> Plan:
    """A's plan with one published version and one priority."""
    plans.save_part(
        plan=plan,
        by=lead,
        at=NOW,
        title="Safer nights",
        start_date=date(2026, 7, 1),
        end_date=date(2029, 6, 30),
        executive_lead="Chief nurse",
        where_we_are_now="Most falls with harm happen at night.",
    )
    plans.add_priority(
        plan=plan,
        pledges=list(Pledge.objects.filter(number__in=[1, 4])),
        by=lead,
        at=NOW,
        **PRIORITY,
    )
    plans.publish_plan(
        plan=plan,
        reason="First version",
        report_frequency=ReportFrequency.YEARLY,
        next_report_date=None,
        by=lead,
        role="Head of quality",
        at=NOW,
        today=TODAY,
    )
    plan.refresh_from_db()
    return plan


def publish_anew(
    plan: Plan, by: User, at: datetime = NOW, role: str = "Head of quality", **said: Any
) -> PlanVersion:
    """The next version of a published plan, with these fields; what is public itself never changes."""
    plans.start_new_version(plan=plan, by=by, at=at)
    plans.save_part(plan=plan, by=by, at=at, **said)
    return plans.publish_plan(
        plan=plan,
        reason="What is new",
        report_frequency=ReportFrequency.YEARLY,
        next_report_date=None,
        by=by,
        role=role,
        at=at,
        today=TODAY,
    )


PRIORITY: dict[str, Any] = {
    "title": "Fewer falls with harm",
    "topic": "FALLS",
    "own_topic": "",
    "scope": "LOCAL",
    "why": "Half of our falls with harm happen between midnight and seven.",
    "aim_direction": "REDUCE",
    "aim_measure": "falls with harm per 1,000 bed days",
    "aim_amount_kind": "PERCENT",
    "aim_amount": Decimal(50),
    "aim_by_date": date(2028, 3, 31),
}


@pytest.fixture
def client_for() -> Callable[[User], Client]:
    """A signed-in client; the campaign team's have proven their second factor."""

    def sign_in(user: User) -> Client:
        client = Client()
        request = HttpRequest()
        request.session = client.session
        login(request, user, "allauth.account.auth_backends.AuthenticationBackend")
        record_authentication(request, user, "code", email=user.email)
        EmailAddress.objects.filter(user=user).update(verified=True)
        if user.campaign_role:
            record_authentication(request, user, "mfa", type="totp")
        request.session.save()
        client.cookies["sessionid"] = str(request.session.session_key)
        return client

    return sign_in
