"""Reading changes nothing: every GET of every address, asked by several people, leaves every table as it was."""

from __future__ import annotations

import hashlib

import pytest
from django.db import connection

from tests.harness.asking import asks, browsers
from tests.harness.world import tables

pytestmark = pytest.mark.django_db
# The read log, and that somebody was here, at most once a minute.
MAY_GROW = {"audit_entry", "audit_lane"}
LAST_SEEN = {"identity_session": {"active_at", "locked_at", "usk_sealed", "stepped_up_at"},
             "identity_account": {"last_seen_at"}}  # fmt: skip


def contents() -> dict[str, str]:
    """Table → a digest of all its rows, but for what a reading may note."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            if table in MAY_GROW or table.startswith("django_"):
                continue
            names = [c.name for c in connection.introspection.get_table_description(cursor, table)]
            kept = [f'"{n}"' for n in names if n not in LAST_SEEN.get(table, set())]
            cursor.execute(f'SELECT {", ".join(kept)} FROM "{table}"')
            rows = sorted(repr([bytes(v) if isinstance(v, memoryview) else v for v in row])
                          for row in cursor.fetchall())  # fmt: skip
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_no_get_changes_a_row(world):
    people = browsers(world)
    addresses = list(asks(world))
    for person in ("ana", "bea", "vesna", "mirjana", "cora", "ended", "nobody"):
        before, broken = contents(), []
        for ask in addresses:
            # Not `undone()`: what a GET wrote must stay, to be seen.
            status = people[person].get(ask.path).status_code
            if status >= 500:
                broken.append(f"{ask.name}: {status}")
        after = contents()
        assert broken == [], person
        assert {t for t in before if before[t] != after[t]} == set(), (
            f"changed by a GET of {person}"
        )


def test_the_database_refuses_a_write_inside_a_get(world):
    """Not a convention: a forgotten save in a view would be a server error at once."""
    from django.db import DatabaseError, transaction

    from spona.audit.readonly import read_only
    from spona.directory.models import Network

    if connection.vendor == "postgresql":
        pytest.skip("SQLite: within one test transaction PostgreSQL keeps its mode")
    with read_only(), pytest.raises(DatabaseError), transaction.atomic():
        Network.objects.update(time_zone="UTC")


def test_a_change_would_be_found(world):
    from spona.directory.models import Network

    before = contents()
    Network.objects.filter(slug="vranje").update(time_zone="Europe/Nowhere")
    after = contents()
    assert {t for t in before if before[t] != after[t]} == {"directory_network"}
