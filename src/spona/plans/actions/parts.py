"""Objectives, measures, activities and indicators: written, moved, taken out."""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines.time import today
from spona.plans.actions.amending import Change, amend
from spona.plans.actions.plans import locked
from spona.plans.checks import Around, mistakes
from spona.plans.codes import valid_codes
from spona.plans.labels import plain_text
from spona.plans.models import Indicator, Line, Measure, Objective, Plan, State
from spona.plans.permissions import check_can_change
from spona.plans.rows import (
    BETWEEN,
    INDICATOR,
    LINE,
    MEASURE,
    OBJECTIVE,
    Known,
    Part,
    Values,
    kind_of,
    known_of,
    names_of,
    values_of,
)
from spona.prevention.actions import mark_followed_up, unmark_followed_up
from spona.prevention.models import FollowUp, Observation
from spona.tasks.actions import close_all

_MODELS: dict[str, Any] = {
    OBJECTIVE: Objective, MEASURE: Measure, LINE: Line, INDICATOR: Indicator,
}  # fmt: skip


def write_part(
    plan: Plan,
    kind: str,
    values: Values,
    *,
    by: Actor,
    part: Part | None = None,
    reason: str = "",
    prompted_by: Observation | None = None,
) -> Part:
    """Adds a part of this kind, or changes `part`; Denied with the sentence of its mistakes.

    `prompted_by`: the observation of this network from which a new activity follows.
    """
    with audit.transaction() as log:
        row = locked(plan)
        check_can_change(by, row)
        known = known_of(row)
        ident = part.pk if part is not None else None
        if ident is not None and ident not in known.parts[kind]:
            raise Conflict(_("This was taken out of the plan. Open the plan again."))
        check_part(kind, values, known, ident)
        made, changes = put_part(known, kind, values, ident)
        if prompted_by is not None and isinstance(made, Line):
            _follows(made, prompted_by, row, by)
        amend(row, changes, reason=reason, by=by)
        log.record("plan:written", by=by, subject=row.subject, detail={"kind": kind})
    return made


def _follows(line: Line, observation: Observation, plan: Plan, by: Actor) -> None:
    if observation.network_id != plan.network_id:
        raise Denied(_("What was noticed belongs to another network."))
    line.prompted_by = observation
    line.save(update_fields=["prompted_by"])
    mark_followed_up(observation, kind=FollowUp.Kind.PLAN_LINE, reference=str(line.pk), by=by)


def check_part(kind: str, values: Values, known: Known, ident: UUID | None) -> None:
    """Denied where the values cannot be written."""
    around = around_of(known)
    found = [sentence for _name, sentence in mistakes(kind, values, around)]
    other = known.numbered(kind).get(str(values["number"]))
    if other is not None and other.pk != ident:
        found.insert(0, _("The number %(n)s is taken. Choose another one.") % {"n": other.number})
    if found:
        raise Denied(" ".join(dict.fromkeys(found)))


def around_of(known: Known) -> Around:
    return Around(
        known.plan,
        objectives=known.numbered(OBJECTIVE).keys(),
        measures=known.numbered(MEASURE).keys(),
        institutions=known.institutions.keys(),
        codes=cache(valid_codes),
    )


def put_part(
    known: Known, kind: str, values: Values, ident: UUID | None
) -> tuple[Part, list[Change]]:
    """Writes checked values into a new part or into that with `ident`; says what that changed."""
    part: Any = known.parts[kind].get(ident) if ident else None
    old = values_of(part) if part is not None else None
    if old is not None and all(old[name] == values[name] for name in names_of(kind, known.plan)):
        return part, []
    if part is None:
        part = _MODELS[kind](plan=known.plan)
    _fill(part, kind, values, known)
    part.save()
    if kind == LINE:
        codes = filter(None, str(values["partners"] or "").split(BETWEEN))
        part.partners.set([known.institutions[code] for code in codes])
        # What was fetched with many others beforehand is old now.
        vars(part).pop("_prefetched_objects_cache", None)
    known.parts[kind][part.pk] = part
    what = f"{values['number']} {values['title']}"
    if old is None:
        return part, [Change(what, "added")]
    return part, [
        Change(what, name, plain_text(old[name]), plain_text(values[name]))
        for name in names_of(kind, known.plan)
        if old[name] != values[name]
    ]


