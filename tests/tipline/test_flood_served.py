"""A flood against a running server: what comes at once from one network, and who gets through."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, time

from spona.tipline.views.rate_limits import MESSAGES
from tests.harness.browser import Browser, Page
from tests.tipline.pages import code_in
from tests.tipline.test_at_once import NEW

FREE = MESSAGES.calm + MESSAGES.one_network


def _stretch() -> int:
    """The ten minutes of the server, which is on this machine, in which we are."""
    return int(time()) // MESSAGES.seconds


def _write(served, network: int, number: int) -> tuple[Browser, dict, Page]:
    browser = Browser(served, network=network)
    typed = browser.get(NEW).fields() | {"text": f"Izmišljena poruka {number}.", "language": "sr"}
    return browser, typed, browser.post(NEW, typed)


def test_a_burst_from_one_network_is_bounded_and_another_one_is_not_kept_waiting(served):
    began, stretch = monotonic(), _stretch()
    with ThreadPoolExecutor(16) as pool:
        pages = list(pool.map(lambda n: _write(served, 7, n)[2], range(80)))
    # One more for each turn that a slow machine needs for them all. Where the ten minutes of the
    # server end meanwhile, so many as were calm before count for another stretch.
    more = int((monotonic() - began) // MESSAGES.turn)
    more += MESSAGES.calm if _stretch() != stretch else 0
    taken = [page.status for page in pages].count(200)
    assert taken in range(FREE, FREE + more + 1)
    assert {page.status for page in pages} == {200, 429}
    slowed = next(page for page in pages if page.status == 429)
    assert "192" in slowed.text
    assert "Izmišljena poruka" in slowed.text
    _browser, _typed, answer = _write(served, 9, 1000)
    assert answer.status == 200
    code_in(answer.text)
    rows = served.django(
        "from spona.identity.models import Attempt; from spona.tipline.models import Tip;"
        "print(Tip.objects.count(), *Attempt.objects.values_list('key', 'at'))"
    )
    assert rows.startswith(str(taken + 1))
    assert "127.0." not in rows
