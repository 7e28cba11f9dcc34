"""As whoever has the password of the database, within the transaction of a test."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.utils import timezone

from spona.audit.models import Entry
from spona.audit.recording import SYSTEM_LANE
from spona.audit.triggers import TABLES


def without_triggers() -> None:
    """Nothing refuses to change the log any more."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            return
        # Of what was inserted in this transaction the references are still to be looked at.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def planted_row_line(
    ident: UUID, kind: str, tag: str, *, lane: UUID = SYSTEM_LANE, seq: int = 10**9
) -> Entry:
    """A line behind all others that says how a row stands: the triggers let one be put in, and its
    tag is what they cannot make.
    """
    order = {"order": 10**6} if kind in ("section", "referral") else {}
    return Entry.objects.create(
        lane_id=lane, seq=seq, at=timezone.now(), name="row:written", actor="",
        subject_kind="row", subject_id=ident, detail={"kind": kind, "tag": tag, **order},
        previous=b"x" * 32, hash=b"y" * 32, tag=b"z" * 32,
    )  # fmt: skip
