"""Which institutions read what arrives for a network: written down after the network decided."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.tipline.models import TipRoute
from spona.tipline.permissions import check_can_route
from spona.tipline.route import DECIDED


def add_to_route(institution: Institution, *, network: Network, by: Actor) -> TipRoute:
    """From today this institution reads too; already there: returns the row.

    The first row ends the default (the centre for social work and the police).
    """
    check_can_route(by, network)
    if not institutions_of(network).filter(pk=institution.pk).exists():
        raise Denied(_("This institution does not sit in the network. Choose another one."))
    with audit.transaction() as log:
        rows = TipRoute.objects.select_for_update().filter(network=network, ends_on=None)
        found = rows.filter(institution=institution).first()
        if found is not None:
            return found
        row = TipRoute(network=network, institution=institution, starts_on=timezone.localdate())
        row.save(force_insert=True)
        log.record(
            DECIDED,
            by=by,
            subject=("institution", institution.pk),
            detail={"network": str(network.pk)},
        )
    return row


def end_on_route(row: TipRoute, *, by: Actor) -> TipRoute:
    """From today it reads nothing new; what it has got already stays with it."""
    check_can_route(by, row.network)
    with audit.transaction() as log:
        found = TipRoute.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if found.ends_on is None:
            found.ends_on = timezone.localdate()
            found.save()
            log.record("tip_route:ended", by=by, subject=("institution", found.institution_id))
    return found
