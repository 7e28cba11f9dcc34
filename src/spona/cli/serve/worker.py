"""The one background worker: the mails that wait and the timetable, in turns.

Started by `serve_supervisor` as `python -m spona.cli.serve.worker`. On several machines
each may run one: mails are claimed under a lock, jobs by one conditional UPDATE.
"""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType

PAUSE = 1.0


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spona.settings")
    django.setup()
    from spona.cli.serve.supervisor import end_with_parent

    stop = threading.Event()
    end_with_parent()
    run(stop)


def run(stop: threading.Event) -> None:
    """Works until `stop`, not while a command has the data; what has begun is finished first."""
    from django.db import close_old_connections

    from spona.cli.serve.gate import take_part
    from spona.cli.serve.heartbeat import Heartbeat
    from spona.cli.serve.worker_jobs import OWN_LOOK
    from spona.deadlines.jobs import tick
    from spona.notifications.actions import deliver_waiting

    heartbeat, pause = Heartbeat(), threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        pause.set()
        stop.set()

    def go_on() -> bool:
        return not pause.is_set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    serving = take_part("worker")
    serving.on_close = pause.set
    while not stop.is_set():
        pause.clear()
        with serving.entered() as inside:
            # A command that comes now ends the round after the mail or the job that runs.
            if inside and not stop.is_set():
                deliver_waiting(go_on=go_on)
                tick(go_on=go_on)
                OWN_LOOK.after_round()
                heartbeat.after_round()
        close_old_connections()
        stop.wait(PAUSE)


if __name__ == "__main__":
    main()
