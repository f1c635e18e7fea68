"""Joining, changing, leaving, erasing."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from structlog.testing import capture_logs

from accounts.models import User
from audit.models import Event
from individuals import services
from individuals.choices import Visibility
from individuals.models import Departure, Individual, IndividualPledge
from individuals.personal_data import personal_data
from organisations.models import Organisation
from pledges.models import Pledge, PledgeWording
from tests.conftest import NOW, TODAY

MakeIndividual = Callable[..., Individual]
LATER = NOW + timedelta(days=3)
DETAILS: dict[str, Any] = {
    "first_name": "Ines",
    "last_name": "Own",
    "role": "Staff nurse",
    "organisation": None,
    "visibility": Visibility.PRIVATE,
}


def texts(individual: Individual) -> dict[int, str]:
    return dict(individual.pledges.values_list("pledge__number", "text"))


def change(individual: Individual, pledges: dict[int, str], **details: Any) -> Individual:
    return services.change(
        individual=individual,
        pledges=pledges,
        by=individual.user,
        at=LATER,
        today=LATER.date(),
        **{**DETAILS, **details},
    )


def test_a_person_joins_with_the_pledges_they_wrote(stranger: User) -> None:
    individual = services.join(
        by=stranger, pledges={1: "", 2: "I will ask.", 5: "I will thank."}, at=NOW, today=TODAY,
        **DETAILS,
    )  # fmt: skip
    individual.refresh_from_db()
    assert (texts(individual), individual.visibility, individual.joined_at) == (
        {2: "I will ask.", 5: "I will thank."},
        "PRIVATE",
        NOW,
    )


def test_a_pledge_answers_the_wording_of_the_day(stranger: User) -> None:
    newer = PledgeWording.objects.create(
        pledge=Pledge.objects.get(number=2), title="New", text="New.", from_date=TODAY
    )
    individual = services.join(by=stranger, pledges={2: "I ask."}, at=NOW, today=TODAY, **DETAILS)
    assert individual.pledges.get().wording == newer


@pytest.mark.parametrize("pledges", [{}, {1: "", 5: ""}])
def test_nobody_joins_without_a_pledge(pledges: dict[int, str], stranger: User) -> None:
    with pytest.raises(services.NoPledge):
        services.join(by=stranger, pledges=pledges, at=NOW, today=TODAY, **DETAILS)
    assert (
        Individual.objects.count(),
        Event.objects.filter(event="individual.joined").count(),
    ) == (
        0,
        0,
    )


def test_a_person_joins_once(individual: User) -> None:
    with pytest.raises(services.AlreadyJoined):
        services.join(by=individual, pledges={1: "Again."}, at=NOW, today=TODAY, **DETAILS)


def test_of_two_at_once_the_database_lets_one_in(
    individual: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The other one has not committed when this one looks.
    monkeypatch.setattr(type(Individual.objects.all()), "of", lambda *_: Individual.objects.none())
    with pytest.raises(services.AlreadyJoined):
        services.join(by=individual, pledges={1: "Again."}, at=NOW, today=TODAY, **DETAILS)
    assert list(IndividualPledge.objects.values_list("text", flat=True)) == [
        "I will ask when I am not sure."
    ]


def test_a_bad_name_is_refused_whatever_the_form_let_through(stranger: User) -> None:
    details = {**DETAILS, "first_name": "www.example.org"}
    with pytest.raises(ValidationError):
        services.join(by=stranger, pledges={1: "I ask."}, at=NOW, today=TODAY, **details)


def test_who_comes_back_before_the_erasure_starts_afresh(make_individual: MakeIndividual) -> None:
    before = make_individual(pledges={4: "Old words."})
    services.leave(individual=before, by=before.user, at=LATER)
    again = services.join(
        by=before.user, pledges={1: "New words."}, at=LATER, today=TODAY, **DETAILS
    )
    assert (texts(again), Individual.objects.get(), Departure.objects.count()) == (
        {1: "New words."},
        again,
        1,
    )


def test_everything_can_be_changed(
    make_individual: MakeIndividual, make_organisation: Callable[..., Organisation]
) -> None:
    individual = make_individual(pledges={1: "One.", 2: "Two."})
    organisation = make_organisation()
    changed = change(
        individual,
        {1: "", 2: "Two, better.", 3: "Three."},
        first_name="Inés",
        last_name="",
        role="Sister",
        organisation=organisation,
        visibility=Visibility.FULL,
    )
    changed.refresh_from_db()
    assert (texts(changed), changed.full_name, changed.role) == (
        {2: "Two, better.", 3: "Three."},
        "Inés",
        "Sister",
    )
    assert (changed.organisation, changed.visibility) == (organisation, "FULL")
    assert (changed.joined_at, changed.certificate_code) == (NOW, individual.certificate_code)


def test_what_was_not_changed_still_answers_its_old_wording(
    make_individual: MakeIndividual,
) -> None:
    individual = make_individual(pledges={1: "One.", 2: "Two."})
    for number in (1, 2):
        pledge = Pledge.objects.get(number=number)
        PledgeWording.objects.create(pledge=pledge, title="New", text="New.", from_date=LATER)
    change(individual, {1: "One.", 2: "Two, better."})
    found = individual.pledges.order_by("pledge__number").values_list("wording__title", flat=True)
    assert list(found) == ["Put safety first", "New"]


def test_the_last_pledge_stays(make_individual: MakeIndividual) -> None:
    individual = make_individual(pledges={1: "One."})
    with pytest.raises(services.NoPledge):
        change(individual, {1: ""}, first_name="Other")
    individual.refresh_from_db()
    assert (texts(individual), individual.first_name) == ({1: "One."}, "Ines")


def test_who_left_changes_nothing_and_leaves_once(make_individual: MakeIndividual) -> None:
    individual = make_individual()
    services.leave(individual=individual, by=individual.user, at=LATER)
    with pytest.raises(services.HasLeft):
        change(individual, {1: "Too late."})
    with pytest.raises(services.HasLeft):
        services.leave(individual=individual, by=individual.user, at=LATER + timedelta(hours=1))
    individual.refresh_from_db()
    assert individual.left_at == LATER


def test_who_left_is_erased_and_only_two_days_remain(make_individual: MakeIndividual) -> None:
    # Half past midnight in London is the day before in UTC.
    joined = datetime(2026, 6, 15, 0, 30, tzinfo=ZoneInfo("Europe/London"))
    gone, stays = make_individual(joined_at=joined), make_individual()
    services.leave(individual=gone, by=gone.user, at=LATER)
    erased = services.erase_those_who_left(at=LATER + timedelta(hours=1))
    assert (erased, Individual.objects.get(), IndividualPledge.objects.get().individual) == (
        1,
        stays,
        stays,
    )
    kept = Departure.objects.values("joined_date", "left_date").get()
    assert kept == {"joined_date": date(2026, 6, 15), "left_date": LATER.date()}


def test_a_skipped_run_loses_nobody_and_a_second_run_finds_nobody(
    make_individual: MakeIndividual,
) -> None:
    for days in (0, 1, 9):
        individual = make_individual()
        services.leave(individual=individual, by=individual.user, at=NOW + timedelta(days=days))
    runs = [services.erase_those_who_left(at=NOW + timedelta(days=day)) for day in (1, 1, 30)]
    assert (runs, Individual.objects.count(), Departure.objects.count()) == ([2, 0, 1], 0, 3)


def test_who_comes_back_while_the_sweep_runs_is_not_erased(
    make_individual: MakeIndividual, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_individual(), make_individual()
    for individual in (first, second):
        services.leave(individual=individual, by=individual.user, at=NOW)
    erase = services._erase

    def and_the_second_comes_back(individual: Individual, **arguments: Any) -> None:
        erase(individual, **arguments)
        if individual.user == first.user:
            services.join(by=second.user, pledges={1: "I am."}, at=LATER, today=TODAY, **DETAILS)

    monkeypatch.setattr(services, "_erase", and_the_second_comes_back)
    erased = services.erase_those_who_left(at=LATER)
    assert (erased, Individual.objects.get().user, Departure.objects.count()) == (
        1,
        second.user,
        2,
    )


def test_an_erasure_that_fails_holds_up_no_other_and_is_tried_again(
    make_individual: MakeIndividual, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_individual(), make_individual()
    for individual in (first, second):
        services.leave(individual=individual, by=individual.user, at=NOW)
    erase = services._erase

    def fail_at_the_first(individual: Individual, **arguments: Any) -> None:
        erase(individual, **arguments)
        if individual.user == first.user:
            raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(services, "_erase", fail_at_the_first)
        with capture_logs() as logs:
            runs = [services.erase_those_who_left(at=LATER)]
    assert [(log["event"], log["individual"]) for log in logs] == [("erasure_failed", first.pk)]
    assert (Individual.objects.get(), Departure.objects.count()) == (first, 1)
    runs.append(services.erase_those_who_left(at=LATER))
    assert (runs, Individual.objects.count(), Departure.objects.count()) == ([1, 1], 0, 2)


def test_erasing_a_person_keeps_their_account(make_individual: MakeIndividual) -> None:
    user = make_individual().user
    services.erase(user=user, by=user, at=LATER)
    services.erase(user=user, by=user, at=LATER)
    assert (User.objects.get(), Individual.objects.count()) == (user, 0)
    assert list(Departure.objects.values_list("left_date", flat=True)) == [LATER.date()]


def test_the_trail_says_what_happened_and_no_words(make_individual: MakeIndividual) -> None:
    individual = make_individual(
        first_name="Kestrel", last_name="Canary", role="Kestrel", pledges={1: "Kestrel."}
    )
    pk, user = individual.pk, individual.user
    change(individual, {1: "Kestrel, changed."}, first_name="Kestrel", visibility="FULL")
    services.leave(individual=individual, by=user, at=LATER)
    services.erase_those_who_left(at=LATER)
    trail = Event.objects.about(f"individuals.individual:{pk}").values_list(
        "event", "actor", "details"
    )
    me = f"accounts.user:{user.pk}"
    assert list(trail) == [
        ("individual.joined", me, {"visibility": "PRIVATE"}),
        ("individual.changed", me, {"visibility": "FULL"}),
        ("individual.left", me, {}),
        ("individual.erased", "system", {}),
    ]


def test_a_person_gets_a_copy_of_all_that_is_held(
    make_individual: MakeIndividual, make_organisation: Callable[..., Organisation]
) -> None:
    individual = make_individual(
        organisation=make_organisation(name="HARROWMERE TEST NHS TRUST"),
        pledges={3: "I say so.", 1: "I ask."},
    )
    services.leave(individual=individual, by=individual.user, at=LATER)
    individual.refresh_from_db()
    (held,) = personal_data(user=individual.user)["own_pledges"]
    assert held == {
        "first_name": "Ines",
        "last_name": "Own",
        "role": "Staff nurse",
        "organisation": "Harrowmere Test NHS Trust",
        "visibility": "Nothing: only count me",
        "certificate_code": individual.certificate_code,
        "joined_at": individual.joined_at,
        "left_at": individual.left_at,
        "pledges": {"Put safety first": "I ask.", "Be honest": "I say so."},
    }


def test_of_somebody_without_pledges_nothing_is_held(stranger: User, individual: User) -> None:
    (held,) = personal_data(user=individual)["own_pledges"]
    others = personal_data(user=stranger)["own_pledges"]
    assert (others, held["organisation"], held["left_at"]) == ([], "", None)


def test_an_account_with_pledges_is_not_deleted_past_the_erasure(individual: User) -> None:
    with pytest.raises(IntegrityError):
        individual.delete()


def test_a_record_that_was_joined_with_another_meanwhile_is_not_chosen(
    make_individual: MakeIndividual, make_organisation: Callable[..., Organisation]
) -> None:
    record = make_organisation()
    merged = make_organisation(ods_code=None, added_by_hand=True)
    Organisation.objects.filter(pk=merged.pk).update(merged_into=record, closed_date=TODAY)
    assert make_individual(organisation=merged).organisation == record


def test_what_somebody_else_typed_is_not_offered(
    stranger: User, client_for: Callable[[User], Client]
) -> None:
    client = client_for(stranger)
    session = client.session
    session["individual"] = {
        "first_name": "Alice",
        "last_name": "",
        "role": "Nurse",
        "visibility": "PRIVATE",
        "pledges": {"1": "canary words"},
        "organisation": None,
        "email": "alice@elsewhere.example",
        "at": timezone.now().isoformat(),
    }
    session.save()
    assert "canary words" not in client.get("/people/join/").content.decode()
