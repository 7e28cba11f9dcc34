"""Tables of HSDS (a ZIP of CSV files) as entries: ours, and those of other directories.

Only what has a place here is read; who confirmed what, costs and papers are not taken over.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import defaultdict
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _

from spona.documents.cells import time_of
from spona.documents.unpacking import MOST_ROWS, UnreadableError, too_large, unpacked
from spona.documents.workbook.differences import Line, Refusal
from spona.services.hsds.objects import INTERPRETER_NOTES
from spona.services.hsds.tables import TABLES
from spona.services.hsds.terms import EXCLUSIONS
from spona.services.importing.columns import EVERYWHERE, HOURS, PHONE, PLACE, SERVICE
from spona.services.importing.entries import Read, ServiceEntry
from spona.services.models import KINDS

type Row = dict[str, str]

_PATHS: Final = {path: table for table, (path, _columns) in TABLES.items()}
_NEEDED: Final = ("service",)
_TOLD: Final = {"phone": PHONE, "schedule": HOURS}
_TEXTS: Final = {
    "name": "words", "description": "text", "application_process": "how_to_apply",
    "fees_description": "fees", "eligibility_description": "eligibility", "wait_time": "wait",
    "interpretation_services": "interpretation", "alert": "alert",
}  # fmt: skip
_RULE: Final = ("freq", "byday", "bymonthday", "wkst")


class _Tables:
    """The rows of a file by table, each with its line; and where it has told its mistakes."""

    def __init__(self, found: Read) -> None:
        self.found = found
        self.rows: dict[str, list[tuple[Line, Row]]] = defaultdict(list)
        self.seen: set[tuple[str, str]] = set()

        self.refused: set[Line] = set()
        self._below: dict[tuple[str, str], dict[str, list[tuple[Line, Row]]]] = {}

    def refuse(self, line: Line, column: str, sentence: str) -> None:
        self.refused.add(line)
        self.found.refusals.append(Refusal(line, column, sentence))

    def below(self, table: str, column: str) -> dict[str, list[tuple[Line, Row]]]:
        """Id in `column` → rows; asked for each row of another table, so made once."""
        if (table, column) not in self._below:
            by: dict[str, list[tuple[Line, Row]]] = defaultdict(list)
            for line, row in self.rows[table]:
                if row.get(column):
                    by[row[column]].append((line, row))
            self._below[table, column] = by
        return self._below[table, column]


def read(content: bytes, *, source: str, language: str) -> Read:
    """Never raises for what somebody sent. `language` is that of the texts."""
    found = Read(source=source)
    tables = _Tables(found)
    broken = _("This is no ZIP that can be read. Choose another one.")
    try:
        parts = list(unpacked(content, broken=broken))
    except UnreadableError as refused:
        tables.refuse(Line("", 0), "", refused.sentence)
        return found
    for name, data in parts:
        table = _PATHS.get(name.rsplit("/", 1)[-1])
        if table is not None and not name.startswith("__MACOSX"):
            _table(table, name.rsplit("/", 1)[-1], data, tables)
            if table in _TOLD:
                found.told.add(_TOLD[table])
    for table in _NEEDED:
        if not tables.rows[table] and not found.refusals:
            sentence = _(
                "There is no %(file)s in it, or it is empty. Choose a file of HSDS tables."
            )
            tables.refuse(Line("", 0), "", sentence % {"file": TABLES[table][0]})
    if not found.refusals:
        _Entries(tables, language).make()
    return found


def _table(table: str, name: str, data: bytes, tables: _Tables) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        tables.refuse(Line(name, 0), "", _other_encoding(data))
        return
    if "\0" in text:
        tables.refuse(Line(name, 0), "", _("This is no text. Save the table as CSV (UTF-8)."))
        return
    first = text.split("\n", 1)[0]
    between = ";" if first.count(";") > first.count(",") else ","
    lines = csv.reader(io.StringIO(text), delimiter=between)
    try:
        head = [one.strip() for one in next(lines, [])]
        if "id" not in head:
            sentence = _(
                "The first row must hold the names of the columns; “id” is not among them."
            )
            tables.refuse(Line(name, 1), "", sentence)
            return
        for cells in lines:
            if not any(cells):
                continue
            if len(tables.rows[table]) >= MOST_ROWS:
                tables.refuse(Line(name, 0), "", too_large())
                return
            _line(table, Line(name, lines.line_num), head, cells, tables)
    except csv.Error:
        sentence = _("This line is broken. Save the table as CSV (UTF-8) again.")
        tables.refuse(Line(name, lines.line_num), "", sentence)


def _line(table: str, line: Line, head: list[str], cells: list[str], tables: _Tables) -> None:
    if len(cells) > len(head):
        sentence = _(
            "This line has more cells than the first one. Put texts with commas into quotes."
        )
        tables.refuse(line, "", sentence)
        return
    row = {name: plain(cell) for name, cell in zip(head, cells, strict=False) if cell.strip()}
    if not row.get("id"):
        tables.refuse(line, "id", _("Each row needs an id. Give it one."))
    elif (table, row["id"]) in tables.seen:
        tables.refuse(line, "id", _("This id stands twice in the file. Remove one of the two."))
    else:
        tables.seen.add((table, row["id"]))
        tables.rows[table].append((line, row))


def plain(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from computing it."""
    text = " ".join(cell.split())
    return text[1:] if len(text) > 1 and text[0] == "'" and not text[1].isalnum() else text


