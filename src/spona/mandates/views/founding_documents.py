"""The founding documents of a network, the one that holds first; and one document."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spona.access.guards import MemberRequest, member
from spona.deadlines.time import today
from spona.directory.institution_names import short_name
from spona.directory.models import Network
from spona.directory.permissions import may_edit_network
from spona.directory.queries import coordinator_of, deputies_of
from spona.mandates import queries
from spona.mandates.models import FoundingDocument, Signatory
from spona.mandates.owed import EXPIRED, EXPIRING, MET, MISSING
from spona.mandates.words import (
    document_name,
    full_day,
    kind_words,
    quorum_words,
    signed_words,
    validity_words,
)
from spona.reference.scripts import serbian_key

from .lookups import known_document, my_networks


@member("network:read")
@require_safe
def documents(request: MemberRequest) -> HttpResponse:
    """One network of the actor's; `?network=` chooses it, `?done=` is the document just written."""
    networks = my_networks(request)
    if not networks:
        return render(request, "directory/no_network.html", {"practice": False})
    shown = chosen(request, networks)
    day = today()
    rows = list(_documents(shown))
    valid = next((row for row in rows if row.is_active_on(day)), None)
    context = {
        "network": shown,
        "networks": networks,
        "line": queries.sentences(valid, day),
        "valid": _shown(valid, day) if valid else None,
        "coming": [
            _shown(row, day) | {"line": queries.sentences(row, day)[1]}
            for row in rows
            if _is_coming(row, day)
        ],
        "others": [_row(row, day) for row in rows if row is not valid and not _is_coming(row, day)],
        "renew": queries.to_renew(shown, day),
        "owed": owed_counts(shown, day),
        "ending": len(queries.ending_seats(shown, day)),
        "coordinator": coordinator_of(shown, day),
        "deputies": deputies_of(shown, day),
        "may_write": may_edit_network(request.actor, shown),
        "done": _just_done(request, rows),
    }
    return render(request, "mandates/documents.html", context)


@member("network:read")
@require_safe
def document(request: MemberRequest, document_id: UUID) -> HttpResponse:
    """One document with its signatories."""
    document = known_document(request, document_id)
    day = today()
    context = {
        "network": document.network,
        "shown": _shown(document, day),
        "state": _row(document, day)["state"],
        "may_write": may_edit_network(request.actor, document.network),
    }
    return render(request, "mandates/document.html", context)


def chosen(request: MemberRequest, networks: list[Network]) -> Network:
    """The asked network; else the first, which is that of the actor's town."""
    slug = request.GET.get("network", "")
    if not slug:
        return networks[0]
    asked = next((row for row in networks if row.slug == slug), None)
    if asked is None:
        raise Http404
    return asked


def owed_counts(network: Network, day: dt.date) -> dict[str, int]:
    """How many conditions of the table stand how."""
    cells = [cell for line in queries.conditions_table(network, day) for cell in line.cells]
    return {
        state.name: sum(cell.state is state for cell in cells)
        for state in (MET, EXPIRING, EXPIRED, MISSING)
    }


def _documents(network: Network) -> list[FoundingDocument]:
    """The newest first; what nobody knows the beginning of is the oldest."""
    rows = FoundingDocument.objects.standing().filter(network=network)
    rows = rows.select_related("coordinated_by", "deputised_by", "paper", "network__town")
    oldest = dt.date.min
    return sorted(rows, key=lambda one: one.starts_on or one.signed_on or oldest, reverse=True)


def _row(document: FoundingDocument, day: dt.date) -> dict[str, Any]:
    """A line of the history. The state is a word, an icon and a ground."""
    state = (
        "ahead" if _is_coming(document, day) else "valid" if document.is_active_on(day) else "over"
    )
    return {
        "document": document,
        "name": document_name(document, kind_words(day)),
        "signed": signed_words(document),
        "validity": validity_words(document),
        "state": state,
    }


def _is_coming(document: FoundingDocument, day: dt.date) -> bool:
    """Written down and holding from a later day: it is signed before it begins."""
    return document.starts_on is not None and document.starts_on > day


def _shown(document: FoundingDocument, day: dt.date) -> dict[str, Any]:
    """Everything a page says of a document, with its signatories and who has not signed yet."""
    kinds = kind_words(day)
    rows = list(document.signatories.filter(withdrawn_at=None).select_related("institution"))
    rows.sort(key=lambda row: (not row.has_signed, serbian_key(short_name(row.institution))))
    under = {row.institution_id for row in rows}
    missing = [
        seat.institution
        for seat in queries.seats_at_table(document.network, day)
        if seat.institution_id not in under
    ]
    return {
        "document": document,
        "name": document_name(document, kinds),
        "kind": kinds.get(document.kind, document.kind),
        "signed": signed_words(document),
        "validity": validity_words(document),
        "quorum": quorum_words(document),
        "over": document.ends_on is not None and document.ends_on <= day,
        "coordinated_by": short_name(document.coordinated_by) if document.coordinated_by else "",
        "deputised_by": short_name(document.deputised_by) if document.deputised_by else "",
        "signatories": [_signed(row) for row in rows],
        "signed_count": sum(row.has_signed for row in rows),
        "missing": sorted((short_name(one) for one in missing), key=serbian_key)
        if document.is_active_on(day) or _is_coming(document, day)
        else [],
    }


def _signed(row: Signatory) -> dict[str, Any]:
    return {
        "row": row,
        "name": short_name(row.institution),
        "sector": row.institution.sector,
        "day": full_day(row.signed_on) if row.signed_on else "",
    }


def _just_done(request: MemberRequest, rows: list[FoundingDocument]) -> FoundingDocument | None:
    """The document that was written down last, for the note with "Undo"."""
    asked = request.GET.get("done", "")
    return next((row for row in rows if str(row.pk) == asked), None)
