"""The training network is always there: a free stage is built whenever there is none."""

from __future__ import annotations

from spona import audit
from spona.access.actor import Actor
from spona.practice.actions.building import build_stage, free_stages, lock_stages
from spona.practice.actions.ending import close_drill
from spona.practice.actions.sweeping import clear_stage
from spona.practice.models import Drill, Ending, Stage
from spona.practice.permissions import check_can_build


def reset_practice(*, by: Actor) -> dict[str, int]:
    """End every drill that runs, clear every stage, build one anew; counts of what there was.

    Two at once: the second waits, then clears what the first has built and builds again. Drills
    that were only called stay called.

    First the drills, then the stages, as whoever begins or ends one: what ends in this moment has
    ended, and what begins in this moment keeps its stage.
    """
    check_can_build(by)
    with audit.transaction() as log:
        drills = list(Drill.objects.open().select_for_update().order_by("pk"))
        lock_stages()
        running = [one for one in drills if one.is_running]
        for drill in running:
            close_drill(drill, ending=Ending.RESET, by=by)
        # Called after the first line, and begun before the second.
        begun = Drill.objects.open().filter(ground__isnull=False).values("ground")
        stages = list(Stage.objects.exclude(pk__in=begun).select_related("network"))
        rows = sum(clear_stage(stage, by=by) for stage in stages)
        build_stage(by=by)
        counts = {"drills": len(running), "stages": len(stages), "rows": rows}
        log.record("practice:reset", by=by, subject=("practice", None), detail=counts)
    return counts


def clear_left_over(*, by: Actor) -> int:
    """Clear each stage that was taken and on which no drill runs any more; how many there were.

    A drill clears its own; this is for one that a crash or a restored backup left behind.
    """
    check_can_build(by)
    running = Drill.objects.open().filter(ground__isnull=False).values("ground")
    left = Stage.objects.filter(taken_at__isnull=False).exclude(pk__in=running)
    if not left.exists():
        return 0
    with audit.transaction():
        lock_stages()
        rows = list(left.select_related("network"))
        for stage in rows:
            clear_stage(stage, by=by)
    return len(rows)


def keep_ready(*, by: Actor) -> int:
    """Build a free stage where there is none; return how many were built."""
    check_can_build(by)
    if Stage.objects.filter(taken_at=None).exists():
        return 0
    with audit.transaction():
        lock_stages()
        if free_stages().exists():
            return 0
        build_stage(by=by)
    return 1
