"""The database: is it there, does it keep what it promised, does it refuse what it must."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Final

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from spona.audit.lane_heads import HeadsFile, heads_file
from spona.audit.queries import told_apart
from spona.audit.roots import foreign_roots, missing_roots
from spona.audit.triggers import missing
from spona.cli.doctor.findings import OK, RED, WARNING, Finding, found
from spona.cli.lane_names import lane_name, named, short_name
from spona.cli.open_roots import seen_sentences
from spona.vault.witness_keys import witness_faults

# What settings ask of SQLite, and what the database must answer.
_PRAGMAS: Final = {"journal_mode": "wal", "synchronous": "2", "recursive_triggers": "1"}
_TODO: Final = "Set SPONA_DATABASE to where the database is, and see that it runs."


def engine() -> list[Finding]:
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0])
            cursor.execute("SHOW fsync")
            fsync = cursor.fetchone()[0]
            cursor.execute("SHOW synchronous_commit")
            commits = cursor.fetchone()[0]
        bad = [] if version >= 150000 else [f"PostgreSQL {version // 10000} is too old."]
        if fsync != "on":
            bad.append("PostgreSQL runs with fsync off: a power cut loses what was acknowledged.")
        if commits == "off":
            # The heads outside would be newer than the log, and close it.
            bad.append(
                "PostgreSQL has synchronous_commit off: after a power cut the log lacks what was "
                "acknowledged, and its parts are closed."
            )
        todo = "Use 15 or newer, with fsync and synchronous_commit on."
        return found("engine", f"PostgreSQL {version // 10000} answers.", bad, todo)
    bad = []
    with connection.cursor() as cursor:
        for name, wanted in _PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}")
            answer = str(cursor.fetchone()[0])
            if answer != wanted:
                bad.append(f"SQLite has {name} = {answer} instead of {wanted}.")
    return found("engine", "SQLite answers: WAL, synchronous FULL, triggers recursive.", bad, _TODO)


def migrations() -> list[Finding]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        return [Finding(OK, "migrations", "The tables are those of this version.")]
    sentence = f"{len(waiting)} changes of the tables are waiting."
    return [Finding(RED, "migrations", sentence, "Type: ./spona upgrade")]


def log_triggers() -> list[Finding]:
    bad = [f"The log can be changed: trigger {name} is missing." for name in sorted(missing())]
    todo = "Find out who removed it. `./spona audit verify` shows what was changed meanwhile."
    return found("log_triggers", "The database refuses to change the log.", bad, todo)


def log_heads() -> list[Finding]:
    """What is written down of the log outside the database, and which parts of it are closed."""
    file = heads_file()
    if file is None:
        return [
            Finding(
                WARNING, "log_heads", "The heads of the log are written down nowhere outside.",
                "Set SPONA_SECRETS, or SPONA_HEADS to a folder outside data and backup.",
            )
        ]  # fmt: skip
    if closed := file.closed():
        todo = (
            "Nothing is opened there. Compare with a backup (`./spona audit verify`) and find out "
            "who wrote to the database. `./spona restore` brings a whole one back; after you have "
            "looked, `./spona audit open CODE` lets it go on as it is."
        )
        bad = [
            f"Closed, for the log is not as it was left: {short_name(one)}, {lane_name(one)}, "
            f"lane {one}: {why}"
            for one, why in closed.items()
        ]
        return found("log_heads", "", bad, todo)
    folder = file.path.parent
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not os.access(folder, os.W_OK):
        todo = "Set SPONA_HEADS to a folder that Spona may write, outside data and backup."
        return found("log_heads", "", [f"{folder} cannot be written."], todo)
    good = "The heads of the log are written down outside the database."
    return found("log_heads", good, unwritten_heads(file), UNWRITTEN)


def log_roots() -> list[Finding]:
    """Roots that are gone, and roots and signatures that somebody planted: no part of the log is
    closed for them.
    """
    new, known = told_apart([*missing_roots(), *foreign_roots(), *witness_faults()])
    bad = [f"Of the log: {named(one)}." for one in new]
    todo = (
        "Somebody wrote the database past Spona. `./spona audit verify` looks at everything; keep "
        "a copy and restore the last backup. After you have looked, `./spona audit open roots` "
        "keeps what is there named, and red is what comes after."
    )
    seen = [
        Finding(WARNING, "log_roots", f"Of the log: {sentence}.", "It counts for nothing.")
        for sentence in seen_sentences(known)
    ]
    good = "Each root of the log that was signed is there."
    return (found("log_roots", good, bad, todo) if bad or not seen else []) + seen


# Also where the file is of another address of the same database, or its disk is not mounted.
UNWRITTEN: Final = (
    "Is the disk full, or is another folder the right one? A file of heads belongs to one address "
    "of the database: where that is spelled otherwise now, rename the file of before, and its list "
    "of closed parts beside it. Else `./spona audit verify` looks at everything and writes it down."
)


def unwritten_heads(file: HeadsFile) -> list[str]:
    """Sentences about parts of the log whose end does not stand in the file: cut off, it would not
    be missed.
    """
    late = file.behind()
    unknown = [lane for lane, (here, _there) in late.items() if not here]
    sentences = [
        f"Of lane {lane} entry {here} is the newest in {file.path}, and {there} was written."
        for lane, (here, there) in late.items()
        if here
    ]
    if unknown:
        sentences.append(f"{file.path} knows nothing of {len(unknown)} parts of the log.")
    return sentences
