"""People who go on writing to a served world, and know what they were told has arrived."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException
from itertools import cycle

from tests.harness import reporting
from tests.harness.browser import Browser, Page
from tests.harness.planted import Plant
from tests.served.running import Served
from tests.tipline.pages import CODE

NEW = "/en/message/in/vranje/new/"
NOT_NOW = 503
TOO_MANY = 429


class _Refused(Exception):
    """Not taken, and said so."""


class _Person(Browser):
    """Whoever is refused must have read that, with the number of the police beside it."""

    def __init__(self, served: Served, traffic: Traffic, *, network: int = 0) -> None:
        super().__init__(served, network=network)
        self.traffic = traffic

    def ask(self, method: str, path: str, data: dict | bytes | None = None, **headers: str) -> Page:
        try:
            page = super().ask(method, path, data, **headers)
        except (OSError, HTTPException) as error:
            # Between two servers nobody answers; nobody is told that anything has arrived.
            self.traffic.answers[type(error).__name__] += 1
            raise _Refused from error
        self.traffic.answers[page.status] += 1
        if page.status == NOT_NOW:
            if "192" not in page.text:
                self.traffic.wrong.append(f"{method} {path}: 503 without 192")
            arrived = ("It has not arrived", "Није стигло", "Nije stiglo")
            if method == "POST" and not any(words in page.text for words in arrived):
                self.traffic.wrong.append(f"{method} {path}: {page.text[-600:]}")
        elif page.status >= 500:
            self.traffic.wrong.append(f"{method} {path}: {page.status}")
        if page.status not in (200, 302, TOO_MANY):
            raise _Refused
        return page


class Traffic:
    """`codes` and `reports` are what was acknowledged; `wrong` what nobody may ever be shown."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.codes: list[str] = []
        self.reports: list[str] = []
        self.answers: Counter[object] = Counter()
        self.wrong: list[str] = []
        self._stop = threading.Event()
        self._networks = cycle(range(1, 250))

    @contextmanager
    def going_on(self, *, messages: int = 3) -> Iterator[Traffic]:
        self._until_it_answers(Browser(self.served))
        ana = _Person(self.served, self).sign_in("ana.skola")
        people = [threading.Thread(target=self._messages) for _ in range(messages)]
        people.append(threading.Thread(target=self._reports, args=[ana]))
        for one in people:
            one.start()
        try:
            yield self
        finally:
            self._stop.set()
            for one in people:
                one.join(90)

    def go_on(self, more: int = 3, seconds: float = 90) -> None:
        """Waits until so many further messages were taken; fails where the server stays away."""
        wanted, until = len(self.codes) + more, time.monotonic() + seconds
        while len(self.codes) < wanted:
            log = self.served.log.read_text()[-3000:]
            assert time.monotonic() < until, (self.answers, self.wrong[:3], log)
            time.sleep(0.2)

    def _messages(self) -> None:
        while not self._stop.wait(0.1):
            # Somebody else each time: one network that sends so much has to wait.
            person = _Person(self.served, self, network=next(self._networks))
            try:
                typed = person.get(NEW).fields() | {
                    "text": "They take the papers away.", "where": "", "children": "not_sure",
                    "who": "somebody", "language": "en",
                }  # fmt: skip
                sent = person.post(NEW, typed)
                while sent.status == TOO_MANY and not self._stop.wait(10):
                    sent = person.post(NEW, typed | {"held": sent.fields()["held"]})
            except _Refused:
                continue
            if sent.status == TOO_MANY:
                continue
            if found := CODE.search(sent.text):
                self.codes.append("-".join(found.groups()))
            else:
                self.wrong.append(f"no code: {sent.text[:600]}")

    def _reports(self, ana: _Person) -> None:
        while not self._stop.wait(0.1):
            try:
                path = reporting.draft(ana, Plant(), signs=1)
                reporting.addressed(ana, path, to="Centar za socijalni rad")
                self.reports.append(reporting.sent(ana, path).split("/")[2])
            except _Refused:
                continue

    def _until_it_answers(self, reader: Browser) -> None:
        """After a command it opens within half a second; after an upgrade it begins anew."""
        until = time.monotonic() + 60
        while True:
            try:
                if reader.get("/readyz").status == 200:
                    return
            except (OSError, HTTPException):
                pass
            assert time.monotonic() < until, self.served.log.read_text()[-3000:]
            time.sleep(0.2)

    def lost(self) -> list[str]:
        """What was acknowledged and is not there: each code opens its thread, each report stands."""
        reader = Browser(self.served)
        self._until_it_answers(reader)
        gone = []
        for code in self.codes:
            answer = reader.post("/en/message/back/", {"code": code})
            while answer.status == 429:
                time.sleep(1)
                answer = reader.post("/en/message/back/", {"code": code})
            if answer.status != 200 or "Not yet read" not in answer.text:
                gone.append(code)
        there = self.served.django(
            "from spona.cases.models import Referral\n"
            "print(*Referral.objects.values_list('reference', flat=True))"
        ).split()
        return gone + [reference for reference in self.reports if reference not in there]
