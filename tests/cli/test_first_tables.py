"""The tables of the demo and of the tests are those that a server's migrations leave."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

from spona.cli.installation.secret_files import make_secrets
from tests.cli.server import Server, database_of_its_own


@pytest.mark.parametrize(
    "database",
    [pytest.param("SQLite", marks=pytest.mark.slow("walks all migrations again")), "PostgreSQL"],
)
def test_made_at_once_they_are_as_step_by_step(tmp_path, database):
    once, step = (_tables(tmp_path / way, way, database) for way in ("once", "step"))
    assert len(once) > 150
    assert once["triggers"]
    assert once.keys() == step.keys()
    for table, found in once.items():
        # Of Django's own: migrated, a column of its list of groups is wider than its model says.
        if not table.startswith("auth_"):
            assert found == step[table], table


def _tables(home, way, database):
    server = Server(home)
    server.data.mkdir()
    make_secrets(server.secrets)
    if database == "SQLite":
        return json.loads(server.python("-m", "tests.cli.tables", way))
    with database_of_its_own() as server.database:
        return json.loads(server.python("-m", "tests.cli.tables", way))


def test_no_migration_writes_rows(settings):
    """What would have to run step by step, for it is more than a table."""
    settings.MIGRATION_MODULES = {}
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("spona.")}
    loaded = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    mine = {key: one for key, one in loaded.items() if key[0] in ours}
    assert mine
    for key, one in mine.items():
        for step in one.operations:
            assert not isinstance(step, migrations.RunPython | migrations.RunSQL), key
