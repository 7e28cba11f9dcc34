"""What a workbook would change, cell by cell, and what of it cannot be taken over."""

from __future__ import annotations

from collections import ChainMap, Counter
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from spona.directory.institution_names import by_name
from spona.documents.workbook.columns import IDENT
from spona.documents.workbook.differences import (
    CHANGE,
    NEW,
    REMOVE,
    Cell,
    Differences,
    Entry,
    as_uuid,
)
from spona.plans import codes
from spona.plans.checks import Around, mistakes
from spona.plans.labels import plain_text
from spona.plans.models import Counts, Feed, Unit
from spona.plans.rows import (
    BETWEEN,
    INDICATOR,
    LINE,
    MEASURE,
    OBJECTIVE,
    Known,
    Value,
    Values,
    names_of,
    values_of,
)
from spona.plans.workbook.columns import SHEET, book_of, head_of
from spona.plans.workbook.reading import Read
from spona.reference.models import Code
from spona.reference.scripts import fold

type Row = tuple[Entry, Values, Any]
"""(row of the sheet, all values of the part as they would be, the part where it is there)"""

_BLANK: dict[str, Values] = {
    OBJECTIVE: {"aligned_to": ""},
    MEASURE: {},
    LINE: {
        "responsible": "", "partners": "", "partners_words": "", "starts_on": None,
        "ends_on": None, "months": "", "counts": Counts.HAND.value, "percent": 0, "units_done": 0,
        "units_planned": None, "funding": "", "amount": None, "currency": "",
    },
    INDICATOR: {
        "responsible": "", "unit": Unit.NUMBER.value, "baseline": None, "verification": "",
        "feed": Feed.HAND.value, "only": "",
    },
}  # fmt: skip


def differences_of(found: Read, known: Known) -> Differences:
    """Compared with the plan as `known` has it; nothing is written."""
    made = Differences(refusals=list(found.refusals))
    resolve = _Resolver(known)
    rows: list[Row] = []
    seen: set[UUID] = set()
    for entry in found.entries:
        ident = as_uuid(entry.key)
        part = known.parts[entry.kind].get(ident) if ident else None
        if ident is not None and part is None:
            sentence = _("No row of this plan has this id. Leave the cell empty for a new row.")
            made.refuse(entry.line, head_of(IDENT), sentence)
        elif ident in seen:
            sentence = _("This row stands twice in the workbook. Remove one of the two.")
            made.refuse(entry.line, head_of(IDENT), sentence)
        else:
            seen |= {ident} if ident else set()
            rows.append((entry, _filled(entry, part, known, resolve, made), part))
    made.untouched = sum(len(parts) for parts in known.parts.values()) - len(seen)
    _compare(rows, known, made)
    _check(rows, known, made, seen)
    made.refusals.sort(key=lambda one: one.line.row)
    return made


def _filled(entry: Entry, part: Any, known: Known, resolve: _Resolver, made: Differences) -> Values:
    """All values of the part: those of the sheet in place of those it has."""
    blank = {"number": "", "title": "", "belongs": ""} | _BLANK[entry.kind]
    values: Values = {name: blank.get(name) for name in names_of(entry.kind, known.plan)}
    if part is not None:
        values |= values_of(part)
    for name, value in entry.values.items():
        code, sentence = resolve(name, value)
        if sentence:
            made.refuse(entry.line, head_of(name), sentence)
        else:
            values[name] = code
    if entry.kind == LINE:
        for name in ("percent", "units_done"):
            values[name] = values[name] or 0
        values["counts"] = values["counts"] or Counts.HAND.value
    return values


