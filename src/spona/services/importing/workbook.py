"""The workbook: out with everything that somebody may write, and in again as entries."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from spona.documents.cells import Form, is_empty, sheets, value_of
from spona.documents.tables import WRAPPED, on_paper, without_signs
from spona.documents.unpacking import MOST_ROWS, UnreadableError, merged_cells
from spona.reference.scripts import fold
from spona.services.importing.columns import (
    COLUMNS,
    EVERYWHERE_WORD,
    HEADS,
    IDENT,
    KINDS,
    LISTS,
    MANY,
    MARK,
    PLACE,
    REMOVE,
    SERVICE,
    SHEETS,
    WHERE,
    YES,
    choices_of,
    form_of,
    heads_of,
    marks,
    sheet_names,
    width_of,
    words_of,
)
from spona.services.importing.entries import Entry, Line, Read, Refusal
from spona.services.importing.known import Known
from spona.services.importing.values import in_words, rows_of, values_of

LONGEST: Final = 4000
_FORMATS: Final = {Form.DAY: "dd.mm.yyyy", Form.TIME: "hh:mm", Form.WHOLE: "0"}
# A list that a cell offers; a spreadsheet takes no longer one inside the cell.
_LISTS: Final = "Lists"


def read(content: bytes) -> Read:
    """Never raises for what somebody sent: each mistake is a refusal with its place."""
    found = Read()
    try:
        merged = merged_cells(content)
        books = sheets(content)
    except UnreadableError as refused:
        found.refusals.append(Refusal(Line("", 0), "", refused.sentence))
        return found
    for cells in merged:
        sentence = _("These cells are merged. Take them apart; each row is its own.")
        found.refusals.append(Refusal(Line("", 0), cells, sentence))
    seen = set()
    for title, rows in books.items():
        kind = sheet_names().get(fold(title))
        if kind is not None and kind not in seen:
            seen.add(kind)
            _sheet(kind, title, rows, found)
    if SERVICE not in seen:
        sentence = _("There is no sheet “%(name)s”. Take the workbook from here and fill it in.")
        refusal = Refusal(Line("", 0), "", sentence % {"name": SHEETS[SERVICE]})
        found.refusals.append(refusal)
    return found


def _sheet(kind: str, title: str, rows: list[tuple[Any, ...]], found: Read) -> None:
    columns: dict[int, str] = {}
    for at, cell in enumerate(rows[0] if rows else ()):
        name = heads_of(kind).get(fold(str(cell.value or "")))
        if name is not None and name not in columns.values():
            columns[at] = name
    if not columns and any(not is_empty(cell) for row in rows for cell in row):
        sentence = _("The first row must hold the names of the columns, as in the workbook here.")
        found.refusals.append(Refusal(Line(title, 1), "", sentence))
        return
    for number, cells in enumerate(rows[1:], start=2):
        there = {name: cells[at] for at, name in columns.items() if at < len(cells)}
        if any(not is_empty(cell) for cell in there.values()):
            _row(kind, Line(title, number), there, found)


def _row(kind: str, line: Line, cells: dict[str, Any], found: Read) -> None:
    values: dict[str, Any] = {}
    before = len(found.refusals)
    for name, cell in cells.items():
        try:
            values[name] = value_of(cell, form_of(name), longest=LONGEST)
        except UnreadableError as refused:
            found.refusals.append(Refusal(line, str(HEADS[name]), refused.sentence))
    ident = str(values.pop(IDENT, "") or "")
    mark = str(values.pop(REMOVE, "") or "")
    if mark and fold(mark) not in marks():
        sentence = _("To take this row out, write: %(word)s") % {"word": MARK}
        found.refusals.append(Refusal(line, str(HEADS[REMOVE]), sentence))
    if len(found.refusals) > before:
        # It stands for nothing else, but what belongs to it must not seem to belong to nobody, and
        # its other cells are looked at: all that is wrong with a row is told at once.
        values[""] = None
    key = ident or f"{line.where}:{line.row}"
    where, hidden = _where(cells) if kind == PLACE else (False, False)
    entry = Entry(kind, key, line, values, remove=bool(mark), where=where, hidden=hidden)
    found.entries.append(entry)


def _where(cells: dict[str, Any]) -> tuple[bool, bool]:
    """Whether a line of a place says where it is, and that nobody may know; also a broken line."""
    said = {name: fold(str(cell.value)) for name, cell in cells.items() if not is_empty(cell)}
    told = words_of(PLACE, "confidential").get(said.get("confidential", "no"), YES)
    return any(name in said for name in WHERE), told == YES


def workbook(known: Known) -> bytes:
    """A sheet for each kind of row; the columns with fixed words offer them."""
    # Here, for each process of the server would carry it from its start, and hardly one needs it.
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        # A fixed time: when it was made is nobody's matter.
        book.set_properties({"created": dt.datetime(1980, 1, 1)})  # noqa: DTZ001 (the library takes a naive one)
        text = book.add_format(WRAPPED)
        looks = {
            form: book.add_format(WRAPPED | {"num_format": code}) for form, code in _FORMATS.items()
        }
        bold = book.add_format(WRAPPED | {"bold": True, "bottom": 1})
        made = {kind: book.add_worksheet(str(SHEETS[kind])) for kind in KINDS}
        offered = _Offered(book.add_worksheet(_LISTS))
        for kind, sheet in made.items():
            sheet.freeze_panes(1, 1)
            on_paper(sheet)
            for at, name in enumerate(COLUMNS[kind]):
                sheet.set_column(at, at, width_of(name), looks.get(form_of(name), text))
                sheet.write_string(0, at, str(HEADS[name]), bold)
                if source := offered.add(_choices(kind, name, known)):
                    sheet.data_validation(1, at, MOST_ROWS - 1, at, _offers(source, name))
            for number, row in enumerate(_rows(kind, known), start=1):
                for at, name in enumerate(COLUMNS[kind]):
                    _write(sheet, number, at, row.get(name), looks)
    return out.getvalue()


def _offers(source: str, name: str) -> dict[str, Any]:
    """In a cell that holds several, the list helps and does not forbid."""
    strict = name not in MANY
    return {"validate": "list", "source": source, "error_type": "stop" if strict else "information",
            "show_error": strict}  # fmt: skip


class _Offered:
    """The hidden sheet on which the words stand that cells offer."""

    def __init__(self, sheet: Any) -> None:
        self._sheet, self._column = sheet, 0
        sheet.hide()

    def add(self, words: list[str]) -> str:
        """The formula that names them; empty where there are none."""
        if not words:
            return ""
        for row, word in enumerate(words):
            self._sheet.write_string(row, self._column, without_signs(word))
        letter = _letters(self._column)
        self._column += 1
        return f"={_LISTS}!${letter}$1:${letter}${len(words)}"


def _letters(column: int) -> str:
    return (chr(64 + column // 26) if column >= 26 else "") + chr(65 + column % 26)


def _choices(kind: str, name: str, known: Known) -> list[str]:
    if name == "institution":
        return [in_words(kind, name, str(one), known) for one in known.institutions]
    if name in ("towns", "town"):
        towns = [str(one.words) for one in known.towns]
        return [str(EVERYWHERE_WORD), *towns] if name == "towns" else towns
    if list_name := LISTS.get((kind, name)):
        return [word for (listed, _code), word in known.labels.items() if listed == list_name]
    return [str(word) for _code, word in choices_of(kind, name)]


def _rows(kind: str, known: Known) -> Iterator[dict[str, Any]]:
    for row in rows_of(kind, known):
        made: dict[str, Any] = {"id": str(row.pk)}
        for name, value in values_of(row, kind).items():
            kept = isinstance(value, dt.date | dt.time | int) and not isinstance(value, bool)
            made[name] = value if kept else in_words(kind, name, value, known)
        yield made


def _write(sheet: Any, row: int, at: int, value: Any, looks: dict[Form, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(row, at, dt.datetime.combine(value, dt.time()), looks[Form.DAY])
    elif isinstance(value, dt.time):
        sheet.write_datetime(row, at, value, looks[Form.TIME])
    elif isinstance(value, int):
        sheet.write_number(row, at, value, looks[Form.WHOLE])
    else:
        # As text, which nothing computes, whatever it begins with.
        sheet.write_string(row, at, without_signs(str(value)))
