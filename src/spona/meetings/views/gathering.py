"""Calling a meeting of the table, and moving it."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spona import deadlines
from spona.access.form_errors import RefusalAsFormError
from spona.access.guards import MemberRequest, member
from spona.access.models import once
from spona.directory.institution_names import short_name
from spona.directory.models import Network
from spona.meetings import actions
from spona.meetings.actions.agenda import YEARLY, Wanted
from spona.meetings.actions.gathering import Gathering
from spona.meetings.forms import GatherForm, MoveForm, at
from spona.meetings.models import Meeting, Series
from spona.meetings.permissions import check_leads, check_leads_network, leads_network
from spona.meetings.queries import offers
from spona.meetings.table import Place, places_of
from spona.meetings.views.offered import chosen, offered
from spona.meetings.views.pages import table_meeting
from spona.meetings.words import KINDS
from spona.reference.models import Code


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def gather(request: MemberRequest) -> HttpResponse:
    """`?network=` says which, where somebody leads several; `?series=`: one more of that series."""
    network, series = _network(request), _series(request)
    if series is not None:
        network = series.network
    check_leads_network(request.actor, network)
    table = places_of(network)
    offer = offers(network, request.actor)
    form = GatherForm(
        request.POST if request.method == "POST" else None,
        kinds=_kinds(),
        invited=[(str(one.institution.pk), short_name(one.institution)) for one in table],
        offered=offered(offer),
        initial=_initial(table, series),
    )
    if series is not None:
        del form.fields["again"]
    context = {
        "form": form,
        "network": network,
        "practice": network.practice,
        "series": series,
        "yearly": YEARLY,
        "on_paper": [one.institution for one in table if one.on_paper],
        "partners": [one.institution for one in table if one.partner],
        "back": reverse("meetings:meetings"),
    }
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            asked = form.cleaned_data

            def act() -> str:
                meeting = actions.gather(
                    network, _gathering(form, network, table, series, offer), by=request.actor
                )
                return reverse("meetings:read", args=[meeting.reference])

            with RefusalAsFormError(form):
                return HttpResponseRedirect(once(asked["token"], act))
    return render(request, "meetings/gather.html", context, status=status)


@member("network:edit")
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: MemberRequest, reference: str) -> HttpResponse:
    """Another time or place: everybody hears of it and answers again."""
    meeting = table_meeting(request, reference)
    check_leads(request.actor, meeting)
    back = reverse("meetings:read", args=[meeting.reference])
    if request.method != "POST" and not (meeting.is_open and meeting.held_at is None):
        return HttpResponseRedirect(back)
    form = MoveForm(request.POST if request.method == "POST" else None, initial=_as_it_is(meeting))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            asked = form.cleaned_data
            with RefusalAsFormError(form):
                actions.move(
                    meeting,
                    starts_at=at(asked["day"], asked["begins"], meeting.network),
                    ends_at=at(asked["day"], asked["ends"], meeting.network),
                    place=asked["place"],
                    by=request.actor,
                )
                return HttpResponseRedirect(back)
    context = {
        "form": form,
        "meeting": meeting,
        "practice": meeting.network.practice,
        "back": back,
    }
    return render(request, "meetings/move.html", context, status=status)


def _network(request: MemberRequest) -> Network:
    """The asked one, by its name in addresses or its id; else the first that the actor leads. 404
    for one that they do not sit in.
    """
    rows = Network.objects.visible_to(request.actor).select_related("town").order_by("slug")
    asked = request.GET.get("network", "")
    found = [one for one in rows if asked in (one.slug, str(one.pk), "")]
    led = [one for one in found if leads_network(request.actor, one.pk)]
    if not found:
        raise Http404
    return (led or found)[0]


def _series(request: MemberRequest) -> Series | None:
    ident = request.GET.get("series", "")
    if not ident:
        return None
    try:
        rows = Series.objects.filter(network__in=request.actor.networks, ended_at=None)
        return rows.select_related("network__town").get(pk=UUID(ident))
    except (ValueError, Series.DoesNotExist):
        raise Http404 from None


def _kinds() -> list[tuple[str, str]]:
    rows = Code.objects.of(KINDS, timezone.localdate(deadlines.now())).order_by("order")
    return [(one.code, str(one.words)) for one in rows]


def _initial(table: list[Place], series: Series | None) -> dict[str, Any]:
    given: dict[str, Any] = {
        "invited": [str(one.institution.pk) for one in table if not one.partner],
        "kind": "regular",
        "again": "",
    }
    last = series.meetings.order_by("starts_at").last() if series else None
    if last is not None:
        invited = last.invitations.values_list("institution_id", flat=True)
        given |= _as_it_is(last, day=False) | {
            "title": last.title,
            "kind": last.kind,
            "invited": [str(one) for one in (last.institution_id, *invited)],
        }
    return given


def _as_it_is(meeting: Meeting, *, day: bool = True) -> dict[str, Any]:
    zone = ZoneInfo(meeting.network.time_zone)
    begins = meeting.starts_at.astimezone(zone)
    given: dict[str, Any] = {
        "begins": begins.time(),
        "ends": meeting.last_moment.astimezone(zone).time(),
        "place": meeting.place,
    }
    return given | ({"day": begins.date()} if day else {})


def _gathering(
    form: GatherForm, network: Network, table: list[Place], series: Series | None, offer: Any
) -> Gathering:
    asked = form.cleaned_data
    kinds = dict(_kinds())
    again = asked.get("again", "")
    return Gathering(
        title=asked["title"].strip() or kinds[asked["kind"]],
        kind=asked["kind"],
        place=asked["place"],
        starts_at=at(asked["day"], asked["begins"], network),
        ends_at=at(asked["day"], asked["ends"], network),
        institutions=[
            one.institution for one in table if str(one.institution.pk) in asked["invited"]
        ],
        points=[
            *chosen(offer, asked["take_up"]),
            *(Wanted(words) for words in asked["points"]),
        ],
        months=int(again) if again else None,
        series=series,
    )
