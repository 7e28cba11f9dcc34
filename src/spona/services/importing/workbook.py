"""The workbook: out with everything that somebody may write, and in again as entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from spona.documents.workbook import writing
from spona.documents.workbook.columns import IDENT
from spona.documents.workbook.reading import SheetRow, rows_of
from spona.reference.scripts import fold
from spona.services.importing import values
from spona.services.importing.columns import (
    BOOK,
    EVERYWHERE_WORD,
    KINDS,
    PLACE,
    WHERE,
    YES,
    column_of,
)
from spona.services.importing.entries import Read, ServiceEntry
from spona.services.importing.known import Known


def read(content: bytes) -> Read:
    """Never raises for what somebody sent: each mistake is a refusal with its place."""
    found = Read()
    for row in rows_of(content, BOOK, found.refusals):
        found.entries.append(_entry(row))
    return found


def _entry(row: SheetRow) -> ServiceEntry:
    before = len(row.refusals)
    said: dict[str, Any] = dict(row.values())
    key = str(said.pop(IDENT, "") or f"{row.line.where}:{row.line.row}")
    remove = row.is_marked(_("To take this row out, write: %(word)s"))
    if len(row.refusals) > before:
        # It stands for nothing else, but what belongs to it must not seem to belong to nobody, and
        # its other cells are looked at: all that is wrong with a row is told at once.
        said[""] = None
    where, hidden = _where(row) if row.kind == PLACE else (False, False)
    return ServiceEntry(row.kind, key, row.line, said, remove, where=where, hidden=hidden)


def _where(row: SheetRow) -> tuple[bool, bool]:
    """Whether a line of a place says where it is, and that nobody may know; also a broken line."""
    told = fold(row.text("confidential") or "no")
    hidden = BOOK.words[PLACE, "confidential"].get(told, YES) == YES
    return any(row.text(name) for name in WHERE), hidden


def workbook(known: Known) -> bytes:
    """A sheet for each kind of row; the columns with fixed words offer them."""
    return writing.workbook(
        BOOK,
        {kind: _rows(kind, known) for kind in KINDS},
        lambda kind, name: _choices(kind, name, known),
    )


def _choices(kind: str, name: str, known: Known) -> list[str]:
    if name == "institution":
        return [values.in_words(kind, name, str(one), known) for one in known.institutions]
    if name in ("towns", "town"):
        towns = [str(one.words) for one in known.towns]
        return [str(EVERYWHERE_WORD), *towns] if name == "towns" else towns
    column = column_of(kind, name)
    listed = [word for (named, _code), word in known.labels.items() if named in column.lists]
    return listed or [str(word) for _code, word in column.choices]


def _rows(kind: str, known: Known) -> Iterator[dict[str, Any]]:
    for row in values.rows_of(kind, known):
        made: dict[str, Any] = {IDENT: str(row.pk)}
        for name, value in values.values_of(row, kind).items():
            kept = isinstance(value, dt.date | dt.time | int) and not isinstance(value, bool)
            made[name] = value if kept else values.in_words(kind, name, value, known)
        yield made
