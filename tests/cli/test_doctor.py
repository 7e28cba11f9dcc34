"""`doctor` finds what was broken on purpose, and says what to do."""

from __future__ import annotations

import json
import os
import shutil
import socketserver
import threading

import pytest

from spona.cli.doctor.outward import telling
from spona.cli.installation.secret_files import NAMES


def look(server, **more):
    done = server("doctor", "--json", **more)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def red(findings):
    return {f["name"] for f in findings if f["level"] == "red"}


def of(findings, name):
    return [f for f in findings if f["name"] == name]


class _Mail(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            self.wfile.write(b"221 bye\r\n" if line.lower().startswith(b"quit") else b"250 ok\r\n")


@pytest.fixture
def mail():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Mail) as listening:
        listening.daemon_threads = True
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield {"SPONA_MAIL": f"smtp://127.0.0.1:{listening.server_address[1]}"}
        listening.shutdown()


@pytest.mark.gate
def test_a_server_that_was_set_up_well_has_nothing_red(server, mail):
    code, findings = look(server, **mail)
    assert red(findings) == set()
    assert code == 0
    assert all(f["todo"] for f in findings if f["level"] != "ok")
    # The disk may be full on the machine that tests; that finding alone is not ours.
    expected = {"stamp", "key_files", "data_folder", "engine", "migrations", "log_triggers"}
    assert expected <= {f["name"] for f in findings if f["level"] == "ok"}


def test_a_removed_trigger_is_found_by_doctor_and_by_verify(server, mail):
    server.sql("DROP TRIGGER audit_entry_no_delete")
    code, findings = look(server, **mail)
    assert (code, red(findings)) == (1, {"log_triggers"})
    assert "audit_entry_no_delete" in of(findings, "log_triggers")[0]["sentence"]
    done = server("audit", "verify")
    assert done.returncode == 1
    assert "audit_entry_no_delete" in done.stdout


def test_a_key_file_that_others_can_read_is_found(server, mail):
    (server.secrets / "mac").chmod(0o644)
    code, findings = look(server, **mail)
    assert (code, red(findings)) == (1, {"key_files"})
    assert "0644" in of(findings, "key_files")[0]["sentence"]


def test_key_files_inside_the_data_are_found(server, mail):
    inside = server.data / "keys"
    server.secrets.rename(inside)
    # The heads of the log stay where they were.
    heads = {"SPONA_HEADS": f"{server.secrets}-log"}
    _code, findings = look(server, SPONA_SECRETS=str(inside), **heads, **mail)
    assert red(findings) == {"key_files"}


def test_a_data_folder_open_to_others_is_found(server, mail):
    server.data.chmod(0o755)
    assert red(look(server, **mail)[1]) == {"data_folder"}


def test_tables_of_an_older_version_are_found(server, mail):
    server.sql("DELETE FROM django_migrations WHERE app = 'audit'")
    assert red(look(server, **mail)[1]) == {"migrations"}


def test_a_mail_server_that_does_not_answer_is_red(server):
    assert red(look(server, SPONA_MAIL="smtp://127.0.0.1:9")[1]) == {"mail_server"}


def test_mail_that_only_lands_in_a_folder_is_a_warning(server, tmp_path):
    _code, findings = look(server, SPONA_MAIL=f"file://{tmp_path}")
    assert [f["level"] for f in of(findings, "mail_server")] == ["warning"]


def test_a_telling_host_name_is_found(server, mail):
    _code, findings = look(server, SPONA_HOST="antitrafiking-vranje.rs", **mail)
    assert red(findings) == {"names"}


def test_institutions_without_a_paper_key_are_named_and_the_one_with_it_is_not(server, mail):
    named = " ".join(f["sentence"] for f in of(look(server, **mail)[1], "paper_keys"))
    assert "I068" in named
    assert "I023" not in named


def test_a_referral_that_nobody_can_open_is_red(server, mail):
    server.python("-m", "tests.cli.referral")
    assert "steps_nobody_can_open" not in red(look(server, **mail)[1])
    # Both holders leave on the same day.
    server.sql(
        "UPDATE directory_member SET ends_on = '2020-01-02', starts_on = '2020-01-01' WHERE "
        "institution_id = (SELECT id FROM directory_institution WHERE code = 'I068')"
    )
    found = of(look(server, **mail)[1], "steps_nobody_can_open")
    assert [f["level"] for f in found] == ["red"]
    assert "I068" in found[0]["sentence"]


