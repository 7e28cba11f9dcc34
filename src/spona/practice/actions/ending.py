"""A drill is over: its steps are written down as they were, and its stage goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.practice.actions.sweeping import clear_stage
from spona.practice.models import Drill, Ending, Part, Taken
from spona.practice.permissions import check_can_build, check_can_end, check_is_open
from spona.practice.turns import turns_of
from spona.tasks.actions import close_all

PRACTICE: Final = Actor.system("practice")
LASTS: Final = timedelta(hours=2)
# What was called and never begun.
WAITS: Final = timedelta(days=7)
# So long the record says who took part; then only which institution.
NAMES_STAY: Final = timedelta(days=365)


def end_drill(drill: Drill, *, by: Actor) -> Drill:
    """Break it off; what was done until now is fed back. Twice is once."""
    with audit.transaction():
        row = Drill.objects.select_for_update().get(pk=drill.pk)
        check_can_end(by, row)
        if row.ended_at is not None:
            return row
        close_drill(row, ending=Ending.BROKEN_OFF if row.started_at else Ending.NOT_HELD, by=by)
        clear_after(row, by=PRACTICE)
    return row


def close_drill(drill: Drill, *, ending: str, by: Actor) -> Drill:
    """Write down each step and the end. The stage is cleared by the caller, in one transaction."""
    check_is_open(drill)
    with audit.transaction() as log:
        if drill.find_stage() is not None:
            for order, turn in enumerate(turns_of(drill)):
                Taken.objects.create(
                    drill=drill, order=order, step=turn.step.code, part=turn.part,
                    took=turn.took, allowed=turn.allowed, rule=turn.rule, outcome=turn.outcome,
                    remark=turn.remark,
                )  # fmt: skip
        drill.ended_at, drill.ending = deadlines.now(), ending
        drill.save(update_fields=["ended_at", "ending"])
        close_all(drill.subject, by=by)
        detail = {"ending": str(ending)}
        log.record("drill:ended", by=by, subject=drill.subject, detail=detail)
    return drill


def clear_after(drill: Drill, *, by: Actor) -> None:
    """The stage of a drill that is over goes with everything on it, memberships first of all."""
    with audit.transaction():
        stage = drill.find_stage()
        if stage is not None:
            clear_stage(stage, by=by)


def end_overdue(*, by: Actor) -> int:
    """End what has run for two hours, and what was called a week ago and never begun."""
    check_can_build(by)
    now, ended = deadlines.now(), 0
    for drill in Drill.objects.open():
        begun = drill.started_at
        if begun is not None and begun + LASTS <= now:
            ending: str = Ending.TIME_OVER
        elif begun is None and drill.called_at + WAITS <= now:
            ending = Ending.NOT_HELD
        else:
            continue
        with audit.transaction():
            row = Drill.objects.select_for_update().get(pk=drill.pk)
            if row.ended_at is None:
                close_drill(row, ending=ending, by=by)
                clear_after(row, by=by)
                ended += 1
    return ended


def forget_people(*, by: Actor) -> int:
    """A year after a drill its record names institutions only; return how many names went."""
    check_can_build(by)
    with audit.transaction() as log:
        old = Part.objects.filter(drill__ended_at__lte=deadlines.now() - NAMES_STAY)
        count = old.exclude(person=None).update(person=None, own=None)
        if count:
            detail = {"count": count}
            log.record("practice:forgot", by=by, subject=("practice", None), detail=detail)
    return count
