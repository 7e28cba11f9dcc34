"""A row that comes in, as the page shows it: what stands in the file, and what is counted of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from spona.cases.standards.counted_rows import CITY, RECEIVED, Taken
from spona.cases.standards.mapping import record_places
from spona.documents.workbook.differences import CHANGE, NEW
from spona.statistics import codes
from spona.statistics.codes import SECTORS
from spona.statistics.record import ONE_OF, SECTOR_OR, SETS
from spona.statistics.words import sector_words

_LISTS: Final = {**ONE_OF, **SETS, **SECTOR_OR}


def shown_lines(lines: Iterable[Taken]) -> list[dict[str, Any]]:
    """As `ui/base_import_preview.html` draws them; of a row taken as it stands, no cells."""
    sectors = sector_words(SECTORS)
    return [
        {
            "line": one.line,
            "what": CHANGE if one.cells else NEW,
            "kind": "",
            "title": _("one person"),
            "cells": [
                {"label": cell.name, "old": cell.old, "new": _word(cell.name, cell.new, sectors)}
                for cell in one.cells
            ],
        }
        for one in lines
    ]


def _word(column: str, code: str, sectors: Mapping[str, str]) -> str:
    """A code by its label; a town and a year stand there as they are."""
    if column in (CITY, RECEIVED):
        return str(codes.TOWN.get(code, code))
    name = next(one.name for one in record_places().values() if one.column == column)
    return str(_LISTS[name].get(code) or sectors.get(code, code))
