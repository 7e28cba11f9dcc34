"""Many words at the same moment, and two institutions that reach for the same one."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.harness.browser import Browser, Page
from tests.tipline.pages import code_in

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona/tipline",
    "src/spona/vault",
    "src/spona/audit",
    "src/spona/middleware",
    "tests/tipline",
    "tests/harness/browser.py",
)

NEW = "/sr/message/in/vranje/new/"


def together[One](act: Callable[[One], Page], things: list[One]) -> list[Page]:
    """Every last click in its own thread, let go together."""
    start = threading.Barrier(len(things))

    def click(one: One) -> Page:
        start.wait(30)
        return act(one)

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(click, things))


def written(served, number: int) -> tuple[Browser, dict]:
    # Each from a network of their own: one that sends so much has to wait (`test_flood`).
    browser = Browser(served, network=number + 1)
    page = browser.get(NEW)
    return browser, page.fields() | {"text": f"Izmišljena poruka {number}.", "language": "sr"}


def count(served) -> dict[str, int]:
    return json.loads(served.django(
        "import json; from spona.tipline.models import Addressee, Tip;"
        "from spona.vault.models import Code; from spona.deadlines.models import Deadline;"
        "from spona.tasks.models import Task; from spona.audit.models import Entry;"
        "from spona.audit.queries import faults;"
        "print(json.dumps({'tips': Tip.objects.count(), 'codes': Code.objects.count(),"
        "'addressees': Addressee.objects.count(),"
        "'clocks': Deadline.objects.filter(subject_kind='tip').count(),"
        "'tasks': Task.objects.filter(kind='read_message').count(),"
        "'logged': Entry.objects.filter(name='tip:arrived').count(),"
        "'faults': len(list(faults()))}))"
    ))  # fmt: skip


def added(served, before: dict[str, int]) -> dict[str, int]:
    """What came since, in each table; and the faults that there are."""
    now = count(served)
    return {what: now[what] - before[what] for what in now} | {"faults": now["faults"]}


@pytest.mark.parametrize(
    "rounds",
    [(1, 4, 16), pytest.param((1, 2, 4, 8, 12, 16), marks=[pytest.mark.prove, pytest.mark.alone])],
)
def test_words_sent_at_once_all_arrive_and_each_code_opens_its_own(served_once, rounds):
    codes: dict[str, int] = {}
    before = count(served_once)
    for number in rounds:
        prepared = [written(served_once, len(codes) + n) for n in range(number)]
        pages = together(lambda one: one[0].post(NEW, one[1]), prepared)
        assert [page.status for page in pages] == [200] * number, f"{number} at once"
        codes |= {code_in(page.text): len(codes) + n for n, page in enumerate(pages)}
    assert len(codes) == sum(rounds)
    rows = added(served_once, before)
    assert rows.pop("faults") == 0
    assert set(rows.values()) == {sum(rounds)}, rows
    for code, number in codes.items():
        page = Browser(served_once).post("/sr/message/back/", {"code": code})
        assert f"Izmišljena poruka {number}." in page.text
    at_once = ", ".join(map(str, rounds))
    print(f"{at_once} at once: {len(codes)} sent, {rows['tips']} arrived, 0 errors")  # noqa: T201


def test_the_same_click_eight_times_at_once_is_one_word(served_once):
    browser, typed = written(served_once, 1)
    before = count(served_once)
    pages = together(lambda one: one[0].post(NEW, one[1]), [(browser, typed)] * 8)
    assert {page.status for page in pages} == {200}
    assert sum('id="code"' in page.text for page in pages) == 1
    rows = added(served_once, before)
    assert rows["tips"] == rows["codes"] == 1


def test_of_two_institutions_at_once_exactly_one_takes_it_over(served):
    served.django(
        "from spona.access.actor import Actor; from spona.tipline.actions import add_to_route;"
        "from spona.directory.models import Institution, Network;"
        "vranje = Network.objects.get(slug='vranje');"
        "[add_to_route(Institution.objects.get(code=code), network=vranje,"
        " by=Actor.system('demo')) for code in ('I068', 'I069')]"
    )
    bea, jelena = (Browser(served).sign_in(one) for one in ("bea.csr", "jelena.zdravlje"))
    for number in range(3):
        browser, typed = written(served, number)
        browser.post(NEW, typed)
        here = re.findall(r'href="(/messages/T-[^"]+/)"', bea.get("/messages/").text)[0]
        prepared = []
        for one in (bea, jelena):
            opened = one.get(here).fields("/open/")
            assert one.post(f"{here}open/", opened).status == 302
            prepared.append((one, one.get(here).fields("/take/")))
        pages = together(lambda one, at=here: one[0].post(f"{at}take/", one[1]), prepared)
        # The other is told who was faster, or finds no row at all when the keys are gone already.
        first, second = sorted(page.status for page in pages)
        assert first == 302
        assert second in (404, 409)
        assert sorted(one.get(here).status for one in (bea, jelena)) == [200, 404]
        winner = next(one for one in (bea, jelena) if one.get(here).status == 200)
        closing = winner.get(here).fields("/close/") | {"text": "Gotovo."}
        assert winner.post(f"{here}close/", closing).status == 302
