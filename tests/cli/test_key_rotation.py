"""`./spona keys rotate` on a server of its own: whole, or not at all, and never half for long."""

from __future__ import annotations

import base64
import json
import shutil

import pytest

from spona.cli.installation.secret_files import NAMES
from tests.cli.test_backup_and_restore import expect_whole
from tests.cli.test_serve import answer, wait_for
from tools.postgres import free_port


def key_files(server):
    return {name: (server.secrets / name).read_text() for name in NAMES}


def rotated(server, tmp_path, public, *, name="before.age"):
    done = server("keys", "rotate", tmp_path / name, "--recipient", public)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def replaced(server):
    [folder] = server.secrets.glob("replaced-*")
    return folder


def test_the_server_goes_on_under_new_key_files(server, age_pair, tmp_path, empty_template):
    public, identity = age_pair
    old = key_files(server)
    (server.secrets / "keys.sealed").write_text("of before")
    (server.secrets / "mac.cred").write_text("of before")
    (server.secrets / "mac.cred").chmod(0o600)
    (server.secrets / "keys.sealed").chmod(0o600)
    preview = server("keys", "rotate", "--dry-run")
    assert preview.returncode == 0, preview.stderr
    assert "identity.account" in preview.stdout
    assert "Nothing was changed." in preview.stdout
    assert key_files(server) == old

    out = rotated(server, tmp_path, public)
    new = key_files(server)
    assert all(new[name] != old[name] for name in NAMES)
    assert {name: (replaced(server) / name).read_text() for name in NAMES} == old
    # Papers and credentials of the old ones give back the old ones.
    assert not (server.secrets / "keys.sealed").exists()
    assert not (server.secrets / "mac.cred").exists()
    assert (replaced(server) / "keys.sealed").read_text() == "of before"
    assert str(replaced(server)) in out
    assert "./spona keys paper" in out
    assert not (server.secrets / "rotation").exists()
    assert not (server.data / "rotation").exists()
    for file in server.secrets.rglob("*"):
        assert not file.is_file() or file.stat().st_mode & 0o077 == 0, file
    for text in (*old.values(), *new.values()):
        assert text.strip() not in out
    expect_whole(server, server)
    found = json.loads(server("doctor", "--json").stdout)
    # No mail server runs beside these tests.
    assert [one["name"] for one in found if one["level"] == "red"] == ["mail_server"]

    # A backup of now, on a bare machine with the new key files.
    copy = tmp_path / "after.age"
    assert server("backup", copy, "--recipient", public).returncode == 0
    bare = empty_template.copied(tmp_path / "bare")
    shutil.rmtree(bare.secrets)
    shutil.copytree(server.secrets, bare.secrets)
    done = bare("restore", copy, "--identity", identity)
    assert done.returncode == 0, done.stdout + done.stderr
    expect_whole(bare, server)

    # The one of before needs the key files of before, and says so.
    other = empty_template.copied(tmp_path / "other")
    shutil.rmtree(other.secrets)
    shutil.copytree(server.secrets, other.secrets)
    done = other("restore", tmp_path / "before.age", "--identity", identity)
    assert done.returncode == 1
    assert "keys rotate" in done.stdout
    assert "mac" in done.stdout
    for name in NAMES:
        (other.secrets / name).write_text(old[name])
    done = other("restore", tmp_path / "before.age", "--identity", identity)
    assert done.returncode == 0, done.stdout + done.stderr
    expect_whole(other, server)


def test_nothing_that_the_old_key_files_open_is_left_in_the_data_folder(server, age_pair, tmp_path):
    """Neither in free pages nor in the log of the database, nor in the copy of the endings."""
    seeds = server.sql("SELECT seed_sealed FROM identity_authenticator")
    passwords = server.sql("SELECT usk_by_password_sealed FROM identity_account")
    old = [sealed for (sealed,) in (*seeds, *passwords)]
    assert len(old) > 10
    rotated(server, tmp_path, age_pair[0])
    files = [path.read_bytes() for path in server.data.rglob("*") if path.is_file()]
    assert not [sealed for sealed in old if any(sealed in content for content in files)]
    for sealed in old:
        text = base64.b64encode(sealed)
        assert not any(text in content for content in files)


