"""Which addresses the gate asks; `./spona prove` asks all of them."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterable
from functools import cache
from typing import Final

from tests.harness.asking import Ask
from tools.bench.figures import ROOT
from tools.proofs.changed import COMMIT
from tools.proofs.command import PAGE
from tools.proofs.page import read_rows

# Of addresses, each with everything that can stand in its blanks: about three hundred asks.
OTHERS: Final = 100
# Its row on the page of proofs tells on which commit all addresses were asked last.
WHOLE: Final = "every slow test holds"


def sampled(asks: list[Ask], named: Iterable[str]) -> list[Ask]:
    """Those of the addresses `named`, of apps that changed since all were asked, and a fixed
    sample of the others."""
    changed = changed_apps()
    first = {ask.name for ask in asks if ask.name in set(named) or ask.app in changed}
    others = sorted({ask.name for ask in asks} - first, key=_at_random)[:OTHERS]
    return [ask for ask in asks if ask.name in first.union(others)]


def _at_random(name: str) -> bytes:
    """The same on each day, and for most names also after others came."""
    return hashlib.sha256(name.encode()).digest()


@cache
def changed_apps() -> frozenset[str]:
    """Folders of src/spona with a change since the commit on which all addresses were asked; where
    that is not known, none: the sample stands."""
    row = read_rows(PAGE).get(WHOLE)
    if row is None:
        return frozenset()
    commit = row.strip("| ").split(" | ")[COMMIT]
    asked = ["git", "-C", str(ROOT), "diff", "--name-only", commit, "--", "src/spona"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return frozenset(path.split("/")[2] for path in done.stdout.splitlines())
