"""Working days of a country: which they are, and when the n-th of them ends.

The day of the event does not count and the last day counts to its end, as in the law
on general administrative procedure (Закон о општем управном поступку, from memory).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from spona.audit.recording import cached
from spona.audit.transaction_cache import tables
from spona.audit.verified_rows import remembered
from spona.directory.models import Network
from spona.reference.models import Holiday

_SATURDAY = 5
_LAST = time(23, 59, 59)


@dataclass(slots=True)
class Calendar:
    """Free days of one country in one time zone.

    `known` gives what `reference.Holiday` says, by year; a year of which it says
    nothing is taken from the `holidays` library. It is asked where working days are counted: hours
    and plain days need none.
    """

    country: str
    zone: ZoneInfo
    known: Callable[[], Mapping[int, frozenset[date]]] = dict
    _years: Mapping[int, frozenset[date]] | None = None

    def is_working(self, day: date) -> bool:
        if self._years is None:
            self._years = self.known()
        free = self._years.get(day.year)
        if free is None:
            free = _from_library(self.country, day.year)
        return day.weekday() < _SATURDAY and day not in free

    def after(self, day: date, amount: int) -> date:
        """The `amount`-th working day after `day` (0: the day itself, working or not)."""
        while amount > 0:
            day += timedelta(days=1)
            amount -= self.is_working(day)
        return day

    def before(self, day: date, amount: int) -> date:
        """The `amount`-th working day before `day` (0: the day itself, working or not)."""
        while amount > 0:
            day -= timedelta(days=1)
            amount -= self.is_working(day)
        return day

    def between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and with `last`."""
        days = (last - first).days
        return sum(self.is_working(first + timedelta(days=n)) for n in range(1, days + 1))

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def day_of(self, at: datetime) -> date:
        return self.local(at).date()

    def end_of(self, day: date) -> datetime:
        """The last second of this day here, as an instant in UTC."""
        return datetime.combine(day, _LAST, self.zone).astimezone(UTC)


def calendar_of(network: Network) -> Calendar:
    """The calendar of a network: its time zone, and the country of its town."""
    town = network.town
    country = town.iso_3166_2.partition("-")[0] if town is not None else "RS"
    return Calendar(country, ZoneInfo(str(network.time_zone)), lambda: _holidays(country))


def _holidays(country: str) -> dict[int, frozenset[date]]:
    key = ("holidays", country)
    return cached(key, lambda: remembered(key, lambda: _loaded(country)), of=tables(Holiday))


def _loaded(country: str) -> dict[int, frozenset[date]]:
    """Year → holidays of the country that were loaded or typed in: whoever does that leaves a
    line.
    """
    known: dict[int, set[date]] = {}
    for day in Holiday.objects.filter(country=country).values_list("date", flat=True):
        known.setdefault(day.year, set()).add(day)
    return {year: frozenset(days) for year, days in known.items()}


@cache
def _from_library(country: str, year: int) -> frozenset[date]:
    # Here, for it brings the calendars of the world, and what was loaded needs none of them.
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        # A country the library does not know has its weekends only, until somebody enters its days.
        return frozenset()
