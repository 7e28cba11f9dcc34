"""Figure 9: 50 000 fuzzed requests, over every address, as several people: 0 server errors.

A request is drawn from a seed (`tests/harness/odd.py`), so what failed is drawn again by it. Each
one is taken back afterwards, so that the world stays as it was for the next.
"""

from __future__ import annotations

import sys
import traceback
from typing import Any, Self

import pytest
from django.core.signals import got_request_exception
from django.test import Client, RequestFactory
from django.utils import timezone

from spona.identity.models import Session
from spona.middleware.content_types import readable
from spona.wsgi import application
from tests.harness.asking import asks, browsers
from tests.harness.odd import TYPES, Odd, Request
from tests.harness.world import undone

pytestmark = pytest.mark.slow("sends odd requests to every address")

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona",
    "tests/harness",
)

PEOPLE = ["ana", "bea", "vesna", "mirjana", "dora", "cora", "milan", "nobody", "nohat"]
# Pages are looked at first, so that what is sent has their fields and choices.
LEARNS_FROM = ("bea", "ana", "mirjana", "dora", "nobody")


@pytest.mark.parametrize(
    ("seed", "requests"),
    [(1, 300), pytest.param(2, 50_000, marks=[pytest.mark.prove, pytest.mark.postgresql])],
)
def test_no_odd_request_is_a_server_error(world, seed, requests):
    odd, people = Odd(seed, list(asks(world)), PEOPLE), browsers(world)
    thorough = requests > 1000
    for ask in asks(world):
        for person in LEARNS_FROM if thorough else LEARNS_FROM[:1]:
            answer = people[person].get(ask.path)
            if answer.status_code == 200 and not answer.streaming:
                odd.learn(ask.name, answer.content.decode(errors="replace"))
    broken: dict[str, Request] = {}
    with _Seen() as seen:
        for number, request in zip(range(requests), odd.draw(), strict=False):
            if number % 500 == 0:
                _stay_signed_in()
            seen.where = ""
            status = _asked(people[request.person], request, seen)
            if status >= 500:
                broken.setdefault(f"{status} {seen.where or request.name}", request)
    assert broken == {}, "\n".join(f"{where}: {request}" for where, request in broken.items())


def _asked(browser: Client, request: Request, seen: _Seen) -> int:
    """The status; 599 where not even a page could say that something broke."""
    cookies, more = browser.cookies.copy(), {"headers": request.headers}
    if request.data is None and not readable({"CONTENT_TYPE": request.content_type}):
        # `spona.wsgi` answers that before Django; see the test below.
        return 400
    try:
        with undone():
            return _status(browser, request, **more)
    except Exception as error:  # noqa: BLE001 — whatever comes out here is what is looked for
        seen.where = f"{type(error).__name__} {error}"[:200]
        return 599
    finally:
        browser.cookies = cookies


def _status(browser: Client, request: Request, **more: Any) -> int:
    if request.data is not None:
        answer = browser.post(request.path, request.data, **more)
    else:
        answer = browser.generic(
            request.method, request.path, request.body, content_type=request.content_type, **more
        )
    if answer.streaming:
        b"".join(answer.streaming_content)
    return int(answer.status_code)


def _stay_signed_in() -> None:
    """A long run outlasts a session; what it writes itself is taken back."""
    now = timezone.now()
    Session.objects.filter(locked_at=None).update(active_at=now, stepped_up_at=now)


class _Seen:
    """Where a view broke, from the signal: the page itself tells nobody."""

    where = ""

    def __enter__(self) -> Self:
        got_request_exception.connect(self._note)
        return self

    def __exit__(self, *_how: object) -> None:
        got_request_exception.disconnect(self._note)

    def _note(self, **_how: object) -> None:
        kind, _error, trace = sys.exc_info()
        ours = [one for one in traceback.extract_tb(trace) if "/spona/" in one.filename]
        last = ours[-1] if ours else None
        name = kind.__name__ if kind else "?"
        self.where = f"{name} {last.filename.rsplit('/spona/')[-1]}:{last.lineno}" if last else name


@pytest.mark.parametrize("said", [one for one in TYPES if not readable({"CONTENT_TYPE": one})])
def test_a_body_of_a_type_that_no_browser_sends_is_refused_before_it_is_read(said):
    told = []
    environ = RequestFactory().generic("POST", "/sr/message/back/").environ | {"CONTENT_TYPE": said}
    body = application(environ, lambda status, _headers: told.append(status))
    assert told == ["400 Bad Request"]
    assert b"".join(body) == b""
    assert readable({"CONTENT_TYPE": "multipart/form-data; boundary=----x; charset=UTF-8"})
