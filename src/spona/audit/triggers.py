"""The database itself refuses to change or remove a log entry or a checkpoint.

Raw SQL lives only here and in the folding helper. SQLite's `INSERT OR REPLACE`
fires delete triggers only with `recursive_triggers`, which settings switch on.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

TABLES = ("audit_entry", "audit_checkpoint")

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
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


def install() -> None:
    """Makes the triggers; safe to call again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in TABLES:
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(_SQLITE.format(table=table, verb=verb))
            return
        cursor.execute(_FUNCTION)
        for table in TABLES:
            for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
                cursor.execute(_POSTGRESQL.format(table=table, verb=verb, each=each))


def missing() -> set[str]:
    """Names of triggers that ought to be there and are not; `doctor` and `audit verify` ask."""
    verbs = ["update", "delete"] + (["truncate"] if connection.vendor == "postgresql" else [])
    wanted = {f"{table}_no_{verb}" for table in TABLES for verb in verbs}
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return wanted - {name.lower() for (name,) in cursor.fetchall()}


def install_after_migrate(**_: Any) -> None:
    if set(TABLES) <= set(connection.introspection.table_names()):
        install()
