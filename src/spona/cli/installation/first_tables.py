"""All tables of an empty database at once, for the demo: as the migrations leave them, and fifteen
times as fast, for Django makes every model anew at each step of a migration.

A server that people work on is set up by the migrations alone (`init`, `upgrade`).
"""

from __future__ import annotations

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def make_tables() -> None:
    """Makes what the models say, says that every migration has run, and tells who waits for that.

    Raises django.db.OperationalError or ProgrammingError where a table is already there. No
    migration may do more than change tables (`tests/cli/test_first_tables.py`).
    """
    with connection.schema_editor() as editor:
        for model in apps.get_models(include_auto_created=False):
            editor.create_model(model)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations:
        recorder.record_applied(app, name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
