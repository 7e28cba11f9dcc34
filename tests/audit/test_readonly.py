"""What a GET runs on refuses writes; on a file of SQLite by a handle of its own."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from spona.audit import readonly
from spona.audit.readonly import read_only, writable

pytestmark = pytest.mark.django_db


@pytest.fixture
def database(tmp_path, monkeypatch):
    """A connection to a file, in place of that of the tests."""
    made = DatabaseWrapper(
        connection.settings_dict
        | {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": tmp_path / "a.sqlite3",
            "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL", "transaction_mode": "IMMEDIATE"},
        }
    )
    monkeypatch.setattr(readonly, "connection", made)
    ask(made, "CREATE TABLE t (n INTEGER)")
    yield made
    made.close()


def ask(database, sql):
    with database.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def rows(database):
    return ask(database, "SELECT n FROM t")


def test_within_it_the_database_refuses_and_a_gap_writes(database):
    with read_only():
        with pytest.raises(OperationalError, match="readonly"):
            ask(database, "INSERT INTO t VALUES (1)")
        with writable():
            ask(database, "INSERT INTO t VALUES (2)")
            assert rows(database) == [(2,)]
        assert rows(database) == [(2,)]
        with pytest.raises(OperationalError, match="readonly"):
            ask(database, "DELETE FROM t")
    ask(database, "INSERT INTO t VALUES (3)")
    with read_only():
        assert rows(database) == [(2,), (3,)]


def test_no_statement_switches_it_where_it_is_a_file(database):
    asked = []
    with database.execute_wrapper(lambda run, sql, *how: asked.append(sql) or run(sql, *how)):
        for _ in range(2):
            with read_only(), writable():
                pass
    assert asked == []


def test_in_a_transaction_the_same_handle_is_switched(database):
    ask(database, "BEGIN")
    database.in_atomic_block = True
    ask(database, "INSERT INTO t VALUES (1)")
    with read_only():
        assert rows(database) == [(1,)]
        with pytest.raises(OperationalError, match="readonly"):
            ask(database, "INSERT INTO t VALUES (2)")
    database.in_atomic_block = False
    ask(database, "ROLLBACK")
    assert rows(database) == []


def test_both_handles_close_and_a_new_connection_has_new_ones(database, tmp_path):
    with read_only():
        rows(database)
    database.close()
    # The last handle that closes takes the log of writes into the file and away.
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.sqlite3"]
    with read_only():
        assert rows(database) == []
        database.close()
    with pytest.raises(OperationalError, match="readonly"), read_only():
        ask(database, "INSERT INTO t VALUES (1)")
    ask(database, "INSERT INTO t VALUES (1)")
    assert rows(database) == [(1,)]