def test_a_job_that_did_not_run_is_red(server, mail):
    server.sql(
        "INSERT INTO deadlines_timetable (id, name, next_at, last_ran_at, last_error) VALUES "
        "('11111111111141118111111111111111', 'vault.every_hour', '2020-01-01 00:00', NULL, '')"
    )
    findings = of(look(server, **mail)[1], "timetable")
    said = {finding["sentence"]: finding["level"] for finding in findings}
    assert said["The job vault.every_hour last ran never."] == "red"
    server.sql("UPDATE deadlines_timetable SET next_at = '2120-01-01 00:00'")
    [waits] = [
        one for one in of(look(server, **mail)[1], "timetable") if "waits" in one["sentence"]
    ]
    assert waits["sentence"] == "The job vault.every_hour waits until 2120-01-01 00:00 UTC."


def test_that_a_new_server_has_run_no_job_is_one_line(server, mail):
    [finding] = of(look(server, **mail)[1], "timetable")
    assert finding["level"] == "warning"
    assert "this server is new" in finding["sentence"]


def test_endings_that_did_not_reach_the_place_are_counted(server, mail, tmp_path, age_pair):
    """How many, since when; and when its disk is back, the next one takes the others along."""
    (finding,) = of(look(server, **mail)[1], "endings_copied")
    assert finding["level"] == "warning"
    place, away = tmp_path / "place", tmp_path / "away"
    place.mkdir()
    assert server("backup", place, "--recipient", age_pair[0]).returncode == 0
    (finding,) = of(look(server, **mail)[1], "endings_copied")
    assert (finding["level"], str(place) in finding["sentence"]) == ("ok", True)
    place.rename(away)
    server.python("-m", "tests.cli.erase", str(server.home / "expected.json"))
    code, findings = look(server, **mail)
    assert (code, red(findings)) == (1, {"endings_copied"})
    (finding,) = of(findings, "endings_copied")
    assert finding["sentence"].startswith("2 endings since 20")
    away.rename(place)
    server.python("-c", (
        "import django; django.setup()\n"
        "from spona.vault.jobs import every_minute\nevery_minute()"
    ))  # fmt: skip
    assert red(look(server, **mail)[1]) == set()
    assert len((place / "endings.sealed").read_text().splitlines()) == 2


def test_a_copy_that_the_database_lags_behind_is_red(server, mail):
    """Somebody put an older database back past Spona, or took endings out of it."""
    server.python("-m", "tests.cli.erase", str(server.home / "expected.json"))
    server.sql("DELETE FROM audit_ending WHERE seq = 2")
    assert "endings_copied" in red(look(server, **mail)[1])


def test_key_files_of_another_server_are_red_and_no_crash(server, mail):
    server.python("-m", "tests.cli.referral")
    for name in NAMES:
        (server.secrets / name).write_text(os.urandom(32).hex())
    code, findings = look(server, **mail)
    assert code == 1
    assert "steps_nobody_can_open" in red(findings)
    assert of(findings, "engine")[0]["level"] == "ok"


def test_a_database_that_is_away_is_red_and_no_crash(server, mail):
    code, findings = look(server, SPONA_DATABASE="postgresql://nobody@127.0.0.1:9/nothing", **mail)
    assert code == 1
    assert {"engine", "migrations", "log_triggers"} <= red(findings)
    assert of(findings, "key_files")[0]["level"] == "ok"


def test_a_database_that_does_not_wait_for_its_disk_is_red(empty_postgres, mail):
    import psycopg

    name = empty_postgres.database.rpartition("/")[2]
    for setting, is_red in (("off", True), ("on", False)):
        with psycopg.connect(empty_postgres.database, autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = {setting}')
        found = of(look(empty_postgres, **mail)[1], "engine")
        # That of the tests has fsync off besides.
        said = [one["level"] for one in found if "synchronous_commit off" in one["sentence"]]
        assert said == ["red"] * is_red


def test_where_nothing_is_set_up_it_says_so(server):
    shutil.rmtree(server.data)
    code, findings = look(server)
    assert code == 1
    assert [(one["name"], one["level"]) for one in findings] == [("data_folder", "red")]
    assert "Nothing is set up in" in server("doctor").stdout


def test_people_can_read_it(server, mail):
    done = server("doctor", **mail)
    assert "warnings, 0 red" in done.stdout
    assert "→" in done.stdout


@pytest.mark.parametrize(
    "name",
    ["zrtve.rs", "pomoc-zrtvama.example", "žrtve.rs", "anti-trafficking.org", "sos@x.rs",
     "trgovina-ljudima.rs", "трговинаљудима.срб"],
)  # fmt: skip
def test_a_name_that_tells_is_caught_in_any_script(name):
    assert telling(name)


@pytest.mark.parametrize("name", ["spona.rs", "spona@mreza-vranje.rs", "posost.rs", "localhost"])
def test_a_neutral_name_passes(name):
    assert telling(name) == ""
