"""Putting mails back into the queue that a killed worker left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from spona.notifications.actions import deliver
from spona.notifications.models import Notice

LEFT_BEHIND: Final = timedelta(minutes=10)


def resend(limit: int = 200) -> int:
    """Queues again what should have been tried ten minutes ago; returns how many.

    Harmless when the queue still holds them: `deliver` is claimed by one UPDATE.
    """
    overdue = Notice.objects.filter(next_try_at__lte=timezone.now() - LEFT_BEHIND)
    ids = list(overdue.order_by("next_try_at").values_list("pk", flat=True)[:limit])
    for pk in ids:
        deliver.enqueue(str(pk))
    return len(ids)
