"""Papers attached to a meeting, before it and after; the signed minutes among them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.attachments.actions import put
from spona.attachments.forms import Incoming
from spona.meetings.models import Meeting, MeetingPaper, PaperKind
from spona.meetings.permissions import check_leads, check_of_table


def add_paper(
    meeting: Meeting, incoming: Incoming, *, title: str, kind: PaperKind, by: Actor
) -> MeetingPaper:
    """Everybody at the table gets it. Signed minutes come after the minutes were closed."""
    check_leads(by, meeting)
    check_of_table(meeting)
    if not title.strip():
        raise Denied(_("Write what the paper is called."))
    with audit.transaction() as log:
        rows = Meeting.objects.select_for_update(of=("self",)).select_related("network")
        row = rows.get(pk=meeting.pk)
        if row.cancelled_at is not None:
            raise Conflict(_("This meeting was called off."))
        if kind == PaperKind.SIGNED and row.ended_at is None:
            raise Denied(_("Close the minutes first; what is signed is not changed any more."))
        added = MeetingPaper.objects.create(
            meeting=row,
            paper=put(incoming, network=row.network, by=by),
            title=title.strip(),
            kind=kind,
            added_at=deadlines.now(),
        )
        log.record("meeting:paper_added", by=by, subject=row.subject, detail={"kind": kind})
    return added


def take_paper_away(paper: MeetingPaper, *, by: Actor) -> MeetingPaper:
    """Nobody gets it any more. Again changes nothing."""
    check_leads(by, paper.meeting)
    with audit.transaction() as log:
        row = MeetingPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        if row.withdrawn_at is None:
            row.withdrawn_at = deadlines.now()
            row.save(update_fields=["withdrawn_at"])
            log.record("meeting:paper_withdrawn", by=by, subject=row.subject)
    return row


def put_paper_back(paper: MeetingPaper, *, by: Actor) -> MeetingPaper:
    """Undo of `take_paper_away`."""
    check_leads(by, paper.meeting)
    with audit.transaction() as log:
        row = MeetingPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
        if row.withdrawn_at is not None:
            row.withdrawn_at = None
            row.save(update_fields=["withdrawn_at"])
            log.record("meeting:paper_put_back", by=by, subject=row.subject)
    return row
