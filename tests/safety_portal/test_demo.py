"""The demo's members: loaded through the services, as they are written."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.db.models import Count
from pytest_django import DjangoDbBlocker

from accounts.models import User
from improvement_plans.changes import plan_changes
from improvement_plans.models import PlanVersion, cycles_of, with_contents
from improvement_plans.presenters.advice import advice
from improvement_plans.presenters.hanging import Hanging
from improvement_plans.presenters.tree import grown
from individuals.models import Individual
from individuals.presenters import PeopleHere, people_here
from mergers.models import Merger
from organisations.models import EmailDomain, Membership, Message, Organisation
from pledges.models import Commitment
from safety_portal.demo.changes import all_versions
from safety_portal.demo.individuals import individuals
from safety_portal.demo.load import MEMBERS, load_demo
from safety_portal.demo.people import INDIVIDUAL, PEOPLE
from tests.conftest import TODAY

MEMBER_LIST = json.loads(MEMBERS.read_text())["members"]


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """The whole demo, loaded once for this file: it takes seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demo(TODAY)
        transaction.set_rollback(True)


@pytest.fixture
def loaded(story: int, db: None) -> int:
    return story


def test_every_member_is_loaded_in_its_state(loaded: int) -> None:
    found = Counter(Membership.objects.values_list("organisation__ods_code", "state"))
    continued = {"ZZ221": "SUCCEEDED"}
    assert found == Counter(
        (m["ods_code"], continued.get(m["ods_code"], m["state"])) for m in MEMBER_LIST
    )
    assert loaded == len(MEMBER_LIST)


def test_every_members_words_are_loaded_as_they_are_written(loaded: int) -> None:
    columns = ("membership__organisation__ods_code", "pledge__number", "version", "text")
    assert set(Commitment.objects.values_list(*columns)) == {
        (m["ods_code"], c["pledge"], number, version["text"])
        for m in MEMBER_LIST
        for c in m["commitments"]
        for number, version in enumerate(
            [*all_versions(c), *([c["draft"]] if "draft" in c else [])], 1
        )
    }


def test_a_few_members_have_changed_their_pledges_and_one_is_changing_them(loaded: int) -> None:
    later = Commitment.objects.ever_published().filter(version__gt=1)
    assert Counter(later.values_list("membership__organisation__name", flat=True).order_by()) == {
        "HARROWMERE HOSPITALS NHS FOUNDATION TRUST": 3,
        "CALDERMOSS COMMUNITY HEALTH NHS TRUST": 1,
        "SALTHAVEN AND ISLE DISTRICT HOSPITAL NHS TRUST": 1,
        "Plain Words About Medicines": 1,
    }
    drafts = Commitment.objects.drafts().filter(version__gt=1)
    assert [str(draft.membership.organisation) for draft in drafts] == [
        "Harrowmere Hospitals NHS Foundation Trust"
    ]


def test_plans_are_published_in_all_their_versions(loaded: int) -> None:
    published = PlanVersion.objects.ever_published().order_by()
    found = Counter(published.values_list("plan__membership__organisation__ods_code", flat=True))
    assert found == {
        m["ods_code"]: 1 + len(m["plan"].get("versions", [])) for m in MEMBER_LIST if m["plan"]
    }


def test_one_plan_is_whole_and_its_second_version_tells_what_changed(loaded: int) -> None:
    """Nothing is missed in it but a number that the member chose not to name."""
    versions = PlanVersion.objects.filter(plan__membership__organisation__ods_code="ZZ101")
    first, second = (with_contents(versions.get(number=number)) for number in (1, 2))
    assert [each.text for each in advice(second.plan, second)] == [
        "Fair treatment after an error: an answer to ““Year on year” names no number. How much "
        "would be enough?”"
    ]
    lines = [
        (line.text, line.stage)
        for priority in second.priorities.all()
        for line in priority.drivers.all()
    ]
    assert len({stage for _, stage in lines if stage}) == 6
    assert sum(len(cycles_of(d)) for p in second.priorities.all() for d in p.drivers.all()) == 3
    tree = grown(second.priorities.all()[0].drivers.all(), Hanging())
    assert [(b.driver.text, [c.driver.text for c in b.children]) for b in tree] == [
        (
            "The way to the bathroom is safe in the dark",
            ["Light where feet are", "Floors and frames within reach"],
        ),
        (
            "Someone is there before the patient gets up alone",
            ["Enough people between midnight and seven", "Knowing early that somebody moves"],
        ),
        (
            "The body is ready to stand",
            [
                "Blood pressure lying and standing before the second night, and a pharmacist who "
                "acts on it",
                "Sleeping tablets looked at again on the day after they began",
            ],
        ),
    ]
    assert (second.milestones.count(), second.plan.milestones_done.count()) == (6, 2)
    assert second.learning_goals.count() == 2
    assert [section.heading for section in plan_changes(first, second)] == [
        "About this plan",
        "Where we are now",
        "What worked over the last three years",
        "What we will do differently",
        "How patients and staff were involved",
        "Fewer falls with harm, above all at night",
        "Seeing deterioration at three in the morning",
        "Right medicines on the day of leaving",
        "Fair treatment after an error",
        "Milestones",
        "What we want to learn",
    ]


