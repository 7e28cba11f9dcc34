"""`./spona audit open roots`: what stands beside the server's roots, after the operator has looked.

Nothing is taken out of the log. It stays named, with the day and the reason; red is what comes
after.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.translation import override

from spona.access.actor import Actor
from spona.audit.acknowledged_faults import RowFault, seen
from spona.audit.actions import note_seen
from spona.audit.lane_heads import LaneClosed
from spona.audit.queries import told_apart
from spona.audit.root_contents import REASONS
from spona.audit.roots import Past, checkpoint_faults, foreign_roots
from spona.cli.keys.read_back import answer
from spona.cli.lane_names import named
from spona.vault.witness_keys import witness_faults

# In place of the code of an institution; none is called so.
ROOTS: Final = "roots"


def open_roots(*, sure: bool, reason: str) -> int:
    """1 where nothing was noted."""
    new, _known = told_apart([*checkpoint_faults(), *foreign_roots(), *witness_faults()])
    found = [fault for fault in new if isinstance(fault, Past | RowFault) and fault.of]
    if not found:
        print("There is no root and no signature that you have not looked at. Nothing was changed.")
        return 1
    for sentence in dict.fromkeys(map(named, found)):
        print(sentence)
    print("It stays where it is, and is named from now on with this day and the reason.")
    if not sure and answer(f"Have you looked? Type {ROOTS}: ").strip().lower() != ROOTS:
        print("Nothing was changed.")
        return 1
    rows = {fault.of for fault in found}
    try:
        note_seen(rows, by=Actor.system("operator"), reason=reason)
    except LaneClosed:
        print("The system's part is closed, and nothing can be noted: ./spona audit open system")
        return 1
    print(f"{len(rows)} noted; the reason: {_words(reason)}. What comes after is a new fault.")
    return 0


def seen_sentences(known: Iterable[Past | RowFault]) -> list[str]:
    """What an operator has looked at: each with the day, and why it was there."""
    looked_at = seen()
    return [
        f"{named(fault)} (known since {one.at:%Y-%m-%d %H:%M} UTC: {_words(one.reason)})"
        for fault in dict.fromkeys(known)
        if (one := looked_at.get(fault.of)) is not None
    ]


def _words(reason: str) -> str:
    """In the language of all that commands say."""
    with override("en"):
        return str(REASONS[reason])
