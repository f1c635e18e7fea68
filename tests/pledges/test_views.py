"""The task list, the five pledges, the check, the sponsor's page and the campaign team's check."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from accounts.models import User
from organisations.links import sponsor_token
from organisations.models import Membership, Organisation, SponsorRequest
from organisations.services import register
from pledges import services
from pledges.models import Commitment, Pledge, PledgeWording
from tests.conftest import NOW, WORDS

ClientFor = Callable[[User], Client]
CANARY = "kestrel-canary"
SCRIPT = "<script>alert(1)</script>"


def page(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def words(answer: Any) -> str:
    """What a reader sees, without the markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def as_lead(lead: User, client_for: ClientFor) -> Client:
    return client_for(lead)


@pytest.fixture
def as_officer(officer: User, client_for: ClientFor) -> Client:
    return client_for(officer)


# The five pledges


@pytest.mark.django_db
def test_the_five_pledges_are_shown_as_they_read_today(client: Client) -> None:
    shown = re.findall(r'id="pledge-\d">(.*?)</h2>', client.get("/pledges/").content.decode())
    assert shown == [
        "1. Put safety first",
        "2. Continually learn",
        "3. Be honest",
        "4. Collaborate",
        "5. Be supportive",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "title"), [(0, "Be open"), (1, "Be honest")])
def test_a_new_wording_is_shown_from_its_day_on(days: int, title: str, client: Client) -> None:
    day = timezone.localdate() + timedelta(days=days)
    third = Pledge.objects.get(number=3)
    PledgeWording.objects.create(pledge=third, title="Be open", text="We will.", from_date=day)
    assert f"3. {title}" in client.get("/pledges/").content.decode()


# The task list


def statuses(answer: Any) -> list[tuple[str, str]]:
    items = re.findall(
        r"task-list__item.*?<a[^>]*>(.*?)</a>.*?task-list__status[^>]*>(.*?)</div>",
        answer.content.decode(),
        re.DOTALL,
    )
    plain = [[re.sub(r"<[^>]+>|\s+", " ", part).strip() for part in item] for item in items]
    return [(title, status) for title, status in plain]


def test_a_new_sign_up_has_seven_things_to_do(sign_up: Membership, as_lead: Client) -> None:
    shown = statuses(as_lead.get(f"/sign-up/{sign_up.pk}/"))
    assert shown == [
        ("Executive sponsor", "Not yet started"),
        ("Pledge 1: Put safety first", "Not yet started"),
        ("Pledge 2: Continually learn", "Not yet started"),
        ("Pledge 3: Be honest", "Not yet started"),
        ("Pledge 4: Collaborate", "Not yet started"),
        ("Pledge 5: Be supportive", "Not yet started"),
        ("Will you publish a plan?", "Not yet started"),
    ]


def test_what_is_done_is_shown_as_completed(complete_sign_up: Membership, as_lead: Client) -> None:
    Commitment.objects.filter(pledge__number=4).delete()
    shown = [s for _, s in statuses(as_lead.get(f"/sign-up/{complete_sign_up.pk}/"))]
    assert shown == ["Completed"] * 4 + ["Not yet started"] + ["Completed"] * 2


def test_a_complete_sign_up_leads_to_the_check(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    shown = page(as_lead.get(f"/sign-up/{complete_sign_up.pk}/"))
    assert shown.count(f'href="/sign-up/{complete_sign_up.pk}/check/"') == 1


def test_an_incomplete_sign_up_does_not_lead_to_the_check(
    sign_up: Membership, as_lead: Client
) -> None:
    assert page(as_lead.get(f"/sign-up/{sign_up.pk}/")).count("/check/") == 0


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("AWAITING_SPONSOR", "We have written to Sam Sponsor"),
        ("AWAITING_VERIFICATION", "within two working days"),
        ("ACTIVE", "Your pledges are published"),
    ],
)
def test_the_task_list_says_where_the_sign_up_stands(
    state: str, said: str, membership: Membership, as_lead: Client
) -> None:
    Membership.objects.filter(pk=membership.pk).update(state=state)
    assert page(as_lead.get(f"/sign-up/{membership.pk}/")).count(said) == 1


