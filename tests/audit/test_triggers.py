"""The log's triggers are known by what they do, not by their names."""

import pytest
from django.db import connection

from spona.audit import triggers


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def impostor() -> str:
    if connection.vendor == "sqlite":
        return (
            "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT 1; END"
        )
    return (
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW "
        "WHEN (false) EXECUTE FUNCTION spona_append_only()"
    )


def drop() -> str:
    on = "" if connection.vendor == "sqlite" else " ON audit_entry"
    return f"DROP TRIGGER audit_entry_no_update{on}"


@pytest.mark.django_db
def test_the_installed_triggers_are_the_wanted_ones():
    assert triggers.missing() == set()


@pytest.mark.django_db
def test_a_trigger_of_that_name_that_does_nothing_is_found_and_replaced():
    run(drop())
    run(impostor())
    assert triggers.missing() == {"audit_entry_no_update"}
    triggers.install()
    assert triggers.missing() == set()
