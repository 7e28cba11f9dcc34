"""The database itself refuses to change or remove a log entry or a checkpoint.

Raw SQL lives only here and in the folding helper. SQLite's `INSERT OR REPLACE`
fires delete triggers only with `recursive_triggers`, which settings switch on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

TABLES = ("audit_entry", "audit_checkpoint", "audit_witness")

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION spona_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH {each} EXECUTE FUNCTION spona_append_only()
"""


# What PostgreSQL keeps of a trigger's kind: BEFORE (2), for each row (1), and the verb.
_KINDS = {"update": 2 + 1 + 16, "delete": 2 + 1 + 8, "truncate": 2 + 32}
_INSTALLED = """
SELECT t.tgname, t.tgtype, p.prosrc FROM pg_trigger t
JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND c.relname = ANY(%s)
"""


def install() -> None:
    """Makes the triggers, also in place of another one that took the name; safe to call again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in missing():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            for text in _sqlite_texts().values():
                cursor.execute(text.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1))
            return
        cursor.execute(_FUNCTION)
        for table in TABLES:
            for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
                cursor.execute(_POSTGRESQL.format(table=table, verb=verb, each=each))


@contextmanager
def entries_writable() -> Iterator[None]:
    """Within a transaction of the operator's, which takes it back if it fails: for new tags of
    entries, which their hashes do not speak of.
    """
    with connection.cursor() as cursor:
        on = ""
        if connection.vendor == "postgresql":
            # It changes no table of which references are still to be looked at.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            on = " ON audit_entry"
        cursor.execute(f"DROP TRIGGER audit_entry_no_update{on}")
    yield
    install()


def missing() -> set[str]:
    """Names of triggers that are not there as they ought to be; `doctor` and `audit verify` ask.

    The whole definition is compared: one that bears the name and does nothing is missing too.
    """
    if connection.vendor == "sqlite":
        wanted = {name: _plain(text) for name, text in _sqlite_texts().items()}
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        with connection.cursor() as cursor:
            cursor.execute(query)
            found = {name.lower(): _plain(text or "") for name, text in cursor.fetchall()}
        return {name for name, text in wanted.items() if found.get(name) != text}
    kinds = {f"{table}_no_{verb}": kind for table in TABLES for verb, kind in _KINDS.items()}
    body = _plain(_FUNCTION.split("$$")[1])
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED, [list(TABLES)])
        rows = cursor.fetchall()
    there = {
        name for name, kind, source in rows if (kinds.get(name), body) == (kind, _plain(source))
    }
    return set(kinds) - there


def _sqlite_texts() -> dict[str, str]:
    return {
        f"{table}_no_{verb.lower()}": _SQLITE.format(table=table, verb=verb)
        for table in TABLES
        for verb in ("UPDATE", "DELETE")
    }


def _plain(text: str) -> str:
    """The same text whatever its spacing and case; SQLite keeps it as it was typed."""
    return " ".join(text.lower().split())


def install_after_migrate(**_: Any) -> None:
    if set(TABLES) <= set(connection.introspection.table_names()):
        install()
