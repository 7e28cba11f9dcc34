import pytest
from django.test import Client

from spona import deadlines
from spona.deadlines.models import Timetable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A data folder that takes what is written."""
    settings.SPONA_DATA = tmp_path
    return tmp_path


@pytest.fixture
def worker():
    return Timetable.objects.create(
        name="a.job", next_at=deadlines.now(), last_ran_at=deadlines.now()
    )


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
    settings.MIGRATION_MODULES = {"public": "not_applied_yet"}


@pytest.mark.parametrize("cookie", ["", "0123456789abcdef0123456789abcdef"])
def test_alive_asks_nobody(settings, django_assert_num_queries, cookie):
    """Also not for the monitor of somebody who is signed in in the same browser."""
    visitor = Client()
    if cookie:
        visitor.cookies[settings.SESSION_COOKIE_NAME] = cookie
    with django_assert_num_queries(0):
        answer = visitor.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"alive": True}
    assert answer["Cache-Control"] == "no-store"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_ready_when_every_table_is_there(worker):
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True, "migrations_waiting": 0, "writable": True, "degraded": [],
    }  # fmt: skip
    assert answer["Cache-Control"] == "no-store"


def test_without_a_worker_it_is_degraded_and_a_monitor_may_ask_strictly():
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["degraded"]) == (200, ["worker"])
    assert Client().get("/readyz?strict").status_code == 503


def test_not_ready_where_nothing_can_be_written(settings, tmp_path):
    settings.SPONA_DATA = tmp_path / "away"
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["ready"], answer.json()["writable"]) == (False, False)


def test_the_probe_waits_for_the_disk_at_most_once_in_five_seconds(monkeypatch):
    from spona.public import server_state

    asked = []
    monkeypatch.setattr(server_state, "can_write", lambda: not asked.append(1))
    assert [Client().get("/readyz").status_code for _time in range(5)] == [200] * 5
    assert len(asked) == 1


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


def test_a_yes_is_kept_and_costs_four_queries(django_assert_num_queries):
    """The database, the worker's last round, the last mail refused, and mails that wait."""
    Client().get("/readyz")
    with django_assert_num_queries(2 + 4):
        assert Client().get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_health_check_is_only_read(db, path):
    assert Client().post(path).status_code == 405
    assert Client().head(path).status_code == 200
