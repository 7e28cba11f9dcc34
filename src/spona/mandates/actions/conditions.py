"""That a condition is met, and whether a network lets nobody in without it."""

from __future__ import annotations

import calendar
import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments.actions import put
from spona.attachments.forms import Incoming
from spona.deadlines.time import today
from spona.directory.models import Institution, Network, Seat
from spona.mandates.models import Condition, Switch
from spona.mandates.owed import Kind, kinds
from spona.mandates.permissions import check_can_write_condition, check_can_write_document
from spona.mandates.queries import conditions_of
from spona.mandates.words import full_day
from spona.tasks.actions import close_task

RENEW = "renew_condition"


def write_condition(
    institution: Institution,
    network: Network,
    code: str,
    *,
    on: dt.date,
    by: Actor,
    until: dt.date | None = None,
    document: str = "",
    incoming: Incoming | None = None,
) -> Condition:
    """The institution met this condition of the network on the day `on`.

    `until` is the last day on which it counts; left empty it follows from the list (a training
    counts 24 months), where the list says nothing it has no end. The same once more changes
    nothing and gives the first row, so that ten people of one training are one row. Closes the
    reminder where nothing runs out any more.
    """
    kind = _kind(network, code)
    check_can_write_condition(by, institution, network, code, blocks=kind.blocks)
    last = _check_days(kind, on, until)
    if not _sits(institution, network):
        raise Denied(_("This institution does not sit in the network. Choose another one."))
    with audit.transaction() as log:
        Network.objects.select_for_update().get(pk=network.pk)
        mine = Condition.objects.standing().filter(
            institution=institution, network=network, code=code
        )
        same = mine.filter(done_on=on, valid_until=last, document=document).first()
        if same is not None and incoming is None:
            return same
        made = Condition.objects.create(
            institution=institution, network=network, code=code, done_on=on, valid_until=last,
            document=document, written_at=deadlines.now(), written_by_id=by.member_id,
            paper=put(incoming, network=network, by=by) if incoming else None,
        )  # fmt: skip
        _close(institution, network, code, by)
        log.record(
            "condition:written", by=by, subject=made.subject, lane=institution.pk,
            detail={"code": code},
        )  # fmt: skip
    return made


def withdraw_condition(condition: Condition, *, by: Actor) -> Condition:
    """Takes back what was written down by mistake; again changes nothing."""
    kind = _kind(condition.network, condition.code)
    check_can_write_condition(
        by, condition.institution, condition.network, condition.code, blocks=kind.blocks
    )
    with audit.transaction() as log:
        row = Condition.objects.select_for_update().get(pk=condition.pk)
        if row.withdrawn_at is None:
            row.withdrawn_at = deadlines.now()
            row.save(update_fields=["withdrawn_at"])
            close_task(RENEW, row.subject, by=by, outcome="dropped")
            log.record("condition:withdrawn", by=by, subject=row.subject, lane=row.institution_id)
    return row


def turn_switch(network: Network, code: str, *, blocks: bool, by: Actor) -> Switch:
    """Whether the network lets nobody in without this condition; as it is changes nothing."""
    check_can_write_document(by, network)
    _kind(network, code)
    with audit.transaction() as log:
        Network.objects.select_for_update().get(pk=network.pk)
        row = Switch.objects.filter(network=network, code=code).first()
        if row is None:
            row = Switch(network=network, code=code)
        if row.blocks != blocks or row.turned_at is None:
            row.blocks, row.turned_at, row.turned_by_id = blocks, deadlines.now(), by.member_id
            row.save()
            log.record(
                "condition:switched", by=by, subject=("network", network.pk),
                detail={"code": code, "blocks": blocks},
            )  # fmt: skip
    return row


def _kind(network: Network, code: str) -> Kind:
    found = next((one for one in kinds(network, today()) if one.code == code), None)
    if found is None:
        raise Denied(_("There is no such condition in the list. Choose another one."))
    return found


def _sits(institution: Institution, network: Network) -> bool:
    seats = Seat.objects.active_on(today()).filter(institution=institution, network=network)
    return any(seat.has_valid_mac() for seat in seats)


def _check_days(kind: Kind, on: dt.date, until: dt.date | None) -> dt.date | None:
    """The last day on which it counts."""
    if on > today():
        raise Denied(_("This day has not come yet. Write down what has happened."))
    if until is not None and until < on:
        raise Denied(_("The last day comes before the first one. Correct one of the two dates."))
    if not kind.months:
        return until
    longest = months_later(on, kind.months)
    if until is not None and until > longest:
        raise Denied(
            ngettext(
                "This counts for %(n)d month, so until %(day)s at most.",
                "This counts for %(n)d months, so until %(day)s at most.",
                kind.months,
            )
            % {"n": kind.months, "day": full_day(longest)}
        )
    return until or longest


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month; its last one where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        raise Conflict(_("Check the year: this day is too far away."))
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _close(institution: Institution, network: Network, code: str, by: Actor) -> None:
    """Ends the reminders of rows that no longer run out, for a later one counts."""
    rows = list(Condition.objects.filter(institution=institution, network=network, code=code))
    if len(rows) == 1:
        return
    owed = conditions_of(institution, network, today())
    left = {one.row.pk for one in owed if one.row and one.state.ground == "today"}
    for row in rows:
        if row.pk not in left:
            close_task(RENEW, row.subject, by=by)
