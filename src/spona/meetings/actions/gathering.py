"""Call a meeting of the whole table, and move it: everybody who can be told here hears of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Institution, Member, Network
from spona.directory.queries import coordinator_of, deputies_of
from spona.identity.models import Account
from spona.meetings.actions.agenda import Wanted, add_points, from_template
from spona.meetings.actions.calling import ANSWER, PREPARE, Asked, Clear, announce, call
from spona.meetings.models import Form, Meeting, Series
from spona.meetings.permissions import (
    check_ahead,
    check_end,
    check_leads,
    check_leads_network,
    check_of_table,
    check_time,
)
from spona.meetings.table import Place, accounts_of, places_of
from spona.meetings.telling import tell
from spona.reference.scripts import fold
from spona.tasks.actions import close_task, open_task

QUIET = "quiet_network"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """A meeting that is about to be called. `months`: begins a series of which one is held every
    so many months (0: days by hand); `series`: it is one more of that one. `yearly` is the kind
    whose agenda comes from the template.
    """

    title: str
    kind: str
    place: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    institutions: Sequence[Institution]
    points: Sequence[Wanted] = field(default=())
    months: int | None = None
    series: Series | None = None


def gather(
    network: Network, gathering: Gathering, *, by: Actor, called_by: Member | None = None
) -> Meeting:
    """Call it, with its agenda, and invite. The caller makes it happen once.

    `called_by`: for a job of the system, in whose name.
    """
    check_leads_network(by, network)
    if not gathering.title.strip():
        raise Denied(_("Write what the meeting is called."))
    if not gathering.place.strip():
        raise Denied(_("Write where you meet."))
    caller = called_by if by.is_system and called_by is not None else _membership(by)
    wanted = {one.pk for one in gathering.institutions} - {caller.institution_id}
    table = places_of(network)
    asked = [one for one in table if one.institution.pk in wanted]
    if {one.institution.pk for one in asked} != wanted:
        raise Denied(_("This institution does not sit in the network. Choose another one."))
    with audit.transaction() as log:
        series = gathering.series
        if gathering.months is not None and series is None:
            series = Series.objects.create(
                network=network,
                title=gathering.title.strip(),
                months=gathering.months,
                begun_at=deadlines.now(),
            )
            log.record("series:begun", by=by, subject=series.subject)
        meeting = call(
            Form.TABLE,
            network=network,
            called_by=caller,
            starts_at=gathering.starts_at,
            asked=[Asked(one.institution, one.on_paper, one.answers) for one in asked],
            by=by,
            place=gathering.place.strip(),
            clear=Clear(
                title=gathering.title.strip(),
                ends_at=gathering.ends_at,
                kind=gathering.kind,
                series=series,
            ),
        )
        meeting = announce(meeting, told=_told(meeting, table), by=by)
        add_points(meeting, [*from_template(gathering.kind), *gathering.points], by=by)
        close_task(PREPARE, (QUIET, network.pk), by=by)
    return meeting


def move(
    meeting: Meeting, *, starts_at: dt.datetime, ends_at: dt.datetime, place: str, by: Actor
) -> Meeting:
    """Another time or place: everybody hears of it, calendars see a newer version, and with a new
    time everybody is asked again. The same as before changes nothing.
    """
    check_leads(by, meeting)
    check_of_table(meeting)
    check_end(starts_at, ends_at)
    if not place.strip():
        raise Denied(_("Write where you meet."))
    with audit.transaction() as log:
        rows = Meeting.objects.select_for_update(of=("self",)).select_related(
            "network", "institution", "called_by"
        )
        row = rows.get(pk=meeting.pk)
        check_ahead(row)
        later = row.starts_at != starts_at
        if not later and (row.ends_at, row.place) == (ends_at, place.strip()):
            return row
        if later:
            check_time(starts_at)
        row.starts_at, row.ends_at, row.place = starts_at, ends_at, place.strip()
        row.sequence += 1
        row.search_key = fold(f"{row.title} {row.place}")
        row.save(update_fields=["starts_at", "ends_at", "place", "sequence", "search_key"])
        table = places_of(row.network)
        if later:
            _ask_again(row, table, by)
        tell(_told(row, table), "meeting_moved", row, by=by)
        log.record("meeting:moved", by=by, subject=row.subject, detail={"sequence": row.sequence})
    return row


def _membership(by: Actor) -> Member:
    rows = Member.objects.select_related("person", "institution__town")
    membership = rows.filter(pk=by.member_id).first() if by.member_id else None
    if membership is None:
        raise Denied(_("Only somebody who acts for an institution can do this."))
    return membership


def _told(meeting: Meeting, table: Sequence[Place]) -> list[Account]:
    """Who speaks for each institution that is invited or calls, and who leads the network."""
    ids = {meeting.institution_id, *meeting.invitations.values_list("institution_id", flat=True)}
    people = [one for each in table if each.institution.pk in ids for one in each.speakers]
    leading = [coordinator_of(meeting.network), *deputies_of(meeting.network)]
    found = accounts_of([*people, *(one for one in leading if one is not None)])
    return [one for one in found if one.disabled_at is None]


def _ask_again(row: Meeting, table: Sequence[Place], by: Actor) -> None:
    """No answer holds for another time. Who has left the table is not asked any more."""
    here = {one.institution.pk: one for one in table}
    for one in row.invitations.select_related("institution", "member"):
        close_task(ANSWER, one.subject, by=by, outcome="dropped")
        one.answer, one.answered_at, one.answered_by = "", None, None
        one.save(update_fields=["answer", "answered_at", "answered_by"])
        if one.institution_id in here and not one.on_paper:
            open_task(
                ANSWER,
                one.subject,
                institution=one.institution,
                owner=one.member,
                network=row.network,
                reference=row.reference,
                due_at=row.starts_at,
                by=by,
            )
    close_task(PREPARE, row.subject, by=by, outcome="dropped")
    open_task(
        PREPARE,
        row.subject,
        institution=row.institution,
        owner=row.called_by,
        network=row.network,
        reference=row.reference,
        due_at=row.starts_at,
        by=by,
    )
