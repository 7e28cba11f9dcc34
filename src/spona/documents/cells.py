"""A cell of a workbook as a plain value, or the sentence of what is wrong with it."""

from __future__ import annotations

import datetime as dt
import io
import math
import zipfile
from contextlib import suppress
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from spona.documents.unpacking import MOST_COLUMNS, MOST_ROWS, UnreadableError, not_ours
from spona.forms.amount import read_amount

LONGEST: Final = 1000


class Form(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    DAY = "day"
    WHOLE = "whole"
    DECIMAL = "decimal"
    TIME = "time"


type Value = str | int | Decimal | dt.date | dt.time | None


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Name of each sheet → its rows of cells. UnreadableError where it is no workbook; call
    `unpacking.merged_cells` first, which looks whether it may be opened at all.
    """
    # Here, for each process of the server would carry it from its start, and hardly one needs it.
    import openpyxl  # type: ignore[import-untyped]

    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=False, keep_links=False
        )
        found = {
            sheet.title: list(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS))
            for sheet in book.worksheets
        }
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, SyntaxError,
            EOFError, zipfile.BadZipFile) as broken:  # fmt: skip
        # Whatever the reader trips over in a broken file: it is the file.
        raise UnreadableError(not_ours()) from broken
    if not found:
        raise UnreadableError(not_ours())
    return found


def is_empty(cell: Any) -> bool:
    return cell is None or cell.value is None or str(cell.value).strip() == ""


def value_of(cell: Any, form: Form, *, longest: int = LONGEST) -> Value:
    """The value in its form; UnreadableError with the sentence of what is wrong."""
    if is_empty(cell):
        return "" if form == Form.TEXT else None
    raw = cell.value
    if cell.data_type == "f":
        raise UnreadableError(_("This is a formula. Put in the value itself."))
    if cell.data_type == "e":
        raise UnreadableError(_("This cell holds an error of the spreadsheet. Correct it."))
    if isinstance(raw, bool):
        raise UnreadableError(_("This is true or false. Write it in words or as a number."))
    if form == Form.TEXT:
        return _text(raw, longest)
    if form == Form.DAY:
        return _day(raw)
    if form == Form.TIME:
        return _time(raw)
    return _number(raw, whole=form == Form.WHOLE)


def _text(raw: object, longest: int) -> str:
    if isinstance(raw, dt.date | dt.time | dt.timedelta):
        raise UnreadableError(_("The spreadsheet has made a date of it. Format the cell as text."))
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = " ".join(str(raw).split())
    if len(text) > longest:
        raise UnreadableError(_("This is too long: at most %(n)d characters.") % {"n": longest})
    return text


def _day(raw: object) -> dt.date:
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    raise UnreadableError(_("This is no date. Type it as a date, not as text."))


def _time(raw: object) -> dt.time:
    """Of a cell with a time, or of text like 08:00."""
    if isinstance(raw, dt.datetime):
        raw = raw.time()
    if isinstance(raw, str):
        with suppress(ValueError):
            raw = dt.time.fromisoformat(raw.strip().zfill(5))
    if not isinstance(raw, dt.time):
        raise UnreadableError(_("This is no time. Write it like 08:00."))
    return raw.replace(second=0, microsecond=0, tzinfo=None)


def _number(raw: object, *, whole: bool) -> int | Decimal:
    if isinstance(raw, str) and not whole:
        # As in a form: a cell of text may hold 1.200,50.
        if (typed := read_amount(raw)) is None:
            raise UnreadableError(_("Write the amount in digits, as 1.250,00."))
        return _fitting(typed)
    if not isinstance(raw, int | float) or (isinstance(raw, float) and not math.isfinite(raw)):
        raise UnreadableError(_("This is text, not a number. Type it as a number."))
    exact = Decimal(repr(raw))
    if whole:
        if exact != exact.to_integral_value() or abs(exact) > 10**9:
            raise UnreadableError(_("Write a whole number that is not negative."))
        return int(exact)
    return _fitting(exact)


def _fitting(exact: Decimal) -> Decimal:
    if abs(exact) > 10**12:
        raise UnreadableError(_("This amount is too large. Check it."))
    if exact != round(exact, 2):
        raise UnreadableError(_("At most two digits after the comma."))
    return round(exact, 2)
