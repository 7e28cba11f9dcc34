"""`python -m tests.harness.recorder N`: N acknowledged writes into SQLite's write-ahead log.

After each it prints how long the log is and how many entries the database holds; then "end", and
waits to be killed, for whoever ends well folds the log into the database.
"""

from __future__ import annotations

import random
import sys
import time
import uuid
from typing import Any


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from spona.audit.models import Entry
    from tests.harness.mixed_writer import Writer

    writer = Writer()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
    log, told = settings.SPONA_DATA / "spona.sqlite3-wal", 0

    def tell(_what: str, _ident: uuid.UUID, **_more: Any) -> None:
        nonlocal told
        told += 1
        sys.stdout.write(f"{log.stat().st_size} {Entry.objects.count()}\n")
        if told == int(sys.argv[1]):
            sys.stdout.write("end\n")
            sys.stdout.flush()
            time.sleep(600)

    # Taking over is two transactions, and the first is acknowledged by nobody.
    acts, dice = (writer.draft, writer.send, writer.box, writer.log), random.Random(5)
    while True:
        dice.choice(acts)(tell)


if __name__ == "__main__":
    main()
