"""What each institution writes before the yearly meeting: done, problems, proposals."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.meetings.models import Contribution, Meeting
from spona.meetings.permissions import check_contributes

LONGEST = 4_000


def contribute(meeting: Meeting, texts: Mapping[UUID, str], *, by: Actor) -> int:
    """Write one's own institution's lines, by the id of the point; changed as often as needed
    until the minutes are closed. Return how many changed.
    """
    check_contributes(by, meeting)
    own = str(by.institution_id)
    if any(len(text) > LONGEST for text in texts.values()):
        raise Denied(_("This text is too long. Put it in as a paper of the meeting."))
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        check_contributes(by, row)
        changed = 0
        for point in row.points.filter(pk__in=texts).exclude(kind=""):
            text = texts[point.pk].strip()
            mine = point.contributions.filter(institution_id=own).first()
            if text == (mine.text if mine else ""):
                continue
            Contribution.objects.update_or_create(
                point=point,
                institution_id=own,
                defaults={
                    "text": text,
                    "written_at": deadlines.now(),
                    "written_by_id": by.member_id,
                },
            )
            changed += 1
        if changed:
            log.record("meeting:contributed", by=by, subject=row.subject)
    return changed
