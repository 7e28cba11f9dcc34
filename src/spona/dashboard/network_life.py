"""What a network lacks and how ready it is: seats, deputies, sectors, numbers, open points, and
how it lives: its founding document, its meetings, its drills.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.access.actor import Actor
from spona.audit.verified_rows import remembered
from spona.dashboard.network_rows import NetworkWaiting
from spona.dashboard.number_words import sentence, things
from spona.dashboard.onboarding import statistics
from spona.dashboard.overview import sources
from spona.dashboard.overview.check import Check, Ready, done_if, first
from spona.deadlines.exclusions import PreparedShown
from spona.deadlines.gaps import nights_without_duty
from spona.deadlines.late import today_in
from spona.deadlines.presence import away
from spona.deadlines.time import today
from spona.directory import coverage
from spona.directory.institution_names import short_name
from spona.directory.models import (
    EMERGENCY,
    ConditionCode,
    ContactKind,
    ContactPoint,
    Network,
    Seat,
)
from spona.directory.models.networks import Standing
from spona.directory.queries import coordinator_of
from spona.meetings.vitality import Vitality, vitality
from spona.meetings.year import Year, told, year_of
from spona.tasks.queries import open_points
from spona.ui.days import until_day

# How long the confirmation of a number is good for, and how many nights of a roster are looked at.
ASSURED_FOR: Final = 180
LOOKED_AHEAD: Final = 30


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
class Life:
    """`years`: of each network its last twelve months, as they are drawn."""

    lacks: list[Lack]
    checks: list[Check]
    years: list[Year]

    @property
    def ready(self) -> int:
        return sum(check.ok for check in self.checks)

    @property
    def told(self) -> list[str]:
        """What the list "nobody's" says, as sentences: the title says nothing else."""
        return [lack.told for lack in self.lacks if lack.n]


def life_of(actor: Actor, networks: list[Network], waiting: NetworkWaiting) -> Life:
    """Of the networks this actor coordinates; `waiting`: what is open in them. Four queries however
    many seats there are, two for the meetings of each network, two for each duty roster, and
    what other apps ask for their line.
    """
    day = today_in(networks[0]) if networks else today()
    key = (frozenset(one.pk for one in networks), day)
    seats = list(remembered(("seats", *key), lambda: tuple(coverage.seats_on(networks, day))))
    members = [seat for seat in seats if seat.standing == Standing.MEMBER]
    states = {seat.pk: coverage.state_of(seat, day) for seat in members}
    empty = [s for s in members if states[s.pk] in (coverage.UNNAMED, coverage.EXPIRED)]
    alone = [s for s in members if states[s.pk] is coverage.NO_DEPUTY]
    lacks = [
        *_nobody_coordinates([one for one in networks if not _is_coordinated(one, day)]),
        _ownerless(_open_points(actor)),
        _forwarded_twice(waiting.twice),
        _away(_nobody_there(members, states)),
        _without_mandate(empty),
        _without_deputy(alone),
        _without_deadline(waiting.without_deadline),
    ]
    found = [(network, vitality(network, today_in(network))) for network in networks]
    checks = [_casework(network) for network in networks]
    checks += [_filled(len(members), len(empty), len(alone))]
    checks += [_sectors(coverage.coverage(networks, seats, day))]
    seated = {seat.network_id for seat in members}
    for network, year in found:
        here = today_in(network)
        met = _met(year, seated=network.pk in seated)
        checks += [sources.founding_document(network, here), met, sources.drill(network, here)]
        checks += [statistics.check(network, actor)]
    numbers = _numbers_of(seats)
    checks += [_numbers(numbers, seats, networks, day), _on_call(numbers, seats, networks)]
    return Life(lacks, checks, [year_of(one) for _network, one in found])


def _nobody_coordinates(networks: list[Network]) -> list[Lack]:
    """Nothing where it is not so: only a deputy ever reads it, and names one."""
    if not networks:
        return []
    names = _few([one.short_name for one in networks])
    told = _("Nobody coordinates the network: name somebody under “Network”.")
    return [Lack(len(networks), _("Networks without a coordinator"), names, told)]


def _is_coordinated(network: Network, day: dt.date) -> bool:
    key = ("is coordinated", network.pk, day)
    return remembered(key, lambda: coordinator_of(network, day) is not None)


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


_POINTS: Final = PreparedShown(lambda actor: open_points(actor).values_list("pk", flat=True))


def _open_points(actor: Actor) -> int:
    return _POINTS.count(actor)


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
        return Check(Ready.DONE, title, _("casework is open"), url, _("Conditions"))
    met = set(network.conditions.values_list("code", flat=True))
    missing = [label for code, label in ConditionCode.choices if code not in met]
    if missing:
        return Check(Ready.CANNOT_YET, title, first(missing[0]), url, _("See what is missing"))
    line = _("casework is not open yet; the life of the network goes on without it")
    return Check(Ready.NOT_YET, title, line, url, _("See what is missing"))


def _filled(total: int, empty: int, alone: int) -> Check:
    """A seat without a deputy is told, and is no fault of the readiness."""
    if not total:
        return _without_seats(_("Members with a valid mandate"))
    if empty:
        title = ngettext(
            "%(n)d of %(total)d institution has a member with a valid mandate",
            "%(n)d of %(total)d institutions have a member with a valid mandate",
            total,
        )
    else:
        title = ngettext(
            "The only institution has a member with a valid mandate",
            "All %(total)d institutions have a member with a valid mandate",
            total,
        )
    line = _("%(n)d of %(total)d have a deputy too")
    return Check(
        done_if(not empty),
        sentence(title % {"n": total - empty, "total": total}),
        line % {"n": total - empty - alone, "total": total},
        reverse("directory:network"), _("Members"),
    )  # fmt: skip


def _without_seats(title: str) -> Check:
    """What cannot be done while nobody sits at the table."""
    line = first(_("an institution gets a seat in the network"))
    return Check(Ready.CANNOT_YET, title, line, reverse("directory:network"), _("Members"))


def _met(year: Vitality, *, seated: bool) -> Check:
    """When it last met, and how many came."""
    last = year.held[-1] if year.held else None
    if last is None and not seated:
        return _without_seats(told(year))
    if last is not None:
        line = ngettext(
            "%(there)d of %(asked)d institution was there",
            "%(there)d of %(asked)d institutions were there",
            last.of,
        ) % {"there": last.there, "asked": last.of}
    elif year.next is not None:
        line = _("the next one is on %(day)s") % {"day": until_day(year.next.starts_at)}
    else:
        line = _("a meeting needs no case")
    # A network that never met is not quiet yet, and has met no more than a quiet one.
    met = done_if(year.last_on is not None and not year.quiet)
    return Check(met, told(year), line, reverse("meetings:meetings"), _("Meetings"))


def _sectors(rows: list[coverage.CoverageRow]) -> Check:
    """Of the sectors that the field expects in a network; the missing ones are named."""
    missing = [row.label for row in rows if all(cell.state is coverage.NONE for cell in row.cells)]
    line = ngettext(
        "%(n)d of %(total)d sector sits at the table",
        "%(n)d of %(total)d sectors sit at the table",
        len(rows),
    )
    title = sentence(line % {"n": len(rows) - len(missing), "total": len(rows)})
    shown = (
        _("missing: %(names)s") % {"names": _few(missing)} if missing else _("nobody is missing")
    )
    covered = done_if(bool(rows) and not missing)
    return Check(covered, title, shown, reverse("dashboard:overview"), _("Overview"))


class _Number(NamedTuple):
    """A number that is in use."""

    number: str
    kind: str
    institution: UUID | None
    confirmed_on: dt.date | None


def _numbers_of(seats: list[Seat]) -> list[_Number]:
    """Of everybody who sits there; one query for all that is said of them."""
    here = frozenset(seat.institution_id for seat in seats)
    rows = ContactPoint.objects.filter(institution__in=here, ended_at=None)
    names = ("number", "kind", "institution_id", "confirmed_on")
    return remembered(
        ("numbers", here), lambda: [_Number(*row) for row in rows.values_list(*names)]
    )


def _on_call(numbers: list[_Number], seats: list[Seat], networks: list[Network]) -> Check:
    """At night somebody looks for this number, on the page of the town."""
    centres = {one.institution_id for one in seats if one.institution.sector == "social_work"}
    if not centres:
        return Check(
            Ready.CANNOT_YET, _("The duty roster"),
            first(_("a centre for social work gets a seat in the network")),
            reverse("directory:network"), _("Members"),
        )  # fmt: skip
    called = any(
        one.institution in centres and one.kind == ContactKind.ON_CALL and one.confirmed_on
        for one in numbers
    )
    line = (
        _("the centre for social work answers at night")
        if called
        else _("no number on call was called and confirmed")
    )
    filled, title = _roster(centres)
    return Check(done_if(called and filled), title, line, _step(networks, "duty"), _("Duty"))


def _roster(centres: Collection[UUID]) -> tuple[bool, str]:
    """Until when each night has somebody; the centre whose roster ends first counts."""
    gaps = sorted(night for one in centres for night in nights_without_duty(one, LOOKED_AHEAD))
    if not gaps:
        return True, _("The duty roster is filled for %(n)d nights") % {"n": LOOKED_AHEAD}
    until = gaps[0] - dt.timedelta(days=1)
    if until < today():
        return False, _("Nobody is entered for tonight")
    return True, _("The duty roster is filled until %(day)s") % {"day": until_day(until)}


def _step(networks: list[Network], name: str) -> str:
    """Where numbers are called and confirmed: a step of the beginning, also afterwards."""
    if len(networks) != 1:
        return reverse("dashboard:start")
    return reverse("dashboard:start_step", args=[networks[0].slug, name])


def _numbers(
    numbers: list[_Number], seats: list[Seat], networks: list[Network], day: dt.date
) -> Check:
    """What was called half a year ago may ring nowhere today."""
    if not seats:
        return _without_seats(_("Numbers to call"))
    # Nobody tests an emergency line by calling it.
    days = [one.confirmed_on for one in numbers if one.number != EMERGENCY]
    oldest = day - dt.timedelta(days=ASSURED_FOR)
    fresh = sum(on is not None and on >= oldest for on in days)
    called = sum(on is not None for on in days)
    line = ngettext(
        "%(n)d of %(total)d number was called and confirmed",
        "%(n)d of %(total)d numbers were called and confirmed",
        len(days),
    )
    stale = len(days) - fresh
    lapsed = called - fresh
    if not days:
        title = _("No number is entered yet")
    elif stale and not lapsed:
        # Nothing ran out: a town that begins has not called yet.
        title = ngettext(
            "%(n)d number waits for its first call",
            "%(n)d numbers wait for their first call",
            stale,
        ) % {"n": stale}
    elif stale:
        title = ngettext(
            "%(n)d number was not confirmed in the last %(days)d days",
            "%(n)d numbers were not confirmed in the last %(days)d days",
            stale,
        ) % {"n": stale, "days": ASSURED_FOR}
    else:
        title = _("Every number was confirmed in the last %(days)d days") % {"days": ASSURED_FOR}
    return Check(
        done_if(not stale and bool(days)), title,
        line % {"n": called, "total": len(days)} if days else "",
        _step(networks, "numbers"), _("Numbers"),
    )  # fmt: skip
