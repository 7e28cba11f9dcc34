"""What a workbook would change, cell by cell, and what of it cannot be taken over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from spona.directory.institution_names import every_name
from spona.documents.workbook.columns import IDENT, LANGUAGES, Book
from spona.documents.workbook.differences import (
    CHANGE,
    NEW,
    REMOVE,
    Cell,
    Differences,
    Entry,
    Refusal,
    Wanted,
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
    seen: Counter[UUID] = Counter()
    for entry in found.entries:
        ident = as_uuid(entry.key)
        part = known.parts[entry.kind].get(ident) if ident else None
        if ident is not None and part is None:
            sentence = _("No row of this plan has this id. Leave the cell empty for a new row.")
            _refuse(made, entry, IDENT, sentence)
            continue
        if ident is not None and seen[ident]:
            sentence = _("This row stands twice in the workbook. Remove one of the two.")
            _refuse(made, entry, IDENT, sentence)
            continue
        if ident is not None:
            seen[ident] += 1
        rows.append((entry, _filled(entry, part, known, resolve, made), part))
    made.untouched = sum(len(parts) for parts in known.parts.values()) - len(seen)
    _compare(rows, known, made)
    _check(rows, known, made, seen)
    made.refusals.sort(key=lambda one: one.line.row)
    return made


def _refuse(made: Differences, entry: Entry, name: str, sentence: str) -> None:
    made.refusals.append(Refusal(entry.line, head_of(name), sentence))


def _filled(entry: Entry, part: Any, known: Known, resolve: _Resolver, made: Differences) -> Values:
    """All values of the part: those of the sheet in place of those it has."""
    values: Values = dict.fromkeys(names_of(entry.kind, known.plan))
    values |= {"number": "", "title": "", "belongs": ""} | _BLANK[entry.kind]
    values = {name: values[name] for name in names_of(entry.kind, known.plan)}
    if part is not None:
        values |= values_of(part)
    for name, value in entry.values.items():
        code, sentence = resolve(name, value)
        if sentence:
            _refuse(made, entry, name, sentence)
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
        self.codes = _codes(self.book)
        self.institutions: dict[str, set[str]] = {}
        for code, one in known.institutions.items():
            for word in every_name(one):
                self.institutions.setdefault(fold(word), set()).add(code)

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
            found = self.institutions.get(fold(name), set())
            if not found:
                return "", _("“%(name)s” does not sit in the network. Give it a seat first.") % {
                    "name": name
                }
            if len(found) > 1:
                return "", _("Several are called “%(name)s”. Write the code instead.") % {
                    "name": name
                }
            codes_found.append(next(iter(found)))
        return BETWEEN.join(sorted(set(codes_found))), ""


def _codes(book: Book) -> Mapping[str, dict[str, str]]:
    """Column with a code list → folded word in any language, or the code itself → code."""
    found: dict[str, dict[str, str]] = {}
    for name, column in book.sheets[SHEET].columns.items():
        for row in Code.objects.filter(list__in=column.lists).order_by("version"):
            for said in (row.code, *(row.words.in_language(each) for each in LANGUAGES)):
                found.setdefault(name, {})[fold(said)] = row.code
    return found


def _compare(rows: list[Row], known: Known, made: Differences) -> None:
    parents = _parents(rows)
    for entry, values, part in rows:
        old = values_of(part) if part is not None else {}
        if part is not None and not entry.remove:
            # Still under the same objective, which has got another number: nothing moved.
            above = (
                part.measure if getattr(part, "measure", None) else getattr(part, "objective", None)
            )
            if above is not None and parents.get(str(values["belongs"])) == above.pk:
                old["belongs"] = values["belongs"]
        cells = tuple(
            Cell(name, plain_text(old.get(name)), plain_text(values[name]))
            for name in names_of(entry.kind, known.plan)
            if plain_text(old.get(name)) != plain_text(values[name])
        )
        if entry.remove and part is None:
            continue
        if entry.remove or cells:
            what = REMOVE if entry.remove else CHANGE if part is not None else NEW
            wanted = Wanted(what, entry.kind, entry.key, entry.line, part, values, cells)
            made.wanted.append(wanted)
        else:
            made.same += 1


def _parents(rows: list[Row]) -> dict[str, UUID]:
    """Number in the workbook → id of the objective or measure that has it."""
    return {
        str(values["number"]): part.pk
        for entry, values, part in rows
        if part is not None and entry.kind in (OBJECTIVE, MEASURE)
    }


def _check(rows: list[Row], known: Known, made: Differences, seen: Counter[UUID]) -> None:
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
                _refuse(made, entry, name, sentence)
        if numbers[entry.kind, str(values["number"])] > 1:
            sentence = _("The number %(n)s is taken. Choose another one.") % {"n": values["number"]}
            _refuse(made, entry, "number", sentence)


def _check_leaving(
    entry: Entry, values: Values, staying: list[tuple[str, Values]], made: Differences
) -> None:
    if entry.kind not in (OBJECTIVE, MEASURE):
        return
    number = str(values["number"])
    if any(kind != OBJECTIVE and one["belongs"] == number for kind, one in staying):
        sentence = _("Something belongs to %(number)s. Move or remove that first.")
        _refuse(made, entry, REMOVE, sentence % {"number": number})
