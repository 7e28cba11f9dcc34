"""Closed threads that nobody visits any more are deleted for good."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.tipline.models import State, Tip
from spona.vault.actions import end_code, erase_box


def forget(*, before: date, by: Actor, limit: int = 100) -> int:
    """Delete closed tips whose last visit was before this day; return how many.

    Rows, code, wraps, texts and files go. Of the boxes the bare stones stay, because a backup
    that is restored must know what was erased after it was made.
    """
    if not by.is_system:
        raise Denied(_("Only the timetable of the server deletes what has run out."))
    rows = Tip.objects.filter(state=State.CLOSED, last_visit_on__lt=before).order_by("pk")
    gone = 0
    for pk in list(rows.values_list("pk", flat=True)[:limit]):
        with audit.transaction() as log:
            tip = (
                rows.select_for_update(of=("self",))
                .select_related("box", "code")
                .filter(pk=pk)
                .first()
            )
            if tip is None:
                continue
            boxes = [tip.box, *(one.box for one in tip.messages.select_related("box"))]
            code = tip.code
            tip.delete()
            for box in boxes:
                erase_box(box, by=by)
            end_code(code, by=by)
            log.record(
                "tip:forgotten", by=by, subject=("tip", pk), lane=boxes[0].owner_institution_id
            )
            gone += 1
    return gone
