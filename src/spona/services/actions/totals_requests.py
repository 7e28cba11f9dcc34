"""After a quarter each institution of the table is asked for its totals."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.deadlines.late import end_of
from spona.directory.models import Institution, Member, Network, Seat, Standing
from spona.services.actions.typing_in import TASK
from spona.services.models import Sheet
from spona.services.paper import round_of
from spona.services.permissions import check_can_remind, typists
from spona.services.quarters import Quarter
from spona.tasks.actions import open_task
from spona.tasks.models import Task

# So many days after the quarter the totals are due.
DAYS: Final = 30
_HOLDS_QUEUE: Final = "intake_holder"


def ask(network: Network, *, quarter: Quarter, by: Actor) -> int:
    """Opens the sheet and the task of each institution that sat at the table on the last day of
    the quarter and has not typed it; asked again it opens nothing new. Returns how many wait.
    """
    check_can_remind(by)
    if quarter.last < network.first_day:
        # Before its first day a town owes no totals; of the quarter of that day its own part.
        return 0
    due_at = end_of(quarter.last + dt.timedelta(days=DAYS), network)
    with audit.transaction():
        waiting, on_paper = 0, False
        for institution in _seated(network, quarter.last):
            sheet, _new = Sheet.objects.get_or_create(
                institution=institution, network=network, year=quarter.year,
                quarter=quarter.number,
            )  # fmt: skip
            if sheet.typed_at is not None:
                continue
            waiting += 1
            people = typists(institution)
            on_paper = on_paper or not people
            if people and not _was_asked(sheet.subject):
                open_task(
                    TASK, sheet.subject, institution=institution, network=network,
                    owner=_owner(people), due_at=due_at, by=by,
                )  # fmt: skip
        subject = round_of(network, quarter)
        if on_paper and not _was_asked(subject):
            open_task(TASK, subject, institution=None, network=network, due_at=due_at, by=by)
    return waiting


def _seated(network: Network, day: dt.date) -> list[Institution]:
    """Members of the table; a partner without a seat is not asked, but may type."""
    seats = Seat.objects.active_on(day).filter(network=network, standing=Standing.MEMBER)
    return [
        seat.institution
        for seat in seats.select_related("institution")
        if seat.has_valid_mac() and seat.institution.has_valid_mac()
    ]


def _owner(people: list[Member]) -> Member | None:
    """The queue, where somebody reads it; else the head, who sees only their own tasks."""
    if any(_HOLDS_QUEUE in one.roles for one in people):
        return None
    return people[0]


def _was_asked(subject: tuple[str, UUID]) -> bool:
    """Also long ago: whoever dropped it is not asked every night."""
    return Task.objects.filter(kind=TASK, subject_kind=subject[0], subject_id=subject[1]).exists()
