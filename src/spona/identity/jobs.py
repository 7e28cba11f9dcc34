"""Periodic work; each may run at any time and on any worker. The worker calls them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.identity import key_rotation, known_browsers, wraps
from spona.identity.models import Account, Attempt, KnownBrowser, Session, SpentChallenge
from spona.identity.sessions import IDLE, LASTS

A_DAY = timedelta(days=1)


def lock_idle_sessions() -> int:
    """Wipe the keys of sessions idle for 15 min, delete those older than 8 h; return how many."""
    now = timezone.now()
    Session.objects.filter(created_at__lte=now - LASTS).delete()
    idle = Session.objects.filter(locked_at=None, active_at__lte=now - IDLE)
    return idle.update(locked_at=now, usk_sealed=None, stepped_up_at=None)


def forget_attempts() -> int:
    """Delete the limiter's rows of yesterday; return how many. Challenges that ended go
    too, and browsers in which nobody signed in for 180 days.
    """
    long_ago = timezone.localdate() - known_browsers.LASTS
    KnownBrowser.objects.filter(used_on__lte=long_ago).delete()
    SpentChallenge.objects.filter(ends_at__lte=timezone.now()).delete()
    return Attempt.objects.filter(at__lte=timezone.now() - A_DAY).delete()[0]


def destroy_old_keys() -> int:
    """Destroy the earlier keys of people from whose keys everything was moved; return how many.

    A few minutes later than that: what a request was sealing to them meanwhile must be there.
    """
    settled = timezone.now() - key_rotation.LATECOMERS
    waiting = Account.objects.filter(key_changed_at__lte=settled).exclude(previous_sealed=None)
    destroyed, by = 0, Actor.system("housekeeping")
    for account in waiting:
        with audit.transaction() as log:
            row = Account.objects.select_for_update().get(pk=account.pk)
            if row.previous_sealed is None or key_rotation.left(row):
                continue
            wraps.check(row)
            row.previous_sealed = None
            wraps.sign(row)
            row.save(update_fields=["previous_sealed", "wraps_mac"])
            destroyed += 1
            log.record("account:old_keys_destroyed", by=by, subject=("account", row.pk))
    return destroyed
