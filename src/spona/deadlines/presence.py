"""Who is there: absences with who stands in, the duty roster, and whom a reminder reaches."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from spona.access.prepared_rows import PreparedRows
from spona.audit.verified_rows import remembered
from spona.deadlines import time
from spona.deadlines.models import Absence, Duty
from spona.directory.models import Member, Seat
from spona.directory.row_integrity import only_latest

_AWAY: Final = PreparedRows(
    lambda members, day: (
        Absence.objects.active_on(day[0])
        .filter(member__in=members)
        .select_related("stands_in__person__account", "stands_in__institution")
    )
)
_AWAY_BETWEEN: Final = PreparedRows(
    lambda members, first, end: Absence.objects.overlapping(first[0], end[0]).filter(
        member__in=members
    )
)


def away(members: Iterable[Member], on: date | None = None) -> dict[UUID, Absence]:
    """Member id → the absence that holds that day; one query."""
    day = on or time.today()
    rows = _AWAY.rows([member.pk for member in members], [day])
    return {row.member_id: row for row in rows if row.has_valid_mac()}


def away_between(members: Collection[UUID], first: date, last: date) -> list[Absence]:
    """Absences of these that hold on one of these days, both included; one query."""
    asked = list(members)
    found = _AWAY_BETWEEN.rows(asked, [first], [last + timedelta(days=1)]) if asked else []
    return [row for row in found if row.has_valid_mac()]


def there(members: Iterable[Member], on: date | None = None) -> list[Member]:
    """Those who are there that day, and for each who is away the one who stands in.

    Nobody twice; empty where everybody is away and nobody stands in. Whether a stand-in can
    open anything is for the caller: an absence gives no key.
    """
    asked = list(members)
    day = on or time.today()
    absent = away(asked, day)
    stand_ins = [row.stands_in for row in absent.values() if row.stands_in is not None]
    gone = set(away(stand_ins, day)) if stand_ins else set()
    present = [member for member in asked if member.pk not in absent]
    present += [
        member for member in stand_ins if member.pk not in gone and member.is_active_on(day)
    ]
    return list({member.pk: member for member in present}.values())


def deputies(institution: UUID, on: date | None = None) -> list[Member]:
    """Deputies of the institution's seats that day, in whichever network."""
    day = on or time.today()
    seats = Seat.objects.active_on(day).filter(institution_id=institution, deputy__isnull=False)
    rows = seats.select_related("deputy__person__account", "deputy__institution")
    found = [seat.deputy for seat in rows if seat.has_valid_mac() and seat.deputy is not None]
    unique = {member.pk: member for member in found if member.can_act()}
    return [member for member in unique.values() if member.is_active_on(day)]


def is_deputy_of(institution: UUID, member: UUID) -> bool:
    """Today; asked again only when somebody's place has changed."""
    day = time.today()
    key = ("deputies", institution, day)
    return member in remembered(key, lambda: {one.pk for one in deputies(institution, day)})


def on_duty(institution: UUID, at: datetime | None = None) -> list[Duty]:
    """Whose turn it is now, with the number to call; empty where nobody entered a roster."""
    rows = Duty.objects.filter(institution_id=institution).at(at or time.now())
    rows = rows.select_related("member__person", "contact_point")
    return [row for row in rows if row.has_valid_mac() and _may_be_called(row)]


def _may_be_called(row: Duty) -> bool:
    # A number that somebody put back or rewrote must not be called: the caller may be in danger.
    return row.contact_point is None or bool(only_latest([row.contact_point]))
