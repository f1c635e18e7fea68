"""Open data: what the files hold, and that they say what they hold."""

import csv
import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.public_pages import begin_new_edition
from improvement_plans.models import Plan
from organisations.models import Membership
from safety_portal.open_data import DATASETS, FORMS
from safety_portal.views import open_data
from tests.conftest import NOW, publish_anew
from tests.progress_reports import writing as told
from tests.safety_portal.test_pages import commit, words

MakeMember = Callable[..., Membership]


def csv_rows(client: Client, name: str) -> list[dict[str, str]]:
    text = client.get(f"/open-data/{name}.csv").getvalue().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline="")))


def json_rows(client: Client, name: str) -> list[dict[str, Any]]:
    return json.loads(client.get(f"/open-data/{name}.json").getvalue())["rows"]


def test_the_directory_as_json(make_member: MakeMember, client: Client) -> None:
    make_member(
        name="HARROWMERE NHS TRUST", ods_code="ZZ1", former_name="OLDMERE TRUST", town="HARROWMERE"
    )
    assert json_rows(client, "organisations") == [
        {
            "organisation": "Harrowmere NHS Trust",
            "ods_code": "ZZ1",
            "former_names": ["Oldmere Trust"],
            "type": "Acute trust",
            "town": "Harrowmere",
            "region": "North East and Yorkshire",
            "state": "Active",
            "state_since": "2026-06-15",
            "member_since": "2026-06-15",
            "last_heard_from": "2026-06",
            "sponsor": "Sam Sponsor",
            "sponsor_title": "Chief executive",
            "page": "http://127.0.0.1:8000/organisations/harrowmere-nhs-trust-zz1/",
        }
    ]


def test_what_is_not_known_is_null_and_in_csv_empty(
    make_member: MakeMember, client: Client
) -> None:
    make_member(name="A College", ods_code=None, region_code="", town="")
    unknown = ("ods_code", "town", "region")
    assert [json_rows(client, "organisations")[0][name] for name in unknown] == [None] * 3
    assert [csv_rows(client, "organisations")[0][name] for name in unknown] == [""] * 3


def test_pledges_as_json(membership: Membership, client: Client) -> None:
    commit(membership, text="We call.\n- the same day", published_at=NOW.replace(hour=0))
    assert json_rows(client, "pledges")[1] == {
        "organisation": "Harrowmere Test NHS Trust",
        "ods_code": "ZZA01",
        "pledge": 2,
        "pledge_title": "Continually learn",
        "text": "We call.\n- the same day",
        "kind": "New because of the pledge",
        "version": 1,
        "published": "2026-06-15",
        "page": "http://127.0.0.1:8000/organisations/harrowmere-test-nhs-trust-zza01/#pledge-2",
    }


def test_plans_as_json(published_plan: Plan, client: Client) -> None:
    assert json_rows(client, "plans") == [
        {
            "organisation": "Harrowmere Test NHS Trust",
            "ods_code": "ZZA01",
            "title": "Safer nights",
            "starts": "2026-07-01",
            "ends": "2029-06-30",
            "board_approved": None,
            "version": 1,
            "published": "2026-06-15",
            "reason": "First version",
            "starting_point": "Most falls with harm happen at night.",
            "what_worked": None,
            "what_will_be_different": None,
            "involved": None,
            "how_involved": None,
            "topics": ["Falls"],
            "priorities": ["Fewer falls with harm"],
            "wants_to_learn": [],
            "page": "http://127.0.0.1:8000/organisations/harrowmere-test-nhs-trust-zza01"
            "/plan/versions/1/",
        }
    ]


def test_the_board_s_date_is_written_too(published_plan: Plan, lead: User, client: Client) -> None:
    publish_anew(published_plan, lead, board_approved_date=date(2026, 5, 1))
    assert json_rows(client, "plans")[0]["board_approved"] == "2026-05-01"


@pytest.mark.parametrize("name", DATASETS)
def test_both_forms_hold_the_same(
    name: str, published_plan: Plan, lead: User, client: Client
) -> None:
    commit(published_plan.membership)
    told.write(published_plan, lead)
    told.publish(published_plan, lead)
    plain = [
        {
            key: "; ".join(value) if isinstance(value, list) else str(value or "")
            for key, value in row.items()
        }
        for row in json_rows(client, name)
    ]
    assert (plain, len(plain) > 0) == (csv_rows(client, name), True)