def test_one_team_is_writing_its_next_version(loaded: int) -> None:
    draft = PlanVersion.objects.drafts().get()
    by = set(draft.parts_saved.values_list("saved_by__full_name", flat=True))
    assert (draft.plan.membership.organisation.ods_code, draft.number) == ("ZZ214", 3)
    assert by == {"Callum Eskdrew"}
    counts = [priority.drivers.count() for priority in draft.priorities.order_by("position")]
    assert counts == [0, 0, 0, 4]


def test_one_merger_is_settled_and_one_waits(loaded: int) -> None:
    codes = ("membership__organisation__ods_code", "succession__successor__ods_code")
    counted = Merger.objects.annotate(decided=Count("decisions"))
    settled = counted.exclude(settled_at=None).values_list(*codes, "decided")
    waiting = counted.waiting(TODAY).values_list(*codes, "decided")
    assert (settled.get(), waiting.get()) == (("ZZ221", "ZZ214", 5), ("ZZ119", "ZZ112", 2))


def test_one_question_is_answered_and_one_waits(loaded: int) -> None:
    asked = Message.objects.filter(kind="QUESTION").values_list(
        "membership__organisation__ods_code", flat=True
    )
    waiting = Message.objects.unanswered_questions().get()
    assert (set(asked), waiting.membership.organisation.ods_code) == ({"ZZ101", "ZZ147"}, "ZZ147")


def test_the_people_of_the_mail_page_exist(loaded: int) -> None:
    wanted = {person.email: person.full_name for person in PEOPLE}
    found = {user.email: user.full_name for user in User.objects.filter(email__in=wanted)}
    # Who pledges for herself keeps her name with her pledges, to be erased with them.
    own = Individual.objects.get(user__email=INDIVIDUAL.email)
    assert {**found, own.user.email: own.full_name} == wanted


def test_people_pledge_for_themselves_and_one_organisation_shows_that_they_do(
    loaded: int,
) -> None:
    codes = dict(Organisation.objects.values_list("pk", "ods_code"))
    columns = ("first_name", "visibility", "organisation_id")
    found = {
        (name, visibility, codes[pk] if pk else None)
        for name, visibility, pk in Individual.objects.values_list(*columns)
    }
    assert found == {(p["first_name"], p["visibility"], p["organisation"]) for p in individuals()}
    assert Individual.objects.filter(organisation=None).count() == 3
    people = people_here(Organisation.objects.get(ods_code="ZZ101"))
    assert people == PeopleHere(
        6,
        [
            "Maribel Thackeray-Oduya, Pharmacist",
            "Osric Venn, Porter",
            "Peony Larkspurr, Staff nurse, care of older people",
        ],
    )


def test_some_organisations_are_left_to_sign_up(loaded: int) -> None:
    free = Organisation.objects.exclude(memberships__isnull=False)
    proven = EmailDomain.objects.filter(organisation__in=free)
    assert (free.count(), proven.count()) == (3, 3)


def test_no_address_of_the_demo_can_be_anybodys(loaded: int) -> None:
    domains = {email.rpartition("@")[2] for email in User.objects.values_list("email", flat=True)}
    reserved = (".example", ".example.com", ".example.net", ".example.org")
    assert [domain for domain in domains if not f".{domain}".endswith(reserved)] == []