class _Resolver:
    """Words of people into codes, in both scripts and with or without marks."""

    def __init__(self, known: Known) -> None:
        self.book = book_of(known.plan)
        columns = self.book.sheets[SHEET].columns.items()
        lists = [one for _name, column in columns for one in column.lists]
        words = Code.objects.filter(list__in=lists).order_by("version").by_word()
        self.codes = {
            name: ChainMap(*(words.get(one, {}) for one in column.lists))
            for name, column in columns
            if column.lists
        }
        self.institutions = by_name(known.institutions.values())

    def __call__(self, name: str, value: Value) -> tuple[Value, str]:
        """(code or value, sentence of what is wrong)."""
        if not isinstance(value, str) or not value:
            return value, ""
        if name in ("responsible", "partners"):
            return self._institutions(value)
        if choices := self.book.words.get((SHEET, name)):
            code = choices.get(fold(value))
            return code, "" if code else _("“%(word)s” is none of the choices.") % {"word": value}
        return self._plain(name, value), ""

    def _plain(self, name: str, value: str) -> str:
        if name in self.codes:
            return self.codes[name].get(fold(value), value)
        if name == "currency":
            return value.upper()
        if name == "months":
            return BETWEEN.join(sorted({one.strip() for one in value.split(";") if one.strip()}))
        return value

    def _institutions(self, value: str) -> tuple[Value, str]:
        codes_found = []
        for name in filter(None, (one.strip() for one in value.split(";"))):
            found = self.institutions.get(fold(name), [])
            if len(found) != 1:
                sentence = (
                    _("Several are called “%(name)s”. Write the code instead.")
                    if found
                    else _("“%(name)s” does not sit in the network. Give it a seat first.")
                )
                return "", sentence % {"name": name}
            codes_found.append(found[0].code)
        return BETWEEN.join(sorted(set(codes_found))), ""


def _compare(rows: list[Row], known: Known, made: Differences) -> None:
    parents = _parents(rows)
    for entry, values, part in rows:
        old = values_of(part) if part is not None else {}
        if part is not None and not entry.remove:
            # Still under the same objective, which has got another number: nothing moved.
            above = getattr(part, "measure", None) or getattr(part, "objective", None)
            if above is not None and parents.get(str(values["belongs"])) == above.pk:
                old["belongs"] = values["belongs"]
        cells = [
            Cell(name, plain_text(old.get(name)), plain_text(values[name]))
            for name in names_of(entry.kind, known.plan)
            if plain_text(old.get(name)) != plain_text(values[name])
        ]
        if entry.remove and part is None:
            continue
        if entry.remove or cells:
            what = REMOVE if entry.remove else CHANGE if part is not None else NEW
            made.want(what, entry, part, values, cells)
        else:
            made.same += 1


def _parents(rows: list[Row]) -> dict[str, UUID]:
    """Number in the workbook → id of the objective or measure that has it."""
    return {
        str(values["number"]): part.pk
        for entry, values, part in rows
        if part is not None and entry.kind in (OBJECTIVE, MEASURE)
    }


def _check(rows: list[Row], known: Known, made: Differences, seen: set[UUID]) -> None:
    """As it would be afterwards: numbers once, and everything belongs to something."""
    staying = [(entry.kind, values) for entry, values, _part in rows if not entry.remove]
    for kind, parts in known.parts.items():
        staying += [(kind, values_of(part)) for pk, part in parts.items() if pk not in seen]
    numbers = Counter((kind, str(values["number"])) for kind, values in staying)
    around = Around(
        known.plan,
        objectives={number for kind, number in numbers if kind == OBJECTIVE},
        measures={number for kind, number in numbers if kind == MEASURE},
        institutions=known.institutions.keys(),
        codes=cache(codes.valid_codes),
    )
    changed = {one.line for one in made.wanted}
    refused = {(one.line, one.column) for one in made.refusals}
    for entry, values, _part in rows:
        if entry.line not in changed:
            continue
        if entry.remove:
            _check_leaving(entry, values, staying, made)
            continue
        for name, sentence in mistakes(entry.kind, values, around):
            if (entry.line, head_of(name)) not in refused:
                made.refuse(entry.line, head_of(name), sentence)
        if numbers[entry.kind, str(values["number"])] > 1:
            sentence = _("The number %(n)s is taken. Choose another one.") % {"n": values["number"]}
            made.refuse(entry.line, head_of("number"), sentence)


def _check_leaving(
    entry: Entry, values: Values, staying: list[tuple[str, Values]], made: Differences
) -> None:
    if entry.kind not in (OBJECTIVE, MEASURE):
        return
    number = str(values["number"])
    if any(kind != OBJECTIVE and one["belongs"] == number for kind, one in staying):
        sentence = _("Something belongs to %(number)s. Move or remove that first.")
        made.refuse(entry.line, head_of(REMOVE), sentence % {"number": number})
