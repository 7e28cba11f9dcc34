"""Which parts of a report go to which sector unless the writer chooses otherwise.

Address and phone of the person are never in a packet to police, prosecution or court by
default (casework rules, "The packet"). What was said of their health is in one to a centre for
social work, the national Centre and a health institution only, of legal matters also in one to
police, prosecution and court.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.cases.referrals.parts import PARTS as PARTS_OF_A_FILE

_DATA: Final = Path(__file__).parents[1] / "data" / "presets.json"

PARTS: Final[dict[str, Promise]] = {
    "signs": _("Signs"),
    "account": _("What you noticed and heard"),
    "who": _("Who the person is"),
    "reach": _("Phone, address and trusted person"),
}
# Sections of a file of which some sectors are asked something; offered where it was answered.
SECTIONS: Final[dict[str, Promise]] = {name: PARTS_OF_A_FILE[name] for name in ("health", "legal")}


def preset(sector: str) -> list[str]:
    """The parts that are ticked at first for a recipient of this sector."""
    table = _table()
    return list(table.get(sector, table[""]))


@cache
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = json.loads(_DATA.read_text(encoding="utf-8"))
    return table
