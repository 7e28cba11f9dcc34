"""Everything that changes a conference or opens what was shared for it."""

from spona.cases.conferences.actions.approving import approve, refuse
from spona.cases.conferences.actions.calling import call_conference
from spona.cases.conferences.actions.convening import convene
from spona.cases.conferences.actions.ending import (
    call_off_conference,
    end_conference,
    withdraw_from_conferences,
)
from spona.cases.conferences.actions.holding import decide_in, write_minutes
from spona.cases.conferences.actions.reading import (
    Led,
    Shown,
    open_packet_of,
    read_as_guest,
    read_as_leader,
    read_minutes,
)

__all__ = [
    "Led",
    "Shown",
    "approve",
    "call_conference",
    "call_off_conference",
    "convene",
    "decide_in",
    "end_conference",
    "open_packet_of",
    "read_as_guest",
    "read_as_leader",
    "read_minutes",
    "refuse",
    "withdraw_from_conferences",
    "write_minutes",
]
