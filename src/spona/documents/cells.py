"""A cell of a workbook, both ways: written so that nothing in it runs, and read as a plain value
or the sentence of what is wrong with it.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from contextlib import suppress
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from spona.documents.unpacking import UnreadableError
from spona.forms.amount import read_amount

LONGEST: Final = 1000
# XML 1.0 has no place for these, escaped or not.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FITS: Final = 32_767  # characters in a cell of a spreadsheet


class Form(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    DAY = "day"
    WHOLE = "whole"
    DECIMAL = "decimal"
    TIME = "time"


type Value = str | int | Decimal | dt.date | dt.time | None


def write_cell(sheet: Any, row: int, at: int, value: Value, look: Any = None) -> None:
    """On a sheet of xlsxwriter; without a `look` as its column looks. What is no number, day or
    time is text, which nothing computes, whatever it begins with.
    """
    if value is None or value == "":
        return
    if isinstance(value, dt.date | dt.time):
        sheet.write_datetime(row, at, value, look)
    elif isinstance(value, Decimal | int):
        sheet.write_number(row, at, float(value), look)
    else:
        sheet.write_string(row, at, without_signs(value), look)


def without_signs(text: str) -> str:
    """What a cell of a workbook can hold: without what XML has no place for, and not too long."""
    return _NO_XML.sub("", text)[:_FITS]


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
        return time_of(raw)
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


def time_of(raw: object) -> dt.time:
    """Of a cell with a time, or of text like 08:00: on the clock on the wall."""
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
