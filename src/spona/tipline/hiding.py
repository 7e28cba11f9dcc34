"""What an actor is locked out of, for `settings.LOCKED_OUT`: neither clock nor task is shown."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from spona.access.actor import Actor
from spona.cases.marks import marks_of
from spona.tipline.models import Addressee


def locked_out(actor: Actor) -> QuerySet[Addressee, UUID]:
    """Ids of the addressee rows of tips that exclude this actor, as a query."""
    rows = Addressee.objects.filter(tip__exclusions__mark__in=marks_of(actor))
    return rows.values_list("pk", flat=True)
