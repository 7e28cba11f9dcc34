"""Slows down whoever asks without a pause, so that the pages keep their turn.

Counted in the memory of this process, by network and minute, and forgotten with the minute: a row
for each question would cost more than its answer. What takes long has a share in the database as
well (`identity.slow_pages`).
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Final

from spona import deadlines
from spona.identity.limiter import TooFast, network_prefix

MOST: Final = 600
_STRETCH: Final = 60
_lock = threading.Lock()
_counts: Counter[str] = Counter()
_now = [0]


def count(address: str) -> None:
    """TooFast after `MOST` questions of one network in one minute; `seconds` until the next."""
    minute, gone = divmod(int(deadlines.now().timestamp()), _STRETCH)
    with _lock:
        if _now[0] != minute:
            _now[0] = minute
            _counts.clear()
        prefix = network_prefix(address)
        if _counts[prefix] >= MOST:
            raise TooFast(_STRETCH - gone)
        _counts[prefix] += 1
