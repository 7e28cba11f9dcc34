"""Meetings as a calendar file (RFC 5545): what leaves says a reference, a time and a place.

Never a name, a matter or an address of anybody: calendars are shared, copied and shown on phones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

CALENDAR_TYPE: Final = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """`uid` never changes, `sequence` grows with each change: so a calendar replaces what it has.

    Times are aware. `organizer` is the name of a body without an address, `organizer_id` its id.
    `public`: announced to everybody, so that no calendar hides it. Without an `organizer` it names
    nobody at all.
    """

    uid: UUID
    sequence: int
    summary: str
    place: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    zone: str
    organizer: str = ""
    organizer_id: UUID | None = None
    cancelled: bool = False
    public: bool = False


def calendar_file(events: Iterable[CalendarEvent], *, name: str) -> bytes:
    """The events under one `name`, each in the time zone of its network, which is written out."""
    # Here, for each process of the server would carry it from its start, and hardly one needs it.
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//Spona//M//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    rows = list(events)
    for one in rows:
        made.add_component(_event(one))
    if rows:
        # A year on either side: who reads it needs every change of summer time in between.
        made.add_missing_timezones(
            first_date=min(one.starts_at for one in rows).date() - timedelta(days=366),
            last_date=max(one.ends_at for one in rows).date() + timedelta(days=366),
        )
    return bytes(made.to_ical())


def _event(one: CalendarEvent) -> Any:
    from icalendar import Event, vCalAddress, vText

    zone = ZoneInfo(one.zone)
    made = Event()
    made.add("uid", f"{one.uid}@spona")
    made.add("sequence", one.sequence)
    made.add("dtstamp", one.changed_at.astimezone(UTC))
    made.add("dtstart", one.starts_at.astimezone(zone))
    made.add("dtend", one.ends_at.astimezone(zone))
    made.add("summary", one.summary)
    if one.place:
        made.add("location", one.place)
    if not one.public:
        made.add("class", "PRIVATE")
    made.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    if one.organizer_id is None:
        return made
    # A body and no mailbox: an answer by mail would go past the page where answers are given.
    organizer = vCalAddress(f"urn:uuid:{one.organizer_id}")
    organizer.params["CN"] = vText(one.organizer)
    made.add("organizer", organizer)
    return made
