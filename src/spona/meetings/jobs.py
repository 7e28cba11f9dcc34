"""The app's periodic work: minutes that nobody has begun, and networks that do not meet."""

from __future__ import annotations

from spona import deadlines
from spona.access.actor import Actor
from spona.deadlines.late import today_in
from spona.directory.models import Network
from spona.meetings.actions import ask_for_minutes, ask_to_meet
from spona.meetings.models import Meeting
from spona.meetings.vitality import vitality


def remind() -> int:
    """Ask for minutes once a meeting is over, and to meet where a table was quiet for 60 days;
    return for how many. What was asked already is not asked twice.
    """
    by = Actor.system("reminders")
    over = Meeting.objects.of_table().filter(ended_at=None, starts_at__lt=deadlines.now())
    asked = 0
    for one in over.select_related("network", "institution", "called_by"):
        if one.has_valid_mac() and one.last_moment < deadlines.now():
            ask_for_minutes(one, by=by)
            asked += 1
    for network in Network.objects.real():
        life = vitality(network, today_in(network))
        if life.quiet and life.next is None:
            ask_to_meet(network, by=by)
            asked += 1
    return asked
