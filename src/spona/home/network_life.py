"""What a network lacks and how ready it is: seats, deputies, sectors, numbers, open points."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.access.actor import Actor
from spona.cases.referrals.words import short_name
from spona.clocks.presence import away
from spona.directory import coverage
from spona.directory.models import EMERGENCY, ContactKind, ContactPoint, Network, Seat
from spona.directory.models.networks import Standing
from spona.directory.queries import coordinator_of
from spona.home.counting import sentence, things
from spona.home.network_rows import NetworkRow
from spona.tasks.queries import open_points


@dataclass(frozen=True, slots=True)
class Lack:
    """A count of the list "nobody's": what nobody has, does or speaks for.

    `told` is the same as a sentence, for the title of the desk; empty where `n` is 0.
    """

    n: int
    title: str
    names: str
    told: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of readiness. `ok` False: something to do, with the page where it is done."""

    ok: bool
    title: str
    line: str
    url: str
    button: str


@dataclass(frozen=True, slots=True)
class Life:
    lacks: list[Lack]
    checks: list[Check]

    @property
    def ready(self) -> int:
        return sum(check.ok for check in self.checks)

    @property
    def told(self) -> list[str]:
        """What the list "nobody's" says, as sentences: the title says nothing else."""
        return [lack.told for lack in self.lacks if lack.n]


def life_of(
    actor: Actor, networks: list[Network], day: dt.date, rows: Sequence[NetworkRow]
) -> Life:
    """Of the networks this actor coordinates; `rows`: what is open in them. Five queries,
    however many seats there are.
    """
    seats = coverage.seats_on(networks, day)
    members = [seat for seat in seats if seat.standing == Standing.MEMBER]
    states = {seat.pk: coverage.state_of(seat, day) for seat in members}
    empty = [s for s in members if states[s.pk] in (coverage.UNNAMED, coverage.EXPIRED)]
    alone = [s for s in members if states[s.pk] is coverage.NO_DEPUTY]
    lacks = [
        *_nobody_coordinates([one for one in networks if coordinator_of(one, day) is None]),
        _ownerless(_open_points(actor)),
        _forwarded_twice(sum(row.twice for row in rows)),
        _away(_nobody_there(members, states)),
        _without_mandate(empty),
        _without_deputy(alone),
        _without_deadline(sum(row.has_no_deadline for row in rows)),
    ]
    checks = [_casework(network) for network in networks]
    checks += [_filled(len(members), len(empty)), _deputised(len(members), len(empty) + len(alone))]
    checks += [_sectors(coverage.coverage(networks, seats, day)), _numbers(seats, networks)]
    checks += [_on_call(seats, networks)]
    return Life(lacks, checks)


def _nobody_coordinates(networks: list[Network]) -> list[Lack]:
    """Nothing where it is not so: only a deputy ever reads it, and names one."""
    if not networks:
        return []
    names = _few([one.short_name for one in networks])
    told = _("Nobody coordinates the network: name somebody under “Network”.")
    return [Lack(len(networks), _("Networks without a coordinator"), names, told)]


def _ownerless(n: int) -> Lack:
    told = ngettext("%(n)s thing has no owner.", "%(n)s things have no owner.", n)
    return Lack(n, _("Open points without an owner"), "", _told(told, n))


def _forwarded_twice(n: int) -> Lack:
    told = ngettext("%(n)s thing was forwarded twice.", "%(n)s things were forwarded twice.", n)
    return Lack(n, _("Forwarded twice"), "", _told(told, n))


def _nobody_there(seats: list[Seat], states: dict[UUID, coverage.SeatState]) -> list[Seat]:
    """Where whoever represents it is away today, and neither a deputy nor a stand-in is there."""
    named = [seat for seat in seats if states[seat.pk] in (coverage.FULL, coverage.NO_DEPUTY)]
    people = [one for seat in named for one in (seat.member, seat.deputy) if one is not None]
    absent = away(people)
    return [
        seat
        for seat in named
        if all(
            one is None or (one.pk in absent and absent[one.pk].stands_in is None)
            for one in (seat.member, seat.deputy)
        )
    ]


def _away(seats: list[Seat]) -> Lack:
    n = len(seats)
    told = ngettext(
        "In %(n)s institution nobody is there and nobody stands in.",
        "In %(n)s institutions nobody is there and nobody stands in.",
        n,
    )
    return Lack(n, _("Away, and nobody stands in"), _names(seats), _told(told, n))


