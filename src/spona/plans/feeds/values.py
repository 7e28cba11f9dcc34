"""The present number of each indicator, in words, and from where it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from spona.directory.coverage import FULL, seats_on, state_of
from spona.directory.institution_names import short_name
from spona.directory.models import Network, Standing
from spona.meetings.queries import held_between
from spona.plans.feeds.casework import answered_in_time, reports_by_sector
from spona.plans.labels import measured, number_told
from spona.plans.models import Activity, Feed, Indicator, Reading, Unit
from spona.plans.periods import Period
from spona.reference.templatetags.scripts import in_script
from spona.services.queries import Total, totals_between
from spona.statistics.disclosure import Pair, fewer
from spona.training.queries import trained_between


@dataclass(frozen=True, slots=True)
class Value:
    """`number` None: nobody knows yet, or it may not be told. `of`: all of which it is a part."""

    told: str
    source: str
    icon: str
    number: Decimal | None = None
    of: Decimal | None = None
    small: bool = False

    def share_of(self, target: Decimal | None) -> int | None:
        """How far it has come to the target, in percent; None where that is not to be drawn."""
        goal = self.of if self.of is not None and target is None else target
        if self.number is None or goal is None:
            return None
        return 100 if goal == 0 else int(min(Decimal(100), self.number * 100 / goal))


def values_in(
    network: Network, indicators: Iterable[Indicator], period: Period
) -> dict[UUID, Value]:
    """Indicator → its value in the period; each app is asked once for each question."""
    rows = list(indicators)
    asked = _Asked(network, period, [row for row in rows if row.feed == Feed.HAND])
    return {row.pk: asked.value(row) for row in rows}


class _Asked:
    """The answers of the apps, each asked for when an indicator first needs it."""

    def __init__(self, network: Network, period: Period, by_hand: list[Indicator]) -> None:
        self.network, self.period, self.by_hand = network, period, by_hand
        self.days = (period.first, period.last)
        self._trained: dict[str, int] = {}

    def value(self, row: Indicator) -> Value:
        makers = {
            Feed.HAND: self._hand, Feed.MEETINGS: self._meetings, Feed.ACTIVITIES: self._held,
            Feed.PEOPLE: self._people, Feed.TRAINED: self._taught, Feed.DEPUTIES: self._deputies,
            Feed.REPORTS: self._reports, Feed.ANSWERED: self._answered,
            Feed.SERVICES: self._services,
        }  # fmt: skip
        return makers[Feed(row.feed)](row)

    def _hand(self, row: Indicator) -> Value:
        last = self.readings.get(row.pk)
        if last is None:
            told, who = "–", row.responsible
            source = (
                _("%(who)s writes it") % {"who": short_name(who)} if who else _("nobody wrote yet")
            )
            return Value(told, source, "note")
        whole = Decimal(1) if row.unit == Unit.YES_NO else None
        source = in_script(last.source) or (
            _("%(who)s wrote it") % {"who": short_name(row.responsible)}
            if row.responsible
            else _("written by hand")
        )
        icon = "clipboard-list" if last.source else "note"
        return Value(measured(last.value, row.unit), source, icon, last.value, whole)

    def _meetings(self, row: Indicator) -> Value:
        return _own(held_between(self.network, *self.days), _("by itself, from meetings"))

    def _held(self, row: Indicator) -> Value:
        held = sum(n for kind, (n, _p) in self.held.items() if row.only in ("", kind))
        return _own(held, _("by itself, from activities"))

    def _people(self, row: Indicator) -> Value:
        people = sum(p for kind, (_n, p) in self.held.items() if row.only in ("", kind))
        return _own(people, _("by itself, from activities"))

    def _taught(self, row: Indicator) -> Value:
        if row.only not in self._trained:
            self._trained[row.only] = trained_between(self.network, *self.days, sector=row.only)
        return _own(self._trained[row.only], _("by itself, from trainings"))

    def _deputies(self, row: Indicator) -> Value:
        seats = [one for one in self.seats if one.standing == Standing.MEMBER]
        full = sum(state_of(one, self.period.last) is FULL for one in seats)
        source = _("by itself, from the list of members")
        return _part(full, len(seats), source, whole=row.unit == Unit.SHARE)

    def _reports(self, row: Indicator) -> Value:
        found = self.reports
        number = found.get(row.only, 0) if row.only else sum(found.values())
        source = _("by itself, from reports, whole quarters")
        return _own(number, source) if number else _few(source)

    def _answered(self, row: Indicator) -> Value:
        source = _("by itself, from deadlines, whole quarters")
        if self.answered is None:
            return _few(source)
        return _part(*self.answered, source, whole=True)

    def _services(self, row: Indicator) -> Value:
        source = _("by itself, from totals of services")
        rows = [one for one in self.totals if row.only in ("", one.kind)]
        if not rows:
            return Value("–", source, "refresh")
        number = sum(one.at_least for one in rows)
        told = rows[0].told if len(rows) == 1 else number_told(Decimal(number))
        return Value(told, source, "refresh", Decimal(number))

    @cached_property
    def readings(self) -> dict[UUID, Reading]:
        """The last one of each indicator that stands, up to the end of the period."""
        rows = Reading.objects.filter(
            indicator__in=self.by_hand, withdrawn_at=None, read_on__lte=self.period.last
        )
        return {row.indicator_id: row for row in rows.order_by("read_on", "recorded_at")}

    @cached_property
    def held(self) -> dict[str, tuple[int, int]]:
        rows = Activity.objects.standing().filter(network=self.network).between(*self.days)
        grouped = rows.order_by().values_list("kind").annotate(n=Count("pk"), people=Sum("total"))
        return {kind: (n, people or 0) for kind, n, people in grouped}

    @cached_property
    def seats(self) -> list:
        return seats_on([self.network], self.period.last)

    @cached_property
    def reports(self) -> dict[str, int]:
        return reports_by_sector(self.network, *self.days)

    @cached_property
    def answered(self) -> Pair | None:
        return answered_in_time(self.network, *self.days)

    @cached_property
    def totals(self) -> list[Total]:
        return totals_between(self.network, *self.days)


def _own(number: int, source: str) -> Value:
    return Value(number_told(Decimal(number)), source, "refresh", Decimal(number))


def _part(number: int, of: int, source: str, *, whole: bool) -> Value:
    told = _("%(done)d of %(planned)d") % {"done": number, "planned": of}
    if not whole:
        return _own(number, source)
    return Value(told, source, "refresh", Decimal(number), Decimal(of))


def _few(source: str) -> Value:
    """Small, or zero: the same words, no bar, no shame."""
    told = fewer()
    return Value(told, source, "refresh", small=True)
