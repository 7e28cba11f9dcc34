"""Drills that go on to the plan, where somebody real did it in another way than the story."""

from __future__ import annotations

from datetime import timedelta

import pytest

from spona.cases.case.steps.actions import NextStep, end_step
from spona.cases.case.steps.kinds import CLOSING, FIRST_CONTACT, PLAN_STEP, REVIEW
from spona.cases.case.steps.queries import open_steps
from spona.deadlines.late import today_in
from spona.practice.actions import leave_drill
from spona.practice.models import Drill, Ending
from spona.practice.turns import scene_of
from tests.practice.holding import acting_as, begun, later, membership, played_to_end
from tests.practice.test_on_to_the_plan import played_until


@pytest.mark.parametrize("kind", [REVIEW, PLAN_STEP, CLOSING])
def test_another_next_step_than_the_story_has_leaves_no_dead_end(w, kind):
    drill, passed = played_until(
        begun(w.vera, w.vranje, scenario="school_plan", role="worker"), "contact"
    )
    with later(passed):
        case = scene_of(drill).case
        day = today_in(case.network) + timedelta(days=3)
        following = NextStep(kind, membership(drill, w.vera), day, "Разговор")
        first = open_steps(case).get(kind=FIRST_CONTACT)
        end_step(first, following=following, by=acting_as(drill, w.vera), keys=w.vera.keys)
    leave_drill(drill, by=w.vera.actor)
    drill = played_to_end(Drill.objects.get(pk=drill.pk), minutes=15)
    assert drill.ending == Ending.DONE
