"""The days of a session as entries of a calendar. Nothing in them says what it is about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from spona.trainings.models import Session


@dataclass(frozen=True, slots=True)
class Entry:
    """`uid` stays the same when the day is moved; `title` is neutral."""

    uid: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    cancelled: bool


def entries_of(session: Session) -> list[Entry]:
    """One for each day, for `spona.documents.calendar`."""
    return [
        Entry(
            uid=f"{one.pk}@spona",
            title="Spona",
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            place=session.place,
            cancelled=session.cancelled_at is not None,
        )
        for one in session.days.all()
    ]
