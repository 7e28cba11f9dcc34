"""What a request writes, statement by statement, and what a reading may write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# The read log, how many papers and tables were made, and that somebody was here, at most once a
# minute.
MAY_GROW = {"audit_entry", "audit_lane", "identity_attempt"}
LAST_SEEN = {"identity_session": {"active_at", "locked_at", "usk_sealed", "stepped_up_at"},
             "identity_account": {"last_seen_at"}}  # fmt: skip
_STATEMENT = re.compile(r'(INSERT|REPLACE|DELETE|UPDATE)\b[^"]*"(\w+)"(.*)', re.DOTALL)
_COLUMN = re.compile(r'"(\w+)" = ')


@contextmanager
def noting() -> Iterator[set[tuple[str, str]]]:
    """(table, column) of each change within, or (table, "row") of what came or went."""
    noted = set[tuple[str, str]]()

    def note(execute, sql, params, many, context):
        if found := _STATEMENT.match(str(sql)):
            verb, table, rest = found.groups()
            columns = _COLUMN.findall(rest.split(" WHERE ")[0]) if verb == "UPDATE" else ["row"]
            noted.update((table, column) for column in columns)
        return execute(sql, params, many, context)

    connection.execute_wrappers.append(note)
    try:
        yield noted
    finally:
        connection.execute_wrappers.remove(note)
