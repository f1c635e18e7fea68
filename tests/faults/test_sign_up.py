"""However many sign one organisation up in the same moment, it is signed up once."""

from collections import Counter
from functools import partial

from tests.faults.crowd import Answer, Crowd, Somebody, at_once, code_of
from tests.journeys.people import link_in

DOUBLE_CLICKS = 5


def test_an_organisation_signs_up_once_and_is_welcomed_once(
    crowd: Crowd, organisation: int
) -> None:
    sponsor = f"sponsor@crowd{organisation}.example"
    winner, tasks = when_everybody_starts_in_the_same_moment(crowd, organisation)
    when_the_sign_up_is_written_and_sent(winner, tasks, sponsor)
    when_the_sponsor_confirms_in_a_hurry(crowd, organisation, sponsor)
    assert welcomes(crowd, organisation) == {winner.email: 1, sponsor: 1}
    assert crowd.portal.troubles() == []


def test_an_organisation_that_the_register_lacks_is_added_once(
    crowd: Crowd, organisation: int
) -> None:
    described = partial(crowd.has_described_a_new_one, name=f"Lamplighters {organisation}")
    only_one_begins(crowd, crowd.each(described))
    assert crowd.portal.troubles() == []


def when_everybody_starts_in_the_same_moment(
    crowd: Crowd, organisation: int
) -> tuple[Somebody, str]:
    pages = crowd.each(partial(crowd.is_about_to_begin, organisation=organisation))
    return only_one_begins(crowd, pages)


def only_one_begins(crowd: Crowd, pages: list[Answer]) -> tuple[Somebody, str]:
    """One of them gets the task list, and all others a page that says what to do."""
    answers = at_once(
        partial(person.sends, "/sign-up/begin/", page)
        for person, page in zip(crowd.people, pages, strict=True)
    )
    assert Counter(answer.status for answer in answers) == {302: len(crowd.people)}
    led = [(p, a.location) for p, a in zip(crowd.people, answers, strict=True)]
    others = [(person, location) for person, location in led if "?q=" in location]
    winners = [(person, location) for person, location in led if "?q=" not in location]
    assert len(winners) == 1
    told = [person.opens(location) for person, location in others]
    assert Counter((p.status, p.page.count("Sign-up in progress")) for p in told) == {
        (200, 1): len(crowd.people) - 1
    }
    return winners[0]


def when_the_sign_up_is_written_and_sent(lead: Somebody, tasks: str, sponsor: str) -> None:
    saved = [
        lead.fills_in(f"{tasks}sponsor/", name="Sam Sponsor", title="Chief", email=sponsor),
        *(
            lead.fills_in(f"{tasks}pledges/{number}/", text="We will.", kind="NEW")
            for number in range(1, 6)
        ),
        lead.fills_in(f"{tasks}plan/", intention="NOT_NOW"),
        lead.fills_in(f"{tasks}check/"),
    ]
    assert [answer.location for answer in saved] == [tasks] * len(saved)


def when_the_sponsor_confirms_in_a_hurry(crowd: Crowd, organisation: int, sponsor: str) -> None:
    crowd.portal.manage("record_domain", code_of(organisation), sponsor.partition("@")[2])
    link = link_in(crowd.portal.mailbox.receive(sponsor, "Please read the safety pledges").text)
    person = Somebody(crowd.portal.url, 1)
    page = person.opens(link)
    answers = at_once([partial(person.sends, link, page, answer="CONFIRMED")] * DOUBLE_CLICKS)
    assert Counter(answer.status for answer in answers) == {302: DOUBLE_CLICKS}


def welcomes(crowd: Crowd, organisation: int) -> Counter[str]:
    """How many mails each person got that welcome the organisation, once all mail has gone."""
    last = Somebody(crowd.portal.url, 0)
    last.fills_in("/sign-in/", email=f"last{organisation}@crowd.example")
    mailbox = crowd.portal.mailbox
    mailbox.receive(f"last{organisation}@crowd.example", "Signing in")
    subject = f"{code_of(organisation)} NHS Trust are published"
    return Counter(mail.to for mail in mailbox.everything() if subject in mail.subject)
