"""Where a reference leads, for this actor."""

from __future__ import annotations

from django.urls import reverse

from spona.access.actor import Actor
from spona.tipline.models import Tip


def tip_path(reference: str, actor: Actor) -> str | None:
    """The page of a tip; None when it is unknown or not for this actor."""
    if Tip.objects.visible_to(actor).filter(reference=reference).exists():
        return reverse("tipline:read", args=[reference])
    return None
