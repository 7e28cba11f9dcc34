"""Periodic work; each may run at any time and on any worker. The worker calls them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from spona.identity.models import Attempt, Session
from spona.identity.sessions import IDLE, LASTS

A_DAY = timedelta(days=1)


def lock_idle_sessions() -> int:
    """Wipe the keys of sessions idle for 15 min, delete those older than 8 h; return how many."""
    now = timezone.now()
    Session.objects.filter(created_at__lte=now - LASTS).delete()
    idle = Session.objects.filter(locked_at=None, active_at__lte=now - IDLE)
    return idle.update(locked_at=now, usk_sealed=None, stepped_up_at=None)


def forget_attempts() -> int:
    """Delete the limiter's rows of yesterday; return how many."""
    return Attempt.objects.filter(at__lte=timezone.now() - A_DAY).delete()[0]
