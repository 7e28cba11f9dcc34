"""The list of meetings: what lies ahead, what is over, and the life of the network they make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from spona.access.actor import Actor
from spona.access.guards import MemberRequest, member
from spona.access.prepared_rows import PreparedRows
from spona.audit.verified_rows import remembered
from spona.deadlines.exclusions import PreparedShown
from spona.deadlines.late import today_in
from spona.directory.models import Network
from spona.documents.tables import CSV_TYPE, csv_table
from spona.identity.slow_pages import TABLE, slow
from spona.meetings.models import (
    Attendance,
    Decision,
    Invitation,
    Meeting,
    MeetingQuerySet,
    Presence,
    Series,
)
from spona.meetings.permissions import leads_network
from spona.meetings.vitality import vitality
from spona.meetings.words import KINDS, kind_beside
from spona.meetings.year import Year, year_of
from spona.reference.models import Code
from spona.reference.scripts import fold

A_PAGE: Final = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A meeting of the list: `there` of `of` came, `done` of `decided` is done."""

    meeting: Meeting
    kind: str
    invitation: Invitation | None
    there: int
    of: int
    decided: int
    done: int


@member()
@require_safe
def meetings(request: MemberRequest) -> HttpResponse:
    """What lies ahead, the nearest first; then what is over. `?network=`, `?year=` and `?kind=`
    narrow it.
    """
    return _page(request, "")


@member()
@require_POST
def find(request: MemberRequest) -> HttpResponse:
    """The same page with what was looked for: by POST, to keep words out of addresses."""
    return _page(request, request.POST.get("q", "").strip()[:100])


def _page(request: MemberRequest, query: str) -> HttpResponse:
    networks = _networks(request.actor)
    network = _asked(request, networks)
    rows = Meeting.objects.visible_to(request.actor)
    kinds = Code.objects.labels(KINDS)
    years = [day.year for day in _YEARS.rows(request.actor)]
    found = _narrowed(request, rows, network, query)
    ahead = list(_with(found.ahead()).order_by("starts_at"))
    ids = [one.pk for one in ahead]
    over = Paginator(_with(found.exclude(pk__in=ids)).order_by("-starts_at"), A_PAGE)
    shown = over.get_page(request.GET.get("page"))
    past = list(shown.object_list)
    made = _rows(request, [*ahead, *past], kinds)
    home = network or _home(request, networks)
    context: dict[str, Any] = {
        "ahead": made[: len(ahead)],
        "past": made[len(ahead) :],
        "page": shown,
        "query_string": urlencode({k: v for k, v in _given(request).items() if v}),
        "networks": networks,
        "network": network,
        "home": home,
        "kinds": kinds,
        "years": years,
        "given": _given(request),
        "narrowed": bool(query or any(_given(request).values())),
        "query": query,
        "series": _series(networks, network),
        "life": _life(home) if not query else None,
        "may_call": [one for one in networks if leads_network(request.actor, one.pk)],
    }
    return render(request, "meetings/meetings.html", context)


@member("network:read")
@slow("table", TABLE)
@require_safe
def life_csv(request: MemberRequest, slug: str) -> HttpResponse:
    """The picture of the twelve months as a table: each meeting, and each institution."""
    network = Network.objects.visible_to(request.actor).filter(slug=slug).first()
    if network is None:
        raise Http404
    life = vitality(network, today_in(network))
    made = csv_table(
        ("meeting", "day", "there", "of"),
        [(one.meeting.reference, one.day, one.there, one.of) for one in life.held],
    )
    return HttpResponse(
        made,
        content_type=CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{slug}-m.csv"'},
    )


def _asked(request: MemberRequest, networks: list[Network]) -> Network | None:
    slug = request.GET.get("network", "")
    if not slug:
        return None
    found = next((one for one in networks if one.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _home(request: MemberRequest, networks: list[Network]) -> Network | None:
    """The one that the reader leads, or the only one; who sits in several chooses."""
    led = [one for one in networks if leads_network(request.actor, one.pk)]
    if led:
        return led[0]
    return networks[0] if len(networks) == 1 else None


def _life(network: Network | None) -> Year | None:
    if network is None:
        return None
    return year_of(vitality(network, today_in(network)))


def _given(request: MemberRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("network", "year", "kind")}


def _narrowed(
    request: MemberRequest, rows: MeetingQuerySet, network: Network | None, query: str
) -> MeetingQuerySet:
    given = _given(request)
    if network is not None:
        rows = rows.filter(network=network)
    if given["year"].isdecimal() and len(given["year"]) == 4 and int(given["year"]) > 1900:
        rows = rows.filter(starts_at__year=int(given["year"]))
    if given["kind"]:
        rows = rows.filter(kind=given["kind"][:40])
    for word in fold(query).split():
        hit = Q(search_key__contains=word) | Q(reference__icontains=word)
        hit |= Q(pk__in=rows.filter(points__search_key__contains=word).values("pk"))
        hit |= Q(pk__in=rows.filter(decisions__search_key__contains=word).values("pk"))
        rows = rows.filter(hit)
    return rows


def _with(rows: MeetingQuerySet) -> MeetingQuerySet:
    return rows.select_related("institution", "network__town")


def _rows(request: MemberRequest, meetings: list[Meeting], kinds: dict[str, str]) -> list[Row]:
    """Three queries for any number of them."""
    ids = [one.pk for one in meetings]
    presence, outcomes = _by_meeting(_PRESENCE.rows(ids)), _by_meeting(_OUTCOMES.rows(ids))
    invited = {one.meeting_id: one for one in _INVITED.rows(request.actor, ids)}
    return [
        Row(
            one,
            kind_beside(one, kinds),
            invited.get(one.pk),
            sum(each != Presence.ABSENT for each in presence.get(one.pk, ())),
            len(presence.get(one.pk, ())),
            len(outcomes.get(one.pk, ())),
            sum(each == "done" for each in outcomes.get(one.pk, ())),
        )
        for one in meetings
    ]


def _by_meeting(rows: Iterable[tuple[UUID, str | None]]) -> dict[UUID, list[str | None]]:
    found: dict[UUID, list[str | None]] = {}
    for meeting, word in rows:
        found.setdefault(meeting, []).append(word)
    return found


_YEARS: Final = PreparedShown(
    lambda actor: Meeting.objects.visible_to(actor).datetimes("starts_at", "year", order="DESC")
)
_PRESENCE: Final = PreparedRows(
    lambda ids: Attendance.objects.filter(meeting__in=ids).values_list("meeting_id", "presence")
)
_OUTCOMES: Final = PreparedRows(
    lambda ids: (
        Decision.objects.filter(meeting__in=ids)
        .order_by()
        .values_list("meeting_id", "task__outcome")
    )
)
_INVITED: Final = PreparedRows(
    lambda actor, ids: Invitation.objects.filter(
        meeting__in=ids, institution_id=actor.institution_id
    )
)


def _networks(actor: Actor) -> list[Network]:
    """As they were when the directory last changed."""
    rows = Network.objects.visible_to(actor).select_related("town")
    key = ("networks of meetings", actor.networks, actor.institution_id)
    return list(remembered(key, lambda: tuple(rows)))


def _series(networks: list[Network], network: Network | None) -> list[Series]:
    rows = Series.objects.filter(network__in=[network] if network else networks, ended_at=None)
    return list(rows.select_related("network__town").order_by("begun_at"))
