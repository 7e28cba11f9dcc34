"""Who takes over what somebody held for the institution."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.directory.actions import name_representatives
from spona.directory.actions.people import write_down
from spona.directory.models import Member, Seat
from spona.directory.permissions import may_edit_people
from spona.mandates.actions.reminding import NAME_SEAT
from spona.mandates.holdings import held_seats, life_tasks
from spona.mandates.permissions import check_can_hand_over
from spona.tasks.actions import close_task, move_task


def hand_over(
    member: Member,
    *,
    by: Actor,
    successor: Member | None = None,
    name: str = "",
    mandate_starts_on: dt.date | None = None,
    mandate_ends_on: dt.date | None = None,
) -> Member:
    """The successor (or somebody written down by `name`) gets the seats of the member and their
    open tasks of the life of the network, all at once or nothing.

    A deputy who moves up leaves the deputy's place empty. A coordinator, who sees no work of
    another institution, hands over the seats in their own networks only.
    """
    seats = [seat for seat in held_seats(member, today()) if _may(by, member, seat)]
    check_can_hand_over(by, member, [seat.network_id for seat in seats])
    with audit.transaction() as log:
        if name.strip():
            successor = write_down(name, institution=member.institution, by=by)
        if successor is None:
            raise Denied(_("Choose who takes over, or write their name."))
        _check(member, successor)
        _seats(seats, member, successor, (mandate_starts_on, mandate_ends_on), by)
        tasks = list(life_tasks(member, by)) if may_edit_people(by, member.institution) else []
        for task in tasks:
            move_task(task, owner=successor, by=by)
        log.record(
            "member:handed_over", by=by, subject=("member", member.pk), lane=member.institution_id,
            detail={"seats": len(seats), "tasks": len(tasks)},
        )  # fmt: skip
    return successor


def _may(by: Actor, member: Member, seat: Seat) -> bool:
    own = may_edit_people(by, member.institution)
    return own or seat.network_id in by.networks_where("network:edit")


def _check(member: Member, successor: Member) -> None:
    if successor.institution_id != member.institution_id:
        raise Denied(_("A seat is held by somebody who works at that institution."))
    if successor.person_id == member.person_id:
        raise Denied(_("Choose somebody else than the person who leaves."))
    if not successor.is_active_on(today()):
        raise Denied(_("The mandate of this person is over. Choose another one."))


def _seats(
    seats: Sequence[Seat], member: Member, successor: Member,
    mandate: tuple[dt.date | None, dt.date | None], by: Actor,
) -> None:  # fmt: skip
    for seat in seats:
        first, deputy = seat.member, seat.deputy
        start, end = mandate
        if first is not None and first.pk == member.pk:
            first = successor
            if deputy is not None and deputy.person_id == successor.person_id:
                deputy = None
        else:
            deputy, start, end = successor, seat.mandate_starts_on, seat.mandate_ends_on
            if first is not None and first.person_id == successor.person_id:
                raise Denied(
                    _("This person is the member already, and nobody deputises for themselves. "
                      "Choose another one.")
                )  # fmt: skip
        name_representatives(
            seat, member=first, deputy=deputy, mandate_starts_on=start, mandate_ends_on=end, by=by
        )
        close_task(NAME_SEAT, ("seat", seat.pk), by=by)
