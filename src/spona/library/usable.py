"""Which pictures an editor may put where."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Network
from spona.library.models import Picture
from spona.library.permissions import edited_networks


def usable(actor: Actor, network: Network | None) -> QuerySet[Picture]:
    """Those of the network it is for, those of the editor's own networks, and those for all."""
    rows = Picture.objects.filter(withdrawn_at=None)
    if actor.is_system:
        return rows
    mine = Q(network__in=edited_networks(actor)) | Q(network=None)
    return rows.filter(mine | Q(network=network) if network else mine)


def check_usable(
    actor: Actor,
    idents: Collection[UUID],
    network: Network | None,
    *,
    before: Collection[UUID] = (),
) -> None:
    """`before`: pictures that were there already, whoever had put them."""
    wanted = set(idents) - set(before)
    if usable(actor, network).filter(pk__in=wanted).count() != len(wanted):
        raise Denied(
            _(
                "This names a picture that is not among yours. Choose another one, or copy its "
                "line from the page of pictures."
            )
        )
