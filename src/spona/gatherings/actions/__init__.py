"""Everything that changes a meeting. A conference's words are sealed by the room above."""

from spona.gatherings.actions.answering import answer
from spona.gatherings.actions.calling import announce, call
from spona.gatherings.actions.ending import call_off, end
from spona.gatherings.actions.holding import decide, record_attendance

__all__ = ["announce", "answer", "call", "call_off", "decide", "end", "record_attendance"]
