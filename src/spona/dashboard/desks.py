"""The desk: one page, whose parts follow from what the roles of the actor may do."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from spona import deadlines
from spona.access.actor import Actor
from spona.access.guards import MemberRequest
from spona.access.prepared_queries import Moment
from spona.audit.verified_rows import remembered
from spona.dashboard import headline, traces
from spona.dashboard.desk_rows import SHOWN, DeskRows, desk_rows
from spona.dashboard.keys import card_left, key_notes
from spona.dashboard.my_files import my_files
from spona.dashboard.network_life import life_of
from spona.dashboard.network_rows import COORDINATES, network_waiting
from spona.dashboard.onboarding.way import beginning
from spona.dashboard.overview.ahead import days_ahead
from spona.dashboard.overview.monday import asked_of
from spona.dashboard.roster_changed import roster_changed
from spona.dashboard.sent import sent_rows
from spona.deadlines.exclusions import PreparedShown
from spona.directory.actor import memberships
from spona.directory.institution_names import short_name
from spona.directory.models import Institution, Network, Person
from spona.meetings.models import READ, Meeting
from spona.notifications.queries import is_refused
from spona.services.queries import full_tonight
from spona.services.telling import told

MEETINGS = 5


def desk_page(request: MemberRequest) -> HttpResponse:
    """The page for this actor; what they may not see is not asked for either."""
    actor = request.actor
    rows = desk_rows(actor, request.keys, request.GET)
    parts: dict[str, Any] = {
        "rows": rows,
        "mine": rows.mine,
        "arrived": rows.arrived,
        "unassigned": rows.unassigned,
        "reads_queue": actor.may("queue:read"),
        "follows": actor.may("report:follow"),
        "sent": sent_rows(actor, request.keys) if actor.may("report:follow") else [],
        "several_hats": _has_several_memberships(request),
        "files": my_files(actor),
        "leads": actor.may("case:open") and not actor.may("queue:read"),
        "key_notes": key_notes(actor),
        "card_left": card_left(request),
        "hears_nothing": _hears_nothing(actor),
        "mail_refused": is_refused(actor.account_id),
        "beginning": beginning(actor),
        "reads_meetings": actor.may(READ),
        "meetings": _meetings(actor),
        **_own(actor),
        "roster_changed": roster_changed(actor),
        "now": deadlines.now(),
        "rooms": full_tonight(actor),
        "toasts": told(request),
        "mine_made": traces.own_work(),
    }
    if actor.networks_where(COORDINATES):
        parts |= _network(actor, request.GET.get("late"))
    else:
        parts["asked"] = asked_of(actor, parts["meetings"])
    parts["answer"] = _answer(parts)
    return render(request, "dashboard/desk.html", parts)


_AHEAD: Final = PreparedShown(
    lambda actor: (
        Meeting.objects.visible_to(actor)
        .ahead()
        .filter(starts_at__gte=Moment(deadlines.now))
        .order_by("starts_at")[:MEETINGS]
    )
)


def _meetings(actor: Actor) -> list[Meeting]:
    """The next ones, announced or not: reference and time, nothing of what they are about."""
    return _AHEAD.rows(actor)


def _own(actor: Actor) -> dict[str, Any]:
    """The name of the institution acted for, and the town whose numbers to call."""
    return remembered(("own", actor.institution_id, get_language()), lambda: _own_now(actor))


def _own_now(actor: Actor) -> dict[str, Any]:
    found = Institution.objects.filter(pk=str(actor.institution_id)).select_related("town")
    own = found.first()
    if own is None:
        return {"institution": "", "help_town": ""}
    return {"institution": short_name(own), "help_town": own.town.slug if own.town else ""}


def _network(actor: Actor, number: str | None) -> dict[str, Any]:
    """What a coordinator sees of others: whom it is waiting for, and a page of which are late."""
    coordinated = actor.networks_where(COORDINATES)
    rows = Network.objects.filter(pk__in=coordinated).select_related("town")
    networks = remembered(("networks with towns", coordinated), lambda: list(rows))
    waiting = network_waiting(actor, number, SHOWN)
    return {
        "coordinates": True,
        "networks": networks,
        "network_late": waiting.late,
        "late_count": waiting.late_count,
        "network_waits": waiting.waits,
        "awaited": waiting.awaited,
        "life": life_of(actor, networks, waiting),
        # Nothing is late and nothing waits: the desk opens with how ready the network is.
        "calm": not waiting.awaited,
        "ahead": days_ahead(networks),
        "waits_made": traces.awaited(),
        "nobodys_made": traces.nobodys(),
    }


def _answer(parts: dict[str, Any]) -> headline.Answer:
    rows: DeskRows = parts["rows"]
    arrived, own = rows.arrived.paginator.count, rows.mine.paginator.count
    first = headline.before_all(parts["key_notes"], parts["beginning"])
    if first is not None:
        return first
    # What has arrived for the own institution comes before what one sees of others.
    if parts.get("coordinates") and not arrived:
        life, red = parts["life"], parts["late_count"]
        return headline.of_network(
            late=red,
            waiting=parts["awaited"],
            nobodys=life.told,
        )
    if arrived:
        return headline.of_queue(arrived=arrived, late=rows.late_arrived, due=rows.due)
    return headline.of_person(
        due=rows.due,
        late=rows.late,
        ahead=own - rows.due,
        awaited=sum(row.waits for row in parts["sent"]),
    )


def _hears_nothing(actor: Actor) -> bool:
    """True where no mail tells this person that something waits."""
    person = actor.person_id
    nowhere = Person.objects.filter(pk=str(person), email="")
    return remembered(("hears nothing", person), nowhere.exists)


def _has_several_memberships(request: MemberRequest) -> bool:
    identity = getattr(request, "identity", None)
    if identity is None:
        return False
    account, day = identity.account, deadlines.today()
    several = ("several memberships", account.pk, day)
    return remembered(several, lambda: len(memberships(account)) > 1)
