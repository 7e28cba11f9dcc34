"""A table that somebody sends in, CSV or XLSX, as lines of texts under names of fields.

A CSV is read line by line, so that its length costs no memory; a workbook only by the one engine.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final

from django.utils.translation import gettext as _

from spona.cases.standards.heads import Heads, heads_of
from spona.documents.tables import is_harmless
from spona.documents.unpacking import UnreadableError
from spona.documents.workbook.reading import sheets_of

MOST_LINES: Final = 20_000
_LONGEST: Final = 20_000
# The signs with which a file of old Excel begins, and a ZIP, which an XLSX is.
_ZIP: Final = b"PK"
_OLD: Final = b"\xd0\xcf\x11\xe0"
_BETWEEN: Final = ";,\t"


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as a spreadsheet counts; `cells` by the name of the column; `unread`: heads of
    columns that are no columns of ours, and in which something stands.
    """

    number: int
    cells: dict[str, str]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    heads: Heads
    rows: Iterator[Row]


def read_table(content: bytes, own: frozenset[str]) -> Table:
    """UnreadableError with a sentence for what is no such table; `rows` raises it too, where the
    file breaks off or goes on for too long.
    """
    if content.startswith(_OLD):
        raise UnreadableError(_("This is a workbook of an old Excel. Save it as XLSX or CSV."))
    lines = _of_workbook(content) if content.startswith(_ZIP) else _of_text(content)
    first, second = (*islice(lines, 2), [], [])[:2]
    if not any(one.strip() for one in first):
        sentence = _("The first row names no column. Start the table in the first row.")
        raise UnreadableError(sentence)
    heads = heads_of(first, second, own)
    if not heads.columns:
        sentence = _(
            "No column of HTCDS 2.0 is in the first row. Name the columns as the standard does, "
            "for example prs_Gender."
        )
        raise UnreadableError(sentence)
    rest = lines if heads.rows == 2 else chain([second] if second else [], lines)
    return Table(heads, _rows(heads, rest))


def _rows(heads: Heads, lines: Iterable[Sequence[str]]) -> Iterator[Row]:
    for number, cells in enumerate(lines, start=heads.rows + 1):
        if number > MOST_LINES + heads.rows:
            raise UnreadableError(
                _("This table is too long. At most %(n)d rows are read at once.")
                % {"n": MOST_LINES}
            )
        said = {
            name: text
            for at, name in heads.columns.items()
            if at < len(cells) and (text := cells[at]) and text.strip()
        }
        # The template numbers a thousand empty rows.
        unread = tuple(
            head for at, head in heads.unknown.items() if at < len(cells) and cells[at].strip()
            and (head or not cells[at].strip().isdecimal())
        )  # fmt: skip
        if said or any(unread):
            yield Row(number, said, unread)


def _of_text(content: bytes) -> Iterator[Sequence[str]]:
    """Decoded while it is read: a whole text in memory is four times the file."""
    if b"\0" in content:
        raise UnreadableError(_("This is no table that can be read. Choose a CSV or an XLSX."))
    head = io.BytesIO(content).readline().decode("utf-8", "replace")
    between = max(_BETWEEN, key=head.count)
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    return _cells(csv.reader(text, delimiter=between))


def _cells(lines: Iterator[list[str]]) -> Iterator[Sequence[str]]:
    try:
        for cells in lines:
            yield [_bare(one) for one in cells]
    except UnicodeDecodeError as broken:
        raise UnreadableError(
            _("This is no text in UTF-8. In a spreadsheet choose “CSV UTF-8” when saving.")
        ) from broken
    except csv.Error as broken:
        raise UnreadableError(
            _("The table breaks off or is damaged. Save it once more as CSV UTF-8.")
        ) from broken


def _bare(text: str) -> str:
    """Without the apostrophe with which our own tables keep a spreadsheet from running it."""
    kept = text[1:] if text.startswith("'") and not is_harmless(text[1:]) else text
    return kept[:_LONGEST]


def _of_workbook(content: bytes) -> Iterator[Sequence[str]]:
    """The first sheet, as it was typed: a formula is its text, never computed."""
    sheets = sheets_of(content)
    for cells in next(iter(sheets.values())):
        yield [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)[:_LONGEST]