def test_the_database_under_the_old_key_files_is_served_by_nobody(server, age_pair, tmp_path):
    rotated(server, tmp_path, age_pair[0])
    new = key_files(server)
    for name in NAMES:
        shutil.copy(replaced(server) / name, server.secrets / name)
    done = server("serve", "--port", free_port())
    assert done.returncode == 1
    assert "These key files are not those of this database." in done.stdout
    done = server("keys", "rotate", tmp_path / "again.age", "--recipient", age_pair[0])
    assert done.returncode == 1
    assert "These key files are not those of this database." in done.stderr
    assert not (server.data / "rotation").exists()
    # And no other command closes the log for it.
    for verb in (("audit", "verify"), ("backup", tmp_path / "again.age")):
        done = server(*verb)
        assert done.returncode == 1
        assert "These key files are not those of this database." in done.stderr
    assert server("doctor", "--json").returncode == 1
    for name in NAMES:
        (server.secrets / name).write_text(new[name])
    expect_whole(server, server)


@pytest.mark.parametrize(
    "line", ["Backup:", "Every row is held", "identity.account", "vault.section", "services.service",
             "The rows rest on"],
)  # fmt: skip
def test_killed_in_the_middle_it_goes_on_where_it_was(server, age_pair, tmp_path, ended, line):
    old = key_files(server)
    process = server.start("keys", "rotate", tmp_path / "a.age", "--recipient", age_pair[0])
    ended.append(process)
    for said in process.stdout:
        if line in said:
            process.kill()
            break
    else:
        pytest.fail("It ended before.")
    process.communicate(timeout=20)
    for verb in (("serve",), ("doctor",), ("backup", tmp_path / "x.age"), ("keys", "paper")):
        done = server(*verb)
        assert done.returncode != 0
        assert "Type `./spona keys rotate` again" in done.stderr, verb
    # The target counts where the backup was not made yet.
    rotated(server, tmp_path, age_pair[0], name="b.age")
    assert all(text != old[name] for name, text in key_files(server).items())
    assert {name: (replaced(server) / name).read_text() for name in NAMES} == old
    expect_whole(server, server)
    assert not (server.secrets / "rotation").exists()


