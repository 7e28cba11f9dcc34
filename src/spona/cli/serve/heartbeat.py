"""A monitor outside is asked after each good round of the worker; hearing nothing, it warns."""

from __future__ import annotations

import logging
import time
import urllib.request
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import Error

from spona.deadlines.queries import job_has_failed

EVERY: Final = 60.0
_log = logging.getLogger("spona.jobs")


@dataclass(slots=True)
class Heartbeat:
    """One for each worker; `last` is when it last asked, on the monotonic deadline."""

    last: float = float("-inf")

    def after_round(self) -> bool:
        """Asks for the address at most once a minute, and not while a job fails; True where it did.

        Sends nothing about this server but that it is alive; what is answered is thrown away.
        """
        address = settings.SPONA_HEARTBEAT
        of_the_web = address.startswith(("http://", "https://"))
        if not of_the_web or time.monotonic() - self.last < EVERY:
            # Any other address is red in `doctor`.
            return False
        self.last = time.monotonic()
        try:
            if job_has_failed():
                return False
            asked = urllib.request.Request(address, headers={"User-Agent": "Spona"})  # noqa: S310
            with urllib.request.urlopen(asked, timeout=5):  # noqa: S310 — see above
                return True
        except (OSError, ValueError, Error) as error:
            # Only the type: the address of a monitor is a secret of its own.
            code = type(error).__name__[:40]
            _log.error("heartbeat failed", extra={"spona": {"error": code}})
            return False
