"""The one background worker: the queue of tasks and the timetable, in turns.

Started by `serve_supervisor` as `python -m spona.cli.serve.worker`. On several machines
each may run one: tasks are claimed by a lock, jobs by one conditional UPDATE.
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
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    from spona.cli.serve.gate import take_part
    from spona.cli.serve.heartbeat import Heartbeat
    from spona.cli.serve.worker_jobs import OWN_LOOK
    from spona.deadlines.jobs import tick

    tasks = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0.2,
        # In a batch it comes back when the queue is empty, and the timetable has its turn.
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )

    heartbeat = Heartbeat()

    def end(_number: int, _frame: FrameType | None) -> None:
        tasks.running = False
        stop.set()

    def let_go() -> None:
        tasks.running = False

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    serving = take_part("worker")
    serving.on_close = let_go
    while not stop.is_set():
        tasks.running = True
        with serving.entered() as inside:
            # A command that comes now ends the batch after the task that runs.
            if inside and not stop.is_set():
                tasks.run()
                tick(go_on=lambda: tasks.running)
                OWN_LOOK.after_round()
                heartbeat.after_round()
        close_old_connections()
        stop.wait(PAUSE)


if __name__ == "__main__":
    main()
