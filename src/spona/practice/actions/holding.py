"""A drill begins, and goes on by itself: the invented partners move when it is their turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Member
from spona.practice.actions.building import build_stage, free_stages, lock_stages
from spona.practice.actions.calling import step_out
from spona.practice.actions.ending import clear_after, close_drill
from spona.practice.actions.membership import acting_membership, put_on, still_works
from spona.practice.actions.playing import play, write_message
from spona.practice.cast import PEOPLE
from spona.practice.invented_people import InventedPeople
from spona.practice.models import Drill, Ending, Stage
from spona.practice.permissions import check_can_build, check_has_not_begun, check_takes_part
from spona.practice.scenarios import scenarios
from spona.practice.scene import Scene
from spona.practice.turns import Turn, current, scene_of, turns_of
from spona.tasks.actions import close_task, open_task
from spona.vault.actions import create_intake_key

PRACTICE: Final = Actor.system("practice")
# So long an invented partner takes, so that one sees the time pass and can read what is asked.
PARTNER_TAKES: Final = timedelta(seconds=30)
TASK: Final = "drill_step"


def begin_drill(drill: Drill, *, by: Actor) -> Drill:
    """The deadline runs from now. Everybody with a role gets their membership, the bodies get their
    keys.

    Twice is once: a drill that runs is returned as it is. Whoever has no mandate any more falls
    out; Denied where nobody is left.
    """
    with audit.transaction() as log:
        row = Drill.objects.select_for_update().get(pk=drill.pk)
        if row.is_running:
            return row
        check_has_not_begun(row)
        check_takes_part(by, row)
        for part in list(row.parts.filter(left_at=None)):
            if not still_works(part):
                step_out(part, by=PRACTICE)
        parts = list(row.parts.filter(left_at=None).select_related("person__account"))
        if not parts:
            raise Denied(_("Nobody takes part any more. Call another drill."))
        people = InventedPeople(_stage())
        members = {part.role: put_on(part, people, by=by) for part in parts}
        _draw_keys(people, row, members)
        row.ground, row.started_at = people.stage.pk, deadlines.now()
        row.save(update_fields=["ground", "started_at"])
        if scenarios()[row.scenario].begins_with_message:
            write_message(people, row, by=PRACTICE)
        _point_to(row, current(turns_of(row)))
        log.record("drill:begun", by=by, subject=row.subject, detail={"people": len(parts)})
    return row


def advance(drill: Drill, *, by: Actor) -> Drill:
    """Let an invented partner move if it is their turn, and end what is done. Idempotent.

    Whoever lost their mandate meanwhile falls out, and an invented partner goes on in their place.
    """
    with audit.transaction():
        row = Drill.objects.select_for_update().get(pk=drill.pk)
        if not row.is_running or row.find_stage() is None:
            return row
        for part in row.parts.filter(left_at=None):
            if not still_works(part):
                step_out(part, by=PRACTICE)
    turn = _played(row)
    with audit.transaction():
        row = Drill.objects.select_for_update().get(pk=drill.pk)
        if not row.is_running:
            return row
        if turn is None:
            close_drill(row, ending=Ending.DONE, by=by)
            clear_after(row, by=PRACTICE)
        else:
            _point_to(row, turn)
    return row


def _played(drill: Drill) -> Turn | None:
    """Partners move until somebody real is asked or the partner is not ready; whose turn it is.

    Not in one transaction: a packet that is opened is logged and committed before it is read.
    """
    for _step in scenarios()[drill.scenario].steps:
        if drill.find_stage() is None:
            return None
        scene = scene_of(drill)
        turn = current(turns_of(drill, scene=scene))
        if turn is None:
            return None
        between = turn.step.code in ("answer", "ask") or turn.part is None
        ready = turn.turn_at is not None and deadlines.now() >= turn.turn_at + PARTNER_TAKES
        if not (between and ready and _moved(turn, scene)):
            return turn
    return current(turns_of(drill)) if drill.find_stage() is not None else None


def _moved(turn: Turn, scene: Scene) -> bool:
    """What the real action refuses, because somebody real did something else before, moves nothing:
    the page still opens, and the drill can be ended.
    """
    try:
        return play(turn, scene, by=PRACTICE)
    except (Denied, Conflict):
        return False


def _stage() -> Stage:
    check_can_build(PRACTICE)
    lock_stages()
    stage = free_stages().first() or build_stage(by=PRACTICE)
    stage.taken_at = deadlines.now()
    stage.save(update_fields=["taken_at"])
    return Stage.objects.select_related("network__town").get(pk=stage.pk)


def _draw_keys(people: InventedPeople, drill: Drill, members: dict[str, Member]) -> None:
    """One key a body, drawn by its invented holder and wrapped to whoever plays an intake there.

    It is a new key of a new body: it opens nothing that was sealed before, anywhere.
    """
    able: dict[str, list[str]] = {}
    for key, someone in PEOPLE.items():
        if "intake_holder" in someone.roles:
            able.setdefault(someone.body, []).append(key)
    for keys in able.values():
        body = people.body(keys[0])
        real = [
            one.person.account
            for one in members.values()
            if one.institution_id == body.pk and "intake_holder" in one.roles
        ]
        holders = [*(people.account(key) for key in keys), *(one for one in real if one)]
        create_intake_key(body, holders=holders, by=people.actor(keys[0]))


def _point_to(drill: Drill, turn: Turn | None) -> None:
    """Whoever's turn it is has it on their desk, as long as they acts in the membership."""
    part = turn.part if turn is not None else None
    membership = acting_membership(part) if part is not None else None
    close_task(TASK, drill.subject, by=PRACTICE)
    if membership is not None:
        open_task(
            TASK, drill.subject, institution=membership.institution, owner=membership, by=PRACTICE
        )
