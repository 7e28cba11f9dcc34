"""Upgrade: backup first, then new tables, verified; and all goes back where it fails."""

import sqlite3
from contextlib import closing


def test_tables_of_an_older_version_are_brought_here_after_a_backup(server, age_pair, tmp_path):
    server.python("-m", "django", "migrate", "-v", "0", "tasks", "zero")
    assert "./spona upgrade" in server("serve").stdout
    done = server("upgrade", tmp_path / "before.age", "--recipient", age_pair[0])
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "before.age").stat().st_size > 1000
    assert not (server.data / "maintenance.json").exists()


def test_a_log_that_does_not_verify_leaves_the_old_tables(server, age_pair, tmp_path):
    server.python("-m", "django", "migrate", "-v", "0", "tasks", "zero")
    with closing(sqlite3.connect(server.data / "spona.sqlite3")) as db:
        db.execute("DROP TRIGGER audit_entry_no_update")
        db.execute("UPDATE audit_entry SET name = 'thing:forged' WHERE seq = 1")
        db.commit()
    done = server("upgrade", tmp_path / "before.age", "--recipient", age_pair[0])
    assert done.returncode == 1
    assert "Nothing was changed" in done.stdout
    assert "1" in done.stdout.split("did not go through: RuntimeError: ")[1]
    with closing(sqlite3.connect(server.data / "spona.sqlite3")) as db:
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    assert "tasks_task" not in tables
