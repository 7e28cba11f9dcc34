"""What the network asks of somebody on a Monday, also where it has no case at all."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from spona import deadlines
from spona.access.actor import Actor
from spona.dashboard.overview import sources
from spona.dashboard.overview.check import Ask
from spona.meetings.models import Meeting
from spona.ui import days


def asked_of(actor: Actor, meetings: Sequence[Meeting]) -> list[Ask]:
    """The next meeting, progress to report, trainings to register for, what can be recorded.

    No query of its own: `meetings` are those ahead, the nearest first.
    """
    if not actor.may("network:read"):
        return []
    return [
        *_next(meetings),
        *sources.progress_due(actor),
        *sources.sessions_ahead(actor, deadlines.today()),
        *sources.pages(actor),
        Ask(
            "affiliate",
            _("Who covers what in the network"),
            _("Every sector of your town, and who works with whom."),
            reverse("dashboard:overview"),
            _("Look"),
        ),
    ]


def _next(meetings: Sequence[Meeting]) -> list[Ask]:
    if not meetings:
        return []
    first = meetings[0]
    when = days.when(first.starts_at, now=deadlines.now())
    url = reverse("notifications:open", args=[first.reference])
    return [
        Ask("calendar-event", _("The next meeting"), f"{when} · {first.reference}", url, _("Look"))
    ]
