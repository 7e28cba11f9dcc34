"""Figure 12 for receipts: whatever is wrong with a code takes the same time."""

from __future__ import annotations

import gc
import os
import random
import statistics
import time

import pytest

from spona.access.actor import VISITOR
from spona.crypto.kdf import PRODUCTION
from spona.identity.models import Attempt
from spona.tipline import actions
from spona.vault.actions import codes
from tests.tipline.pages import Visitor

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = (
    "src/spona/tipline",
    "src/spona/vault",
    "src/spona/identity",
    "src/spona/crypto",
    "tests/tipline",
)

TRIES = int(os.environ.get("SPONA_FIGURE_12", "1000"))


@pytest.mark.prove
@pytest.mark.alone
def test_no_wrong_code_is_faster_than_another(world, send, settings):
    settings.ACCOUNT_COST = PRODUCTION
    # It is made once per process, and other tests have made it at the smallest cost.
    codes._nobody.cache_clear()
    tip, code = send()
    gone, old = send()
    actions.take_over(gone, by=world.bea.actor)
    actions.close(gone, "Крај.", by=world.bea.actor)
    with_wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    unknown = ("ZZZZZZ" if code[:6] != "ZZZZZZ" else "YYYYYY") + code[6:]
    other = old[:-1] + str((int(old[-1]) + 1) % 10)
    kinds = {"wrong digits": with_wrong, "unknown": unknown, "wrong digits, closed": other}
    order = [kind for kind in kinds for _try in range(TRIES)]
    random.Random(12).shuffle(order)
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    visitor = Visitor()
    visitor.post("back/", {"code": unknown}, 422)
    gc.disable()
    for kind in order:
        Attempt.objects.all().delete()
        begun = time.perf_counter()
        visitor.post("back/", {"code": kinds[kind]}, 422)
        took[kind].append(time.perf_counter() - begun)
    gc.enable()
    codes._nobody.cache_clear()
    assert tip.reference
    assert actions.come_back(code, by=VISITOR).tip == tip
    medians = {kind: statistics.median(times) for kind, times in took.items()}
    print({kind: f"{median * 1000:.1f} ms" for kind, median in medians.items()})  # noqa: T201
    assert max(medians.values()) / min(medians.values()) < 1.05
