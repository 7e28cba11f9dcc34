"""What other apps and the pages ask: which founding document holds, what it says, what runs out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.access.prepared_rows import PreparedRows
from spona.directory.models import Institution, Network, Seat, Standing
from spona.mandates.models import SURE, FoundingDocument, Quorum, Signatory
from spona.mandates.owed import EXPIRED, EXPIRING, NOTICE, Line, Owed, conditions_on, table
from spona.mandates.permissions import TRAINING
from spona.mandates.words import document_name, full_day, kind_words


def founding_document_on(network: Network, day: dt.date) -> FoundingDocument | None:
    """The founding document of that day; None where none is written down, or it has run out."""
    return founding_documents_on([network], day).get(network.pk)


def founding_documents_on(
    networks: Iterable[Network], day: dt.date
) -> dict[UUID, FoundingDocument]:
    """Network → the document that holds that day, in one question. A day has one at most."""
    rows = _DOCUMENTS.rows([one.pk for one in networks], [day])
    return {row.network_id: row for row in rows}


_DOCUMENTS: Final = PreparedRows(
    lambda networks, day: (
        FoundingDocument.objects.standing()
        .active_on(day[0])
        .filter(network__in=networks)
        .select_related("coordinated_by", "deputised_by")
    )
)


def quorum(network: Network, day: dt.date) -> int | None:
    """How many institutions of the table have to be there; None where the document says nothing.

    A share is of those with a seat that day, rounded up to whole institutions; partners do not
    count. A number is taken as the document says it, also where fewer sit.
    """
    document = founding_document_on(network, day)
    if document is None or document.quorum == Quorum.NONE:
        return None
    if document.quorum == Quorum.NUMBER:
        return document.quorum_number
    sitting = len(seats_at_table(network, day))
    if document.quorum == Quorum.MORE_THAN_HALF:
        return sitting // 2 + 1
    if document.quorum == Quorum.TWO_THIRDS:
        return -(-sitting * 2 // 3)
    return -(-sitting * (document.quorum_number or 0) // 100)


def seats_at_table(network: Network, day: dt.date) -> list[Seat]:
    """Seats with a vote that day, as Spona left them."""
    rows = Seat.objects.active_on(day).filter(network=network, standing=Standing.MEMBER)
    rows = rows.select_related("institution", "member__person__account", "deputy__person")
    return [seat for seat in rows if seat.has_valid_mac()]


def conditions_of(institution: Institution, network: Network, day: dt.date) -> list[Owed]:
    """Each condition of the list with its state and last day; empty in practice."""
    if network.practice:
        return []
    return conditions_on(institution, network, founding_document_on(network, day), day)


def conditions_table(network: Network, day: dt.date) -> list[Line]:
    """Institution × condition of the whole table, by name of the institution."""
    return [] if network.practice else table(network, founding_document_on(network, day), day)


def trained_by(network: Network, day: dt.date) -> dict[UUID, Owed]:
    """Institution → how the condition "training" stands there; for the pages of trainings."""
    lines = conditions_table(network, day)
    cells = [cell for line in lines for cell in line.cells if cell.kind.code == TRAINING]
    return {cell.institution.pk: cell for cell in cells}


def blocked(institution: Institution, network: Network, day: dt.date) -> list[Owed]:
    """What keeps the institution out that day: conditions it lacks and without which this network
    lets nobody in. Empty unless the network has said so, and always in practice.
    """
    owed = conditions_of(institution, network, day)
    return [one for one in owed if one.kind.blocks and one.is_lacking]


def line(network: Network, day: dt.date) -> str:
    """For the coordinator's readiness: which document holds until when, how many have signed."""
    return " ".join(filter(None, sentences(founding_document_on(network, day), day)))


_SIGNED: Final = PreparedRows(
    lambda documents: Signatory.objects.filter(
        document__in=documents, withdrawn_at=None, certainty__in=SURE
    ).values_list("pk", flat=True)
)


def sentences(document: FoundingDocument | None, day: dt.date) -> tuple[str, str]:
    """What holds until when; and who has signed, empty where no document holds."""
    if document is None:
        return _("No act of the network is in force. Write it down."), ""
    name, last = document_name(document, kind_words(day)), document.last_day
    first = (
        _("%(act)s: valid until %(day)s.") % {"act": name, "day": full_day(last)}
        if last
        else _("%(act)s: valid, without an end.") % {"act": name}
    )
    signed = _SIGNED.count([document.pk])
    if not signed:
        return first, _("No signature is written down.")
    second = ngettext(
        "%(n)d institution has signed it.", "%(n)d institutions have signed it.", signed
    ) % {"n": signed}
    return first, second


def to_renew(network: Network, day: dt.date) -> FoundingDocument | None:
    """The document after which nothing follows, once its reminder is due or it has run out."""
    documents = list(FoundingDocument.objects.standing().filter(network=network))
    if not documents or any(document.ends_on is None for document in documents):
        return None
    last = max(documents, key=lambda document: document.ends_on or dt.date.min)
    ends = last.ends_on or dt.date.max
    return last if day >= ends - dt.timedelta(days=last.remind_days) else None


def seat_ends(seat: Seat) -> dt.date | None:
    """The first day on which nobody with this mandate speaks for the institution."""
    ends = [seat.mandate_ends_on, seat.member.ends_on if seat.member else None]
    return min((day for day in ends if day), default=None)


def ending_seats(network: Network, day: dt.date) -> list[tuple[Seat, dt.date]]:
    """Seats whose named member's mandate ends within 60 days or is over, and the last day."""
    found = []
    for seat in seats_at_table(network, day):
        ends = seat_ends(seat) if seat.member else None
        if ends is not None and ends - dt.timedelta(days=1) - day <= NOTICE:
            found.append((seat, ends - dt.timedelta(days=1)))
    return found


@dataclass(frozen=True, slots=True)
class Ending:
    """Something of a network that runs out or has run out. `kind`: mandate, condition or seat."""

    kind: str
    last_day: dt.date
    subject: tuple[str, UUID]
    institution: Institution | None
    what: str


def expiring(network: Network, day: dt.date) -> list[Ending]:
    """What runs out within 60 days (a document: within its own days), or has; the nearest first."""
    if network.practice:
        return []
    found = []
    document = to_renew(network, day)
    if document is not None and document.last_day:
        name = document_name(document, kind_words(day))
        found.append(Ending("mandate", document.last_day, document.subject, None, name))
    found += [
        Ending("condition", cell.until, cell.row.subject, cell.institution, cell.kind.label)
        for row in conditions_table(network, day)
        for cell in row.cells
        if cell.row and cell.until and cell.state in (EXPIRING, EXPIRED)
    ]
    found += [
        Ending("seat", last, ("seat", seat.pk), seat.institution, _("Mandate of the member"))
        for seat, last in ending_seats(network, day)
    ]
    return sorted(found, key=lambda one: one.last_day)