def _fill(part: Any, kind: str, values: Values, known: Known) -> None:
    for name in ("number", "title", "aligned_to", "partners_words", "starts_on", "ends_on",
                 "counts", "percent", "units_planned", "funding", "amount", "currency",
                 "unit", "baseline", "verification", "feed", "only"):  # fmt: skip
        if name in values:
            setattr(part, name, values[name])
    if kind == OBJECTIVE:
        return
    measure = known.numbered(MEASURE).get(str(values["belongs"])) if kind == LINE else None
    part.objective = (
        measure.objective if measure else known.numbered(OBJECTIVE)[str(values["belongs"])]
    )
    if kind == MEASURE:
        return
    part.responsible = known.institutions.get(str(values["responsible"] or ""))
    if kind == LINE:
        part.measure = measure
        part.units_done = values["units_done"] or 0
        part.months = [one for one in str(values["months"] or "").split(BETWEEN) if one]
    else:
        years = {str(year): values.get(f"target_{year}") for year in known.plan.years}
        part.targets = part.targets | {year: plain_text(n) for year, n in years.items()}
        part.targets = {year: n for year, n in part.targets.items() if n}


def drop_part(part: Part, *, by: Actor, reason: str = "") -> None:
    """Out of a draft it is deleted; out of an adopted plan it ends, with the reason, and what was
    done stays. An objective or a measure goes when nothing hangs on it any more.
    """
    kind = kind_of(part)
    with audit.transaction() as log:
        row = locked(part.plan)
        check_can_change(by, row)
        known = known_of(row)
        found = known.parts[kind].get(part.pk)
        if found is None:
            raise Conflict(_("This was taken out of the plan already."))
        changes = [take_out(found, kind, row, by=by)]
        amend(row, changes, reason=reason, by=by)
        log.record("plan:dropped", by=by, subject=row.subject, detail={"kind": kind})
        if kind == LINE:
            close_all(found.subject, by=by)


def take_out(part: Any, kind: str, plan: Plan, *, by: Actor) -> Change:
    """Ends or deletes a part; Denied where something hangs on it. Of an activity that is deleted
    the observation that prompted it knows nothing any more.
    """
    if kind in (OBJECTIVE, MEASURE):
        if part.lines.exists() or (
            kind == OBJECTIVE and (part.measures.exists() or part.indicators.exists())
        ):
            raise Denied(
                _("Something belongs to %(number)s. Move or remove that first.")
                % {"number": part.number}
            )
        part.delete()
    elif plan.state == State.DRAFT and not _used(part, kind):
        if kind == LINE:
            unmark_followed_up(FollowUp.Kind.PLAN_LINE, str(part.pk), by=by)
        part.delete()
    else:
        part.dropped_on = today()
        part.save(update_fields=["dropped_on"])
    return Change(f"{part.number} {part.title}", "removed")


def _used(part: Any, kind: str) -> bool:
    if kind == LINE:
        return bool(part.activities.exists() or part.progress.exists())
    return bool(part.readings.exists())


def move_part(line: Line, *, up: bool, by: Actor, reason: str = "") -> Line:
    """An activity changes numbers with its neighbour in the same objective or measure."""
    with audit.transaction() as log:
        row = locked(line.plan)
        check_can_change(by, row)
        same = row.lines.filter(
            dropped_on=None, objective=line.objective_id, measure=line.measure_id
        )
        lines = list(same.order_by("order", "pk"))
        at = next((n for n, one in enumerate(lines) if one.pk == line.pk), None)
        other = -1 if at is None else at + (-1 if up else 1)
        if at is None or not 0 <= other < len(lines):
            raise Denied(_("It stands at the end already."))
        one, two = lines[at], lines[other]
        numbers = one.number, two.number
        # Three steps, since no two may have one number at any time.
        for part, number in ((one, f"0.0.{9999}"), (two, numbers[0]), (one, numbers[1])):
            part.number = number
            part.save(update_fields=["number", "order", "search_key"])
        amend(
            row,
            [Change(one.title, "number", *numbers), Change(two.title, "number", *numbers[::-1])],
            reason=reason,
            by=by,
        )
        log.record("plan:moved", by=by, subject=row.subject)
    return one
