"""Every box that a conference of a file has made, for who locks somebody out of all of it."""

from __future__ import annotations

from uuid import UUID

from spona.cases.case.models import Case


def conference_boxes(case: Case) -> set[UUID]:
    """Packets, words of decisions and of refusals; the rest lies in the file's own box."""
    found: set[UUID | None] = set()
    for one in case.conferences.all():
        found |= {one.refusal_id, *one.guests.values_list("packet_id", flat=True)}
        found |= set(one.decided.values_list("box_id", flat=True))
    return {ident for ident in found if ident is not None}
