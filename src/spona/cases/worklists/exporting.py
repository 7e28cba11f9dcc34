"""A list as a table for a spreadsheet: clear columns, and names only where they were asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import State
from spona.cases.worklists import assigned, files, queue, sent
from spona.cases.worklists.filters import Filters
from spona.cases.worklists.kinds import FILES, QUEUE, List
from spona.deadlines.exclusions import asked_once
from spona.directory.institution_names import short_name
from spona.documents.tables import Cell, csv_table, xlsx_table
from spona.identity.keyring import Keyring

MOST: Final = 10_000
# Rows that are read and drawn together.
AT_ONCE: Final = 500
_MAKE: Final = {"csv": csv_table, "xlsx": xlsx_table}
FORMATS: Final = tuple(_MAKE)


@dataclass(frozen=True, slots=True)
class Table[Row: (Referral, Case)]:
    """`cells` makes the lines of some of the `rows`, under `head`."""

    head: list[str]
    rows: QuerySet[Row]
    cells: Callable[[Sequence[Row]], list[list[Cell]]]

    def lines(self, chosen: Sequence[UUID]) -> Iterator[list[Cell]]:
        """A line for each that is still to be seen, in their order; few are in memory at once."""
        for some in batched(chosen, AT_ONCE):
            yield from self.cells(list(self.rows.filter(pk__in=some)))


def export(
    of: List, filters: Filters, *, form: str, names: bool, by: Actor, keys: Keyring
) -> bytes:
    """The rows that are asked for, as `csv` or `xlsx`; logged before a byte leaves.

    `names` of files only, opened in memory and logged for each step of AT_ONCE files.
    StepUpNeeded without a fresh second factor; Denied where there are more than MOST rows, which
    are counted before any is read. The file is whole before it leaves: our server ends an answer
    that broke half-way like one that is complete, and nobody could tell them apart.
    """
    check_stepped_up(by)
    names = names and of is FILES
    written = 0

    def counted(lines: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
        nonlocal written
        for line in lines:
            written += 1
            yield line

    with asked_once():
        table: Table[Referral] | Table[Case]
        if of is FILES:
            table = _of_files(filters, names, by, keys)
        elif of is QUEUE:
            table = _of_queue(filters, by)
        else:
            table = _of_sent(filters, by)
        made = _MAKE[form](table.head, counted(table.lines(_chosen(table.rows))))
    audit.record_read(
        "list:exported",
        by=by,
        subject=("institution", by.institution_id),
        detail={"list": of.name, "form": form, "rows": written, "names": names},
    )
    return made


def _chosen(rows: QuerySet[Referral] | QuerySet[Case]) -> list[UUID]:
    """Which rows, in their order. Counting them needs no order and makes no row."""
    if rows.order_by()[: MOST + 1].count() > MOST:
        raise Denied(
            _("These are more than %(most)d rows. Choose a shorter time or one institution.")
            % {"most": MOST}
        )
    return list(rows.values_list("pk", flat=True)[:MOST])


def _of_queue(filters: Filters, by: Actor) -> Table[Referral]:
    def cells(rows: Sequence[Referral]) -> list[list[Cell]]:
        due = {ident: deadline.due_at for ident, deadline in queue.deadlines_of(rows).items()}
        people = assigned.people_of((one.packet_id for one in rows), by)
        return [
            [
                one.reference, str(one.get_kind_display()), str(one.get_state_display()),
                short_name(one.sender_institution), _local(one.sent_at), _local(one.accepted_at),
                _local(due.get(one.pk)), ", ".join(people.get(one.packet_id, ())),
                one.to_case.reference if one.to_case else "",
            ]
            for one in rows
        ]  # fmt: skip

    head = [
        _("Reference"), _("Kind"), _("State"), _("Sender"), pgettext("day", "Arrived"),
        pgettext("day", "Accepted"), _("Deadline"), _("Assigned to"),
        pgettext("reference of a file", "File"),
    ]  # fmt: skip
    return Table(head, queue.arrived(by, filters), cells)


def _of_sent(filters: Filters, by: Actor) -> Table[Referral]:
    def cells(rows: Sequence[Referral]) -> list[list[Cell]]:
        made: list[list[Cell]] = []
        for one in rows:
            seen = sent.row_of(one)
            made.append([
                one.reference, str(one.get_kind_display()),
                str(seen.word or State(seen.state).label), short_name(one.recipient_institution),
                _local(one.sent_at), _local(one.closed_at), _("yes") if one.on_paper else "",
                _("yes") if seen.heard else "",
            ])  # fmt: skip
        return made

    head = [
        _("Reference"), _("Kind"), _("State"), _("Recipient"), pgettext("day", "Sent"),
        pgettext("day", "Closed"), _("On paper"), _("Second-hand"),
    ]  # fmt: skip
    return Table(head, sent.sent_rows(by, filters), cells)


def _of_files(filters: Filters, names: bool, by: Actor, keys: Keyring) -> Table[Case]:
    def cells(cases: Sequence[Case]) -> list[list[Cell]]:
        known = files.names_of(cases, by, keys, purpose="export") if names else {}
        made: list[list[Cell]] = []
        for row in files.rows_of(cases, known, by):
            line: list[Cell] = [
                row.case.reference, str(row.case.get_opened_by_display()),
                _local(row.case.opened_at), _local(row.case.closed_at),
                short_name(row.came_from) if row.came_from else "", ", ".join(row.people),
            ]  # fmt: skip
            if names:
                line.insert(1, row.name or "")
            made.append(line)
        return made

    head = [
        pgettext("reference of a file", "File"), _("Opened by"), pgettext("day", "Opened"),
        pgettext("day", "Closed"), _("Came from"), _("Assigned to"),
    ]  # fmt: skip
    if names:
        head.insert(1, _("Name and surname"))
    return Table(head, files.file_rows(by, filters), cells)


def _local(at: datetime | None) -> datetime | None:
    return timezone.localtime(at) if at else None
