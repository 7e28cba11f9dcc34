"""Who is locked out of a file is locked out of the words that it came of."""

from __future__ import annotations

from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.cases.marks import note_locked_out
from spona.cases.models import Case
from spona.tipline.models import TipExclusion


def lock_out(case: Case, mark: str, *, by: Actor) -> set[UUID]:
    """For `settings.CAME_WITH`: the boxes in which these words lie, so that the keys to them go
    too.
    """
    boxes = set[UUID]()
    with audit.transaction() as log:
        for tip in case.tips.all():
            TipExclusion.objects.get_or_create(tip=tip, mark=mark)
            note_locked_out(log, [mark], subject=("tip", tip.pk), by=by)
            boxes |= {tip.box_id, *tip.messages.values_list("box_id", flat=True)}
    return boxes
