"""Where a meeting's reference leads, for this actor."""

from __future__ import annotations

from django.urls import reverse

from spona.access.actor import Actor
from spona.cases.conferences.models import Conference
from spona.meetings.models import Meeting


def meeting_path(reference: str, actor: Actor) -> str | None:
    """The page of a conference for who leads the file or is invited, else the bare row."""
    if Conference.objects.visible_to(actor).filter(meeting__reference=reference).exists():
        return reverse("cases:conference", args=[reference])
    if Meeting.objects.visible_to(actor).filter(reference=reference).exists():
        return reverse("meetings:read", args=[reference])
    return None
