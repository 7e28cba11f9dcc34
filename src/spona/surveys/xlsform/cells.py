"""Columns, languages and types of an XLSForm under the names that people give them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from spona.reference.words import LANGUAGES, Words
from spona.surveys import form_model as model

_COLUMNS: Final = {
    "relevance": "relevant", "caption": "label", "command": "type", "tag": "name",
    "calculate": "calculation", "constraining_message": "constraint_message",
    "list name": "list_name", "spona::sensitive": "sensitive", "sensitive": "sensitive",
}  # fmt: skip
_SELECTS: Final = {
    "select_one": model.SELECT_ONE, "select one": model.SELECT_ONE, "select1": model.SELECT_ONE,
    "select one from": model.SELECT_ONE, "select_multiple": model.SELECT_MULTIPLE,
    "select multiple": model.SELECT_MULTIPLE, "select all that apply": model.SELECT_MULTIPLE,
    "select all that apply from": model.SELECT_MULTIPLE, "rank": model.DEVICE,
    "select_one_from_file": model.DEVICE, "select_multiple_from_file": model.DEVICE,
    "select_one_external": model.DEVICE,
}  # fmt: skip
_TYPES: Final = {
    "integer": model.INTEGER, "int": model.INTEGER, "decimal": model.DECIMAL,
    "text": model.TEXT, "string": model.TEXT, "date": model.DATE, "note": model.NOTE,
    "calculate": model.CALCULATE, "hidden": model.HIDDEN,
    "acknowledge": model.ACKNOWLEDGE, "trigger": model.ACKNOWLEDGE,
} | dict.fromkeys(
    ("start", "end", "today", "deviceid", "imei", "phonenumber", "username", "email", "audit",
     "simserial", "subscriberid", "start-geopoint", "background-audio", "background-geopoint"),
    model.METADATA,
) | dict.fromkeys(
    ("image", "photo", "audio", "video", "file", "geopoint", "geotrace", "geoshape", "location",
     "gps", "barcode", "time", "datetime", "range", "xml-external", "csv-external"),
    model.DEVICE,
)  # fmt: skip
_YES: Final = frozenset({"yes", "true", "true()", "1", "da", "да", "igen"})
# How people write the name of a language beside its code, or instead of it.
_NAMES: Final = {
    "serbian": "sr", "srpski": "sr", "српски": "sr", "english": "en", "engleski": "en",
    "hungarian": "hu", "mađarski": "hu", "magyar": "hu", "romani": "rom", "romski": "rom",
}  # fmt: skip


def column_of(header: str) -> tuple[str, str]:
    """`label::Српски (sr)` → ("label", "sr"); without a language the second is empty."""
    name, _sep, language = header.partition("::")
    if name.strip().lower() == "spona":
        return _COLUMNS.get(header.strip().lower(), header), ""
    if not language and ":" in header and not header.lower().startswith("jr:"):
        name, _sep, language = header.partition(":")
    plain = name.strip().lower()
    return _COLUMNS.get(plain, plain), language_of(language) if language else ""


def language_of(written: str) -> str:
    """The code in brackets, or that of a name that we know; else the name as it is."""
    found = re.search(r"\(([A-Za-z-]{2,10})\)\s*$", written)
    code = (found.group(1) if found else written).strip().lower()
    code = {"sr-cyrl": "sr", "sr-latn": "sr"}.get(code, code)
    return _NAMES.get(code, code)


def words(row: Mapping[str, str], column: str, default: str) -> Words:
    """The texts of one cell in each language that we have; others are left out."""
    found = {}
    for header, text in row.items():
        name, language = column_of(header)
        if name == column and (language or default) in LANGUAGES:
            found[language or default] = text
    return Words(found)


def plain(row: Mapping[str, str], column: str) -> str:
    for header, text in row.items():
        if column_of(header) == (column, ""):
            return text
    return ""


def says_yes(text: str) -> bool:
    return text.strip().lower() in _YES


def type_of(written: str) -> tuple[str, str, bool]:
    """(kind, list, with "other"); an unknown type has the kind ""."""
    said = " ".join(written.split())
    low = said.lower()
    for name in sorted(_SELECTS, key=len, reverse=True):
        if low == name or low.startswith(name + " "):
            rest = said[len(name) :].strip()
            other = bool(re.search(r"\bor[_ ]other$", rest))
            return _SELECTS[name], re.sub(r"\s*\bor[_ ]other$", "", rest), other
    return _TYPES.get(low, ""), "", False


def begins(written: str) -> str:
    """The kind of group that a row begins; "" for a question."""
    return _bracket(written, "begin")


def ends(written: str) -> str:
    return _bracket(written, "end")


def _bracket(written: str, word: str) -> str:
    low = " ".join(written.replace("_", " ").lower().split())
    if not low.startswith(word + " "):
        return ""
    kind = low.removeprefix(word + " ").split()[0]
    return {"group": model.GROUP, "repeat": model.REPEAT, "loop": model.REPEAT}.get(kind, "")
