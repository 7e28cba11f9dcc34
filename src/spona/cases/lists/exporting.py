"""A list as a table for a spreadsheet: clear columns, and names only where they were asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.guards import check_stepped_up
from spona.cases.case.models import Case
from spona.cases.lists import assigned, files, queue, sent
from spona.cases.lists.filters import Filters
from spona.cases.lists.kinds import FILES, QUEUE, List
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import State
from spona.cases.referrals.words import short_name
from spona.documents.tables import Cell, csv_table, xlsx_table
from spona.identity.keyring import Keyring

MOST: Final = 10_000
_MAKE: Final = {"csv": csv_table, "xlsx": xlsx_table}
FORMATS: Final = tuple(_MAKE)


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are cells under `head`."""

    head: list[str]
    rows: list[list[Cell]]


def export(
    of: List, filters: Filters, *, form: str, names: bool, by: Actor, keys: Keyring
) -> bytes:
    """The rows that are asked for, as `csv` or `xlsx`; logged before a byte leaves.

    `names` of files only, opened in memory and logged one by one. StepUpNeeded without a fresh
    second factor, Denied where there are more than MOST rows.
    """
    check_stepped_up(by)
    names = names and of is FILES
    if of is FILES:
        table = _of_files(filters, names, by, keys)
    elif of is QUEUE:
        table = _of_queue(_few(queue.arrived(by, filters)), by)
    else:
        table = _of_sent(_few(sent.sent_rows(by, filters)))
    audit.record_read(
        "list:exported",
        by=by,
        subject=("institution", by.institution_id),
        detail={"list": of.name, "form": form, "rows": len(table.rows), "names": names},
    )
    return _MAKE[form](table.head, table.rows)


def _few[Row: (Referral, Case)](rows: QuerySet[Row]) -> list[Row]:
    found = list(rows[: MOST + 1])
    if len(found) > MOST:
        raise Denied(
            _("These are more than %(most)d rows. Choose a shorter time or one institution.")
            % {"most": MOST}
        )
    return found


def _of_queue(rows: Sequence[Referral], by: Actor) -> Table:
    head = [
        _("Reference"), _("Kind"), _("State"), _("Sender"), pgettext("day", "Arrived"),
        pgettext("day", "Accepted"), _("Deadline"), _("Assigned to"),
        pgettext("reference of a file", "File"),
    ]  # fmt: skip
    due, people = dict[UUID, datetime | None](), dict[UUID, list[str]]()
    for some in batched(rows, 500):
        due |= {ident: clock.due_at for ident, clock in queue.clocks_of(some).items()}
        people |= assigned.people_of((one.packet_id for one in some), by)
    cells: list[list[Cell]] = [
        [
            one.reference, str(one.get_kind_display()), str(one.get_state_display()),
            short_name(one.sender_institution), _local(one.sent_at), _local(one.accepted_at),
            _local(due.get(one.pk)), ", ".join(people.get(one.packet_id, ())),
            one.to_case.reference if one.to_case else "",
        ]
        for one in rows
    ]  # fmt: skip
    return Table(head, cells)


def _of_sent(rows: Sequence[Referral]) -> Table:
    head = [
        _("Reference"), _("Kind"), _("State"), _("Recipient"), pgettext("day", "Sent"),
        pgettext("day", "Closed"), _("On paper"),
    ]  # fmt: skip
    cells: list[list[Cell]] = []
    for one in rows:
        seen = sent.row_of(one)
        cells.append([
            one.reference, str(one.get_kind_display()),
            str(seen.word or State(seen.state).label), short_name(one.recipient_institution),
            _local(one.sent_at), _local(one.closed_at), _("yes") if one.on_paper else "",
        ])  # fmt: skip
    return Table(head, cells)


def _of_files(filters: Filters, names: bool, by: Actor, keys: Keyring) -> Table:
    cases = _few(files.file_rows(by, filters))
    head = [
        pgettext("reference of a file", "File"), _("Opened by"), pgettext("day", "Opened"),
        pgettext("day", "Closed"), _("Came from"), _("Assigned to"),
    ]  # fmt: skip
    known = files.names_of(cases, by, keys, purpose="export") if names else {}
    rows = [row for some in batched(cases, 500) for row in files.rows_of(some, known, by)]
    cells: list[list[Cell]] = [
        [
            row.case.reference, str(row.case.get_opened_by_display()), _local(row.case.opened_at),
            _local(row.case.closed_at), short_name(row.came_from) if row.came_from else "",
            ", ".join(row.people),
        ]
        for row in rows
    ]  # fmt: skip
    if names:
        head.insert(1, _("Name and surname"))
        for line, row in zip(cells, rows, strict=True):
            line.insert(1, row.name or "")
    return Table(head, cells)


def _local(at: datetime | None) -> datetime | None:
    return timezone.localtime(at) if at else None
