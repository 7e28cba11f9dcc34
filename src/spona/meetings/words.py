"""Words of the two lists of this app, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from spona.meetings.models import Meeting, Point
from spona.reference.scripts import fold

KINDS, POINTS = "meeting_kind", "meeting_point"


def kind_of(meeting: Meeting, kinds: Mapping[str, str]) -> str:
    return kinds.get(meeting.kind, "") or str(meeting.get_form_display())


def kind_beside(meeting: Meeting, kinds: Mapping[str, str]) -> str:
    """The kind, where the title does not say it already, in whichever script."""
    kind = kind_of(meeting, kinds) if meeting.title else ""
    return "" if fold(kind) == fold(meeting.title) else kind


def point_words(point: Point, codes: Mapping[str, str]) -> str:
    """What stands on the agenda; an open point is named by nothing that tells whose it is."""
    if point.words:
        return point.words
    if point.kind:
        return codes.get(point.kind, point.kind)
    if point.decision is not None:
        return _("Not finished: %(words)s") % {"words": point.decision.words}
    return _("An open point that has no owner yet") if point.task_id else point.reference
