"""What the conferences about a file have decided, and which of it has become a step."""

from __future__ import annotations

from dataclasses import dataclass

from spona.access.actor import Actor
from spona.cases.careplan.plan import CarePlan
from spona.cases.case.models import Case
from spona.cases.conferences.actions import read_as_leader
from spona.cases.conferences.models import Conference
from spona.identity.keyring import Keyring
from spona.meetings.models import Decision


@dataclass(frozen=True, slots=True)
class DecidedRow:
    """`taken`: it is a step already."""

    conference: Conference
    decision: Decision
    text: str
    taken: bool


def decided_of(case: Case, plan: CarePlan, *, by: Actor, keys: Keyring) -> list[DecidedRow]:
    """Of the conferences that this person leads; a decision whose words do not open is left out."""
    conferences = (
        Conference.objects.led_by(by)
        .filter(case=case, meeting__cancelled_at=None)
        .exclude(decided=None)
        .distinct()
        .select_related("meeting__called_by", "case")
        .prefetch_related("decided__decision__institution__town")
        .order_by("-meeting__starts_at")
    )
    taken = plan.from_decisions
    found = []
    for conference in conferences:
        texts = read_as_leader(conference, by=by, keys=keys).decisions
        rows = [one.decision for one in conference.decided.all() if one.decision_id in texts]
        found += [
            DecidedRow(conference, one, texts[one.pk], str(one.pk) in taken)
            for one in sorted(rows, key=lambda row: row.number)
        ]
    return found
