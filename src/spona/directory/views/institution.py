"""One institution: its people, its numbers, the networks in which it sits."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.access.roles import ROLES
from spona.directory import coverage
from spona.directory.log_codes import log_code
from spona.directory.models import Institution, Member, Network
from spona.directory.permissions import (
    may_confirm_contact,
    may_edit_contacts,
    may_edit_network,
    may_edit_people,
    may_have_first,
)
from spona.directory.queries import unused_invitations
from spona.directory.row_integrity import only_latest
from spona.notifications.queries import refused
from spona.reference.models import Code
from spona.reference.scripts import fold

from .lookups import known_institution


@member("network:read")
@require_safe
def institution(request: MemberRequest, code: str) -> HttpResponse:
    """What is known of it, with source and certainty; of a shelter never an address."""
    day = timezone.localdate()
    shown = known_institution(request, code)
    numbers = shown.contact_points.filter(ended_at=None).select_related("confirmed_by")
    # Whose mail does not arrive is for colleagues, not for the rest of the network.
    unreached = refused() if request.actor.institution_id == shown.pk else {}
    own_sector = Code.objects.of("sector", day).filter(code=shown.sector).first()
    context = {
        "institution": shown,
        "practice": False,
        "sector_label": str(own_sector) if own_sector else shown.sector,
        "people": [_person(row, day, request, unreached) for row in _people(shown, day)],
        "contacts": only_latest(numbers),
        "seats": _seats(request, shown, day),
        "units": shown.units.all(),
        "may_edit_people": may_edit_people(request.actor, shown),
        "may_edit_contacts": may_edit_contacts(request.actor, shown),
        "may_confirm_contacts": may_confirm_contact(request.actor, shown),
        "first_in": _first_in(request, shown),
    }
    return render(request, "directory/institution.html", context)


def _first_in(request: MemberRequest, shown: Institution) -> Network | None:
    """The network whose coordinator the reader is, where nobody here has a login yet."""
    edited = request.actor.networks_where("network:edit")
    for network in Network.objects.filter(pk__in=edited) if edited else ():
        if may_have_first(network, shown):
            return network
    return None


def _people(shown: Institution, day: dt.date) -> list[Member]:
    return list(shown.members.active_on(day).select_related("person"))


def _person(
    row: Member, day: dt.date, request: MemberRequest, unreached: dict[UUID, dt.datetime]
) -> dict[str, Any]:
    """How the person reaches Spona: login, invitation under way, or on paper."""
    person = row.person
    invited = None
    if person.account_id is None:
        invited = unused_invitations().filter(person=person).first()
    titles = [str(ROLES[role].title) for role in row.roles if role in ROLES]
    return {
        "member": row,
        "name": person.shown_name,
        "log_code": log_code(person.pk),
        "titles": titles,
        # Typed in one script and language; where a role says the same, its words are enough.
        "position": "" if fold(row.position) in map(fold, titles) else row.position,
        "has_login": person.account_id is not None,
        "mail_refused": person.account_id in unreached,
        # The rest of the rule is asked on the page itself.
        "may_replace_login": person.account_id not in (None, request.actor.account_id),
        "invited_until": invited.expires_at if invited else None,
        "soon": row.ends_on is not None and row.ends_on - day < dt.timedelta(days=30),
    }


def _seats(request: MemberRequest, shown: Institution, day: dt.date) -> list[dict[str, Any]]:
    """Seats in networks that the reader sits in too, and whether the reader may name people."""
    rows = (
        shown.seats.active_on(day)
        .filter(network__in=request.actor.networks)
        .select_related("network", "member__person", "deputy__person")
    )
    own = may_edit_people(request.actor, shown)
    return [
        {
            "seat": seat,
            "state": coverage.state_of(seat, day),
            "until": seat.mandate_ends_on - dt.timedelta(days=1) if seat.mandate_ends_on else None,
            "may_name": own or may_edit_network(request.actor, seat.network),
            "may_end": may_edit_network(request.actor, seat.network),
        }
        for seat in rows
    ]
