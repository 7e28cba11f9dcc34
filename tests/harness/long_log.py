"""`python -m tests.harness.long_log N`: a log of N entries with true hashes, then its verification.

The entries are like those of a busy network: eight lanes, two in three with a detail. They are
written in bulk past the actions, with the very hash that the program would have written. Prints
JSON: seconds of the verification, how many entries it read, and the faults it found.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any

NAMES = ("section:read", "referral:sent", "task:opened", "notice:written", "clock:stopped")
COLUMNS = ("id", "lane_id", "seq", "at", "name", "actor", "acted_for", "subject_kind",
           "subject_id", "detail", "previous", "hash", "tag")  # fmt: skip


def entries(lane: Any, number: int) -> Iterator[Any]:
    from spona.audit.models import Entry
    from spona.audit.recording import line_hash
    from spona.audit.tags import entry_tag, lane_tag

    head, begun = bytes(32), datetime(2026, 1, 1, tzinfo=UTC)
    people = [str(uuid.uuid4()) for _person in range(40)]
    details = ({}, {"reference": "R-7K3M-Q2", "kind": "report"},
               {"way": "institution", "revision": 1, "newest": 4, "reason": ""})  # fmt: skip
    for seq in range(1, number + 1):
        entry = Entry(
            lane=lane, seq=seq, at=begun + timedelta(microseconds=31_000_003 * seq),
            name=NAMES[seq % len(NAMES)], actor=people[seq % 40], acted_for=lane.pk,
            subject_kind="referral", subject_id=uuid.uuid4(), detail=details[seq % 3],
            previous=head,
        )  # fmt: skip
        entry.hash = head = line_hash(head, lane.pk, seq, entry)
        entry.tag = entry_tag(lane.pk, seq, head)
        yield entry
    lane.seq, lane.head, lane.tag = number, head, lane_tag(lane.pk, number, head)
    lane.save()


def main() -> None:
    import django

    django.setup()
    from django.db import connection, transaction

    from spona.access.actor import Actor
    from spona.audit.actions import checkpoint
    from spona.audit.models import Entry, Lane
    from spona.audit.queries import faults

    whole, lanes = int(sys.argv[1]), 8
    fields = [Entry._meta.get_field(name.removesuffix("_id") if name == "lane_id" else name)
              for name in COLUMNS]  # fmt: skip
    marks = ", ".join(["%s"] * len(COLUMNS))
    statement = f"INSERT INTO audit_entry ({', '.join(COLUMNS)}) VALUES ({marks})"
    for number in range(lanes):
        with transaction.atomic(), connection.cursor() as cursor:
            lane = Lane.objects.create(id=uuid.UUID(int=1000 + number), seq=0, head=bytes(32))
            for some in batched(entries(lane, whole // lanes), 5000, strict=False):
                rows = [[f.get_db_prep_save(getattr(e, f.attname), connection) for f in fields]
                        for e in some]  # fmt: skip
                cursor.executemany(statement, rows)
    checkpoint(by=Actor.system("housekeeping"))
    count, begun = Entry.objects.count(), time.perf_counter()
    found = list(faults())
    seconds = time.perf_counter() - begun
    said = {"seconds": seconds, "entries": count, "faults": found}
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
