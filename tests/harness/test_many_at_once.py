"""Figure 7: one to sixteen reports sent at the same moment: none lost, no error, none twice."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.harness import reporting
from tests.harness.browser import Browser
from tests.harness.planted import Plant

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona",
    "tests/harness",
    "tests/served",
)

WRITERS = ("ana.skola", "goran.skola", "nikola.zdravlje", "jelena.zdravlje")


def send_at_once(prepared: list[tuple[Browser, str, dict]]) -> list[tuple[int, str]]:
    """Every last click in its own thread, let go together: (status, where it led)."""
    start = threading.Barrier(len(prepared))

    def click(one: tuple[Browser, str, dict]) -> tuple[int, str]:
        browser, path, data = one
        start.wait(30)
        answer = browser.post(f"{path}send/", data)
        return answer.status, answer.headers.get("Location", answer.text[:500])

    with ThreadPoolExecutor(len(prepared)) as pool:
        return list(pool.map(click, prepared))


def prepare(browser: Browser, plant: Plant) -> tuple[Browser, str, dict]:
    path = reporting.draft(browser, plant, signs=1)
    reporting.addressed(browser, path, to="Centar za socijalni rad")
    page = browser.get(f"{path}preview/")
    return browser, path, page.fields() | {"parts": reporting.PARTS}


def count(served) -> dict[str, int]:
    """Rows that the reports left; and whether each has its first move, deadline, task and log."""
    return json.loads(served.django(
        "import json; from spona.cases.models import Draft, Move, Referral;"
        "from spona.deadlines.models import Deadline; from spona.tasks.models import Task;"
        "from spona.audit.models import Entry; from spona.audit.queries import faults;"
        "print(json.dumps({'referrals': Referral.objects.count(), 'drafts': Draft.objects.count(),"
        "'moves': Move.objects.filter(verb='send').count(), 'clocks': Deadline.objects.count(),"
        "'tasks': Task.objects.filter(kind='answer_referral').count(),"
        "'logged': Entry.objects.filter(name='referral:sent').count(),"
        "'faults': len(list(faults()))}))"
    ))  # fmt: skip


@pytest.mark.parametrize(
    "rounds",
    [
        (1, 4, 16),
        pytest.param(
            (1, 2, 4, 8, 12, 16),
            marks=[pytest.mark.prove, pytest.mark.postgresql, pytest.mark.alone],
        ),
    ],
)
def test_reports_sent_at_once_all_arrive(served_once, rounds):
    people = [Browser(served_once).sign_in(login) for login in WRITERS]
    sent: list[str] = []
    before = count(served_once)
    for number in rounds:
        prepared = [prepare(people[n % len(people)], Plant()) for n in range(number)]
        answers = send_at_once(prepared)
        assert [a for a in answers if a[0] != 302] == [], f"{number} at once"
        sent += [where for _status, where in answers]
    assert len(set(sent)) == len(sent) == sum(rounds)
    rows = count(served_once)
    assert rows["faults"] == 0
    assert rows["drafts"] == 0
    for what in ("referrals", "moves", "clocks", "tasks", "logged"):
        assert rows[what] - before[what] == sum(rounds), (what, before, rows)
    at_once = ", ".join(map(str, rounds))
    arrived = rows["referrals"] - before["referrals"]
    print(f"{at_once} at once: {len(sent)} sent, {arrived} arrived, 0 errors")  # noqa: T201


def test_the_same_click_eight_times_at_once_is_one_report(served_once):
    ana = Browser(served_once).sign_in("ana.skola")
    browser, path, data = prepare(ana, Plant())
    before = count(served_once)["referrals"]
    answers = send_at_once([(browser, path, data)] * 8)
    assert {a[0] for a in answers} == {302}, answers
    assert len({where for _status, where in answers}) == 1
    assert count(served_once)["referrals"] == before + 1
