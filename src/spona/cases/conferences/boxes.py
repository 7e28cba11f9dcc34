"""Every box that a conference of a file has made, for who locks somebody out of all of it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from spona.cases.case.models import Case
from spona.cases.conferences.models import PREFIX, Conference, conference_named
from spona.vault.models import Section


def conference_boxes(case: Case) -> set[UUID]:
    """Packets, words of decisions and of refusals; the rest lies in the file's own box.

    Also of a conference whose row was led away from the file: a section of the file names it.
    """
    found: set[UUID | None] = set()
    sections = Section.objects.filter(box=case.box_id).defer("sealed")
    named = [conference_named(one.name) for one in sections if one.name.startswith(PREFIX)]
    for one in Conference.objects.filter(Q(case=case) | Q(pk__in=filter(None, named))):
        found |= {one.refusal_id, *one.guests.values_list("packet_id", flat=True)}
        found |= set(one.decided.values_list("box_id", flat=True))
    return {ident for ident in found if ident is not None}
