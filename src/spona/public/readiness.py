"""Whether this process may be sent requests, and what is wrong with the server behind it.

Not ready: the database does not answer or has other tables, or nothing can be written. Degraded:
pages answer and nothing is lost, but somebody would wait in vain for a mail, a reminder or a
backup. No figure, name or address is told: the page is public.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from spona import deadlines
from spona.audit.lane_heads import heads_file
from spona.deadlines.queries import last_round
from spona.notifications.queries import last_refused, waiting_since
from spona.public import server_state

# Only a "yes" is kept: while a process runs its code does not change, so its tables stay right.
_seen_right: set[str] = set()
# Anybody may ask, and each answer would wait for the disk.
KEPT_SECONDS: Final = 5.0
MAIL_STUCK: Final = dt.timedelta(hours=1)
_kept: dict[str, tuple[float, bool]] = {}


@dataclass(frozen=True, slots=True)
class Readiness:
    """`degraded` are codes: worker, mail, backup, disk, certificate, log."""

    migrations_waiting: int
    writable: bool
    degraded: list[str]

    @property
    def ready(self) -> bool:
        return self.writable and not self.migrations_waiting


def readiness() -> Readiness:
    """Everything at once; OperationalError while the database does not answer."""
    migrations = migrations_waiting()
    # The tables may not be there yet.
    return Readiness(migrations, _can_write(), [] if migrations else _degraded())


def migrations_waiting() -> int:
    """How many migrations of this version are not in the database; 0 once seen, for one query.

    Raises OperationalError while the database does not answer, which is no "yes" either.
    """
    if connection.alias in _seen_right:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return 0
    executor = MigrationExecutor(connection)
    found = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not found:
        _seen_right.add(connection.alias)
    return found


def worker_is_silent() -> bool:
    """No round of the worker for five minutes: no mail leaves and nobody is reminded."""
    last = last_round()
    return last is None or deadlines.now() - last > server_state.WORKER_SILENT


def mail_is_stuck() -> bool:
    """The mail server has taken nothing of what waits for an hour."""
    since = waiting_since()
    return since is not None and timezone.now() - since > MAIL_STUCK


def _degraded() -> list[str]:
    ends, file = server_state.certificate_file_ends(), heads_file()
    wrong = {
        "worker": worker_is_silent(),
        "mail": last_refused() is not None or mail_is_stuck(),
        "backup": settings.SPONA_KIND != "demo" and server_state.backup_is_old(),
        "disk": server_state.free_bytes() < server_state.LEAST_FREE,
        "certificate": ends is not None and ends - timezone.now() < server_state.CERTIFICATE_ENDS,
        "log": bool(file is not None and file.closed()),
    }
    return [code for code, is_wrong in wrong.items() if is_wrong]


def _can_write() -> bool:
    folder, at = str(settings.SPONA_DATA), time.monotonic()
    if folder in _kept and at - _kept[folder][0] < KEPT_SECONDS:
        return _kept[folder][1]
    _kept[folder] = (at, server_state.can_write())
    return _kept[folder][1]
