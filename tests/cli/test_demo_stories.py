"""What the demo tells of people has happened by the day on which it is built."""

from __future__ import annotations

from spona.demo.casework import whole_stories


def test_nothing_that_the_demo_calls_done_lies_ahead():
    """A step that is done some days after the plan; nobody ends one on a day that is still to come."""
    ways = [one for one in vars(whole_stories).values() if isinstance(one, whole_stories._Way)]
    assert len(ways) >= 5
    for way in ways:
        plan_on = way.plan_on + (way.decided_on or 0)
        done = [step.done for need in way.needs for step in need.steps if step.done is not None]
        assert plan_on + max(done, default=0) < way.ago, way.report.name
        assert (way.closed_on or 0) < way.ago, way.report.name
