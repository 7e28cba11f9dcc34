"""Which parts of a report go to which sector unless the writer chooses otherwise.

Address and phone of the person are never in a packet to police, prosecution or court by
default (casework rules, "The packet").
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_DATA: Final = Path(__file__).parents[1] / "data" / "presets.json"

PARTS: Final[dict[str, Promise]] = {
    "signs": _("Signs"),
    "account": _("What you noticed and heard"),
    "who": _("Who the person is"),
    "reach": _("Phone, address and trusted person"),
}


def preset(sector: str) -> list[str]:
    """The parts that are ticked at first for a recipient of this sector."""
    table = _table()
    return list(table.get(sector, table[""]))


@cache
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = json.loads(_DATA.read_text(encoding="utf-8"))
    return table
