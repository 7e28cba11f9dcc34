"""Writing down a founding document, correcting it, ending it, taking it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments.actions import put
from spona.attachments.forms import Incoming
from spona.deadlines.time import today
from spona.directory.models import Certainty, DatePrecision, Institution, Network
from spona.directory.queries import institutions_of
from spona.mandates.actions.renewals import drop_renewals
from spona.mandates.models import COUNTED, FoundingDocument, Quorum
from spona.mandates.permissions import check_can_write_document
from spona.mandates.words import document_name, kind_words
from spona.reference.models import Code

# What a founding document says, and whether it can be true: a sentence where it cannot.

_REMINDS: Final = range(1, 731)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """What a document says. `ends_on` is the first day on which it no longer holds; `sources` are
    {"fact": …, "source": …}. `starts_on` empty: from the day it was signed, where that is known.
    """

    kind: str = ""
    title: str = ""
    number: str = ""
    signed_on: dt.date | None = None
    signed_precision: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    coordinated_by: Institution | None = None
    deputised_by: Institution | None = None
    reports_to: str = ""
    quorum: str = Quorum.NONE
    quorum_number: int | None = None
    remind_days: int = 60
    sources: list[dict[str, str]] = field(default_factory=list)

    def columns(self) -> dict[str, Any]:
        """As the row holds it."""
        exact = self.signed_precision == DatePrecision.DAY
        own = {"coordinated_by": self.coordinated_by, "deputised_by": self.deputised_by}
        flat = {name: getattr(self, name) for name in self.__dataclass_fields__}
        start = self.starts_on or (self.signed_on if exact else None)
        return flat | own | {"starts_on": start}


def check(columns: dict[str, Any], network: Network, known: FoundingDocument | None = None) -> None:
    """Denied with a sentence where the facts cannot be true together."""
    if not (columns["kind"] or columns["title"]):
        raise Denied(_("Say what kind of act it is, or write its title."))
    if columns["kind"] and not _is_kind(columns["kind"], known):
        raise Denied(_("There is no such kind of act in the list. Choose another one."))
    _check_days(columns)
    if columns["remind_days"] not in _REMINDS:
        raise Denied(_("The reminder comes between 1 and 730 days before the end."))
    _check_quorum(columns["quorum"], columns["quorum_number"])
    _check_leads(columns, network, known)


def _is_kind(code: str, known: FoundingDocument | None) -> bool:
    if known is not None and known.kind == code:
        return True
    return Code.objects.of("act_kind", today()).filter(code=code).exists()


def _check_days(columns: dict[str, Any]) -> None:
    signed, start, end = columns["signed_on"], columns["starts_on"], columns["ends_on"]
    if signed and not columns["signed_precision"]:
        raise Denied(_("Say how much of the day of signing is known."))
    if signed and signed > today():
        raise Denied(_("The day of signing has not come yet. Correct it."))
    if start and end and end <= start:
        raise Denied(backwards())
    if signed and end and end <= signed:
        raise Denied(_("The act ends before it was signed. Correct one of the two dates."))
    exact = columns["signed_precision"] == DatePrecision.DAY
    if exact and signed and start and start < signed:
        raise Denied(_("The act cannot hold before it was signed. Correct one of the two dates."))


def backwards() -> str:
    return _("The last day comes before the first one. Correct one of the two dates.")


def _check_quorum(quorum: str, number: int | None) -> None:
    most = COUNTED.get(Quorum(quorum))
    if most is None:
        if number is not None:
            raise Denied(_("A number belongs to “%(choice)s” only.") % {
                "choice": Quorum.NUMBER.label})  # fmt: skip
        return
    if number is None or not 1 <= number <= most:
        raise Denied(_("Write how many have to be there: from 1 to %(most)d.") % {"most": most})


def _check_leads(columns: dict[str, Any], network: Network, known: FoundingDocument | None) -> None:
    leads, deputy = columns["coordinated_by"], columns["deputised_by"]
    if leads is not None and deputy is not None and leads.pk == deputy.pk:
        raise Denied(_("The deputy is another institution than the one that coordinates."))
    as_before = {known.coordinated_by_id, known.deputised_by_id} if known else set()
    new = {one.pk for one in (leads, deputy) if one is not None} - as_before
    if new and institutions_of(network).filter(pk__in=new).count() != len(new):
        raise Denied(_("This institution does not sit in the network. Choose another one."))


def check_alone(
    network: Network,
    columns: dict[str, Any],
    *,
    beside: FoundingDocument | None,
    itself: FoundingDocument | None = None,
) -> None:
    """Conflict where another document holds on one of these days."""
    rows = FoundingDocument.objects.standing().filter(network=network)
    rows = rows.exclude(pk__in=[one.pk for one in (beside, itself) if one is not None])
    other = rows.overlapping(columns["starts_on"], columns["ends_on"]).first()
    if other is not None:
        name = document_name(other, kind_words(today()))
        raise Conflict(
            _("In that time another act holds: %(act)s. Say that the new one replaces it, or "
              "correct the dates.") % {"act": name}
        )  # fmt: skip


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
