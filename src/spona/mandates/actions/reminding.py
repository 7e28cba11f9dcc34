"""Tasks before something runs out, and their end once it has been renewed."""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.deadlines.late import end_of, today_in
from spona.directory.models import Member, Network, Seat
from spona.mandates.actions.renewals import RENEW as RENEW_DOCUMENT
from spona.mandates.actions.renewals import drop_renewals
from spona.mandates.owed import NOTICE
from spona.mandates.permissions import check_can_remind
from spona.mandates.queries import expiring, seats_at_table
from spona.tasks.actions import close_task, open_task
from spona.tasks.models import Task

NAME_SEAT = "name_seat"
RENEW_CONDITION = "renew_condition"
# What runs out → the kind of task.
KINDS: Final = {"mandate": RENEW_DOCUMENT, "condition": RENEW_CONDITION, "seat": NAME_SEAT}


def remind(network: Network, *, by: Actor) -> int:
    """Opens what is due in this network and closes what was renewed; how many are open after it.

    Again changes nothing. In practice nothing runs out.
    """
    check_can_remind(by)
    if network.practice:
        return 0
    day = today_in(network)
    with audit.transaction():
        drop_renewals(network, by=by)
        speaks = {
            seat.institution_id: who_speaks(seat, day) for seat in seats_at_table(network, day)
        }
        due = expiring(network, day)
        for one in due:
            open_task(
                KINDS[one.kind],
                one.subject,
                institution=one.institution,
                # To whoever speaks for the institution, else to its queue; a document to the desk.
                owner=speaks.get(one.institution.pk) if one.institution else None,
                network=network,
                # What had run out before the town began has the same time as everything else.
                due_at=end_of(max(one.last_day, network.first_day + NOTICE), network)
                if one.last_day < network.first_day
                else end_of(one.last_day, network),
                by=by,
            )
        for kind in (RENEW_CONDITION, NAME_SEAT):
            _close_others(kind, network, [one.subject[1] for one in due], by)
        return len(due)


def _close_others(kind: str, network: Network, left: list[UUID], by: Actor) -> None:
    rows = Task.objects.open().filter(kind=kind, network=network).exclude(subject_id__in=left)
    for task in rows:
        close_task(kind, (task.subject_kind, task.subject_id), by=by)


def who_speaks(seat: Seat, day: dt.date) -> Member | None:
    """Who has a login and a mandate today: the member, else the deputy."""
    for one in (seat.member, seat.deputy):
        if one is not None and one.is_active_on(day) and one.person.account_id is not None:
            return one
    return None
