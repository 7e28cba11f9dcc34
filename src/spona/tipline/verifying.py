"""Whether a reporter with a name was called back: what the calls in a thread say, nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from spona.tipline.payload_schemas import CALLED

if TYPE_CHECKING:
    from spona.tipline.thread import Turn

VERIFIED, UNKNOWN_THERE, NOT_YET = "verified", "unknown_there", "not_yet"
_ANSWERS: Final = {"yes": VERIFIED, "no": UNKNOWN_THERE}


@dataclass(frozen=True, slots=True)
class Verification:
    """`state` is one of the three above; `number` and `at` are those of the call that decided."""

    state: str = NOT_YET
    number: str = ""
    at: datetime | None = None


def verification_of(turns: Sequence[Turn]) -> Verification:
    """By the last call in which somebody there said yes or no; an unanswered one proves nothing."""
    for turn in reversed(turns):
        call = turn.said.call
        if turn.said.purpose == CALLED and call.get("reached") == "reached":
            state = _ANSWERS.get(call.get("from_there", ""))
            if state is not None:
                return Verification(state, call.get("number", ""), turn.message.at)
    return Verification()
