"""A workbook as rows of plain values, and a sentence for each cell that is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from spona.documents.workbook.columns import IDENT
from spona.documents.workbook.differences import Entry, Refusal, Values, as_uuid
from spona.documents.workbook.reading import SheetRow, rows_of
from spona.plans.models import Plan
from spona.plans.rows import names_of
from spona.plans.workbook.columns import KIND, book_of


@dataclass(slots=True)
class Read:
    entries: list[Entry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def read(content: bytes, plan: Plan) -> Read:
    """Never raises for what somebody sent: each mistake is a refusal with its row."""
    found = Read()
    for row in rows_of(content, book_of(plan), found.refusals):
        before = len(found.refusals)
        entry = _entry(row, plan)
        if entry is not None and len(found.refusals) == before:
            found.entries.append(entry)
    return found


def _entry(row: SheetRow, plan: Plan) -> Entry | None:
    kind = row.code(KIND)
    if not kind:
        row.refuse(KIND, _("Write objective, measure, activity or indicator."))
        return None
    key = ""
    values: Values = {}
    for name, value in row.values():
        if name == IDENT:
            key = str(value)
            if key and as_uuid(key) is None:
                row.refuse(IDENT, _("This is no id of a row. Leave the cell empty for a new row."))
        elif name in names_of(kind, plan):
            is_number = name in ("number", "belongs") and isinstance(value, str)
            values[name] = str(value).rstrip(".") if is_number else value
        elif name != KIND and value not in (None, "", 0):
            row.refuse(name, _("A row of this kind has no such value. Empty the cell."))
    remove = row.is_marked(_("To take this row out of the plan, write: %(word)s"))
    return Entry(kind, key, row.line, values, remove)
