"""Steps that several files take: call, begin, let the partners play."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

from spona import deadlines
from spona.access.actor import Actor
from spona.directory.actor import actor_for
from spona.directory.models import Member
from spona.practice.actions import advance, begin_drill, call_drill
from spona.practice.actions.playing import play_part
from spona.practice.models import Drill, Part
from spona.practice.turns import current, scene_of, turns_of

PRACTICE = Actor.system("practice")


def begun(who, network, *, scenario="school", role="intake") -> Drill:
    drill = call_drill(network, scenario=scenario, role=role, by=who.actor)
    return begin_drill(drill, by=who.actor)


def membership(drill: Drill, who) -> Member:
    part = Part.objects.get(drill=drill, person=who.member.person)
    return Member.objects.select_related("institution", "person__account").get(pk=part.membership)


def acting_as(drill: Drill, who) -> Actor:
    found = actor_for(who.account, member_id=membership(drill, who).pk)
    assert found is not None
    return found


@contextmanager
def later(minutes: float):
    with deadlines.moved(timedelta(minutes=minutes)):
        yield


def played_to_end(drill: Drill, *, minutes: float = 1.0) -> Drill:
    """Everybody, also who is real, does each step in `minutes`; by the stage's own people."""
    passed = 0.0
    for _n in range(30):
        passed += minutes
        with later(passed):
            drill = advance(drill, by=PRACTICE)
            if drill.ended_at is not None:
                return drill
            scene = scene_of(drill)
            turn = current(turns_of(drill, scene=scene))
            if turn is not None and turn.part is not None:
                play_part(turn, scene, by=PRACTICE)
    raise AssertionError("the drill does not come to its end")
