"""The timetable: running the periodic jobs whose time has come."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from spona.deadlines.actions.timetable import claim, finished

_log = logging.getLogger("spona.jobs")


def tick(*, go_on: Callable[[], bool] = lambda: True) -> list[str]:
    """Runs every job of `settings.TIMETABLE` that is due; returns the names of those it ran.
    `go_on` is asked before each.

    The table maps a name to (dotted path of a function without arguments, seconds between
    two runs). The worker calls this every few seconds; any number of workers may. A job
    that fails leaves a bare code behind and is tried again after a minute.
    """
    table: dict[str, tuple[str, int]] = getattr(settings, "TIMETABLE", {})
    ran = []
    for name, (path, seconds) in table.items():
        if not go_on():
            break
        if claim(name, every=timedelta(seconds=seconds)):
            finished(name, error=_run(name, path))
            ran.append(name)
    return ran


def _run(name: str, path: str) -> str:
    try:
        import_string(path)()
    except Exception as error:  # noqa: BLE001 — one job must not stop the others
        # Only the type: the text of an error may hold what a row holds.
        code = type(error).__name__[:60]
        _log.error("job failed", extra={"spona": {"job": name, "error": code}})
        return code
    return ""
