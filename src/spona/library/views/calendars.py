"""The public calendar as a file, of one network or of all."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from spona.access.guards import public
from spona.directory.models import Network
from spona.documents import CALENDAR_TYPE, CalendarEvent, calendar_file
from spona.library import queries
from spona.library.models import Event

# Of no network: the calendar for all has its own name.
_ALL = UUID(int=0)
_MOST = 500


@public
@require_safe
def calendar(request: HttpRequest, language: str) -> HttpResponse:
    """What lies ahead everywhere, and what was called off."""
    return _file(language, None)


@public
@require_safe
def calendar_of(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """What lies ahead in this network and for all."""
    return _file(language, get_object_or_404(Network.objects.real(), slug=slug))


def _file(language: str, network: Network | None) -> HttpResponse:
    with override(language):
        rows = queries.events(network)[:_MOST]
        # What a calendar is called stands on a telephone: the town and nothing more.
        name = str(network.town.words) if network else "Spona"
        made = calendar_file([_event(one) for one in rows], name=name)
    return HttpResponse(
        made,
        content_type=CALENDAR_TYPE,
        headers={
            "Content-Disposition": 'attachment; filename="spona.ics"',
            "Cache-Control": "public, max-age=300",
        },
    )


def _event(one: Event) -> CalendarEvent:
    network = one.network
    town = str(one.town.words) if one.town else ""
    place = ", ".join(part for part in (str(one.place), town) if part)
    return CalendarEvent(
        uid=one.pk,
        sequence=one.sequence,
        summary=str(one.title),
        place=place,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        changed_at=one.changed_at,
        zone=network.time_zone if network else "Europe/Belgrade",
        organizer=network.short_name if network else _("All networks"),
        organizer_id=network.pk if network else _ALL,
        cancelled=one.called_off_at is not None,
        public=True,
    )
