"""The network in pictures: one page, and each of its pictures as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spona import deadlines
from spona.access.actor import Actor
from spona.access.guards import MemberRequest, member
from spona.audit.verified_rows import remembered
from spona.dashboard import traces
from spona.dashboard.overview import between as passing
from spona.dashboard.overview import circle, places, together, towns
from spona.dashboard.overview.lately import lately
from spona.directory import coverage
from spona.directory.models import Institution, Network, Seat, Standing
from spona.directory.queries import coordinator_of
from spona.documents.tables import CSV_TYPE, Cell, csv_table
from spona.identity.slow_pages import TABLE, slow
from spona.meetings.vitality import months_before, vitality
from spona.meetings.year import year_of
from spona.reference.file_names import file_name
from spona.reference.models import Code
from spona.reference.scripts import serbian_key

type Table = tuple[list[str], list[list[Cell]]]
# In one row of a page.
_SQUARES: Final = 60


class Seen:
    """The real networks, and of them the one that this reader looks at; practice is nowhere."""

    def __init__(self, actor: Actor, asked: str) -> None:
        self.actor = actor
        self.day = timezone.localdate(deadlines.now())
        rows = Network.objects.real().select_related("town", "coordinated_by")
        known = remembered("real networks", lambda: tuple(rows))
        self.networks = sorted(known, key=lambda one: serbian_key(str(one.town.words)))
        self.own = [one for one in self.networks if one.pk in actor.networks]
        self.network = self._chosen(asked)

    def _chosen(self, asked: str) -> Network | None:
        """The asked one of their own; else that of their own town; else the first."""
        if asked:
            found = next((one for one in self.own if one.slug == asked), None)
            if found is None:
                raise Http404
            return found
        if len(self.own) < 2:
            return next(iter(self.own), None)
        home = Institution.objects.filter(pk=str(self.actor.institution_id))
        town = home.values_list("town_id", flat=True).first()
        return next((one for one in self.own if one.town_id == town), self.own[0])

    @cached_property
    def everywhere(self) -> list[coverage.Place]:
        """In all networks, without a name."""
        return self._known("places", self.networks, coverage.places_on)

    @cached_property
    def seats(self) -> list[Seat]:
        """With who sits there, in the reader's own networks only."""
        return self._known("seats", self.own, coverage.seats_on)

    def _known[Row](
        self,
        name: str,
        networks: list[Network],
        read: Callable[[list[Network], dt.date], list[Row]],
    ) -> list[Row]:
        """As the directory stood when it last changed."""
        key = (name, frozenset(one.pk for one in networks), self.day)
        return list(remembered(key, lambda: tuple(read(networks, self.day))))

    @cached_property
    def covers(self) -> places.Covers:
        return places.covers(self.networks, self.everywhere, self.day)

    @cached_property
    def institutions(self) -> list[Institution]:
        """At the table of the network that is looked at."""
        return [
            seat.institution
            for seat in self.seats
            if self.network is not None
            and seat.network_id == self.network.pk
            and seat.standing == Standing.MEMBER
        ]

    @cached_property
    def ties(self) -> list[together.Tie]:
        return together.ties(self.network, self.institutions, self.day) if self.network else []

    @property
    def own_ids(self) -> set[UUID]:
        return {one.pk for one in self.own}

    def middle(self) -> UUID | None:
        """Whose place is in the middle: the coordinating body, else that of the coordinator."""
        here = {one.pk for one in self.institutions}
        if self.network is None:
            return None
        if self.network.coordinated_by_id in here:
            return self.network.coordinated_by_id
        leads = coordinator_of(self.network, self.day)
        return leads.institution_id if leads and leads.institution_id in here else None


@member("network:read")
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Every real network at a glance; `?network=` chooses one of the reader's own."""
    seen = Seen(request.actor, request.GET.get("network", ""))
    context = {
        "title": places.title(seen.covers),
        "networks": seen.networks,
        "own": seen.own,
        "own_ids": seen.own_ids,
        "network": seen.network,
        "rows": seen.covers.rows,
        "expected": coverage.EXPECTED,
        "legend": coverage.STATES,
        "town_lists": places.town_lists(seen.covers, seen.seats, seen.own_ids, seen.day),
        "made": traces.covered(),
        "map": towns.town_map(
            seen.networks, seen.everywhere, seen.own_ids, getattr(request, "language", "sr")
        ),
        "now": deadlines.now(),
    }
    if seen.network is not None:
        context |= _own(seen, seen.network)
    return render(request, "dashboard/overview/overview.html", context)


