"""The address of the database is libpq's: each of its parameters holds."""

from __future__ import annotations

import json

SHOWN = "import json; from spona.settings import DATABASES; print(json.dumps(DATABASES['default']))"
CONNECTED = "import django; django.setup(); from django.db import connection; connection.cursor()"


def test_every_parameter_of_the_address_is_kept(server):
    address = (
        "postgresql://sp%40na:se%2Fcret@db.example:6432/town%20one"
        "?sslmode=verify-full&sslrootcert=%2Fetc%2Fspona%2Froot.crt&connect_timeout=3"
        "&target_session_attrs=read-write"
    )
    made = json.loads(server.run("-c", SHOWN, SPONA_DATABASE=address).stdout)
    assert {k: made[k] for k in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "town one", "USER": "sp@na", "PASSWORD": "se/cret", "HOST": "db.example",
        "PORT": "6432",
    }  # fmt: skip
    assert made["OPTIONS"] == {
        "sslmode": "verify-full", "sslrootcert": "/etc/spona/root.crt", "connect_timeout": "3",
        "target_session_attrs": "read-write",
    }  # fmt: skip


def test_several_machines_in_one_address_are_kept(server):
    address = "postgresql://spona@one.example:5432,two.example:5433/spona"
    made = json.loads(server.run("-c", SHOWN, SPONA_DATABASE=address).stdout)
    assert (made["HOST"], made["PORT"]) == ("one.example,two.example", "5432,5433")


def test_a_connection_that_must_be_encrypted_is_not_made_in_clear(empty_postgres):
    """The test's own server speaks no TLS: who asked for it gets no connection, not a clear one."""
    address = empty_postgres.database
    in_clear = empty_postgres.run("-c", CONNECTED, SPONA_DATABASE=f"{address}?sslmode=disable")
    assert in_clear.returncode == 0, in_clear.stderr
    refused = empty_postgres.run("-c", CONNECTED, SPONA_DATABASE=f"{address}?sslmode=require")
    assert refused.returncode != 0
    assert "does not support SSL" in refused.stderr


def test_an_address_that_is_none_is_told_in_a_sentence(server):
    done = server.run("-c", SHOWN, SPONA_DATABASE="postgresql://localhost/spona?sslmod=require")
    assert done.returncode == 1
    assert "SPONA_DATABASE" in done.stderr
    assert "sslmod" in done.stderr
    assert "Traceback" not in done.stderr
