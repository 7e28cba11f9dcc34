"""Pages of meetings: the list, the bare row, and what is written on it."""

from spona.gatherings.views.pages import meetings, read
from spona.gatherings.views.writing import answer, attendance, call_off, decide

__all__ = ["answer", "attendance", "call_off", "decide", "meetings", "read"]
