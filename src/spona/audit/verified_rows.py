"""What was read and checked once, and holds for as long as the system's lane does not move on.

Every change of a row that decides who acts for whom leaves a line there (`Log.row`). So a process
reads and checks such rows once, and afterwards only asks whether the last line is still the same.
Whoever changes rows past Spona gains nothing before the next line, and nothing after it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final

from spona.audit.recording import cached, in_transaction

# Of a town some hundred; then everything is read anew.
_MOST: Final = 10_000


@dataclass(slots=True)
class _Kept:
    """The last line, and what was read under it: always changed together, for threads share it."""

    under: tuple[bytes, dict[Hashable, Any]] = (b"", {})


_kept = _Kept()


def remembered[Fact](key: Hashable, make: Callable[[], Fact]) -> Fact:
    """What `make` gave under the last line that the system's lane has now; one query, and in a
    request that may not write one for all of them.

    Within a transaction it is made anew: what changed there has no line yet.
    """
    # Models read this module while they are made, when no question can be written yet.
    from spona.audit.queries import newest_line

    head = b"" if in_transaction() else cached("newest line", newest_line, of=frozenset())
    if not head:
        return make()
    last, facts = _kept.under
    if last != head or len(facts) > _MOST:
        # A new dict: whoever still reads under the line before writes into the old one.
        facts = {}
        _kept.under = (head, facts)
    if key not in facts:
        facts[key] = make()
    fact: Fact = facts[key]
    return fact