def test_broken_off_between_two_key_files_it_goes_on(server, age_pair, tmp_path):
    """Half of them are of before: the command itself must not believe any of them."""
    old = key_files(server)
    # What is in the way of the copy of the endings: the rows are made anew by then.
    in_the_way = server.data / "endings.jsonl.partial"
    in_the_way.mkdir()
    done = server("keys", "rotate", tmp_path / "a.age", "--recipient", age_pair[0])
    assert done.returncode == 1
    assert "The rows rest on the new key files" in done.stdout
    assert "Type `./spona keys rotate` again" in done.stdout
    in_the_way.rmdir()
    pending = server.secrets / "rotation"
    aside = server.secrets / f"replaced-{json.loads((pending / 'about.json').read_text())['began']}"
    aside.mkdir(mode=0o700)
    for name in NAMES[:3]:
        shutil.copy(server.secrets / name, aside / name)
        (pending / name).rename(server.secrets / name)
    assert server("serve").returncode == 1
    done = server("keys", "rotate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The rows rest on the new key files already." in done.stdout
    assert {name: (aside / name).read_text() for name in NAMES} == old
    assert all(text != old[name] for name, text in key_files(server).items())
    expect_whole(server, server)


def test_a_database_that_was_put_back_meanwhile_is_not_taken_for_the_new_one(
    server, age_pair, tmp_path
):
    """Between the rows and the heads beside the key files: these still say what was."""
    in_the_way = server.data / "endings.jsonl.partial"
    in_the_way.mkdir()
    server("keys", "rotate", tmp_path / "a.age", "--recipient", age_pair[0])
    in_the_way.rmdir()
    server.sql("DROP TRIGGER audit_entry_no_delete")
    nil = "00000000000000000000000000000000"
    server.sql(f"DELETE FROM audit_entry WHERE lane_id = '{nil}' AND seq > 5")
    server.sql(f"UPDATE audit_lane SET seq = 5 WHERE id = '{nil}'")
    done = server("keys", "rotate")
    assert done.returncode == 1
    assert "The database is not as it was left" in done.stdout


def test_a_planted_row_stops_it_and_the_server_goes_on_as_before(server, age_pair, tmp_path):
    old = key_files(server)
    [(ident,)] = server.sql("SELECT id FROM vault_section LIMIT 1")
    server.sql(f"UPDATE vault_section SET mac = zeroblob(32) WHERE id = '{ident}'")
    before = server.sql("SELECT id, hex(mac) FROM vault_grant ORDER BY id")
    done = server("keys", "rotate", tmp_path / "a.age", "--recipient", age_pair[0])
    assert done.returncode == 1
    assert f"vault.section {ident[:8]}" in done.stdout
    assert "Nothing was changed" in done.stdout
    assert key_files(server) == old
    assert server.sql("SELECT id, hex(mac) FROM vault_grant ORDER BY id") == before
    assert not (server.secrets / "rotation").exists()
    assert server("audit", "verify").returncode == 0


def test_beside_a_server_that_works_it_changes_nothing(server, age_pair, tmp_path, ended):
    old, port = key_files(server), free_port()
    process = server.start("serve", "--port", port)
    ended.append(process)
    assert wait_for(lambda: answer(port) == 200)
    done = server("keys", "rotate", tmp_path / "a.age", "--recipient", age_pair[0])
    assert done.returncode == 1
    assert "needs the data for itself" in done.stderr
    assert f"process {process.pid} on " in done.stderr
    assert key_files(server) == old
    assert not (tmp_path / "a.age").exists()
    assert wait_for(lambda: answer(port) == 200)
    process.terminate()
    process.communicate(timeout=20)


def test_a_wrong_a_missing_and_a_fleeting_key_file_are_said(server, age_pair, tmp_path):
    right = (server.secrets / "mac").read_text()
    (server.secrets / "mac").write_text("ab" * 32 + "\n")
    done = server("keys", "rotate", tmp_path / "a.age", "--recipient", age_pair[0])
    assert "These key files are not those of this database." in done.stderr
    (server.secrets / "mac").unlink()
    done = server("keys", "rotate", tmp_path / "a.age", "--recipient", age_pair[0])
    assert "mac is missing" in done.stderr
    (server.secrets / "mac").write_text(right)
    done = server("keys", "rotate")
    assert "A backup is made first" in done.stderr
    done = server("keys", "rotate", tmp_path / "a.age", SPONA_SECRETS="",
                  CREDENTIALS_DIRECTORY=str(server.secrets))  # fmt: skip
    assert "lies in memory" in done.stderr
    assert not (server.data / "rotation").exists()
    assert server("audit", "verify").returncode == 0


def test_endings_that_cannot_be_written_anew_outside_stop_it_before(server, age_pair, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    assert server("backup", folder, "--recipient", age_pair[0]).returncode == 0
    folder.rename(tmp_path / "away")
    done = server("keys", "rotate", tmp_path / "a.age", "--recipient", age_pair[0])
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    (tmp_path / "away").rename(folder)
    rotated(server, tmp_path, age_pair[0])
    # Of then, for a backup of then; and of now.
    assert (folder / "endings.sealed").is_file()
    assert server("doctor", "--json").returncode in (0, 1)
    expect_whole(server, server)


def test_on_postgresql_too(empty_postgres, saved_once, age_pair, tmp_path, server):
    copy, _public, identity = saved_once
    done = empty_postgres("restore", copy, "--identity", identity)
    assert done.returncode == 0, done.stdout + done.stderr
    rotated(empty_postgres, tmp_path, age_pair[0])
    expect_whole(empty_postgres, server)
