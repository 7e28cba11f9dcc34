import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def waiting_migration(tmp_path, monkeypatch, settings):
    """A migration of this version that the database has not seen."""
    package = tmp_path / "not_applied_yet"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "0001_initial.py").write_text(
        "from django.db import migrations\n"
        "class Migration(migrations.Migration):\n"
        "    initial = True\n"
        "    operations = []\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    settings.MIGRATION_MODULES = {"site": "not_applied_yet"}


def test_alive_asks_nobody(django_assert_num_queries):
    # The two statements are the gate's: it makes the connection read-only and back.
    with django_assert_num_queries(2):
        answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"alive": True}


def test_ready_when_every_table_is_there():
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "migrations_waiting": 0}
    assert answer["Cache-Control"] == "no-store"


def test_not_ready_while_a_migration_waits(tmp_path, monkeypatch, settings):
    waiting_migration(tmp_path, monkeypatch, settings)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["ready"] is False
    assert answer.json()["migrations_waiting"] >= 1


def test_a_no_is_not_kept(tmp_path, monkeypatch, settings):
    before = settings.MIGRATION_MODULES
    waiting_migration(tmp_path, monkeypatch, settings)
    assert Client().get("/readyz").status_code == 503
    settings.MIGRATION_MODULES = before
    assert Client().get("/readyz").status_code == 200


def test_a_yes_is_kept_and_costs_one_query(django_assert_num_queries):
    Client().get("/readyz")
    with django_assert_num_queries(3):
        assert Client().get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_health_check_is_only_read(db, path):
    assert Client().post(path).status_code == 405
    assert Client().head(path).status_code == 200
