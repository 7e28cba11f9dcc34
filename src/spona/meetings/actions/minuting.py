"""The minutes of a meeting of the table: written while it goes on, closed, added to afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.identity.models import Account
from spona.meetings.models import Addendum, Meeting, Point, Reason
from spona.meetings.permissions import check_has_begun, check_leads, check_of_table
from spona.meetings.table import accounts_of, places_of
from spona.meetings.telling import tell
from spona.reference.scripts import fold
from spona.tasks.actions import close_all, close_task, open_task

# Call a meeting off with a reason, or close it when its time is over.


def call_off(meeting: Meeting, reason: Reason, *, told: Iterable[Account], by: Actor) -> Meeting:
    """It does not take place: its tasks fall away, the invited hear of it. Again changes nothing.

    What was held already stays held.
    """
    check_leads(by, meeting)
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if row.cancelled_at is not None:
            return row
        if row.held_at is not None or row.ended_at is not None:
            raise Conflict(_("The meeting was held already."))
        row.cancelled_at, row.reason = deadlines.now(), reason
        row.save(update_fields=["cancelled_at", "reason"])
        _drop_tasks(row, by)
        if row.announced_at is not None:
            tell(told, "meeting_off", row, by=by)
        log.record("meeting:called_off", by=by, subject=row.subject, detail={"reason": reason})
    return row


def end(meeting: Meeting, *, by: Actor) -> Meeting:
    """Nothing more is written in it; what was decided goes on as tasks. Again changes nothing."""
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if row.ended_at is None and row.cancelled_at is None:
            row.ended_at = deadlines.now()
            row.save(update_fields=["ended_at"])
            _drop_tasks(row, by)
            log.record("meeting:ended", by=by, subject=row.subject, lane=row.institution_id)
    return row


def _drop_tasks(row: Meeting, by: Actor) -> None:
    close_all(row.subject, by=by)
    asked = row.invitations.all()
    if row.is_of_table:
        # A table is long, and who has answered or is called by phone has no task left.
        asked = asked.filter(answer="", on_paper=False) if row.held_at is None else asked.none()
    for one in asked:
        close_all(one.subject, by=by)


WRITE = "write_minutes"
LATE = "late_minutes"
# Until then the coordinator writes them.
WITHIN: Final = dt.timedelta(days=7)
LONGEST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Written:
    """The text of one point as it was typed, over the revision that was on the page."""

    text: str
    revision: int


class MinutesChanged(Conflict):
    """Somebody else saved a point meanwhile. `theirs`: point → (their text, its revision)."""

    def __init__(self, theirs: Mapping[UUID, tuple[str, int]]) -> None:
        super().__init__(
            _("Somebody else wrote under this point meanwhile. Both texts stand below; put "
              "together what belongs and save again.")
        )  # fmt: skip
        self.theirs = theirs


def write_minutes(meeting: Meeting, texts: Mapping[UUID, Written], *, tab: str, by: Actor) -> int:
    """Save what was typed under the points; return how many changed. Nothing where one of them
    was saved in another window since: MinutesChanged with that text.
    """
    check_leads(by, meeting)
    check_of_table(meeting)
    check_has_begun(meeting)
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        check_has_begun(row)
        points = {one.pk: one for one in row.points.all() if one.pk in texts}
        new = [one for one in points.values() if one.text != texts[one.pk].text.strip()]
        _check_unchanged(new, texts, tab)
        for one in new:
            one.text = texts[one.pk].text.strip()
            if len(one.text) > LONGEST:
                raise Denied(_("This text is too long. Put it in as a paper of the meeting."))
            one.revision, one.tab = one.revision + 1, tab[:43]
            one.search_key = fold(f"{one.words} {one.text}")
            one.save(update_fields=["text", "revision", "tab", "search_key"])
        if new:
            log.record("minutes:saved", by=by, subject=row.subject, detail={"points": len(new)})
    return len(new)


def close_minutes(meeting: Meeting, *, by: Actor) -> Meeting:
    """Nothing is changed in them any more; corrections are added with their date. Everybody at the
    table hears that they can be read. Again changes nothing.
    """
    check_leads(by, meeting)
    check_of_table(meeting)
    with audit.transaction() as log:
        rows = Meeting.objects.select_for_update(of=("self",)).select_related("network")
        row = rows.get(pk=meeting.pk)
        if row.ended_at is not None:
            return row
        check_has_begun(row)
        if row.held_at is None:
            raise Denied(_("Write down first who was there."))
        for kind in (WRITE, LATE):
            close_task(kind, row.subject, by=by)
        row = end(row, by=by)
        people = [one for each in places_of(row.network) for one in each.speakers]
        tell(accounts_of(people), "minutes", row, by=by)
        log.record("minutes:closed", by=by, subject=row.subject)
    return row


def add_to_minutes(meeting: Meeting, text: str, *, by: Actor) -> Addendum:
    """What is corrected after they were closed; it stands below them with its date."""
    check_leads(by, meeting)
    check_of_table(meeting)
    if not text.strip():
        raise Denied(_("Write what is corrected or added."))
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if row.ended_at is None:
            raise Conflict(_("The minutes are open: write it into them."))
        added = Addendum.objects.create(
            meeting=row, text=text.strip(), written_at=deadlines.now(), written_by_id=by.member_id
        )
        log.record("minutes:added", by=by, subject=row.subject)
    return added


def ask_for_minutes(meeting: Meeting, *, by: Actor) -> None:
    """Whoever called it has a week to write them, then the network's desk is asked too, where the
    deputy sees it; asked already changes nothing.
    """
    with audit.transaction():
        open_task(
            WRITE,
            meeting.subject,
            institution=meeting.institution,
            owner=meeting.called_by,
            network=meeting.network,
            reference=meeting.reference,
            due_at=meeting.last_moment + WITHIN,
            by=by,
        )
        if meeting.last_moment + WITHIN < deadlines.now():
            open_task(
                LATE,
                meeting.subject,
                institution=None,
                network=meeting.network,
                reference=meeting.reference,
                due_at=meeting.last_moment + 2 * WITHIN,
                by=by,
            )


def _check_unchanged(new: list[Point], texts: Mapping[UUID, Written], tab: str) -> None:
    theirs = {
        one.pk: (one.text, one.revision)
        for one in new
        if texts[one.pk].revision != one.revision and (not tab or one.tab != tab)
    }
    if theirs:
        raise MinutesChanged(theirs)