@pytest.mark.parametrize("name", DATASETS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.django_db
def test_a_file_without_rows_is_whole(name: str, form: str, client: Client) -> None:
    answer = client.get(f"/open-data/{name}.{form}")
    content = answer.getvalue().decode("utf-8-sig")
    names = list(json.loads(content)["columns"]) if form == "json" else content.strip().split(",")
    assert names == DATASETS[name].names()


def test_rows_are_in_order_of_name(make_member: MakeMember, client: Client) -> None:
    for name in ("Zeal", "alpha", "Beta"):
        commit(make_member(name=name))
    for dataset, each in (("organisations", 1), ("pledges", 5)):
        names = [row["organisation"] for row in json_rows(client, dataset)]
        assert names == ["alpha"] * each + ["Beta"] * each + ["Zeal"] * each


def test_a_text_never_becomes_a_formula(membership: Membership, client: Client) -> None:
    commit(membership, text="=1+1")
    assert {row["text"] for row in csv_rows(client, "pledges")} == {"'=1+1"}
    assert {row["text"] for row in json_rows(client, "pledges")} == {"=1+1"}


@pytest.mark.parametrize("name", DATASETS)
def test_more_rows_take_no_more_queries(
    name: str, make_member: MakeMember, published_plan: Plan, client: Client
) -> None:
    seen = set()
    for _ in range(3):
        commit(make_member())
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/open-data/{name}.json").getvalue()
        seen.add(len(queries))
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("form", "content_type"), [("csv", "text/csv; charset=utf-8"), ("json", "application/json")]
)
@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.django_db
def test_files_may_be_kept_a_while_and_read_by_other_sites(
    form: str, content_type: str, method: str, client: Client
) -> None:
    answer = getattr(client, method)(f"/open-data/plans.{form}")
    named = answer["Content-Disposition"].startswith('attachment; filename="plans-2')
    headers = [answer["Content-Type"], answer["Cache-Control"]]
    assert headers == [content_type, "public, max-age=300"]
    assert (answer["Access-Control-Allow-Origin"], named, answer.cookies) == ("*", True, {})


@pytest.mark.django_db
def test_asking_only_for_the_head_writes_no_file(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = client.head("/open-data/pledges.csv")
    assert (answer.getvalue(), len(queries)) == (b"", 0)


@pytest.mark.parametrize("path", ["people.csv", "pledges.xlsx", "pledges"])
@pytest.mark.django_db
def test_there_is_no_other_file(path: str, client: Client) -> None:
    assert client.get(f"/open-data/{path}").status_code == 404


@pytest.mark.django_db
def test_the_page_explains_every_column_and_leads_to_every_file(client: Client) -> None:
    answer = client.get("/open-data/")
    shown, page = words(answer), answer.content.decode()
    missing = [
        column
        for dataset in DATASETS.values()
        for column in dataset.columns
        if f"{column.name} {column.meaning}" not in shown
    ]
    files = [f'href="/open-data/{name}.{form}"' in page for name in DATASETS for form in FORMS]
    assert (missing, files) == ([], [True] * 8)


# What a plan aims at and measures; side by side it would make a league table.
OUTCOMES = ("aim", "amount", "measure", "target", "value", "baseline", "score", "rank")


def test_no_column_is_an_outcome_and_none_holds_an_aim(
    published_plan: Plan, client: Client
) -> None:
    names = [name for dataset in DATASETS.values() for name in dataset.names()]
    assert [name for name in names for word in OUTCOMES if word in name] == []
    priority = published_plan.versions.get().priorities.get()
    fields = apps.get_model("improvement_plans.Priority")._meta.concrete_fields
    aims = [str(getattr(priority, f.name)) for f in fields if f.name.startswith("aim_")]
    text = client.get("/open-data/plans.json").getvalue().decode()
    leaking = [aim for aim in [priority.aim, *aims] if aim and aim in text and aim != "REDUCE"]
    assert leaking == []


def test_a_reader_whose_copy_holds_gets_no_file_until_somebody_writes(
    membership: Membership, client: Client
) -> None:
    first = client.get("/open-data/pledges.csv")
    headers = {"If-None-Match": first["ETag"]}
    again = client.get("/open-data/pledges.csv", headers=headers)
    other = client.get("/open-data/plans.csv", headers=headers)
    begin_new_edition()
    after = client.get("/open-data/pledges.csv", headers=headers)
    codes = [answer.status_code for answer in (first, again, other, after)]
    assert (codes, again.content) == ([200, 304, 200, 200], b"")


def test_a_computer_that_asks_again_and_again_waits(db: None, client: Client) -> None:
    answers = [client.get("/open-data/plans.csv").status_code for _ in range(31)]
    assert (answers[:30], answers[30]) == ([200] * 30, 429)
    assert client.head("/open-data/plans.csv").status_code == 200


def test_a_file_is_there_while_the_cache_that_says_what_is_new_is_away(
    membership: Membership, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_data, "edition_for", lambda request: "")
    answer = client.get("/open-data/pledges.csv")
    assert (answer.status_code, answer.has_header("ETag")) == (200, False)
