"""Insert what another transaction may have inserted already."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery


def insert_if_absent(row: Model) -> bool:
    """Inserts the row unless a constraint says that it is there already; True where it is new.

    One statement and no error in the database's log: `get_or_create` looks first, and inserts
    between two savepoints.
    """
    query = InsertQuery(type(row), on_conflict=OnConflict.IGNORE)
    query.insert_values(row._meta.concrete_fields, [row])  # noqa: SLF001
    [(sql, params)] = query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        inserted: bool = cursor.rowcount == 1
    row._state.adding = not inserted  # noqa: SLF001
    row._state.db = connection.alias  # noqa: SLF001
    return inserted
