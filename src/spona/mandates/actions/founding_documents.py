"""Writing down a founding document, correcting it, ending it, taking it back."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments.actions import put
from spona.attachments.forms import Incoming
from spona.directory.models import Certainty, Network
from spona.mandates.actions.facts import DocumentFacts, backwards, check, check_alone
from spona.mandates.actions.renewals import drop_renewals
from spona.mandates.models import FoundingDocument
from spona.mandates.permissions import check_can_write_document

_DAY: Final = dt.timedelta(days=1)


def write_document(
    network: Network,
    *,
    facts: DocumentFacts,
    by: Actor,
    replaces: FoundingDocument | None = None,
    incoming: Incoming | None = None,
) -> FoundingDocument:
    """A new founding document of the network. What it replaces ends the day before.

    Denied with a sentence for impossible facts; Conflict where another document holds in that time
    and is not said to be replaced.
    """
    check_can_write_document(by, network)
    with audit.transaction() as log:
        # Two clicks at once meet at this lock.
        Network.objects.select_for_update().get(pk=network.pk)
        columns = facts.columns()
        check(columns, network)
        former = _former(network, replaces, columns["starts_on"])
        check_alone(network, columns, beside=former)
        made = FoundingDocument(
            network=network, replaces=former, certainty=Certainty.ENTERED,
            written_at=deadlines.now(), written_by_id=by.member_id, **columns,
        )  # fmt: skip
        if former is not None:
            made.former_ends_on = former.ends_on
            _cut(former, made.starts_on, to=former.ends_on)
        if incoming is not None:
            made.paper = put(incoming, network=network, by=by)
        made.save()
        drop_renewals(network, by=by)
        log.record("mandate:written", by=by, subject=made.subject, detail={"kind": made.kind})
    return made


def correct_document(
    document: FoundingDocument, *, facts: DocumentFacts, by: Actor, incoming: Incoming | None = None
) -> FoundingDocument:
    """Other facts of the same document; a paper that was there stays unless another one comes.

    The document that it replaced moves its end along.
    """
    check_can_write_document(by, document.network)
    with audit.transaction() as log:
        Network.objects.select_for_update().get(pk=document.network_id)
        running = _running(document)
        columns = facts.columns()
        check(columns, running.network, known=running)
        former = running.replaces
        follows = former is not None and former.ends_on == running.starts_on
        check_alone(running.network, columns, beside=former if follows else None, itself=running)
        if follows:
            former = _former(running.network, former, columns["starts_on"])
            _cut(former, columns["starts_on"], to=running.former_ends_on)
        for name, value in columns.items():
            setattr(running, name, value)
        running.certainty = Certainty.ENTERED
        if incoming is not None:
            running.paper = put(incoming, network=running.network, by=by)
        running.save()
        drop_renewals(running.network, by=by)
        log.record("mandate:corrected", by=by, subject=running.subject)
    return running


def end_document(
    document: FoundingDocument, *, last_day: dt.date, reason: str, by: Actor
) -> FoundingDocument:
    """It holds until `last_day`, earlier than it said."""
    check_can_write_document(by, document.network)
    with audit.transaction() as log:
        Network.objects.select_for_update().get(pk=document.network_id)
        running = _running(document)
        ends = last_day + _DAY
        if running.starts_on and ends <= running.starts_on:
            raise Denied(backwards())
        if running.ends_on is not None and ends > running.ends_on:
            raise Denied(_("It ends earlier already. To make it last longer, correct the act."))
        running.ends_on, running.ended_because = ends, reason
        running.save(update_fields=["ends_on", "ended_because"])
        log.record("mandate:ended", by=by, subject=running.subject)
    return running


def withdraw_document(document: FoundingDocument, *, by: Actor) -> FoundingDocument:
    """Takes back a document that was written down by mistake; what it had replaced lasts again.

    Its row and its papers stay, shown to nobody. Again changes nothing.
    """
    check_can_write_document(by, document.network)
    with audit.transaction() as log:
        Network.objects.select_for_update().get(pk=document.network_id)
        running = FoundingDocument.objects.select_for_update().get(pk=document.pk)
        if running.withdrawn_at is not None:
            return running
        if running.replaced_by.filter(withdrawn_at=None).exists():
            raise Conflict(_("Another act replaces this one. Take that one back first."))
        former = running.replaces
        if former is not None and former.ends_on == running.starts_on:
            _cut(former, running.former_ends_on)
        running.withdrawn_at = deadlines.now()
        running.save(update_fields=["withdrawn_at"])
        drop_renewals(running.network, by=by)
        log.record("mandate:withdrawn", by=by, subject=running.subject)
    return running


def _running(document: FoundingDocument) -> FoundingDocument:
    running = FoundingDocument.objects.select_for_update().get(pk=document.pk)
    if running.withdrawn_at is not None:
        raise Conflict(_("This act was taken back. Open the acts of the network again."))
    return running


def _cut(
    former: FoundingDocument | None, ends_on: dt.date | None, *, to: dt.date | None = None
) -> None:
    """The former one ends where the new one begins, but never later than it said itself (`to`)."""
    if former is None:
        return
    former.ends_on = min(ends_on, to) if ends_on and to else ends_on
    former.save(update_fields=["ends_on"])


def _former(
    network: Network, replaces: FoundingDocument | None, starts_on: dt.date | None
) -> FoundingDocument | None:
    """The document that the new one replaces, with a lock. Denied where the days do not fit."""
    if replaces is None:
        return None
    former = FoundingDocument.objects.select_for_update().get(pk=replaces.pk)
    if former.network_id != network.pk or former.withdrawn_at is not None:
        raise Denied(_("There is no such act in this network. Choose another one."))
    if starts_on is None:
        raise Denied(_("Say from when the new act holds: the one before it ends the day before."))
    began = former.starts_on or former.signed_on
    if began is not None and starts_on <= began:
        raise Denied(_("The new act begins later than the one it replaces. Correct the first day."))
    return former
