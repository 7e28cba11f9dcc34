"""A reset in the moment a drill ends or begins: neither fails, and nothing is written twice."""

from __future__ import annotations

import json

import pytest

pytestmark = [pytest.mark.postgresql, pytest.mark.gate]


@pytest.mark.parametrize(
    ("moment", "ending", "drills"), [("ending", "broken_off", 0), ("beginning", "reset", 1)]
)
def test_a_reset_waits_for_the_drill_that_moves(quiet, moment, ending, drills):
    code = f"from tests.practice.race import reset_while; print(reset_while({moment!r}))"
    came = json.loads(quiet.django(code))
    steps = came.pop("steps")
    assert came == {"ending": ending, "drills": drills, "stages": 1, "free": 1}
    assert steps > 0


def test_two_resets_at_the_same_instant_leave_one_stage(quiet):
    code = "from tests.practice.race import two_resets; print(two_resets())"
    assert json.loads(quiet.django(code)) == {"ended": [0, 1], "stages": 1, "free": 1}
