"""What a workbook would change, cell by cell, and what of it cannot be taken over."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from spona.directory.institution_names import short_name
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
from spona.plans.workbook.columns import LANGUAGES, head_of, words_of
from spona.plans.workbook.reading import Read, Refusal, SheetRow
from spona.reference.models import Code
from spona.reference.scripts import fold


@dataclass(frozen=True, slots=True)
class Cell:
    """`old` and `new` as `plain_text` writes them."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One part that would be added (`ident` None), changed or removed."""

    row: int
    kind: str
    ident: UUID | None
    values: Values
    remove: bool
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Differences:
    """`untouched`: parts of the plan that the workbook does not name; they stay."""

    wanted: list[Wanted] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    untouched: int = 0
    same: int = 0

    @property
    def mark(self) -> str:
        """Of all that would change: the page shows it, and taking over asks for it."""
        said = [(one.kind, str(one.ident), one.remove, one.cells) for one in self.wanted]
        return hashlib.sha256(repr(said).encode()).hexdigest()


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
    rows: list[tuple[SheetRow, Values, Any]] = []
    seen: Counter[UUID] = Counter()
    for row in found.rows:
        part = known.parts[row.kind].get(row.ident) if row.ident else None
        if row.ident is not None and part is None:
            sentence = _("No row of this plan has this id. Leave the cell empty for a new row.")
            made.refusals.append(Refusal(row.number, head_of("id"), sentence))
            continue
        if row.ident is not None and seen[row.ident]:
            sentence = _("This row stands twice in the workbook. Remove one of the two.")
            made.refusals.append(Refusal(row.number, head_of("id"), sentence))
            continue
        if row.ident is not None:
            seen[row.ident] += 1
        rows.append((row, _filled(row, part, known, resolve, made), part))
    made.untouched = sum(len(parts) for parts in known.parts.values()) - len(seen)
    _compare(rows, known, made)
    _check(rows, known, made, seen)
    made.refusals.sort(key=lambda one: one.row)
    return made


def _filled(
    row: SheetRow, part: Any, known: Known, resolve: _Resolver, made: Differences
) -> Values:
    """All values of the part: those of the sheet in place of those it has."""
    values: Values = dict.fromkeys(names_of(row.kind, known.plan))
    values |= {"number": "", "title": "", "belongs": ""} | _BLANK[row.kind]
    values = {name: values[name] for name in names_of(row.kind, known.plan)}
    if part is not None:
        values |= values_of(part)
    for name, value in row.values.items():
        code, sentence = resolve(name, value)
        if sentence:
            made.refusals.append(Refusal(row.number, head_of(name), sentence))
        else:
            values[name] = code
    if row.kind == LINE:
        for name in ("percent", "units_done"):
            values[name] = values[name] or 0
        values["counts"] = values["counts"] or Counts.HAND.value
    return values


class _Resolver:
    """Words of people into codes, in both scripts and with or without marks."""

    def __init__(self, known: Known) -> None:
        self.codes = _codes()
        self.bodies: dict[str, set[str]] = {}
        short: dict[str, set[str]] = {code: set() for code in known.institutions}
        for language in LANGUAGES:
            with translation.override(language):
                for code, one in known.institutions.items():
                    short[code].add(short_name(one))
        for code, one in known.institutions.items():
            said = {code, *one.words.values(), *(one.words.in_language(name) for name in LANGUAGES)}
            for word in said | short[code]:
                self.bodies.setdefault(fold(word), set()).add(code)

    def __call__(self, name: str, value: Value) -> tuple[Value, str]:
        """(code or value, sentence of what is wrong)."""
        if not isinstance(value, str) or not value:
            return value, ""
        if name in ("responsible", "partners"):
            return self._bodies(value)
        if name in ("counts", "unit", "feed"):
            code = words_of(name).get(fold(value))
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

    def _bodies(self, value: str) -> tuple[Value, str]:
        codes_found = []
        for name in filter(None, (one.strip() for one in value.split(";"))):
            found = self.bodies.get(fold(name), set())
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


def _codes() -> Mapping[str, dict[str, str]]:
    lists = {
        "aligned_to": (codes.OBJECTIVES,),
        "only": (codes.SERVICES, codes.SECTORS, codes.KINDS),
    }
    found: dict[str, dict[str, str]] = {}
    for column, names in lists.items():
        for row in Code.objects.filter(list__in=names).order_by("version"):
            for said in (row.code, *(row.words.in_language(each) for each in LANGUAGES)):
                found.setdefault(column, {})[fold(said)] = row.code
    return found


def _compare(rows: list[tuple[SheetRow, Values, Any]], known: Known, made: Differences) -> None:
    parents = _parents(rows)
    for row, values, part in rows:
        old = values_of(part) if part is not None else {}
        if part is not None and not row.remove:
            # Still under the same objective, which has got another number: nothing moved.
            above = (
                part.measure if getattr(part, "measure", None) else getattr(part, "objective", None)
            )
            if above is not None and parents.get(str(values["belongs"])) == above.pk:
                old["belongs"] = values["belongs"]
        cells = tuple(
            Cell(name, plain_text(old.get(name)), plain_text(values[name]))
            for name in names_of(row.kind, known.plan)
            if plain_text(old.get(name)) != plain_text(values[name])
        )
        if row.remove and part is None:
            continue
        if row.remove or cells:
            wanted = Wanted(row.number, row.kind, row.ident, values, row.remove, cells)
            made.wanted.append(wanted)
        else:
            made.same += 1


def _parents(rows: list[tuple[SheetRow, Values, Any]]) -> dict[str, UUID]:
    """Number in the workbook → id of the objective or measure that has it."""
    return {
        str(values["number"]): part.pk
        for row, values, part in rows
        if part is not None and row.kind in (OBJECTIVE, MEASURE)
    }


def _check(
    rows: list[tuple[SheetRow, Values, Any]], known: Known, made: Differences, seen: Counter[UUID]
) -> None:
    """As it would be afterwards: numbers once, and everything belongs to something."""
    staying = [(row.kind, values) for row, values, _part in rows if not row.remove]
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
    changed = {one.row for one in made.wanted}
    refused = {(one.row, one.where) for one in made.refusals}
    for row, values, _part in rows:
        if row.number not in changed:
            continue
        if row.remove:
            _check_leaving(row, values, staying, made)
            continue
        for name, sentence in mistakes(row.kind, values, around):
            if (row.number, head_of(name)) not in refused:
                made.refusals.append(Refusal(row.number, head_of(name), sentence))
        if numbers[row.kind, str(values["number"])] > 1:
            sentence = _("The number %(n)s is taken. Choose another one.") % {"n": values["number"]}
            made.refusals.append(Refusal(row.number, head_of("number"), sentence))


def _check_leaving(
    row: SheetRow, values: Values, staying: list[tuple[str, Values]], made: Differences
) -> None:
    if row.kind not in (OBJECTIVE, MEASURE):
        return
    number = str(values["number"])
    if any(kind != OBJECTIVE and one["belongs"] == number for kind, one in staying):
        sentence = _("Something belongs to %(number)s. Move or remove that first.")
        made.refusals.append(Refusal(row.number, head_of("remove"), sentence % {"number": number}))
