"""Which totals of services given may leave the seal. Pure: entries in, totals out.

A total is told once as many people stand behind it as the rule asks of sealed records (ten), and
none of them has more than half of it. Until then it waits and is added to the next quarter.

What it reveals: that by a quarter which is over, at least ten people of this institution were
given so much of a kind of service, by whom and from whose money; that a service is given to the
institution's people at all. What it does not: anything of a quarter that runs, how many people
there were, or an amount of which one or a few of them had most. An entry is in one total and no
other, and a total is never changed, whatever is corrected in a plan later: so no two of them, and
no two months, can be subtracted to find what one person had. What somebody among the ten knows of
themselves and of people near to them, they can take off: who leads nine of ten knows the tenth.
Given up for this: what was corrected or taken out after it was told, and what the person who made
the figures could not open then, is in no total.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from spona.cases.careplan.service_given import Given
from spona.services.quarters import Quarter, quarter_of
from spona.services.units import MONEY, told_amount


class Key(NamedTuple):
    """What amounts are added up by. `provider`, `project` and `donor` as of an entry."""

    network: UUID
    kind: str
    unit: str
    currency: str
    provider: str
    project: str
    donor: str


@dataclass(frozen=True, slots=True)
class Written:
    """An entry of the plan of `person`: of the file to which all files of one person lead."""

    person: UUID
    network: UUID
    given: Given


class Told(NamedTuple):
    """A total that has left already: what was written by `made_at` is in it, or is lost to it."""

    key: Key
    complete: Quarter
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """A total that is told, or one that `waits` for more people."""

    key: Key
    since: Quarter
    complete: Quarter
    amount: Decimal

    @property
    def told(self) -> str:
        return told_amount(self.key.unit, self.amount, self.key.currency)


@dataclass(frozen=True, slots=True)
class Figures:
    told: list[Figure]
    waiting: list[Figure]


def key_of(network: UUID, one: Given) -> Key:
    currency = one.currency if one.unit == MONEY else ""
    return Key(network, one.kind, one.unit, currency, one.provider, one.project, one.donor)


def figures_of(
    written: Iterable[Written], before: Collection[Told], *, last: Quarter, fewest: int
) -> Figures:
    """Totals of the quarters up to `last`, without what is in those of `before`."""
    cells: dict[Key, dict[Quarter, dict[UUID, Decimal]]] = {}
    for one in written:
        key = key_of(one.network, one.given)
        for quarter, amount in _parts(one.given):
            if quarter > last or _was_told(one, quarter, before):
                continue
            people = cells.setdefault(key, {}).setdefault(quarter, {})
            people[one.person] = people.get(one.person, Decimal(0)) + amount
    found = Figures([], [])
    for key in sorted(cells):
        _add_up(key, cells[key], fewest, found)
    return found


def _add_up(
    key: Key, quarters: dict[Quarter, dict[UUID, Decimal]], fewest: int, found: Figures
) -> None:
    people: dict[UUID, Decimal] = {}
    since: Quarter | None = None
    for quarter in sorted(quarters):
        since = since or quarter
        for person, amount in quarters[quarter].items():
            people[person] = people.get(person, Decimal(0)) + amount
        if _may_be_told(people.values(), fewest):
            found.told.append(Figure(key, since, quarter, sum(people.values(), Decimal(0))))
            people, since = {}, None
    if since is not None:
        total = sum(people.values(), Decimal(0))
        found.waiting.append(Figure(key, since, max(quarters), total))


def _may_be_told(amounts: Collection[Decimal], fewest: int) -> bool:
    return len(amounts) >= fewest and 2 * max(amounts) <= sum(amounts, Decimal(0))


def _parts(one: Given) -> Iterator[tuple[Quarter, Decimal]]:
    """Of each quarter what was given in it."""
    quarter, ended = quarter_of(one.first_day), quarter_of(one.last_day)
    while quarter <= ended:
        amount = one.part_between(quarter.first, quarter.last)
        if amount > 0:
            yield quarter, amount
        quarter = quarter.after


def _was_told(one: Written, quarter: Quarter, before: Collection[Told]) -> bool:
    """As it stands, or as it stood before a correction: also that amount has left."""
    since = one.given.written_at
    for each in one.given.corrections:
        reached = quarter_of(each.was.first_day)
        if any(
            told.key == key_of(one.network, each.was)
            and told.complete >= reached
            and since <= told.made_at < each.at
            for told in before
        ):
            return True
        since = each.at
    key = key_of(one.network, one.given)
    return any(
        told.key == key and told.complete >= quarter and since <= told.made_at for told in before
    )


@dataclass(frozen=True, slots=True)
class Lacked:
    """That a person needed a kind of service which nobody gives; `full` where there was no room."""

    person: UUID
    network: UUID
    kind: str
    at: Quarter
    full: bool


@dataclass(frozen=True, slots=True)
class UnmetTotal:
    network: UUID
    kind: str
    quarter: Quarter
    people: int
    full: bool


def unmet_of(
    lacked: Iterable[Lacked],
    before: Collection[tuple[UUID, str, Quarter]],
    *,
    last: Quarter,
    fewest: int,
) -> list[UnmetTotal]:
    """By kind and quarter, from `fewest` people on; fewer wait for the next quarter, one person
    too: in a small town "somebody had no guardian" is that person. Nothing of a quarter of `before`
    or an earlier one: told twice, the difference would be a few people.
    """
    cells: dict[tuple[UUID, str], dict[Quarter, list[Lacked]]] = {}
    for one in lacked:
        told = [at for network, kind, at in before if (network, kind) == (one.network, one.kind)]
        if one.at <= last and not any(one.at <= at for at in told):
            cells.setdefault((one.network, one.kind), {}).setdefault(one.at, []).append(one)
    found = []
    for (network, kind), quarters in sorted(cells.items()):
        held: list[Lacked] = []
        for quarter in sorted(quarters):
            held += quarters[quarter]
            people = {one.person for one in held}
            if len(people) < fewest:
                continue
            full = 2 * sum(one.full for one in held) > len(held)
            found.append(UnmetTotal(network, kind, quarter, len(people), full))
            held = []
    return found
