"""A pledge that saves itself while it is written, by one person or two."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from core.revisions import EditedMeanwhile
from organisations.choices import Role
from organisations.links import sponsor_token
from organisations.models import Membership
from organisations.services.membership import add_representative
from pledges import services
from pledges.models import Commitment, PledgeWording
from tests.conftest import NOW, TODAY, WORDS

ClientFor = Callable[[User], Client]
THEIRS = "Eddie’s own words:\n- one\n- two"
MINE = "Lena’s <own> words."


@pytest.fixture
def as_lead(lead: User, client_for: ClientFor) -> Client:
    return client_for(lead)


@pytest.fixture
def colleague(sign_up: Membership, lead: User, editor: User) -> User:
    add_representative(
        membership=sign_up, user=editor, role=Role.EDITOR, job_title="Nurse", by=lead, at=NOW
    )
    return editor


def draft(membership: Membership, by: User, **fields: Any) -> Commitment:
    fields = {"number": 3, "kind": "NEW", "text": WORDS, "today": TODAY, "at": NOW, **fields}
    return services.draft_commitment(membership=membership, by=by, **fields)


@pytest.fixture
def theirs(sign_up: Membership, colleague: User) -> Commitment:
    """What a colleague saved since this page was opened, when nothing was saved yet."""
    return draft(sign_up, colleague, text=THEIRS, kind="UNDER_WAY")


def send(client: Client, membership: Membership, **data: str) -> Any:
    data = {"text": MINE, "kind": "NEW", "revision": "0", **data}
    return client.post(f"/sign-up/{membership.pk}/pledges/3/", data)


def autosave(client: Client, membership: Membership, **data: str) -> Any:
    return send(client, membership, autosave="1", **data).json()


def stored() -> tuple[str, str, int]:
    commitment = Commitment.objects.get()
    return commitment.text, commitment.kind, commitment.revision


def read(answer: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def box(answer: Any) -> str:
    return html.unescape(answer.content.decode().split("<textarea")[1].split(">", 1)[1]).split(
        "</textarea>"
    )[0]


def revision_of(answer: Any) -> str:
    found = re.search(r'name="revision" value="(\d+)"', answer.content.decode())
    assert found
    return found[1]


# Autosave


def test_a_text_is_saved_before_its_kind_is_chosen(sign_up: Membership, as_lead: Client) -> None:
    answer = autosave(as_lead, sign_up, kind="")
    at = Commitment.objects.get().saved_at
    assert at
    assert answer == {
        "saved": True,
        "stop": False,
        "said": f"Saved at {timezone.localtime(at):%H:%M}",
        "revision": 1,
        "looks": {"text": [["paragraph", [MINE]]], "kind": []},
    }
    assert stored() == (MINE, "", 1)


def test_the_answer_has_the_text_as_readers_will_see_it(
    sign_up: Membership, as_lead: Client
) -> None:
    answer = autosave(as_lead, sign_up, text="We will\n- ask\n- listen")
    assert answer["looks"]["text"] == [["paragraph", ["We will"]], ["list", ["ask", "listen"]]]


def test_each_save_is_on_top_of_the_last(sign_up: Membership, as_lead: Client) -> None:
    revision = autosave(as_lead, sign_up)["revision"]
    answer = autosave(as_lead, sign_up, text="More words.", revision=str(revision))
    assert (answer["revision"], stored()) == (2, ("More words.", "NEW", 2))


def test_an_empty_box_saves_nothing_and_is_no_news(sign_up: Membership, as_lead: Client) -> None:
    answer = autosave(as_lead, sign_up, text="", kind="")
    assert (answer, Commitment.objects.count()) == ({"saved": False, "stop": False, "said": ""}, 0)


def test_a_text_that_is_refused_is_not_saved_and_the_reason_is_said(
    sign_up: Membership, lead: User, as_lead: Client
) -> None:
    draft(sign_up, lead)
    answer = autosave(as_lead, sign_up, text="rtl \u202e", revision="1")
    said = "Not saved: The text has an invisible mark that changes its direction. Type it again."
    assert answer == {"saved": False, "stop": False, "said": said}
    assert stored() == (WORDS, "NEW", 1)


def test_autosave_never_saves_over_a_colleague(
    sign_up: Membership, theirs: Commitment, as_lead: Client
) -> None:
    answer = autosave(as_lead, sign_up)
    assert answer == {
        "saved": False,
        "stop": True,
        "said": "Not saved: Eddie Editor changed this on 15 June 2026 at 10:00, after you had "
        "opened it. Press the button below to see both texts. Nothing is lost.",
    }
    assert stored() == (THEIRS, "UNDER_WAY", 1)


def test_two_windows_of_one_person_are_two_authors(
    sign_up: Membership, lead: User, as_lead: Client
) -> None:
    draft(sign_up, lead)
    said = autosave(as_lead, sign_up)["said"]
    assert said.startswith(
        "Not saved: You changed this on 15 June 2026 at 10:00, in another window"
    )
    assert stored() == (WORDS, "NEW", 1)


def test_the_same_words_twice_are_no_conflict(
    sign_up: Membership, lead: User, as_lead: Client
) -> None:
    draft(sign_up, lead, text=MINE)
    assert autosave(as_lead, sign_up)["revision"] == 1


def test_autosave_stops_once_the_sign_up_has_moved_on(
    complete_sign_up: Membership, lead: User, as_lead: Client
) -> None:
    services.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    answer = autosave(as_lead, complete_sign_up, revision="1")
    said = "Not saved: This sign-up is at another step: waiting for the executive sponsor."
    assert (answer, Commitment.objects.filter(text=MINE).count()) == (
        {"saved": False, "stop": True, "said": said},
        0,
    )


def test_a_session_that_ended_says_so_and_keeps_the_text(
    sign_up: Membership, lead: User, client_for: ClientFor
) -> None:
    client = client_for(lead)
    page = client.get(f"/sign-up/{sign_up.pk}/pledges/3/").content.decode()
    found = re.search(r'name="author" value="([^"]+)"', page)
    assert found
    gone = Client()
    answer = autosave(gone, sign_up, author=found[1])
    said = (
        "Not saved: You are signed out. Press the button below and sign in again: what you typed "
        "will be there."
    )
    assert (answer, len(gone.session["kept_text"])) == (
        {"saved": False, "stop": True, "said": said},
        1,
    )


def test_what_a_session_kept_is_forgotten_once_it_is_saved(
    sign_up: Membership, lead: User, as_lead: Client
) -> None:
    session = as_lead.session
    path = f"/sign-up/{sign_up.pk}/pledges/3/"
    session["kept_text"] = {path: {"author": lead.pk, "form": "text=old"}}
    session.save()
    autosave(as_lead, sign_up)
    assert as_lead.session["kept_text"] == {}


# The audit trail


@pytest.mark.parametrize(("minutes", "rows"), [(0, 1), (29, 1), (30, 2)])
def test_autosaves_leave_one_row_in_half_an_hour(
    minutes: int, rows: int, sign_up: Membership, lead: User
) -> None:
    later = NOW + timedelta(minutes=minutes)
    draft(sign_up, lead, autosaved=True)
    draft(sign_up, lead, autosaved=True, at=later, text="More.")
    assert Event.objects.filter(event="commitment.drafted").count() == rows


def test_another_pledge_another_person_and_the_button_leave_rows_of_their_own(
    sign_up: Membership, lead: User, colleague: User
) -> None:
    draft(sign_up, lead, autosaved=True)
    draft(sign_up, lead, autosaved=True, number=4)
    draft(sign_up, colleague, autosaved=True, text="A colleague’s.")
    draft(sign_up, lead)
    rows = Event.objects.filter(event="commitment.drafted").order_by("pk")
    assert [(row.actor, row.details["pledge"]) for row in rows] == [
        (f"accounts.user:{lead.pk}", 3),
        (f"accounts.user:{lead.pk}", 4),
        (f"accounts.user:{colleague.pk}", 3),
        (f"accounts.user:{lead.pk}", 3),
    ]


# What is not finished


def test_a_draft_without_a_kind_is_in_progress_and_not_done(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    Commitment.objects.filter(pledge__number=3).update(kind="")
    shown = read(as_lead.get(f"/sign-up/{complete_sign_up.pk}/"))
    assert (shown.count("Completed"), shown.count("In progress")) == (6, 1)


def test_an_unfinished_pledge_is_not_sent(complete_sign_up: Membership, lead: User) -> None:
    Commitment.objects.filter(pledge__number=3).update(kind="")
    with pytest.raises(services.SignUpIncomplete, match=r"^Still to do: pledge 3\.$"):
        services.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)


def test_an_unfinished_pledge_is_never_published(sign_up: Membership, lead: User) -> None:
    commitment = draft(sign_up, lead, kind="")
    commitment.state, commitment.published_at = "PUBLISHED", NOW
    with pytest.raises(ValidationError, match="Say whether this is new"):
        commitment.full_clean()


def test_the_check_page_says_that_the_kind_is_missing(
    complete_sign_up: Membership, as_lead: Client
) -> None:
    Commitment.objects.filter(pledge__number=3).update(kind="")
    shown = read(as_lead.get(f"/sign-up/{complete_sign_up.pk}/check/"))
    assert shown.count("Not said yet how new this is") == 1


def test_what_was_right_is_there_when_somebody_comes_back_after_an_error(
    sign_up: Membership, as_lead: Client
) -> None:
    refused = send(as_lead, sign_up, kind="")
    back = as_lead.get(f"/sign-up/{sign_up.pk}/pledges/3/")
    assert (revision_of(refused), box(back).strip(), revision_of(back)) == ("1", MINE, "1")


def test_the_page_after_an_error_saves_on_top_of_what_it_saved(
    sign_up: Membership, as_lead: Client
) -> None:
    revision = revision_of(send(as_lead, sign_up, kind=""))
    assert send(as_lead, sign_up, revision=revision).status_code == 302


def test_an_error_in_a_sign_up_that_moved_on_says_both(
    complete_sign_up: Membership, lead: User, as_lead: Client
) -> None:
    services.send_to_sponsor(membership=complete_sign_up, by=lead, at=NOW)
    shown = read(send(as_lead, complete_sign_up, kind="", revision="1"))
    wanted = ("This sign-up is at another step", "Choose whether this is new")
    assert [shown.count(text) for text in wanted] == [1, 2]


# Two at once


def test_the_second_author_sees_both_texts_and_nothing_is_saved(
    sign_up: Membership, theirs: Commitment, as_lead: Client
) -> None:
    answer = send(as_lead, sign_up)
    shown = read(answer)
    wanted = [
        "Eddie Editor changed this on 15 June 2026 at 10:00, after you had opened it.",
        "Eddie’s own words:",
        "What will your organisation do? – which do you want to keep?",
        "Is this new? – which do you want to keep?",
    ]
    assert [text for text in wanted if text not in shown] == []
    assert (box(answer).strip(), revision_of(answer), stored()) == (
        MINE,
        "1",
        (THEIRS, "UNDER_WAY", 1),
    )


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("We listen at night.", ["<del", "by day", "<ins", "at night"]),
        ("Something else", []),
    ],
)
def test_two_texts_that_share_words_say_what_differs(
    typed: str, marked: list[str], sign_up: Membership, colleague: User, as_lead: Client
) -> None:
    draft(sign_up, colleague, text="We listen by day.")
    page = send(as_lead, sign_up, text=typed).content.decode()
    shown = re.findall(r"What differs in what you typed.*?</details>", page, re.DOTALL)
    change = shown[0].partition("bold.</p>")[2] if shown else ""
    found = re.findall(r"<del|<ins|by day|at night", change)
    assert (len(shown), found) == (1 if marked else 0, marked)


def test_the_page_with_both_texts_does_not_save_itself(
    sign_up: Membership, theirs: Commitment, as_lead: Client
) -> None:
    before, both = as_lead.get(f"/sign-up/{sign_up.pk}/pledges/3/"), send(as_lead, sign_up)
    assert [b"data-autosave" in page.content for page in (before, both)] == [True, False]


def test_only_what_differs_is_asked_about(
    sign_up: Membership, theirs: Commitment, as_lead: Client
) -> None:
    shown = read(send(as_lead, sign_up, kind="UNDER_WAY"))
    assert shown.count("which do you want to keep?") == 1


def test_nothing_is_asked_where_a_colleague_said_nothing(
    sign_up: Membership, theirs: Commitment, as_lead: Client
) -> None:
    Commitment.objects.update(kind="")
    shown = read(send(as_lead, sign_up))
    assert shown.count("which do you want to keep?") == 1
    send(as_lead, sign_up, **CHOICES, keep_text="THEIRS")
    assert stored() == (THEIRS, "NEW", 2)


def test_both_texts_are_shown_where_mine_has_an_error_too(
    sign_up: Membership, theirs: Commitment, as_lead: Client
) -> None:
    answer = send(as_lead, sign_up, kind="")
    shown = read(answer)
    assert (shown.count("Eddie Editor changed this"), shown.count("Choose whether this is")) == (
        1,
        2,
    )
    assert (box(answer).strip(), stored()) == (MINE, (THEIRS, "UNDER_WAY", 1))


CHOICES = {"both": "1", "revision": "1"}


@pytest.mark.parametrize(
    ("text", "kind", "kept"),
    [
        ("MINE", "MINE", (MINE, "NEW", 2)),
        ("THEIRS", "THEIRS", (THEIRS, "UNDER_WAY", 1)),
        ("MINE", "THEIRS", (MINE, "UNDER_WAY", 2)),
        ("THEIRS", "MINE", (THEIRS, "NEW", 2)),
    ],
)
def test_each_part_is_kept_as_the_second_author_chose(
    text: str,
    kind: str,
    kept: tuple[str, str, int],
    sign_up: Membership,
    theirs: Commitment,
    as_lead: Client,
) -> None:
    answer = send(as_lead, sign_up, **CHOICES, keep_text=text, keep_kind=kind)
    assert (answer.status_code, stored()) == (302, kept)


def test_taking_theirs_needs_nothing_of_mine_to_be_right(
    sign_up: Membership, theirs: Commitment, as_lead: Client
) -> None:
    choice = {"keep_text": "THEIRS", "keep_kind": "THEIRS"}
    send(as_lead, sign_up, **CHOICES, **choice, text="x" * 3001, kind="")
    assert stored() == (THEIRS, "UNDER_WAY", 1)


def test_without_a_choice_nothing_is_saved_and_both_are_shown_again(
    sign_up: Membership, theirs: Commitment, as_lead: Client
) -> None:
    answer = send(as_lead, sign_up, **CHOICES, keep_kind="MINE")
    assert read(answer).count("Choose which to keep for “What will your organisation do?”") == 2
    assert (box(answer).strip(), stored()) == (MINE, (THEIRS, "UNDER_WAY", 1))


def test_a_third_text_is_shown_before_a_choice_between_the_first_two_counts(
    sign_up: Membership, theirs: Commitment, colleague: User, as_lead: Client
) -> None:
    draft(sign_up, colleague, text="Third words.", kind="NEW")
    answer = send(as_lead, sign_up, **CHOICES, keep_text="THEIRS", keep_kind="THEIRS")
    assert (read(answer).count("Third words."), box(answer).strip(), revision_of(answer)) == (
        1,
        MINE,
        "2",
    )
    assert stored() == ("Third words.", "NEW", 2)


def test_a_third_text_saved_in_that_very_moment_costs_the_second_author_nothing(
    sign_up: Membership, theirs: Commitment, colleague: User, as_lead: Client
) -> None:
    """It is saved after the page looked what is stored, and before the service has the lock."""
    real = services.draft_commitment

    def overtaken(**fields: Any) -> Commitment:
        draft(sign_up, colleague, text="Third words.", kind="NEW")
        return real(**fields)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pledges.views.sign_up.CommitmentView.write", overtaken)
        answer = send(as_lead, sign_up, **CHOICES, keep_text="THEIRS", keep_kind="THEIRS")
    assert (box(answer).strip(), stored()) == (MINE, ("Third words.", "NEW", 2))


def test_what_both_typed_is_escaped(sign_up: Membership, colleague: User, as_lead: Client) -> None:
    draft(sign_up, colleague, text="<script>alert(1)</script>")
    raw = send(as_lead, sign_up, text="<script>alert(2)</script>").content.decode()
    assert [raw.count(f"<script>alert({n})") for n in (1, 2)] == [0, 0]


def test_a_form_without_a_revision_has_seen_nothing(
    sign_up: Membership, theirs: Commitment, as_lead: Client
) -> None:
    send(as_lead, sign_up, revision="")
    assert stored() == (THEIRS, "UNDER_WAY", 1)


def test_the_service_refuses_what_was_written_on_top_of_an_older_save(
    sign_up: Membership, theirs: Commitment, lead: User
) -> None:
    with pytest.raises(EditedMeanwhile, match="changed meanwhile") as refused:
        draft(sign_up, lead, revision=0)
    assert refused.value.saved == theirs.saved


# In your own words


@pytest.fixture
def wording() -> str:
    return PledgeWording.objects.in_force(timezone.localdate()).get(pledge__number=3).text


SAYS_THE_SAME = "says much the same as the standard wording"


def test_who_repeats_the_wording_reads_a_gentle_note_and_is_not_held_up(
    sign_up: Membership, wording: str, as_lead: Client
) -> None:
    answer = send(as_lead, sign_up, text=wording)
    shown = read(as_lead.get(answer["Location"]))
    assert (shown.count(f"Pledge 3 is saved. It {SAYS_THE_SAME}"), stored()[0]) == (1, wording)


@pytest.mark.parametrize("data", [{}, {"kind": ""}], ids=["own words", "not saved yet"])
def test_others_read_none(
    data: dict[str, str], sign_up: Membership, wording: str, as_lead: Client
) -> None:
    text = wording if data else MINE
    send(as_lead, sign_up, text=text, **data)
    assert read(as_lead.get(f"/sign-up/{sign_up.pk}/")).count(SAYS_THE_SAME) == 0


def test_the_check_page_names_the_pledges_that_repeat_the_wording(
    complete_sign_up: Membership, wording: str, as_lead: Client
) -> None:
    Commitment.objects.filter(pledge__number=3).update(text=wording)
    shown = read(as_lead.get(f"/sign-up/{complete_sign_up.pk}/check/"))
    assert shown.count(f"What you wrote for pledge 3 {SAYS_THE_SAME}") == 1


def test_the_sponsor_reads_no_such_note(
    complete_sign_up: Membership, wording: str, lead: User, client: Client
) -> None:
    Commitment.objects.filter(pledge__number=3).update(text=wording)
    asked = services.send_to_sponsor(membership=complete_sign_up, by=lead, at=timezone.now())
    shown = read(client.get(f"/sponsor/{sponsor_token(asked)}/"))
    assert (shown.count("Please read these pledges"), shown.count(SAYS_THE_SAME)) == (1, 0)


# Examples


def test_the_page_shows_examples_and_fills_in_none(sign_up: Membership, as_lead: Client) -> None:
    answer = as_lead.get(f"/sign-up/{sign_up.pk}/pledges/3/")
    assert (
        read(answer).count("speak to the patient or family the same day"),
        box(answer).strip(),
    ) == (1, "")
