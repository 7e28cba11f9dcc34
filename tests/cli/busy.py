"""Run inside a server: writes to the log without a pause until it is ended."""

from __future__ import annotations

import sys
import time

import django


def main() -> None:
    django.setup()
    from spona import audit
    from spona.access.actor import Actor

    by = Actor.system("housekeeping")
    sys.stdout.write("writing\n")
    sys.stdout.flush()
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with audit.transaction() as log:
            log.record("test:written", by=by, subject=("test", None))
        time.sleep(0.005)


if __name__ == "__main__":
    main()
