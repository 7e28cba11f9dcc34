"""A drill of the spring, held in Vranje by its own people, and one that is called for now:
so the desk says how long ago it was. The other towns have only their line of readiness.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import accumulate
from typing import Final

from spona.access.actor import Actor
from spona.deadlines import in_days, moved
from spona.demo.people import DemoPeople
from spona.directory.models import Network
from spona.practice.actions import advance, begin_drill, call_drill, keep_ready
from spona.practice.actions.playing import play_part
from spona.practice.models import Drill
from spona.practice.turns import current, scene_of, turns_of

_PRACTICE: Final = Actor.system("practice")
_AGO: Final = 214  # days
# Minutes between what happens: the taking over came two minutes too late, which is talked about.
_MINUTES: Final = (2, 26, 3, 2, 2, 2, 3, 2, 2, 2, 2, 2)


def fill(people: DemoPeople) -> None:
    """Through the apps' own actions; the invented partners play what nobody real plays."""
    network = Network.objects.get(slug="vranje")
    with moved(in_days(-_AGO)):
        by = people.actor("bea.csr")
        drill = call_drill(network, scenario="school", role="intake", by=by)
        _hold(begin_drill(drill, by=by))
    call_drill(network, scenario="site", role="worker", by=people.actor("vesna.csr"), told=True)
    keep_ready(by=_PRACTICE)


def _hold(drill: Drill) -> None:
    for minutes in accumulate(_MINUTES):
        with moved(timedelta(minutes=minutes)):
            drill = advance(drill, by=_PRACTICE)
            if drill.ended_at is not None:
                return
            _play_own(drill)


def _play_own(drill: Drill) -> None:
    """The step of somebody real, by the invented colleague of the same body and role."""
    scene = scene_of(drill)
    turn = current(turns_of(drill, scene=scene))
    if turn is not None and turn.part is not None:
        play_part(turn, scene, by=_PRACTICE)