def _without_deadline(n: int) -> Lack:
    told = ngettext("%(n)s thing waits without a deadline.",
                    "%(n)s things wait without a deadline.", n)  # fmt: skip
    return Lack(n, _("Waits without a deadline"), "", _told(told, n))


def _without_mandate(seats: list[Seat]) -> Lack:
    n = len(seats)
    told = ngettext(
        "%(n)s institution has nobody with a valid mandate.",
        "%(n)s institutions have nobody with a valid mandate.",
        n,
    )
    return Lack(n, _("Institutions without a valid mandate"), _names(seats), _told(told, n))


def _without_deputy(seats: list[Seat]) -> Lack:
    n = len(seats)
    told = ngettext("%(n)s institution has no deputy.", "%(n)s institutions have no deputy.", n)
    return Lack(n, _("Members without a deputy"), _names(seats), _told(told, n))


def _told(text: str, n: int) -> str:
    return sentence(text % {"n": things(n)}) if n else ""


def _open_points(actor: Actor) -> int:
    return open_points(actor).count()


def _names(seats: list[Seat]) -> str:
    return _few([short_name(seat.institution) for seat in seats])


def _few(names: list[str]) -> str:
    """The first two, and how many more there are."""
    more = len(names) - 2
    shown = ", ".join(names[:2])
    return _("%(names)s and %(n)d more") % {"names": shown, "n": more} if more > 0 else shown


def _casework(network: Network) -> Check:
    url = reverse("directory:casework", args=[network.slug])
    title = network.short_name
    if network.casework_open:
        return Check(True, title, _("casework is open"), url, _("Conditions"))
    line = _("casework is not open yet; the life of the network goes on without it")
    return Check(False, title, line, url, _("See what is missing"))


def _filled(total: int, empty: int) -> Check:
    line = _("%(n)d of %(total)d institutions have a member with a valid mandate")
    return Check(
        not empty, _("Members"), line % {"n": total - empty, "total": total},
        reverse("directory:network"), _("Network"),
    )  # fmt: skip


def _deputised(total: int, without: int) -> Check:
    line = _("%(n)d of %(total)d have a deputy too")
    return Check(
        not without, _("Deputies"), line % {"n": total - without, "total": total},
        reverse("directory:network"), _("Network"),
    )  # fmt: skip


def _sectors(rows: list[coverage.CoverageRow]) -> Check:
    """Of the sectors that the field expects in a network; the missing ones are named."""
    missing = [row.label for row in rows if all(cell.state is coverage.NONE for cell in row.cells)]
    line = _("%(n)d of %(total)d have an institution")
    shown = line % {"n": len(rows) - len(missing), "total": len(rows)}
    if missing:
        shown += " · " + _("missing: %(names)s") % {"names": _few(missing)}
    return Check(not missing, _("Sectors"), shown, reverse("directory:network"), _("Network"))


def _on_call(seats: list[Seat], networks: list[Network]) -> Check:
    """At night somebody looks for this number, on the page of the town."""
    centres = {one.institution_id for one in seats if one.institution.sector == "social_work"}
    rows = ContactPoint.objects.filter(
        institution__in=centres, ended_at=None, kind=ContactKind.ON_CALL
    )
    called = rows.filter(confirmed_on__isnull=False).exists()
    line = (
        _("the centre for social work answers at night")
        if called
        else _("no number on call was called and confirmed")
    )
    return Check(called, _("Number on call"), line, _step(networks, "duty"), _("Numbers"))


def _step(networks: list[Network], name: str) -> str:
    """Where numbers are called and confirmed: a step of the beginning, also afterwards."""
    if len(networks) != 1:
        return reverse("home:start")
    return reverse("home:start_step", args=[networks[0].slug, name])


def _numbers(seats: list[Seat], networks: list[Network]) -> Check:
    here = {seat.institution_id for seat in seats}
    numbers = ContactPoint.objects.filter(institution__in=here, ended_at=None)
    # Nobody tests an emergency line by calling it.
    asked = numbers.exclude(number=EMERGENCY).values_list("confirmed_on", flat=True)
    days = list(asked)
    called = sum(day is not None for day in days)
    line = _("%(n)d of %(total)d numbers were called and confirmed")
    return Check(
        called == len(days) and bool(days), _("Numbers"),
        line % {"n": called, "total": len(days)}, _step(networks, "numbers"), _("Numbers"),
    )  # fmt: skip