@pytest.mark.parametrize("part", ["sponsor", "plan"])
@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("AWAITING_SPONSOR", "Your executive sponsor is reading this sign-up"),
        ("AWAITING_VERIFICATION", "This part of the sign-up can no longer be changed."),
    ],
)
def test_a_part_that_was_sent_shows_no_form_that_would_not_be_saved(
    part: str, state: str, said: str, complete_sign_up: Membership, as_lead: Client
) -> None:
    path = f"/sign-up/{complete_sign_up.pk}/{part}/"
    before = as_lead.get(path)
    Membership.objects.update(state=state, sponsor_confirmed_at=NOW)
    after = as_lead.get(path, follow=True)
    assert (before.status_code, after.redirect_chain) == (
        200,
        [(f"/sign-up/{complete_sign_up.pk}/", 302)],
    )
    assert words(after).count(said) == 1


def test_an_ended_sign_up_says_when_and_why(membership: Membership, as_lead: Client) -> None:
    Membership.objects.update(state="CLOSED", state_reason="Nobody there <knows> you.")
    shown = words(as_lead.get(f"/sign-up/{membership.pk}/"))
    wanted = ("This sign-up ended on 15 June 2026.", "Nobody there <knows> you.")
    assert [shown.count(text) for text in wanted] == [1, 1]


