"""`python -m tests.cli.tables once|step`: makes the tables and prints what is there, as JSON."""

from __future__ import annotations

import json
import sys


def main(way: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from spona.cli.installation.first_tables import make_tables

    if way == "once":
        make_tables()
    else:
        call_command("migrate", verbosity=0)
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.get_table_list(cursor):
            columns = connection.introspection.get_table_description(cursor, table.name)
            rules = connection.introspection.get_constraints(cursor, table.name)
            found[table.name] = {
                "columns": sorted(map(str, columns)),
                # SQLite names some of them by their order.
                "rules": sorted(
                    str(rule) if name.startswith(("__", "fk_")) else f"{name}: {rule}"
                    for name, rule in rules.items()
                ),
            }
        cursor.execute(_TRIGGERS[connection.vendor])
        found["triggers"] = sorted(map(str, cursor.fetchall()))
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        found["migrations"] = cursor.fetchall()
    sys.stdout.write(json.dumps(found))


_TRIGGERS = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT event_object_table, trigger_name, event_manipulation, action_statement "
    "FROM information_schema.triggers",
}

if __name__ == "__main__":
    main(sys.argv[1])
