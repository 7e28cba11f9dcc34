"""Which institutions read what arrives for a network: written down after the network decided."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit import Log
from spona.directory.models import Institution, Network
from spona.directory.models.row_integrity import tampered
from spona.tipline.models import TipRoute
from spona.tipline.permissions import check_can_route
from spona.tipline.route import DECIDED, ENDED, Reader, readers_of


def add_to_route(
    institution: Institution, *, network: Network, by: Actor, keeping: Collection[UUID] = ()
) -> TipRoute:
    """From today this institution reads too; already there: returns the row.

    The first row ends the default (the centre for social work and the police); those of it whose
    ids are in `keeping` are written down with it and go on reading. Denied where nobody at the
    institution can open anything.
    """
    check_can_route(by, network)
    with audit.transaction() as log:
        _lock(network)
        found = readers_of(network)
        asked = found.of(institution)
        if asked is not None and asked.row is not None:
            return asked.row
        _check_can_open(asked)
        if TipRoute.objects.filter(network=network, institution=institution, ends_on=None).exists():
            # An open row that gives nothing was written or put back by somebody else.
            raise tampered()
        for one in [] if found.decided else found.reading:
            if one.institution.pk in keeping and one is not asked:
                _write(one.institution, network, by=by, log=log)
        return _write(institution, network, by=by, log=log)


def end_on_route(institution: Institution, *, network: Network, by: Actor) -> None:
    """From today it reads nothing new; what it has got already stays with it.

    Where the default holds, the rest of it is written down as the network's decision. Denied where
    nobody would be left who can open a message.
    """
    check_can_route(by, network)
    with audit.transaction() as log:
        _lock(network)
        found = readers_of(network)
        ending = found.of(institution)
        if ending is None or ending not in found.reading:
            return
        rest = [one for one in found.reading if one is not ending]
        if not any(one.able for one in rest):
            raise Denied(
                _("Nobody would be left who can open a message. Add another institution first.")
            )
        if ending.row is not None:
            ending.row.ends_on = timezone.localdate()
            ending.row.save()
        else:
            for one in rest:
                _write(one.institution, network, by=by, log=log)
        log.record(
            ENDED,
            by=by,
            subject=("institution", institution.pk),
            detail={"network": str(network.pk)},
        )


def _lock(network: Network) -> None:
    """Two who end the last two readers at once would leave nobody: one waits for the other."""
    Network.objects.select_for_update(of=("self",)).get(pk=network.pk)


def _check_can_open(reader: Reader | None) -> None:
    if reader is None:
        raise Denied(_("This institution does not sit in the network. Choose another one."))
    if not reader.able:
        raise Denied(
            _("Nobody at this institution can open a message yet. It needs an intake key first.")
        )


def _write(institution: Institution, network: Network, *, by: Actor, log: Log) -> TipRoute:
    row = TipRoute(network=network, institution=institution, starts_on=timezone.localdate())
    row.save(force_insert=True)
    log.record(
        DECIDED,
        by=by,
        subject=("institution", institution.pk),
        detail={"network": str(network.pk)},
    )
    return row
