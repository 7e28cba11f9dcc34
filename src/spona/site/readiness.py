"""Whether this process may be sent requests: the database answers and has this version's tables."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

# Only a "yes" is kept: while a process runs its code does not change, so its tables stay right.
_seen_right: set[str] = set()


def migrations_waiting() -> int:
    """How many migrations of this version are not in the database; 0 once seen, for one query.

    Raises OperationalError while the database does not answer, which is no "yes" either.
    """
    if connection.alias in _seen_right:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return 0
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not waiting:
        _seen_right.add(connection.alias)
    return waiting


def forget() -> None:
    """Check again at the next question: for tests, and after a restore inside a process."""
    _seen_right.clear()
