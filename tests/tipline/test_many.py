"""Very many messages: lists stay one page, and whoever holds them is told what to do."""

from __future__ import annotations

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from spona.notifications.models import Notice
from spona.tipline.models import Tip
from tests.planner import as_the_worker_does
from tests.tipline.conftest import TEXT

LIST, DESK, NOTICES = "/messages/", "/desk/", "/notices/"
# How many of them stand on one page.
ROWS = {LIST: 50, DESK: 25, NOTICES: 50}
_NAMED = re.compile(r"T-[0-9A-Z]{4}-[0-9A-Z]{2}")


def _asked(browser, path):
    """The page, and how many statements it took."""
    as_the_worker_does()
    with CaptureQueriesContext(connection) as captured:
        page = browser.get(path)
    assert page.status_code == 200
    return page.content.decode(), len(captured)


def _to(number, send):
    while Tip.objects.count() < number:
        send()


def test_from_the_29th_message_to_the_400th(bea, send, world):
    """One after the other, for each is sent as a stranger sends it."""
    told = {}
    for number in (20, 29, 30, 53, 60, 103, 400):
        _to(number, send)
        if number in {20, 60, 400}:
            for path in ROWS:
                bea.get(path)
                told[path, number] = _asked(bea, path)
        if number in {29, 30}:
            _a_flood_is_told_with_what_to_do(bea, told=number == 30)
        if number == 60:
            _older_notices_are_on_the_next_page(bea, world)
        for path, page in ((DESK, "arrived"), (LIST, "page")):
            if number == 2 * ROWS[path] + 3:
                _every_message_is_on_some_page(bea, path, page, number)
    _400_messages_are_one_page_at_the_price_of_20(told)


def _400_messages_are_one_page_at_the_price_of_20(told):
    """The 20 fit on one page: what a longer list may ask more is how long it is."""
    for path, most in ROWS.items():
        (_short, few), (first, some), (page, many) = (told[path, n] for n in (20, 60, 400))
        assert len(set(_NAMED.findall(page))) == most
        assert many == some
        # A desk also asks how many came within the hour, where they are enough for a flood.
        assert many - few <= {LIST: 1, DESK: 1, NOTICES: 3}[path]
        assert len(page) < 1.02 * len(first)
        assert TEXT not in page


def _every_message_is_on_some_page(bea, path, number, messages):
    found = set()
    for n in (1, 2, 3):
        page = _asked(bea, f"{path}?{number}={n}")[0]
        found |= set(_NAMED.findall(page))
    assert found == set(Tip.objects.values_list("reference", flat=True)), path
    assert f"{messages}" in page


def _a_flood_is_told_with_what_to_do(bea, *, told):
    for path in (LIST, DESK):
        page = _asked(bea, path)[0]
        for sentence in ("30 messages came in the last hour.", "Tell whoever runs the server"):
            assert (sentence in page) is told, path
        assert told or "flooding" not in page, path


def _older_notices_are_on_the_next_page(bea, world):
    n = Notice.objects.of(world.bea.account.pk).count()
    assert n > 50
    first, second = (_asked(bea, f"{NOTICES}?page={one}")[0] for one in (1, 2))
    told = [len(re.findall("/notices/[0-9a-f-]{36}/", page)) for page in (first, second)]
    assert told == [50, n - 50]
    assert f"{n} new notices" in first
