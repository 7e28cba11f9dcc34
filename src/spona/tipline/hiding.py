"""What an actor is locked out of, for `settings.LOCKED_OUT`: neither clock nor task is shown."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from spona.access.actor import Actor
from spona.cases.marks import marks_of
from spona.cases.models import Case
from spona.tipline.models import Addressee, TipExclusion


def locked_out(actor: Actor) -> QuerySet[Addressee, UUID]:
    """Ids of the addressee rows of tips that exclude this actor, as a query."""
    rows = Addressee.objects.filter(tip__exclusions__mark__in=marks_of(actor))
    return rows.values_list("pk", flat=True)


def lock_out(case: Case, mark: str) -> set[UUID]:
    """For `settings.CAME_WITH`: who is locked out of a file is out of the words it came of.

    Returns the boxes in which these lie, so that the keys to them go too.
    """
    boxes = set[UUID]()
    for tip in case.tips.all():
        TipExclusion.objects.get_or_create(tip=tip, mark=mark)
        boxes |= {tip.box_id, *tip.messages.values_list("box_id", flat=True)}
    return boxes
