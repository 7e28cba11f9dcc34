"""What the test of two at once runs in a process and a database of its own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from spona.access.actor import Actor
from spona.directory.actor import actor_for
from spona.directory.models import Network
from spona.identity.models import Account
from spona.practice.actions import (
    begin_drill,
    call_drill,
    end_drill,
    ending,
    holding,
    reset_practice,
)
from spona.practice.models import Drill, Stage, Taken

PRACTICE = Actor.system("practice")


def reset_while(moment: str) -> str:
    """`ending` or `beginning`: a drill holds its row in that moment, and the reset begins; what
    both came to, as JSON.
    """
    account = Account.objects.get(login="bea.csr")
    actor = actor_for(account)
    assert actor is not None
    network = Network.objects.get(slug="vranje", practice=False)
    drill = call_drill(network, scenario="school", role="intake", by=actor)
    inside = threading.Event()
    if moment == "ending":
        begin_drill(drill, by=actor)
        ending.clear_after = _slowly(ending.clear_after, inside)
        move = end_drill
    else:
        holding._stage = _slowly(holding._stage, inside)
        move = begin_drill
    with ThreadPoolExecutor(2) as pool:
        moved = pool.submit(_alone, lambda: move(drill, by=actor))
        assert inside.wait(30)
        reset = pool.submit(_alone, lambda: reset_practice(by=PRACTICE))
        moved.result(60)
        counts = reset.result(60)
    row = Drill.objects.get(pk=drill.pk)
    return json.dumps({
        "ending": row.ending, "drills": counts["drills"], "stages": Stage.objects.count(),
        "free": Stage.objects.filter(taken_at=None).count(),
        "steps": Taken.objects.filter(drill=row).count(),
    })  # fmt: skip


def two_resets() -> str:
    """Two at the same instant, the first with a drill to clear away; what both came to, as JSON."""
    actor = actor_for(Account.objects.get(login="bea.csr"))
    assert actor is not None
    network = Network.objects.get(slug="vranje", practice=False)
    begin_drill(call_drill(network, scenario="school", role="intake", by=actor), by=actor)
    ready = threading.Barrier(2)

    def reset() -> int:
        ready.wait(30)
        return reset_practice(by=PRACTICE)["drills"]

    with ThreadPoolExecutor(2) as pool:
        ended = [one.result(60) for one in [pool.submit(_alone, reset) for _ in range(2)]]
    return json.dumps({
        "ended": sorted(ended), "stages": Stage.objects.count(),
        "free": Stage.objects.filter(taken_at=None).count(),
    })  # fmt: skip


def _slowly[**P, R](act: Callable[P, R], inside: threading.Event) -> Callable[P, R]:
    def slow(*args: P.args, **kwargs: P.kwargs) -> R:
        inside.set()
        time.sleep(1.5)
        return act(*args, **kwargs)

    return slow


def _alone[R](act: Callable[[], R]) -> R:
    try:
        return act()
    finally:
        connections.close_all()
