"""What of a file may go along, and what is ticked at first for which sector.

Address, phone and place of stay are never ticked for police, prosecution and court (casework
rules, "The packet"); the table is data, in `presets.json`.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Final

from spona.cases.consent.models import Agreement
from spona.cases.referrals.parts import PARTS

__all__ = ["AS_SECTIONS", "PARTS", "preset_for"]

_DATA: Final = Path(__file__).parent / "presets.json"

# Whole sections of the file, as they are; the rest goes as the parts of a packet.
AS_SECTIONS: Final = ("papers", "people", "assessment", "health", "legal", "plan")


def preset(sector: str) -> list[str]:
    """The parts that are ticked at first for a recipient of this sector."""
    table = _table()
    return list(table.get(sector, table[""]))


def preset_for(
    sector: str, agreement: Agreement | None, refused: Collection[str] = ()
) -> list[str]:
    """The same without what the person refused, and where it rests on an agreement, without what
    that does not cover. Who sends a part all the same ticks it themselves.
    """
    return [
        part
        for part in preset(sector)
        if part not in refused and (agreement is None or agreement.covers({part}))
    ]


@cache
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = json.loads(_DATA.read_text(encoding="utf-8"))
    return table
