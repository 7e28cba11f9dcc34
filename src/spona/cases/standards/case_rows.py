"""A case as rows of HTCDS with everything that the standard asks of a person: names, numbers, days.

Only for an archive that leaves sealed. What theirs cannot hold as it is (words where they ask for a
day, a code that they lack) stands in the column of ours beside it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any, Final

from spona.cases.case.models import Case
from spona.cases.fields.case_field import CaseField
from spona.cases.fields.case_fields import FIELDS
from spona.cases.standards.countries import country
from spona.cases.standards.mapping import BETWEEN, SIDE, case_places, record_places
from spona.statistics.record import Document
from spona.vault.recipients import COUNTED_SECTION

type Documents = Mapping[str, Mapping[str, Any]]

REFERENCE: Final = f"{SIDE}reference"
_STATUS: Final = "cas_Status"
# Of the counted record, because a decision and the agreement to be counted are known from there.
_COUNTED: Final = ("status", "identified_by", "consent_stats")
# One code has a place there, where we keep several.
_SINGLE: Final = frozenset({"vic_RelationshipToTrafficker"})
_DAY: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_MOBILE: Final = re.compile(r"(\+381|00381|0)\s*\(?0?\)?6")


def section_names() -> frozenset[str]:
    """The sections of a file that are opened for it."""
    named = {one.section for one in _fields() if one.section}
    return frozenset({*named, COUNTED_SECTION})


@cache
def person_columns() -> tuple[str, ...]:
    """Ours says whose row it is; then the standard's, then what theirs could not hold."""
    theirs = [target.name for one in _fields() for target in one.maps.htcds if not target.within]
    counted = [record_places()[name].column for name in _COUNTED]
    own = [SIDE + one.name for one in _fields() if not _within(one)]
    sides = [record_places()[name].side for name in _COUNTED]
    return (REFERENCE, *dict.fromkeys([_STATUS, *theirs, *counted]), *own, *sides)


@cache
def event_columns() -> tuple[str, ...]:
    fields = [one for one in _fields() if _within(one)]
    names = [target.name for one in fields for target in one.maps.htcds]
    return (REFERENCE, *dict.fromkeys(["hte_Type", *names]), *(SIDE + one.name for one in fields))


def person_row(case: Case, documents: Documents) -> dict[str, str]:
    cells = {REFERENCE: case.reference, _STATUS: "Closed" if case.closed_at else "Active"}
    for one in _fields():
        said = documents.get(one.section, {}).get(one.name)
        if said and not _within(one):
            cells |= _cells(one, said)
    record = documents.get(COUNTED_SECTION, {})
    for name in _COUNTED:
        place = record_places()[name]
        if record.get(name):
            theirs, ours = place.encode([record[name]])
            cells |= {place.column: BETWEEN.join(theirs), place.side: BETWEEN.join(ours)}
    return cells


def event_rows(case: Case, documents: Documents) -> Iterator[dict[str, str]]:
    """One of each kind of which something was written: how it began, the journey, what it was."""
    found: dict[str, dict[str, str]] = {}
    for one in _fields():
        said = documents.get(one.section, {}).get(one.name)
        if not said or not _within(one):
            continue
        for target in one.maps.htcds:
            kind = target.within.partition("=")[2]
            row = found.setdefault(kind, {REFERENCE: case.reference, "hte_Type": kind})
            theirs = _day(str(said)) if target.name == "hte_Date" else str(said)
            row |= {target.name: theirs} if theirs else {SIDE + one.name: str(said)}
    yield from found.values()


@cache
def _fields() -> tuple[CaseField, ...]:
    """What stands in a section of a file, and in HTCDS."""
    return tuple(one for one in FIELDS if one.section and one.maps.htcds and "file" in one.asked_in)


def _within(one: CaseField) -> bool:
    return any(target.within for target in one.maps.htcds)


def _cells(one: CaseField, said: Any) -> dict[str, str]:
    if one.name in case_places():
        return _coded(one.name, [said] if isinstance(said, str) else list(said))
    theirs = _TYPED.get(one.name, _as_it_is)(one, str(said).strip())
    return theirs or {SIDE + one.name: str(said)}


def _coded(name: str, said: list[str]) -> Document:
    place = case_places()[name]
    known = [one for one in said if one in place.ours]
    theirs, ours = place.encode(known)
    if place.column in _SINGLE and len(theirs) > 1:
        theirs, ours = [], known
    # A code that only a later version knows stays ours.
    beside = ours or (said if known != said else [])
    return {place.column: BETWEEN.join(theirs), place.side: BETWEEN.join(beside)}


def _as_it_is(one: CaseField, said: str) -> dict[str, str]:
    return {one.maps.htcds[0].name: said}


def _name(_one: CaseField, said: str) -> dict[str, str]:
    first, _blank, last = said.rpartition(" ")
    if not first:
        return {"prs_FirstName": said}
    return {"prs_FirstName": first, "prs_SecondName": last}


def _birth(one: CaseField, said: str) -> dict[str, str]:
    day = _day(said)
    return {one.maps.htcds[0].name: day} if day else {}


def _phone(_one: CaseField, said: str) -> dict[str, str]:
    return {"prs_MobilePhone" if _MOBILE.match(said) else "prs_HomePhone": said}


def _mail(one: CaseField, said: str) -> dict[str, str]:
    is_address = said.count("@") == 1 and " " not in said
    return {one.maps.htcds[0].name: said} if is_address else {}


def _number(one: CaseField, said: str) -> dict[str, str]:
    return {one.maps.htcds[0].name: said} if said.isascii() and said.isdecimal() else {}


def _language(one: CaseField, said: str) -> dict[str, str]:
    return {one.maps.htcds[0].name: said} if _LANGUAGE.fullmatch(said) else {}


def _countries(one: CaseField, said: str) -> dict[str, str]:
    found = [country(part) for part in re.split(r"[;,]", said)]
    return {one.maps.htcds[0].name: BETWEEN.join(found)} if all(found) else {}


def _nothing_of_theirs(_one: CaseField, _said: str) -> dict[str, str]:
    """Which of the two lists of theirs it belongs to, nobody has said."""
    return {}


def _day(said: str) -> str:
    found = _DAY.fullmatch(said)
    if found:
        with suppress(ValueError):
            return dt.date(int(found[3]), int(found[2]), int(found[1])).isoformat()
    return ""


_TYPED: Final[Mapping[str, Callable[[CaseField, str], dict[str, str]]]] = {
    "name": _name, "born": _birth, "phone": _phone, "online": _mail, "children": _number,
    "age_began": _number, "language": _language, "citizenships": _countries,
    "apps": _nothing_of_theirs,
}  # fmt: skip