def test_what_was_written_stays_readable_to_its_lead_after_the_end(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    Membership.objects.update(state="CLOSED")
    assert words(check(as_lead, complete_sign_up)).count(f"{WORDS} Pledge 5.") == 1


@pytest.mark.parametrize("part", ["sponsor/", "plan/", "pledges/1/"])
def test_an_ended_sign_up_is_not_written_to(
    part: str, complete_sign_up: Membership, as_lead: Client
) -> None:
    Membership.objects.update(state="CLOSED")
    data = {"name": "S", "title": "T", "email": "s@a.example", "intention": "NOT_NOW"}
    answer = as_lead.post(
        f"/sign-up/{complete_sign_up.pk}/{part}", {**data, "text": "Late.", "kind": "NEW"}
    )
    assert words(answer).count("This sign-up is at another step: sign-up ended.") == 1


# One pledge


def write(client: Client, membership: Membership, **data: str) -> HttpResponse:
    data = {"text": WORDS, "kind": "NEW", **data}
    return client.post(f"/sign-up/{membership.pk}/pledges/3/", data)  # type: ignore[return-value]


def test_a_commitment_is_saved_and_leads_back_to_the_task_list(
    sign_up: Membership, as_lead: Client
) -> None:
    answer = write(as_lead, sign_up, kind="EXTENSION")
    saved = Commitment.objects.get()
    assert (answer["Location"], saved.text, saved.kind, saved.pledge.number) == (
        f"/sign-up/{sign_up.pk}/",
        WORDS,
        "EXTENSION",
        3,
    )


def test_an_editor_writes_too(membership: Membership, editor: User, client_for: ClientFor) -> None:
    Membership.objects.filter(pk=membership.pk).update(state="DRAFT")
    write(client_for(editor), membership)
    assert Commitment.objects.get().text == WORDS


def test_the_page_shows_the_wording_and_the_draft(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    shown = page(as_lead.get(f"/sign-up/{complete_sign_up.pk}/pledges/3/"))
    wanted = ("We will be open about how we are doing on safety", f"{WORDS} Pledge 3.</textarea>")
    assert [shown.count(text) for text in wanted] == [1, 1]


def test_typed_text_is_kept_when_the_kind_is_missing(sign_up: Membership, as_lead: Client) -> None:
    answer = write(as_lead, sign_up, kind="", text="Kept & <b>kept</b>")
    boxes = answer.content.decode().count("Kept &amp; &lt;b&gt;kept&lt;/b&gt;</textarea>")
    saved = Commitment.objects.get()
    assert (answer.status_code, boxes, saved.text, saved.kind) == (
        200,
        1,
        "Kept & <b>kept</b>",
        "",
    )


def test_text_over_the_limit_is_kept_and_the_error_says_how_long_it_may_be(
    sign_up: Membership, as_lead: Client
) -> None:
    answer = write(as_lead, sign_up, text="x" * 3001)
    shown = page(answer)
    said = shown.count(
        "What your organisation will do must be 3,000 characters or fewer (it has 3001)"
    )
    assert ("x" * 3001 in shown, said, Commitment.objects.count()) == (True, 2, 0)


def test_text_of_3000_characters_with_line_breaks_is_within_the_limit(
    sign_up: Membership, as_lead: Client
) -> None:
    """A browser sends each line break as two characters; the counter beside the box counts one."""
    lines = "\r\n".join(["x" * 99] * 30)
    assert (len(lines.replace("\r\n", "\n")), write(as_lead, sign_up, text=lines).status_code) == (
        2999,
        302,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write what your organisation will do"),
        (" \n ", "Write what your organisation will do"),
        ("rtl \u202e", "The text has an invisible mark that changes its direction. Type it again."),
        ("\u200b\u200b", "Enter something that can be read."),
    ],
)
def test_a_text_that_is_refused_says_what_to_do(
    text: str, said: str, sign_up: Membership, as_lead: Client
) -> None:
    answer = write(as_lead, sign_up, text=text)
    assert (answer.status_code, page(answer).count(said)) == (200, 2)


@pytest.mark.parametrize("number", [0, 6, 99])
def test_there_is_no_sixth_pledge(number: int, sign_up: Membership, as_lead: Client) -> None:
    assert as_lead.get(f"/sign-up/{sign_up.pk}/pledges/{number}/").status_code == 404


def test_a_text_sent_too_late_changes_nothing_and_says_so(
    complete_sign_up: Membership, lead: User, as_lead: Client
) -> None:
    services.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    said = words(write(as_lead, complete_sign_up, text="Too late."))
    assert said.count("This sign-up is at another step: waiting for the executive sponsor.") == 1
    assert Commitment.objects.filter(text="Too late.").count() == 0


def test_a_text_sent_too_late_is_not_lost(
    complete_sign_up: Membership, lead: User, as_lead: Client
) -> None:
    services.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    shown = page(write(as_lead, complete_sign_up, text="An hour of careful words."))
    assert shown.count("An hour of careful words.</textarea>") == 1


# Check your answers


def check(client: Client, membership: Membership, method: str = "get") -> HttpResponse:
    return getattr(client, method)(f"/sign-up/{membership.pk}/check/")


def test_the_check_page_shows_everything_that_was_written(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    shown = words(check(as_lead, complete_sign_up))
    wanted = ["Sam Sponsor, Chief executive", "sponsor@harrowmere.example", "Not now"]
    wanted += [f"{WORDS} Pledge {number}." for number in range(1, 6)]
    assert [text for text in wanted if shown.count(text) != 1] == []


def test_the_check_page_shows_the_date_of_the_plan(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    Membership.objects.update(plan_intention="ON_A_DATE", plan_intended_date="2027-03-31")
    assert words(check(as_lead, complete_sign_up)).count("Yes, by 31 March 2027") == 1


def test_the_check_page_escapes_what_was_typed(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    Commitment.objects.update(text=SCRIPT)
    Membership.objects.update(sponsor_name=SCRIPT, sponsor_title=SCRIPT)
    raw = check(as_lead, complete_sign_up).content.decode()
    assert (raw.count("alert(1)"), raw.count("<script>")) == (7, 0)


def test_the_check_page_says_what_is_missing_and_offers_no_button(
    sign_up: Membership, as_lead: Client
) -> None:
    shown = words(check(as_lead, sign_up))
    assert (
        shown.count("Still to do: your executive sponsor, pledge 1,"),
        shown.count("Send to your"),
    ) == (1, 0)


def test_the_check_page_offers_no_button_once_it_was_sent(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    check(as_lead, complete_sign_up, "post")
    assert words(check(as_lead, complete_sign_up)).count("Send to your sponsor") == 0


def test_a_lead_sends_the_sign_up_to_the_sponsor(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    answer = check(as_lead, complete_sign_up, "post")
    complete_sign_up.refresh_from_db()
    assert (answer["Location"], complete_sign_up.state) == (
        f"/sign-up/{complete_sign_up.pk}/",
        "AWAITING_SPONSOR",
    )


def test_opening_the_check_page_sends_nothing(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    check(as_lead, complete_sign_up)
    complete_sign_up.refresh_from_db()
    assert (complete_sign_up.state, SponsorRequest.objects.count()) == ("DRAFT", 0)


def test_sending_an_incomplete_sign_up_says_what_is_missing(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    Commitment.objects.filter(pledge__number=2).delete()
    answer = check(as_lead, complete_sign_up, "post")
    assert words(as_lead.get(answer["Location"])).count("Still to do: pledge 2.") == 1


def test_a_double_click_asks_the_sponsor_once(
    complete_sign_up: Membership, as_lead: Client, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answers = [check(as_lead, complete_sign_up, "post").status_code for _ in range(2)]
    assert (answers, SponsorRequest.objects.count(), len(mail.outbox)) == ([302, 302], 1, 1)


# The sponsor's page


@pytest.fixture
def asked(complete_sign_up: Membership, lead: User) -> SponsorRequest:
    return services.send_to_sponsor(membership=complete_sign_up, by=lead, at=timezone.now())


def link(sponsor_request: SponsorRequest) -> str:
    return f"/sponsor/{sponsor_token(sponsor_request)}/"


def answer_with(
    client: Client, sponsor_request: SponsorRequest, answer: str, comment: str = ""
) -> HttpResponse:
    data = {"answer": answer, "comment": comment}
    return client.post(link(sponsor_request), data)  # type: ignore[return-value]


def state_of(sponsor_request: SponsorRequest) -> tuple[str, str]:
    sponsor_request.refresh_from_db()
    return sponsor_request.answer, Membership.objects.get(pk=sponsor_request.membership_id).state


def test_the_mail_leads_to_the_sponsors_page(
    complete_sign_up: Membership,
    lead: User,
    client: Client,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.send_to_sponsor(membership=complete_sign_up, by=lead, at=timezone.now())
    address = re.search(r"http://127\.0\.0\.1:8000(/sponsor/\S+/)", str(mail.outbox[0].body))
    assert address
    assert client.get(address[1]).status_code == 200


def test_the_sponsor_reads_everything_without_an_account(
    asked: SponsorRequest, client: Client
) -> None:
    shown = words(client.get(link(asked)))
    wanted = [f"{WORDS} Pledge {number}." for number in range(1, 6)]
    assert [text for text in wanted if shown.count(text) != 1] == []


def test_reading_changes_nothing_however_often_a_scanner_does_it(
    asked: SponsorRequest, client: Client
) -> None:
    for _ in range(3):
        client.get(link(asked))
        client.head(link(asked))
    assert state_of(asked) == ("", "AWAITING_SPONSOR")


def test_the_sponsors_page_is_not_for_search_engines(asked: SponsorRequest, client: Client) -> None:
    assert client.get(link(asked)).content.decode().count('name="robots" content="noindex"') == 1


def test_the_sponsors_page_escapes_what_was_typed(asked: SponsorRequest, client: Client) -> None:
    Commitment.objects.update(text=f"- {SCRIPT}")
    SponsorRequest.objects.update(name=SCRIPT)
    raw = client.get(link(asked)).content.decode()
    assert (raw.count("alert(1)"), raw.count("<script>")) == (6, 0)


def test_a_confirmation_thanks_and_waits_for_the_check(
    asked: SponsorRequest, client: Client
) -> None:
    answer = answer_with(client, asked, "CONFIRMED")
    shown = words(client.get(answer["Location"]))
    assert state_of(asked) == ("CONFIRMED", "AWAITING_VERIFICATION")
    assert (
        shown.count("You confirmed these pledges"),
        shown.count("A person on the campaign team checks"),
    ) == (1, 1)


def test_a_verified_confirmation_leads_to_the_public_page(
    asked: SponsorRequest, client: Client
) -> None:
    organisation = asked.membership.organisation
    register.record_domain(
        organisation=organisation, domain="harrowmere.example", by="system", at=NOW
    )
    answer = answer_with(client, asked, "CONFIRMED")
    shown = page(client.get(answer["Location"]))
    public = organisation.get_absolute_url()
    assert (state_of(asked), shown.count(f'href="{public}"')) == (("CONFIRMED", "ACTIVE"), 1)
    assert client.get(public).status_code == 200


def test_asking_for_changes_returns_the_sign_up_with_the_text(
    asked: SponsorRequest, client: Client, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer_with(client, asked, "CHANGES_ASKED", "Be bolder in <pledge 2>, please.")
    assert state_of(asked) == ("CHANGES_ASKED", "DRAFT")
    sent = [(m.to, "Be bolder in <pledge 2>, please." in str(m.body)) for m in mail.outbox]
    assert sent == [(["lead@harrowmere.example"], True)]


def test_the_lead_sees_on_the_task_list_what_should_change(
    asked: SponsorRequest, client: Client, as_lead: Client
) -> None:
    answer_with(client, asked, "CHANGES_ASKED", "Be bolder in pledge 2.")
    shown = words(as_lead.get(f"/sign-up/{asked.membership_id}/"))
    assert shown.count("Be bolder in pledge 2.") == 1


def test_what_was_written_is_still_there_after_changes_were_asked(
    asked: SponsorRequest, client: Client
) -> None:
    answer_with(client, asked, "CHANGES_ASKED", "Be bolder.")
    assert asked.membership.commitments.drafts().count() == 5


def test_asking_for_changes_needs_words(asked: SponsorRequest, client: Client) -> None:
    answer = answer_with(client, asked, "CHANGES_ASKED", "  ")
    assert (words(answer).count("Say what should change"), state_of(asked)) == (
        2,
        ("", "AWAITING_SPONSOR"),
    )


def test_a_comment_is_kept_when_no_answer_was_chosen(asked: SponsorRequest, client: Client) -> None:
    answer = answer_with(client, asked, "", "My <b>careful</b> comment")
    raw = answer.content.decode()
    assert (
        raw.count("My &lt;b&gt;careful&lt;/b&gt; comment"),
        words(answer).count("Choose what you would like to do"),
    ) == (1, 2)


def test_a_comment_beside_a_confirmation_is_kept(asked: SponsorRequest, client: Client) -> None:
    answer_with(client, asked, "CONFIRMED", "Well written, thank you.")
    asked.refresh_from_db()
    assert asked.comment == "Well written, thank you."


def test_a_denial_stops_the_sign_up_and_tells_the_lead_and_the_campaign_team(
    asked: SponsorRequest, client: Client, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = answer_with(client, asked, "NOT_MINE", "I left in <May>.")
    shown = words(client.get(answer["Location"]))
    assert (state_of(asked), shown.count("Thank you for telling us")) == (("NOT_MINE", "CLOSED"), 1)
    assert [(m.to[0], m.subject) for m in mail.outbox] == [
        ("lead@harrowmere.example", "Your sign-up has been stopped"),
        (
            "campaign@portal.example",
            "A sponsor says “not my organisation”: Harrowmere Test NHS Trust",
        ),
    ]
    wanted = ("sponsor@harrowmere.example", "I left in <May>.", "lead@harrowmere.example")
    assert [text for text in wanted if text not in str(mail.outbox[1].body)] == []


@pytest.mark.parametrize("answer", ["CONFIRMED", "CHANGES_ASKED", "NOT_MINE"])
@pytest.mark.parametrize("again", ["CONFIRMED", "CHANGES_ASKED", "NOT_MINE"])
def test_a_link_answers_once(
    answer: str, again: str, asked: SponsorRequest, client: Client
) -> None:
    answer_with(client, asked, answer, "First words.")
    first = state_of(asked)
    second = answer_with(client, asked, again, "Second words.")
    assert (second.status_code, state_of(asked), first[0]) == (302, first, answer)


def test_an_expired_link_says_so_and_answers_nothing(asked: SponsorRequest, client: Client) -> None:
    SponsorRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer_with(client, asked, "CONFIRMED")
    shown = words(client.get(link(asked)))
    wanted = ("This link has expired", "Ask your colleague to sign in and press “Send a new link”")
    assert state_of(asked) == ("", "AWAITING_SPONSOR")
    assert [text for text in wanted if text not in shown] == []


def test_an_expired_link_shows_no_pledges(asked: SponsorRequest, client: Client) -> None:
    SponsorRequest.objects.update(expires_at=timezone.now())
    assert words(client.get(link(asked))).count(WORDS) == 0


@pytest.fixture
def asked_a_while_ago(asked: SponsorRequest) -> SponsorRequest:
    """Long enough for a lead to ask again."""
    asked.asked_at = timezone.now() - timedelta(hours=2)
    asked.save()
    return asked


def ask_again(client: Client, sponsor_request: SponsorRequest, method: str = "post") -> Any:
    return getattr(client, method)(f"/sign-up/{sponsor_request.membership_id}/ask-again/")


@pytest.mark.parametrize("days", [-10, 10])
def test_a_lead_sends_the_sponsor_a_new_link_whether_or_not_the_old_one_expired(
    days: int,
    asked_a_while_ago: SponsorRequest,
    as_lead: Client,
    django_capture_on_commit_callbacks: Capture,
) -> None:
    SponsorRequest.objects.update(expires_at=timezone.now() + timedelta(days=days))
    with django_capture_on_commit_callbacks(execute=True):
        answer = ask_again(as_lead, asked_a_while_ago)
    said = words(as_lead.get(answer["Location"]))
    assert said.count("A new link is on its way to your sponsor.") == 1
    assert [m.to for m in mail.outbox] == [["sponsor@harrowmere.example"]]


def test_a_sponsor_is_not_written_to_twice_within_an_hour(
    asked: SponsorRequest, as_lead: Client, django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = ask_again(as_lead, asked)
    said = words(as_lead.get(answer["Location"]))
    assert said.count("We wrote to your sponsor less than an hour ago. Try again later.") == 1
    assert (mail.outbox, state_of(asked)[0]) == ([], "")


def test_the_task_list_offers_to_send_a_new_link(asked: SponsorRequest, as_lead: Client) -> None:
    shown = page(as_lead.get(f"/sign-up/{asked.membership_id}/"))
    assert shown.count(f'action="/sign-up/{asked.membership_id}/ask-again/"') == 1


def test_a_new_link_works_and_the_old_one_does_not(
    asked_a_while_ago: SponsorRequest, as_lead: Client, client: Client
) -> None:
    ask_again(as_lead, asked_a_while_ago)
    newer = SponsorRequest.objects.latest("pk")
    answer_with(client, asked_a_while_ago, "NOT_MINE")
    answer_with(client, newer, "CONFIRMED")
    assert (state_of(asked_a_while_ago)[0], state_of(newer)) == (
        "REPLACED",
        ("CONFIRMED", "AWAITING_VERIFICATION"),
    )


def take_back(client: Client, sponsor_request: SponsorRequest, method: str = "post") -> Any:
    return getattr(client, method)(f"/sign-up/{sponsor_request.membership_id}/take-back/")


def test_a_lead_takes_a_sign_up_back_and_the_link_stops_working(
    asked: SponsorRequest, as_lead: Client, client: Client
) -> None:
    answer = take_back(as_lead, asked)
    said = words(as_lead.get(answer["Location"]))
    answer_with(client, asked, "CONFIRMED")
    assert said.count("You can change your sign-up now. The link we sent no longer works.") == 1
    assert state_of(asked) == ("REPLACED", "DRAFT")


def test_opening_the_address_of_take_back_changes_nothing(
    asked: SponsorRequest, as_lead: Client
) -> None:
    assert (take_back(as_lead, asked, "get").status_code, state_of(asked)) == (
        405,
        ("", "AWAITING_SPONSOR"),
    )


def test_a_sign_up_that_the_sponsor_answered_is_not_taken_back(
    asked: SponsorRequest, as_lead: Client, client: Client
) -> None:
    answer_with(client, asked, "CONFIRMED")
    take_back(as_lead, asked)
    assert state_of(asked) == ("CONFIRMED", "AWAITING_VERIFICATION")


def test_no_browser_keeps_the_sponsors_page(asked: SponsorRequest, client: Client) -> None:
    assert "no-store" in client.get(link(asked))["Cache-Control"]


def test_opening_the_address_of_a_new_link_sends_nothing(
    asked: SponsorRequest, as_lead: Client
) -> None:
    assert (ask_again(as_lead, asked, "get").status_code, SponsorRequest.objects.count()) == (
        405,
        1,
    )


def test_a_new_link_is_refused_once_the_sponsor_has_answered(
    asked: SponsorRequest, as_lead: Client, client: Client
) -> None:
    answer_with(client, asked, "CONFIRMED")
    answer = ask_again(as_lead, asked)
    said = words(as_lead.get(answer["Location"])).count("This sign-up is at another step:")
    assert (said, SponsorRequest.objects.count()) == (1, 1)


@pytest.mark.parametrize(("who", "status"), [("editor", 403), ("viewer", 403), ("stranger", 404)])
@pytest.mark.parametrize("step", ["ask-again", "take-back"])
def test_only_a_lead_sends_a_new_link_or_takes_a_sign_up_back(
    step: str,
    who: str,
    status: int,
    membership: Membership,
    request: pytest.FixtureRequest,
    client_for: ClientFor,
) -> None:
    client = client_for(request.getfixturevalue(who))
    assert client.post(f"/sign-up/{membership.pk}/{step}/").status_code == status


def test_a_replaced_link_points_to_the_newest_mail(
    asked_a_while_ago: SponsorRequest, as_lead: Client, client: Client
) -> None:
    ask_again(as_lead, asked_a_while_ago)
    shown = words(client.get(link(asked_a_while_ago)))
    assert (shown.count("There is a newer link"), shown.count(WORDS)) == (1, 0)


def test_a_link_that_was_taken_back_says_so(
    asked: SponsorRequest, as_lead: Client, client: Client
) -> None:
    take_back(as_lead, asked)
    shown = words(client.get(link(asked)))
    assert (shown.count("This link has been taken back"), shown.count(WORDS)) == (1, 0)


def test_naming_another_sponsor_voids_the_link_of_the_first(
    asked_a_while_ago: SponsorRequest, as_lead: Client, client: Client
) -> None:
    pk = asked_a_while_ago.membership_id
    take_back(as_lead, asked_a_while_ago)
    other = {"name": "Una Other", "title": "Chair", "email": "una@harrowmere.example"}
    as_lead.post(f"/sign-up/{pk}/sponsor/", other)
    as_lead.post(f"/sign-up/{pk}/check/")
    newer = SponsorRequest.objects.latest("pk")
    shown = words(client.get(link(asked_a_while_ago)))
    answer_with(client, asked_a_while_ago, "CONFIRMED")
    # The first is told nothing of the second.
    seen = (shown.count("This link has been taken back"), shown.count("Una"), newer.email)
    assert seen == (1, 0, "una@harrowmere.example")
    assert (state_of(asked_a_while_ago), state_of(newer)) == (
        ("REPLACED", "AWAITING_SPONSOR"),
        ("", "AWAITING_SPONSOR"),
    )


def test_a_link_used_to_ask_for_changes_points_to_the_next_one(
    asked_a_while_ago: SponsorRequest, as_lead: Client, client: Client
) -> None:
    answer_with(client, asked_a_while_ago, "CHANGES_ASKED", "Be bolder.")
    before = words(client.get(link(asked_a_while_ago)))
    as_lead.post(f"/sign-up/{asked_a_while_ago.membership_id}/check/")
    after = words(client.get(link(asked_a_while_ago)))
    told = (
        "will send you a new link when the changes are made",
        "Open the link in the newest mail",
    )
    assert [told[0] in before, told[1] in before, told[0] in after, told[1] in after] == [
        *(True, False),
        *(False, True),
    ]


def test_a_sponsor_whose_sign_up_was_declined_is_not_left_waiting(
    asked: SponsorRequest, client: Client, officer: User
) -> None:
    answer_with(client, asked, "CONFIRMED")
    services.decline_sign_up(membership=asked.membership, reason="Unknown.", by=officer, at=NOW)
    shown = words(client.get(link(asked)))
    assert (shown.count("nothing was published"), shown.count("You need do nothing")) == (1, 0)


@pytest.mark.parametrize(
    "token",
    [
        "1",
        "nonsense",
        "1:2:3",
        "%00",
        "..%2f..",
        signing.dumps(1),
        signing.dumps("x", salt="other"),
    ],
    # A signature holds the time, and every process of a run must name a test alike.
    ids=["number", "word", "colons", "zero byte", "dots", "signed number", "other salt"],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_token_that_was_not_made_here_is_not_found(
    method: str, token: str, asked: SponsorRequest, client: Client
) -> None:
    answer = getattr(client, method)(f"/sponsor/{token}/", {"answer": "CONFIRMED"})
    assert (answer.status_code, state_of(asked)) == (404, ("", "AWAITING_SPONSOR"))


def test_a_token_of_a_request_that_is_gone_is_not_found(client: Client, db: None) -> None:
    token = signing.dumps(999_999, salt="organisations.sponsor-request")
    assert client.get(f"/sponsor/{token}/").status_code == 404


@pytest.mark.parametrize("answer", ["REPLACED", "OTHER", "confirmed"])
def test_an_answer_that_was_not_offered_is_refused(
    answer: str, asked: SponsorRequest, client: Client
) -> None:
    assert (answer_with(client, asked, answer).status_code, state_of(asked)) == (
        200,
        ("", "AWAITING_SPONSOR"),
    )


# The campaign team's check


@pytest.fixture
def waiting(asked: SponsorRequest) -> Membership:
    return services.confirm_pledges(sponsor_request=asked, at=timezone.now())


def test_an_officer_sees_who_signed_up_and_what_they_wrote(
    waiting: Membership, as_officer: Client
) -> None:
    shown = words(as_officer.get(f"/campaign/verify/{waiting.pk}/"))
    wanted = ("lead@harrowmere.example", "sponsor@harrowmere.example", f"{WORDS} Pledge 5.")
    assert [shown.count(text) for text in wanted] == [1, 1, 1]


def test_an_officer_approves(waiting: Membership, as_officer: Client) -> None:
    answer = as_officer.post(f"/campaign/verify/{waiting.pk}/approve/")
    waiting.refresh_from_db()
    said = words(as_officer.get(answer["Location"]))
    assert (answer["Location"], waiting.state) == ("/campaign/", "ACTIVE")
    assert said.count("Harrowmere Test NHS Trust is a member now.") == 1


def test_opening_the_address_of_approve_approves_nothing(
    waiting: Membership, as_officer: Client
) -> None:
    status = as_officer.get(f"/campaign/verify/{waiting.pk}/approve/").status_code
    waiting.refresh_from_db()
    assert (status, waiting.state) == (200, "AWAITING_VERIFICATION")


def test_an_officer_declines_with_a_reason(waiting: Membership, as_officer: Client) -> None:
    answer = as_officer.post(f"/campaign/verify/{waiting.pk}/", {"reason": "Unknown there."})
    waiting.refresh_from_db()
    assert (answer["Location"], waiting.state, waiting.state_reason) == (
        "/campaign/",
        "CLOSED",
        "Unknown there.",
    )


def test_declining_needs_a_reason(waiting: Membership, as_officer: Client) -> None:
    answer = as_officer.post(f"/campaign/verify/{waiting.pk}/", {"reason": " "})
    waiting.refresh_from_db()
    said = words(answer).count("Say why, in words that help the applicant")
    assert (answer.status_code, said, waiting.state) == (200, 2, "AWAITING_VERIFICATION")


def test_a_reason_that_is_too_long_is_kept(waiting: Membership, as_officer: Client) -> None:
    answer = as_officer.post(f"/campaign/verify/{waiting.pk}/", {"reason": "y" * 1001})
    assert page(answer).count("y" * 1001) == 1


def test_an_officer_whose_colleague_was_quicker_is_told(
    waiting: Membership, as_officer: Client
) -> None:
    first = as_officer.post(f"/campaign/verify/{waiting.pk}/approve/")
    as_officer.get(first["Location"])
    second = as_officer.post(f"/campaign/verify/{waiting.pk}/", {"reason": "Too late."})
    waiting.refresh_from_db()
    said = words(as_officer.get(second["Location"]))
    assert (waiting.state, said.count("Harrowmere Test NHS Trust is at another step: active.")) == (
        "ACTIVE",
        1,
    )


def test_an_analyst_decides_nothing(
    waiting: Membership, analyst: User, client_for: ClientFor
) -> None:
    client = client_for(analyst)
    statuses = [
        client.post(f"/campaign/verify/{waiting.pk}/approve/").status_code,
        client.post(f"/campaign/verify/{waiting.pk}/", {"reason": "No."}).status_code,
    ]
    waiting.refresh_from_db()
    assert (statuses, waiting.state) == ([403, 403], "AWAITING_VERIFICATION")


def test_a_lead_does_not_approve_their_own_sign_up(waiting: Membership, as_lead: Client) -> None:
    status = as_lead.post(f"/campaign/verify/{waiting.pk}/approve/").status_code
    waiting.refresh_from_db()
    assert (status, waiting.state) == (404, "AWAITING_VERIFICATION")


@pytest.mark.parametrize("state", ["DRAFT", "AWAITING_SPONSOR"])
def test_the_campaign_team_reads_no_sign_up_that_was_not_sent_to_it(
    state: str, waiting: Membership, as_officer: Client
) -> None:
    Membership.objects.filter(pk=waiting.pk).update(state=state)
    Commitment.objects.update(text=CANARY)
    answer = as_officer.get(f"/campaign/verify/{waiting.pk}/")
    assert (answer.status_code, CANARY in answer.content.decode()) == (404, False)


def test_a_sign_up_that_does_not_exist_is_not_found(as_officer: Client) -> None:
    assert as_officer.get("/campaign/verify/999999/").status_code == 404


def test_no_organisation_is_made_on_the_way(waiting: Membership) -> None:
    assert Organisation.objects.count() == 1
