"""The timetable: running the periodic jobs whose time has come."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from spona.access.registry import Registry
from spona.deadlines.actions.timetable import claim, finished


@dataclass(frozen=True, slots=True)
class Job:
    """What the worker does, and how many seconds lie between two runs."""

    run: Callable[[], object]
    seconds: int = field(compare=False)


TIMETABLE: Final = Registry[Job](
    "timetable of jobs",
    # By these keys end in time; nobody would notice that one of them is not in the timetable.
    (
        "vault.every_minute",
        "vault.every_hour",
        "identity.lock_idle_sessions",
        "identity.destroy_old_keys",
        "cases.end_and_pass_on",
        "cases.end_conferences",
    ),
    why="Without it, keys would outlive the day on which they end.",
    open_ended=True,
)
_log = logging.getLogger("spona.jobs")


def tick(*, go_on: Callable[[], bool] = lambda: True) -> list[str]:
    """Runs every job of the timetable that is due; returns the names of those it ran.
    `go_on` is asked before each.

    The worker calls this every few seconds; any number of workers may. A job that fails leaves
    a bare code behind and is tried again after a minute.
    """
    ran = []
    for name, job in TIMETABLE.all().items():
        if not go_on():
            break
        if claim(name, every=timedelta(seconds=job.seconds)):
            finished(name, error=_run(name, job))
            ran.append(name)
    return ran


def _run(name: str, job: Job) -> str:
    try:
        job.run()
    except Exception as error:  # noqa: BLE001 — one job must not stop the others
        # Only the type: the text of an error may hold what a row holds.
        code = type(error).__name__[:60]
        _log.error("job failed", extra={"spona": {"job": name, "error": code}})
        return code
    return ""
