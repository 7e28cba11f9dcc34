"""The dates of the track and of a child's birthday, and on which day a case is looked at for them.

Outside the seal stands only that day. It is a Monday, in the week before the date, so that it
gives away neither what is due nor when.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from spona.cases.consent.ground import child_path
from spona.cases.legal_track.codes import GRANTED, GUARDIANS, PROCEEDINGS, PROXIES, STAYS
from spona.cases.legal_track.track import (
    GUARDIAN,
    PROXY,
    STAY,
    Entry,
    Guardian,
    LegalTrack,
    Proxy,
    Stay,
)

_WEEK: Final = timedelta(days=7)
_ADULT_AT: Final = 18
_DAY: Final = re.compile(r"^\s*(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?\s*$")
_ISO: Final = re.compile(r"^\s*(\d{4})-(\d{2})-(\d{2})\s*$")


@dataclass(frozen=True, slots=True)
class Dated:
    """One date that is ahead. `key` is another one when the day is moved; `hearing` its id where it
    is one, and `entry` the id of what it belongs to.
    """

    key: str
    day: date
    label: str
    words: str = ""
    hour: str = ""
    place: str = ""
    goes_along: str = ""
    entry: str = ""
    hearing: str = ""

    @property
    def monday(self) -> date:
        return monday_before(self.day)


def monday_before(day: date) -> date:
    """The Monday of the week before."""
    return day - timedelta(days=day.weekday()) - _WEEK


def dates_of(track: LegalTrack) -> list[Dated]:
    """Every date that something hangs on, also those that are over; the nearest first."""
    return sorted(_dates(track), key=lambda one: (one.day, one.hour))


def next_dates(track: LegalTrack, today: date) -> list[Dated]:
    """Today's too: somebody has to be there."""
    return [one for one in dates_of(track) if one.day >= today]


def review_day(dates: Iterable[Dated], *, seen: Collection[str] = (), today: date) -> date | None:
    """When the case has to be looked at for the nearest date after today that nobody has looked at
    (`seen`); at once where that Monday is over.

    Not on a day on which something is due itself, if there is another one before the date.
    """
    dates = list(dates)
    own = {one.day for one in dates}
    for one in sorted(dates, key=lambda one: one.day):
        if one.day <= today or one.key in seen:
            continue
        if one.monday > today:
            return one.monday
        tomorrow = today + timedelta(days=1)
        return tomorrow if today in own and tomorrow not in own else today
    return None


def birth_of(text: str) -> date | None:
    """A whole day of birth as it is typed; nothing of a year alone or of words about it."""
    if found := _DAY.match(text):
        day, month, year = (int(one) for one in found.groups())
    elif found := _ISO.match(text):
        year, month, day = (int(one) for one in found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def adult_on(identity: Mapping[str, Any] | None) -> date | None:
    """When a child, or somebody whose age is not settled, becomes 18; None where nobody knows."""
    said = identity or {}
    born = birth_of(str(said.get("born") or ""))
    if born is None or not child_path(str(said.get("age") or "")):
        return None
    try:
        return born.replace(year=born.year + _ADULT_AT)
    except ValueError:
        # Born on 29 February.
        return date(born.year + _ADULT_AT, 3, 1)


def birthday(identity: Mapping[str, Any] | None) -> list[Dated]:
    day = adult_on(identity)
    if day is None:
        return []
    return [Dated(f"adult:{day.isoformat()}", day, _("The person turns 18"))]


def _dates(track: LegalTrack) -> Iterator[Dated]:
    for proceeding, hearing in track.hearings:
        if hearing.is_coming and (day := to_day(hearing.day)):
            yield Dated(
                f"{hearing.id}:{hearing.day}", day, str(PROCEEDINGS.get(proceeding.kind, "")),
                hearing.what, hearing.hour, hearing.place, hearing.goes_along,
                proceeding.id, hearing.id,
            )  # fmt: skip
    for one in track.proceedings:
        if not one.is_over:
            words = one.until_what or _("A day by which something has to be done")
            yield from _date(one.id, one.until, PROCEEDINGS.get(one.kind, ""), words)
    for name in (STAY, GUARDIAN, PROXY):
        for entry in track.entries(name):
            yield from _end(entry)


def _end(entry: Entry) -> Iterator[Dated]:
    """When what was granted ends."""
    ends = _("It ends")
    match entry:
        case Stay() if entry.state == GRANTED:
            yield from _date(entry.id, entry.ends, STAYS.get(entry.kind, ""), ends)
        case Guardian() if entry.state == GRANTED:
            yield from _date(entry.id, entry.until, GUARDIANS.get(entry.kind, ""), ends)
        case Proxy():
            yield from _date(entry.id, entry.until, PROXIES.get(entry.kind, ""), ends)


def _date(ident: str, value: str, label: Promise | str, words: str) -> Iterator[Dated]:
    if day := to_day(value):
        yield Dated(f"{ident}:{value}", day, str(label), words, entry=ident)


def to_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None
