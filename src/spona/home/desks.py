"""The desk: one page, whose parts follow from what the roles of the actor may do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode

from spona import clocks
from spona.access.actor import Actor
from spona.access.guards import MemberRequest
from spona.cases.referrals.words import short_name
from spona.directory.actor import memberships
from spona.directory.models import Institution, Network, Person
from spona.gatherings.models import READ, Meeting
from spona.home import answers
from spona.home.keys import card_left, key_notes
from spona.home.life.ahead import days_ahead
from spona.home.life.monday import asked_of
from spona.home.my_files import my_files
from spona.home.network_life import life_of
from spona.home.network_rows import network_rows, waits_for
from spona.home.roster_changed import roster_changed
from spona.home.rows import WorkRow, due, late, work_rows
from spona.home.sent import sent_rows
from spona.home.start.way import beginning
from spona.home.waiting import ARRIVED, SENT_HERE
from spona.services.queries import full_tonight
from spona.services.telling import told
from spona.tasks.queries import mine, of_institution

MEETINGS = 5
COORDINATES = "network:read_waiting"
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
# Of a list on the desk; the rest is on its own page, or on the next one.
SHOWN: Final = 25


def desk_page(request: MemberRequest) -> HttpResponse:
    """The page for this actor; what they may not see is not asked for either."""
    actor = request.actor
    own, reads = work_rows(mine(actor), actor), actor.may("queue:read")
    queue = work_rows(of_institution(actor), actor)
    parts: dict[str, Any] = {
        # What has arrived is one list, also where somebody is locked out and it waits for each by
        # name: else its place would tell that.
        # What has no deadline comes before what has time: nothing says that it may wait.
        "mine": sorted(
            (row for row in own if not (reads and row.task.kind in SENT_HERE)),
            # One's own comes before what lies on the desk for all who lead.
            key=lambda row: (not row.is_own, not row.is_due),
        ),
        "arrived": _in_time(
            [row for row in own if reads and row.task.kind in SENT_HERE]
            + [row for row in queue if row.task.kind in ARRIVED]
        ),
        "unassigned": [row for row in queue if row.task.kind not in ARRIVED],
        "reads_queue": actor.may("queue:read"),
        "follows": actor.may("report:follow"),
        "sent": sent_rows(actor) if actor.may("report:follow") else [],
        "several_hats": _has_several_hats(request),
        "files": my_files(actor),
        "leads": actor.may("case:open") and not actor.may("queue:read"),
        "key_notes": key_notes(actor),
        "card_left": card_left(request),
        "hears_nothing": _hears_nothing(actor),
        "beginning": beginning(actor),
        "reads_meetings": actor.may(READ),
        "meetings": _meetings(actor),
        **_own(actor),
        "roster_changed": roster_changed(actor),
        "now": clocks.now(),
        "shown": SHOWN,
        "rooms": full_tonight(actor),
        "toasts": told(request),
    }
    if actor.networks_where(COORDINATES):
        parts |= _network(request)
    else:
        day = timezone.localdate(clocks.now())
        parts["asked"] = asked_of(actor, parts["meetings"], day)
    parts["answer"] = _answer(parts)
    return render(request, "home/desk.html", parts)


def _meetings(actor: Actor) -> list[Meeting]:
    """The next ones, announced or not: reference and time, nothing of what they are about."""
    ahead = Meeting.objects.visible_to(actor).ahead().filter(starts_at__gte=clocks.now())
    return list(ahead.order_by("starts_at")[:MEETINGS])


def _own(actor: Actor) -> dict[str, Any]:
    """The name of the institution acted for, and the town whose numbers to call."""
    found = Institution.objects.filter(pk=str(actor.institution_id)).select_related("town")
    own = found.first()
    if own is None:
        return {"institution": "", "help_town": ""}
    return {"institution": short_name(own), "help_town": own.town.slug if own.town else ""}


def _network(request: MemberRequest) -> dict[str, Any]:
    """What a coordinator sees of others: never more than who it is waiting for. `?whom=` (the
    code of an institution) narrows what waits.
    """
    actor = request.actor
    coordinated = actor.networks_where(COORDINATES)
    networks = list(Network.objects.filter(pk__in=coordinated).select_related("town"))
    rows = network_rows(actor)
    day = timezone.localdate(clocks.now())
    open_rows = [row for row in rows if row.is_late or not row.is_answered]
    asked = request.GET.get("whom", "")
    # A name that waits for nothing any more narrows nothing.
    whom = next((row.owner for row in open_rows if row.owner.code == asked), None)
    waiting = [row for row in open_rows if not row.is_late and whom in (None, row.owner)]
    taken = [row for row in rows if not row.is_late and row.is_answered]
    return {
        "coordinates": True,
        "networks": networks,
        "network_late": [row for row in rows if row.is_late],
        "network_waits": waits_for(open_rows),
        "network_waiting": Paginator(waiting, SHOWN).get_page(request.GET.get("page")),
        "network_taken": taken[:SHOWN],
        "network_taken_count": len(taken),
        "awaited": len(open_rows),
        "whom": whom,
        "query": urlencode({"whom": whom.code}) if whom else "",
        "life": life_of(actor, networks, day, rows),
        # Nothing is late and nothing waits: the desk opens with how ready the network is.
        "calm": not open_rows,
        "ahead": days_ahead(networks, day),
    }


def _answer(parts: dict[str, Any]) -> answers.Answer:
    own, arrived = parts["mine"], parts["arrived"]
    first = answers.before_all(parts["key_notes"], parts["beginning"])
    if first is not None:
        return first
    # What has arrived for the own house comes before what one sees of others.
    if parts.get("coordinates") and not arrived:
        life, red = parts["life"], len(parts["network_late"])
        return answers.of_network(
            late=red,
            waiting=parts["awaited"],
            nobodys=life.told,
        )
    if arrived:
        return answers.of_queue(arrived=len(arrived), late=late(arrived) + late(own), due=due(own))
    return answers.of_person(
        due=due(own),
        late=late(own),
        ahead=len(own) - due(own),
        awaited=sum(row.waits for row in parts["sent"]),
    )


def _in_time(rows: list[WorkRow]) -> list[WorkRow]:
    """The nearest deadline first, as each of the two lists is by itself."""
    return sorted(rows, key=lambda row: row.clock.due_at or _NEVER)


def _hears_nothing(actor: Actor) -> bool:
    """True where no mail tells this person that something waits."""
    return Person.objects.filter(pk=str(actor.person_id), email="").exists()


def _has_several_hats(request: MemberRequest) -> bool:
    identity = getattr(request, "identity", None)
    if identity is None:
        return False
    return len(memberships(identity.account)[:2]) > 1
