"""Many people with plain HTTP clients, who do the same thing in the same moment."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import Message
from html import unescape
from http.cookiejar import CookieJar
from threading import Barrier
from typing import Any, TypeVar

from tests.journeys.people import code_in
from tests.journeys.portal import Portal
from tests.organisations import official_files

T = TypeVar("T")
ORGANISATIONS = 100
SECONDS_TO_ANSWER = 120
# More at once only wait for each other, and signing in is not what is put to the test.
AT_ONCE = 8
SPELLINGS = ("{code}", "{lower}", " {code} ", "saint asaphs & moor {code}", "moor st asaph {lower}")


def code_of(organisation: int) -> str:
    return f"ZZ{organisation:02}F"


class CrowdedPortal(Portal):
    """A portal whose register has enough organisations for every round."""

    def fill(self) -> None:
        self.manage("prepare")
        rows = [
            official_files.trust(code, f"ST ASAPH'S AND MOOR {code} NHS TRUST", region="Y62")
            for code in map(code_of, range(ORGANISATIONS))
        ]
        path = self.folder / "trusts.csv"
        path.write_bytes(official_files.ods_file(*rows))
        self.manage("import_organisations", str(path))


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    page: str

    @property
    def token(self) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page)
        assert found, self
        return found[1]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass
class Somebody:
    """One person: a name, a machine on the network, cookies."""

    url: str
    number: int
    cookies: CookieJar = field(default_factory=CookieJar)

    @property
    def email(self) -> str:
        return f"person{self.number}@crowd.example"

    def opens(self, path: str) -> Answer:
        return self._asks(path, None)

    def sends(self, path: str, seen: Answer, **fields: str) -> Answer:
        """Send the form of a page that was seen."""
        data = {"csrfmiddlewaretoken": seen.token, **fields}
        return self._asks(path, urllib.parse.urlencode(data).encode())

    def fills_in(self, path: str, **fields: str) -> Answer:
        return self.sends(path, self.opens(path), **fields)

    def _asks(self, path: str, body: bytes | None) -> Answer:
        handlers = urllib.request.HTTPCookieProcessor(self.cookies), _NoRedirects()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), *handlers)
        address = f"10.0.{self.number // 250}.{self.number % 250 + 1}"
        target = urllib.parse.urljoin(self.url, path)
        request = urllib.request.Request(target, body, {"X-Forwarded-For": address})
        try:
            with opener.open(request, timeout=SECONDS_TO_ANSWER) as response:
                return _answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error.code, error.headers, error.read())


def _answer(status: int, headers: Message, body: bytes) -> Answer:
    return Answer(status, headers.get("Location", ""), body.decode())


@dataclass(frozen=True)
class Crowd:
    """Everyone, signed in."""

    portal: Portal
    people: list[Somebody]

    @classmethod
    def gathered(cls, portal: Portal, people: int) -> "Crowd":
        crowd = cls(portal, [Somebody(portal.url, number) for number in range(people)])
        crowd.each(crowd.signs_in)
        return crowd

    def each(self, act: Callable[[Somebody], T]) -> list[T]:
        """What each person gets, a few at a time."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(act, self.people))

    def signs_in(self, person: Somebody) -> None:
        """As a newcomer who has found some organisation, by the code from the mail."""
        details = {"full_name": "Nia New", "job_title": "Matron", "email": person.email}
        path = self.finds(person, ORGANISATIONS - 1)
        asked = person.fills_in(path, **details)
        mail = self.portal.mailbox.receive(person.email, "is your code for the safety portal")
        proven = person.fills_in(asked.location, code=code_in(mail.text))
        assert proven.location == "/sign-up/begin/", proven

    def finds(self, person: Somebody, organisation: int) -> str:
        """The address to sign an organisation up, found in this person's spelling."""
        code = code_of(organisation)
        spelling = SPELLINGS[person.number % len(SPELLINGS)]
        query = {"q": spelling.format(code=code, lower=code.lower())}
        found = person.opens(f"/sign-up/organisation/?{urllib.parse.urlencode(query)}")
        (path,) = re.findall(r'nhsuk-card__link" href="([^"]+)"', found.page)
        return unescape(path)

    def is_about_to_begin(self, person: Somebody, organisation: int) -> Answer:
        """The page with the button that starts the sign-up."""
        path = self.finds(person, organisation)
        told = person.fills_in(path, full_name="Nia New", job_title="Matron")
        return person.opens(told.location)

    def has_described_a_new_one(self, person: Somebody, name: str) -> Answer:
        """The page with the button that adds an organisation and starts its sign-up."""
        about = {"type": "CHARITY", "town": "Harrowmere", "about": "A charity"}
        typed = (name, name.upper(), name.lower())[person.number % 3]
        person.fills_in("/sign-up/not-listed/", name=typed, **about)
        details = {"full_name": "Nia New", "job_title": "Matron"}
        told = person.fills_in("/sign-up/not-listed/you/", **details)
        return person.opens(told.location)


def at_once(acts: Iterable[Callable[[], T]]) -> list[T]:
    """Do all of it in the same moment."""
    acts = list(acts)
    barrier = Barrier(len(acts))

    def start(act: Callable[[], T]) -> T:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(start, acts))
