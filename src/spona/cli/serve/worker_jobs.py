"""Periodic work that belongs to no app: the daily checkpoint, the planner."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db import connection

from spona.access.actor import Actor
from spona.audit.actions import checkpoint
from spona.audit.shares import ALONE
from spona.audit.witnesses import root_line
from spona.cli.verify import close_broken_lanes, report_planted
from spona.deadlines.actions.timetable import SLACK
from spona.directory.models import Network
from spona.directory.queries import coordinator_of, deputies_of
from spona.notifications.actions import notify
from spona.notifications.kinds import LOG_LINE
from spona.vault.actions import tell_of_closed_lanes

_log = logging.getLogger("spona.jobs")


def daily_checkpoint() -> None:
    """Signs the heads of all lanes; its line on paper pins everything before it. Whatever somebody
    planted beside it is alarm of its own, and keeps nothing from being signed.
    """
    checkpoint(by=Actor.system("housekeeping"))
    report_planted()


def verify_lanes() -> None:
    """Whatever was changed past Spona is found within the hour; from then nothing in it opens, and
    those whom it concerns hear of it.
    """
    OWN_LOOK.last = time.monotonic()
    close_broken_lanes(ALONE)
    tell_of_closed_lanes(by=Actor.system("housekeeping"))


@dataclass(slots=True)
class OwnLook:
    """The hourly look by the worker's own clock: the timetable stands in the database that is
    looked at. `last` is when this process looked, by whichever of the two.
    """

    last: float = field(default_factory=time.monotonic)

    def after_round(self) -> bool:
        """Looks where the timetable has not asked for it in time; True where it did."""
        if time.monotonic() - self.last < LOOK_SECONDS + SLACK.total_seconds():
            return False
        try:
            verify_lanes()
        except Exception as error:  # noqa: BLE001 — as of a job: the worker goes on
            code = type(error).__name__[:60]
            _log.error("job failed", extra={"spona": {"job": "audit.verify", "error": code}})
        return True


LOOK_SECONDS: Final = 3600
OWN_LOOK: Final = OwnLook()


def mail_log_line() -> None:
    """The line of the newest root goes to those who lead networks, so that it lies outside."""
    if not root_line():
        return
    by, told = Actor.system("housekeeping"), set[UUID]()
    for network in Network.objects.real():
        leading = coordinator_of(network)
        for member in (*filter(None, [leading]), *deputies_of(network)):
            person = member.person
            if person.account is None or not person.account.is_active or person.pk in told:
                continue
            told.add(person.pk)
            notify(person.account, LOG_LINE, reference="", by=by, email=person.email or None)


def count_for_planner() -> None:
    """How many rows share a value, so that SQLite takes the right index; PostgreSQL counts itself.

    Without it a page of fifty walks through every key of an institution. Only numbers are kept,
    in a table that no backup takes along (a SQLite built with STAT4, which Debian's is not, would
    keep samples of clear columns beside them).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            # Also tables that this connection has not read.
            cursor.execute("PRAGMA optimize = 0x10002")
