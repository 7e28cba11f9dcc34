"""Whether the recipient still waits for an answer of the sender."""

from __future__ import annotations

from collections.abc import Iterable

from spona.cases.referrals.models import Move
from spona.cases.referrals.moves import ANSWERS, ASKS


def is_asked(moves: Iterable[Move]) -> bool:
    """True where the last of all questions and answers is a question. `moves` oldest first."""
    said = [move.verb for move in moves if move.verb in ASKS | ANSWERS]
    return bool(said) and said[-1] in ASKS