def _own(seen: Seen, network: Network) -> dict[str, Any]:
    labels = Code.objects.labels("sector", seen.day)
    town = network.town
    declined = not town.locative.missing_in(get_language() or "sr")
    return {
        "in_town": town.locative if declined else town.words,
        "own_line": places.own_line(seen.covers, seen.everywhere, network),
        "circle": circle.circle(seen.institutions, seen.ties, seen.middle(), labels),
        "ties": seen.ties,
        "with_whom": together.as_list(seen.ties),
        "steps": sorted({tie.step for tie in seen.ties}),
        "life": year_of(vitality(network, seen.day)),
        "meetings": lately(seen.actor, network),
    }


@dataclass(frozen=True, slots=True)
class _File:
    table: Callable[[Seen], Table]
    # Of one network, so that nothing is there for who has none.
    of_own: bool = False


_FILES: Final = {
    "coverage": _File(lambda seen: places.rows(seen.covers)),
    "towns": _File(lambda seen: towns.rows(seen.networks, seen.everywhere)),
    "together": _File(lambda seen: together.rows(seen.ties), of_own=True),
}


@member("network:read")
@slow("table", TABLE)
@require_safe
def overview_file(request: MemberRequest, name: str) -> HttpResponse:
    """A picture as CSV, with the same rows as its table; `?network=` as on the page."""
    asked = _FILES.get(name)
    if asked is None:
        raise Http404
    seen = Seen(request.actor, request.GET.get("network", ""))
    if asked.of_own and seen.network is None:
        raise Http404
    return _csv(name, asked.table(seen))


@member("network:read_waiting")
@require_safe
def between(request: MemberRequest) -> HttpResponse:
    """For who leads a network: whether institutions answered in time. Nobody's senders."""
    answers = passing.answers(request.actor, _a_year_ago())
    context = {
        "answers": answers,
        "answered_made": traces.answered(),
        "stepless_made": traces.stepless(),
        "title": _title(answers),
        "squares": [(one, _squares(one)) for one in answers],
        "stepless": passing.stepless(request.actor),
        "now": deadlines.now(),
    }
    return render(request, "dashboard/overview/between.html", context)


@member("network:read_waiting")
@slow("table", TABLE)
@require_safe
def between_file(request: MemberRequest, name: str) -> HttpResponse:
    """The same as CSV; what is seldom is told in words, for a file leaves the screen."""
    if name != "answers":
        raise Http404
    return _csv(name, passing.answer_rows(passing.answers(request.actor, _a_year_ago())))


def _a_year_ago() -> dt.datetime:
    first = months_before(timezone.localdate(deadlines.now()))[0]
    return timezone.make_aware(dt.datetime.combine(first, dt.time()))


def _title(answers: list[passing.Answers]) -> str:
    over, late = sum(one.over for one in answers), sum(one.late for one in answers)
    if not over:
        return _("Nothing had to be answered yet.")
    if not late:
        return _("Everything was answered in time.")
    return _("%(n)d of %(total)d were answered in time.") % {"n": over - late, "total": over}


def _squares(one: passing.Answers) -> list[str]:
    """A square for each; of a great many the figures say enough."""
    if one.over + one.running > _SQUARES:
        return []
    return ["in-time"] * one.in_time + ["late"] * one.late + ["running"] * one.running


# What the file of each picture is called.
_NAMES: Final = {
    "coverage": pgettext_lazy("file name", "coverage"),
    "towns": pgettext_lazy("file name", "towns"),
    "together": pgettext_lazy("file name", "together"),
    "ways": pgettext_lazy("file name", "ways"),
    "answers": pgettext_lazy("file name", "answers"),
}


def _csv(name: str, table: Table) -> HttpResponse:
    head, rows = table
    handed = file_name(_NAMES[name])
    return HttpResponse(
        csv_table(head, rows),
        headers={
            "Content-Type": CSV_TYPE,
            "Content-Disposition": f'attachment; filename="{handed}.csv"',
            "Cache-Control": "no-store",
        },
    )
