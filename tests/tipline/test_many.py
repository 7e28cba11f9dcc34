"""Very many messages: lists stay one page, and whoever holds them is told what to do."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from spona.notifications.models import Notice
from spona.tipline.models import Tip
from tests.planner import as_the_worker_does
from tests.tipline.conftest import TEXT

LIST, DESK = "/messages/", "/desk/"


def _asked(browser, path):
    """The page, and how many statements it took."""
    as_the_worker_does()
    with CaptureQueriesContext(connection) as captured:
        page = browser.get(path)
    assert page.status_code == 200
    return page.content.decode(), len(captured)


def test_400_messages_are_one_page_at_the_price_of_20(bea, send):
    """The 20 fit on one page: what a longer list may ask more is how long it is."""
    rows = {LIST: 50, DESK: 25, "/notices/": 50}
    told = {}
    for number in (20, 60, 400):
        while Tip.objects.count() < number:
            send()
        for path in rows:
            bea.get(path)
            told[path, number] = _asked(bea, path)
    for path, most in rows.items():
        (_short, few), (first, some), (page, many) = (told[path, n] for n in (20, 60, 400))
        assert len(set(re.findall(r"T-[0-9A-Z]{4}-[0-9A-Z]{2}", page))) == most
        assert many == some
        # A desk also asks how many came within the hour, where they are enough for a flood.
        assert many - few <= {LIST: 1, DESK: 1, "/notices/": 3}[path]
        assert len(page) < 1.02 * len(first)
        assert TEXT not in page


@pytest.mark.parametrize(("path", "number", "rows"), [(LIST, "page", 50), (DESK, "arrived", 25)])
def test_every_message_is_on_some_page(bea, send, path, number, rows):
    for _one in range(2 * rows + 3):
        send()
    found = set()
    for n in (1, 2, 3):
        page = _asked(bea, f"{path}?{number}={n}")[0]
        found |= set(re.findall(r"T-[0-9A-Z]{4}-[0-9A-Z]{2}", page))
    assert found == set(Tip.objects.values_list("reference", flat=True))
    assert f"{2 * rows + 3}" in page


@pytest.mark.parametrize("path", [LIST, DESK])
def test_a_flood_is_told_with_what_to_do_and_says_nothing_of_a_message(bea, send, path):
    for _one in range(29):
        send()
    assert "flooding" not in _asked(bea, path)[0]
    send()
    page = _asked(bea, path)[0]
    assert "30 messages came in the last hour." in page
    assert "Tell whoever runs the server" in page


def test_older_notices_are_on_the_next_page(bea, send, world):
    for _one in range(60):
        send()
    n = Notice.objects.of(world.bea.account.pk).count()
    assert n > 50
    first, second = (_asked(bea, f"/notices/?page={one}")[0] for one in (1, 2))
    told = [len(re.findall("/notices/[0-9a-f-]{36}/", page)) for page in (first, second)]
    assert told == [50, n - 50]
    assert f"{n} new notices" in first
