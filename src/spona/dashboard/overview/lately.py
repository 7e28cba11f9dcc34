"""The last meetings that this reader may know of: when, who was there, what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona import deadlines
from spona.access.actor import Actor
from spona.directory.models import Network
from spona.meetings.models import Form, Meeting
from spona.meetings.vitality import with_counts

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Held:
    """`there` of `asked` institutions; `done` of `decided` decisions."""

    meeting: Meeting
    there: int
    asked: int
    decided: int
    done: int

    @property
    def ago(self) -> str:
        days = (
            timezone.localdate(deadlines.now()) - timezone.localdate(self.meeting.starts_at)
        ).days
        if days <= 0:
            return _("today")
        return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


def lately(actor: Actor, network: Network) -> list[Held]:
    """Meetings of the network, never a conference; one query."""
    rows = Meeting.objects.visible_to(actor).filter(
        network=network, form=Form.TABLE, cancelled_at=None, held_at__isnull=False
    )
    names = ("there", "asked", "decided", "done")
    return [
        Held(row, *(getattr(row, name, 0) for name in names))
        for row in with_counts(rows).order_by("-starts_at")[:SHOWN]
        if row.has_valid_mac()
    ]
