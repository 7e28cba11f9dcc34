"""How many files would be taken out, and which archives were begun and read to their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.audit.models import Entry
from spona.cases.case.models import Case
from spona.cases.export.codes import EXPORTED_FOR
from spona.directory.models import Person

BEGUN: Final = "export:begun"
FINISHED: Final = "export:finished"
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Export:
    """`complete`: its last byte was handed over."""

    at: datetime
    who: str
    purpose: str
    complete: bool


def exported_files(actor: Actor) -> QuerySet[Case]:
    """Those to which a key of the actor leads, the oldest first."""
    return Case.objects.visible_to(actor).order_by("opened_at", "reference")


def earlier_exports(institution: UUID) -> list[Export]:
    """The newest first."""
    rows = Entry.objects.filter(lane=institution)
    begun = list(rows.filter(name=BEGUN).order_by("-seq")[:_SHOWN])
    ids = [str(one.subject_id) for one in begun]
    finished = rows.filter(name=FINISHED, subject_id__in=ids)
    whole = set(finished.values_list("subject_id", flat=True))
    people = Person.objects.in_bulk({UUID(one.actor) for one in begun})
    return [
        Export(
            at=one.at,
            who=people[UUID(one.actor)].shown_name if UUID(one.actor) in people else _("Somebody"),
            purpose=str(EXPORTED_FOR.get(str(one.detail.get("purpose")), "")),
            complete=one.subject_id in whole,
        )
        for one in begun
    ]
