"""What came with a file and went out of it, and the boxes in which that lies."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

from django.db.models import Q

from spona.access.prepared_rows import PreparedRows
from spona.access.registry import Registry
from spona.cases.case.models import Case
from spona.cases.conferences.boxes import conference_boxes
from spona.cases.referrals.models import Referral

# What a file can come of, beside referrals: the app above that keeps it says in which boxes.
BOXES_BEHIND: Final = Registry[Callable[[Case], set[UUID]]](
    "boxes behind a file",
    ("tip",),
    why="Without it, an exclusion from a file would leave a way to what the file came of.",
)


def referrals_of(case: Case) -> list[Referral]:
    """What came with the file and what went out of it, oldest first."""
    return _OF_CASE.rows([case.pk])


_OF_CASE: Final = PreparedRows(
    lambda cases: (
        Referral.objects.filter(Q(to_case__in=cases) | Q(from_case__in=cases))
        .with_heard()
        .select_related(
            "network",
            "sender_institution",
            "recipient_institution",
            "paper_institution",
            "sent_by__person",
        )
        .order_by("sent_at")
    )
)


def boxes_of(referrals: Iterable[Referral]) -> set[UUID]:
    """Packets, messages and numbers of the records offices."""
    found: set[UUID] = set()
    for row in referrals:
        found.add(row.packet_id)
        found |= set(row.moves.exclude(message=None).values_list("message_id", flat=True))
        found |= set(row.numbers.values_list("box_id", flat=True))
    return found


def all_boxes(case: Case) -> set[UUID]:
    """Of the file, of what came with it and went out of it, and of its conferences."""
    came = {box for boxes in BOXES_BEHIND.all().values() for box in boxes(case)}
    return {case.box_id, *boxes_of(referrals_of(case)), *conference_boxes(case), *came}
