"""Where an activity's reference leads; `notifications` asks through `settings.GO_RESOLVERS`."""

from __future__ import annotations

from django.urls import reverse

from spona.access.actor import Actor
from spona.plans.models import Activity


def activity_path(reference: str, actor: Actor) -> str | None:
    if Activity.objects.visible_to(actor).filter(reference=reference).exists():
        return reverse("plans:activity", args=[reference])
    return None
