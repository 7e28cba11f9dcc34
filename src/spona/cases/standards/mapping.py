"""One mapping, both ways: an own code and what HTCDS has for it, made from `cases.fields.maps_to`.

Written is only what their code says of ours without a guess. Where they have no such code, where
ours merges several of theirs, or where several of ours fall into one of theirs, theirs is `Other`
if the list has it, and our codes stand beside it in a column of their own, so that reading it back
gives what was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from spona.cases.fields.case_field import CaseField, Kind
from spona.cases.fields.case_fields import FIELDS
from spona.cases.fields.maps_to import RECORD, Target
from spona.reference.standards import htcds
from spona.statistics import codes, record

# In front of the name of a field of ours, as a column of its own.
SIDE: Final = "spona:"
_OTHER: Final = "Other"
CHECKBOX: Final = ("TRUE", "FALSE")
# Between several codes in a cell, as in the standard's own workbook.
BETWEEN: Final = ";"
# Answers that are no kind of anything, so that theirs is not "Other" either.
_NO_KIND: Final = codes.ALONE


@dataclass(frozen=True, slots=True)
class Place:
    """Where the codes of a field of ours stand there.

    `out`: own code → theirs, where theirs says no more; `back`: theirs → ours, where it is one.
    `several`: more than one may hold. `theirs`: all their codes, empty where it is typed; `other`:
    the one for what is none of the rest, empty where they have none.
    """

    name: str
    column: str
    ours: tuple[str, ...]
    several: bool
    theirs: tuple[str, ...] = ()
    out: Mapping[str, str] = field(default_factory=dict)
    back: Mapping[str, str] = field(default_factory=dict)
    other: str = ""

    @property
    def side(self) -> str:
        return SIDE + self.name

    def encode(self, answers: Iterable[str]) -> tuple[list[str], list[str]]:
        """Their codes, and ours for the column beside it; that is empty where theirs say all."""
        given = list(answers)
        found = dict.fromkeys(self._written(one) for one in given)
        theirs = [one for one in found if one]
        read = dict.fromkeys(self.back.get(one, "") for one in theirs)
        return theirs, [] if sorted(read) == sorted(given) else given

    def _written(self, code: str) -> str:
        if code in self.out:
            return self.out[code]
        return self.other if code not in _NO_KIND else ""

    def read(self, theirs: str) -> str:
        """Our code for one of theirs: the same, or `other` where we have none and that is one of
        ours; empty where we have nothing to say it with.
        """
        if theirs in self.back:
            return self.back[theirs]
        return codes.OTHER if codes.OTHER in self.ours else ""


@cache
def case_places() -> Mapping[str, Place]:
    """Of the fields of a case that are chosen, by their names; of one that stands nowhere there,
    nothing.
    """
    return {
        one.name: _place(one.name, target.name, target.codes, one.codes, one.kind == Kind.MANY)
        for one in FIELDS
        for target in one.maps.htcds
        if target.codes
    }


@cache
def record_places() -> Mapping[str, Place]:
    """Of the counted record, in its order; without a column where HTCDS has no such field."""
    derived = {one.maps.count.name: one for one in FIELDS if one.maps.count and _coded(one)}
    found = {}
    for name, ours in _fields_of_record().items():
        several = name in record.SETS
        if name in RECORD:
            target = RECORD[name]
            found[name] = _place(name, target.name, target.codes, ours, several)
        elif name in derived:
            found[name] = _derived(name, derived[name], ours, several)
        else:
            found[name] = Place(name, "", tuple(ours), several)
    return found


def _fields_of_record() -> dict[str, Iterable[str]]:
    sectors = {name: (*beside, *codes.SECTORS) for name, beside in record.SECTOR_OR.items()}
    return {**record.ONE_OF, **record.SETS, **sectors}


def _coded(one: CaseField) -> bool:
    return any(target.codes for target in one.maps.htcds)


def _place(
    name: str,
    column: str,
    mapped: Mapping[str, tuple[str, ...]],
    ours: Iterable[str],
    several: bool,
) -> Place:
    theirs = _theirs(column)
    return Place(
        name, column, tuple(ours), several, theirs,
        {code: found[0] for code, found in mapped.items() if len(found) == 1},
        _unambiguous((there, code) for code, found in mapped.items() for there in found),
        _OTHER if _OTHER in theirs else "",
    )  # fmt: skip


def _derived(name: str, one: CaseField, ours: Iterable[str], several: bool) -> Place:
    """Through the field of a case: what that says in their codes, and what is counted of it."""
    target, theirs = _target(one), _theirs(_target(one).name)
    assert one.maps.count is not None
    counted = {code: found[0] for code, found in one.maps.count.codes.items()}
    own = {code: found[0] for code, found in target.codes.items() if len(found) == 1}
    return Place(
        name, target.name, tuple(ours), several, theirs,
        {code: own[code] for code in ours if code in own and counted.get(code) == code},
        _unambiguous(
            (there, counted[code]) for code, found in target.codes.items() for there in found
        ),
        _OTHER if _OTHER in theirs else "",
    )  # fmt: skip


def _target(one: CaseField) -> Target:
    return next(target for target in one.maps.htcds if target.codes)


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for there, code in pairs:
        found.setdefault(there, set()).add(code)
    return {there: next(iter(own)) for there, own in found.items() if len(own) == 1}


def _theirs(column: str) -> tuple[str, ...]:
    return CHECKBOX if column == "con_Consent" else htcds().codes[column]