def _other_encoding(data: bytes) -> str:
    """Which one it seems to be, so that somebody knows what to choose when saving."""
    with suppress(UnicodeDecodeError):
        letters = data.decode("cp1250")
        if any(letter in letters for letter in "šđčćžŠĐČĆŽ"):
            return _("This table is saved as Windows-1250, not as UTF-8. Save it as “CSV UTF-8”.")
    return _("This table is not saved as UTF-8. Save it as “CSV UTF-8”.")


class _Entries:
    """Rows of the tables as entries. What names a row that is not there is told."""

    def __init__(self, tables: _Tables, language: str) -> None:
        self.tables, self.language = tables, language
        self.services = {row["id"] for _line, row in tables.rows["service"]}
        self.places = {row["id"] for _line, row in tables.rows["location"]}
        self.at = {row["id"]: row for _line, row in tables.rows["service_at_location"]}
        self.spoken = tables.below("language", "phone_id")
        self.terms = {row["id"]: row for _line, row in tables.rows["taxonomy_term"]}
        self.bodies = {row["id"]: row for _line, row in tables.rows["organization"]}
        self.given = tables.below("service_at_location", "location_id")

    def make(self) -> None:
        self._check_links()
        for line, row in self.tables.rows["service"]:
            self._add(SERVICE, line, row, self._service(row))
        for line, row in self.tables.rows["location"]:
            self._add(PLACE, line, row, self._place(row, self.given.get(row["id"], [])))
        for line, row in self.tables.rows["phone"]:
            owner = self._owner(row)
            if owner:
                self._add(PHONE, line, row, owner | self._phone(line, row))
        for line, row in self.tables.rows["schedule"]:
            if not self._is_apart(row):
                self._add(HOURS, line, row, self._hours_owner(line, row) | self._rule(line, row))

    def _add(self, kind: str, line: Line, row: Row, values: dict[str, Any]) -> None:
        # A place of another directory says where it is; which one is hidden is known here only.
        where = kind == PLACE and any(
            values.get(name) for name in values if name not in ("kind", "town", "services")
        )
        if line in self.tables.refused:
            values = {"": None}
        self.tables.found.entries.append(ServiceEntry(kind, row["id"], line, values, where=where))

    def _check_links(self) -> None:
        """A row that hangs on one that is not in the file."""
        known = {"service_id": self.services, "location_id": self.places,
                 "service_at_location_id": set(self.at)}  # fmt: skip
        for rows in self.tables.rows.values():
            for line, row in rows:
                for column, ids in known.items():
                    if row.get(column) and row[column] not in ids:
                        sentence = _("The row that it names is not in the file. Add it, or leave "
                                     "this one out.")  # fmt: skip
                        self.tables.refuse(line, column, sentence)

    def _texts(self, row: Row, names: dict[str, str]) -> dict[str, Any]:
        return {
            f"{field}@{self.language}": row[name] for name, field in names.items() if name in row
        }

    def _service(self, row: Row) -> dict[str, Any]:
        values = self._texts(row, _TEXTS)
        values |= {name: row[name] for name in ("status", "email", "url") if name in row}
        for name in ("minimum_age", "maximum_age"):
            if name in row:
                values[name] = _whole(row[name])
        body = self.bodies.get(row.get("organization_id", ""), {})
        values["institution"] = [row.get("organization_id", ""), body.get("name", "")]
        values |= self._terms(row["id"])
        if spoken := self.tables.below("language", "service_id").get(row["id"]):
            values["languages"] = [self._spoken(one) for _line, one in spoken]
        if areas := self.tables.below("service_area", "service_id").get(row["id"]):
            values["towns"] = [
                EVERYWHERE
                if one.get("extent_type") in ("nation", "country")
                else one.get("name", "")
                for _line, one in areas
            ]
        return values

    def _terms(self, ident: str) -> dict[str, Any]:
        """Its kind, as the words of the terms that may be one, and whom it is not for."""
        said: dict[str, list[str]] = {KINDS: [], EXCLUSIONS: []}
        for _line, row in self.tables.below("attribute", "link_id").get(ident, []):
            term = self.terms.get(row.get("taxonomy_term_id", ""), {})
            listed = term.get("taxonomy", KINDS)
            for word in (term.get("code"), term.get("name")):
                if word:
                    said.setdefault(listed if listed in said else KINDS, []).append(word)
                    break
        values: dict[str, Any] = {"kind": said[KINDS]}
        if said[EXCLUSIONS]:
            values["exclusions"] = said[EXCLUSIONS]
        return values

    def _spoken(self, row: Row) -> str:
        with_somebody = "*" if row.get("note") in INTERPRETER_NOTES else ""
        return row.get("code", row.get("name", "")) + with_somebody

    def _place(self, row: Row, given: list[tuple[Line, Row]]) -> dict[str, Any]:
        values = self._texts(row, {"name": "words", "transportation": "transport"})
        values["kind"] = row.get("location_type", "physical")
        for name in ("latitude", "longitude"):
            with suppress(InvalidOperation):
                if name in row and (number := round(Decimal(row[name]), 5)).is_finite():
                    values[name] = number
        if "url" in row:
            values["url"] = row["url"]
        addresses = self.tables.below("address", "location_id").get(row["id"], [])
        for _line, one in addresses[:1]:
            street = (one.get("address_1", ""), one.get("address_2", ""))
            values["address"] = ", ".join(part for part in street if part)
            values["postal_code"] = one.get("postal_code", "")
            if one.get("city"):
                values["town"] = one["city"]
        helps = self.tables.below("accessibility", "location_id").get(row["id"], [])
        if helps:
            values["accessibility"] = [
                one.get("details") or one.get("description", "") for _line, one in helps
            ]
        values["services"] = [one["service_id"] for _line, one in given if one.get("service_id")]
        return values

    def _owner(self, row: Row) -> dict[str, str]:
        """Numbers of an institution or of a person in it have no place here."""
        if row.get("service_id"):
            return {"service": row["service_id"], "place": ""}
        if at := self.at.get(row.get("service_at_location_id", "")):
            return {"service": at.get("service_id", ""), "place": ""}
        return {"service": "", "place": row["location_id"]} if row.get("location_id") else {}

    def _phone(self, line: Line, row: Row) -> dict[str, Any]:
        values = {"number": row.get("number", ""), **self._texts(row, {"description": "words"})}
        kind = row.get("type", "voice").lower()
        values["kind"] = kind if kind in ("voice", "cell", "text", "fax", "textphone") else "voice"
        values["extension"] = _whole(row["extension"]) if "extension" in row else None
        if spoken := self.spoken.get(row["id"]):
            values["languages"] = [one.get("code", one.get("name", "")) for _line, one in spoken]
        return values

    def _is_apart(self, row: Row) -> bool:
        """Days apart, as our own export writes them; they stay as they are."""
        return "freq" not in row and "valid_from" in row and "valid_to" in row

    def _hours_owner(self, line: Line, row: Row) -> dict[str, str]:
        if at := self.at.get(row.get("service_at_location_id", "")):
            return {"service": at.get("service_id", ""), "place": at.get("location_id", "")}
        if row.get("service_id"):
            return {"service": row["service_id"], "place": ""}
        there = [one for _line, one in self.given.get(row.get("location_id", ""), [])]
        if len(there) == 1:
            return {"service": there[0].get("service_id", ""), "place": row["location_id"]}
        sentence = _("Hours belong to a service. Name it in service_id or service_at_location_id.")
        self.tables.refuse(line, "service_id", sentence)
        return {}

    def _rule(self, line: Line, row: Row) -> dict[str, Any]:
        values: dict[str, Any] = {name: row.get(name, "") for name in _RULE}
        values["freq"] = values["freq"] or "WEEKLY"
        values["wkst"] = values["wkst"] or "MO"
        for name in ("valid_from", "valid_to", "dtstart", "until"):
            values[name] = self._day(line, name, row.get(name, ""))
        values["interval"] = _whole(row.get("interval", "1")) or 1
        values["count"] = _whole(row["count"]) if "count" in row else None
        opens = self._time(line, "opens_at", row.get("opens_at", ""))
        closes = self._time(line, "closes_at", row.get("closes_at", ""))
        all_day = opens == dt.time(0) and closes in (dt.time(0), dt.time(23, 59))
        values |= {"all_day": all_day, "opens_at": None if all_day else opens,
                   "closes_at": None if all_day else closes}  # fmt: skip
        values["attending_type"] = row.get("attending_type", "")
        return values | self._texts(row, {"notes": "notes"})

    def _day(self, line: Line, name: str, text: str) -> dt.date | None:
        if not text:
            return None
        with suppress(ValueError):
            return dt.date.fromisoformat(text[:10])
        self.tables.refuse(line, name, _("This is no date. Write it like 2026-03-01."))
        return None

    def _time(self, line: Line, name: str, text: str) -> dt.time | None:
        """On the clock on the wall; an offset says which one, as the export writes it."""
        if text.startswith("24:00"):
            return dt.time(0)
        try:
            return time_of(text)
        except UnreadableError as refused:
            self.tables.refuse(line, name, refused.sentence)
            return None


def _whole(text: str) -> int | None:
    """None for what is no whole number."""
    with suppress(InvalidOperation, ValueError, OverflowError):
        number = Decimal(text)
        if number == number.to_integral_value() and abs(number) < 10**9:
            return int(number)
    return None
