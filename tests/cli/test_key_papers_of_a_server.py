"""What a server says of its papers, what its backups take along, and keys that systemd hands over."""

from __future__ import annotations

import json
import shutil
import subprocess

import pyrage
import pytest

from spona.cli.installation.sealed_keys import read_sealed
from spona.cli.installation.secret_files import (
    NAMES,
    handed_by_systemd,
    make_secrets,
    secrets_folder,
)
from tests.cli.test_backup_and_restore import expect_whole
from tests.cli.test_doctor import look, mail, of, red
from tests.cli.test_key_papers import lines, read, sealed_for

__all__ = ["mail"]


def said(server, mail, name, **more):
    (finding,) = of(look(server, **mail, **more)[1], name)
    return finding["level"], finding["sentence"]


def test_doctor_says_whether_the_papers_hold_the_key_files_of_today(server, mail):
    level, sentence = said(server, mail, "key_papers")
    assert level == "warning"
    assert "never put on paper" in sentence

    file, _papers = sealed_for(server, server.secrets)
    level, sentence = said(server, mail, "key_papers")
    assert level == "ok"
    assert read_sealed(file).set_name in sentence

    whole = file.read_text()
    fields = json.loads(whole)
    flipped = ("A" if fields["sealed"][9] != "A" else "B").join(
        (fields["sealed"][:9], fields["sealed"][10:])
    )
    file.write_text(json.dumps(fields | {"sealed": flipped}))
    level, sentence = said(server, mail, "key_papers")
    assert level == "red"
    assert "was changed" in sentence
    file.write_text(whole[:-30])
    assert said(server, mail, "key_papers")[0] == "red"
    file.write_text(whole)

    # As after a rotation: one key file is another one today.
    (server.secrets / "limiter").write_text("ab" * 32 + "\n")
    level, sentence = said(server, mail, "key_papers")
    assert level == "red"
    assert "limiter" in sentence
    assert "pepper" not in sentence


def test_a_backup_takes_the_newest_sealed_keys_along(server, age_pair, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    done = server("backup", folder, "--recipient", age_pair[0])
    assert "./spona keys paper" in done.stdout
    assert not (folder / "keys.sealed").exists()
    for _set in (1, 2):
        file, _papers = sealed_for(server, server.secrets)
        done = server("backup", folder / f"copy-{_set}.age", "--recipient", age_pair[0])
        assert done.returncode == 0, done.stderr
        assert (folder / "keys.sealed").read_bytes() == file.read_bytes()
        assert (folder / "keys.sealed").stat().st_mode & 0o777 == 0o600


def test_a_burned_server_comes_back_from_the_backup_folder_and_two_papers(
    server, age_pair, tmp_path
):
    folder = tmp_path / "backups"
    folder.mkdir()
    _file, papers = sealed_for(server, server.secrets)
    assert server("backup", folder, "--recipient", age_pair[0]).returncode == 0
    other = type(server)(tmp_path / "new machine")
    done = read(other, folder / "keys.sealed", lines(papers[3]) + lines(papers[1]))
    assert done.returncode == 0, done.stdout + done.stderr
    assert other("init", "--empty").returncode == 0
    (backup,) = folder.glob("*.age")
    done = other("restore", backup, "--identity", age_pair[1])
    assert done.returncode == 0, done.stdout + done.stderr
    expect_whole(other, server)


# Two people open a backup


@pytest.fixture
def two_pairs(tmp_path):
    """Two times (public key, file with the private one), as `age-keygen` makes them."""
    pairs = []
    for name in ("first", "second"):
        identity = pyrage.x25519.Identity.generate()
        file = tmp_path / f"{name}.txt"
        file.write_text(f"{identity}\n")
        pairs.append((str(identity.to_public()), file))
    return pairs


def test_each_of_two_remembered_recipients_opens_the_backup(server, mail, two_pairs, tmp_path):
    named = [part for public, _file in two_pairs for part in ("--recipient", public)]
    assert server("init", *named).returncode == 0
    # Typed again without them: they stay.
    assert server("init").returncode == 0
    target = tmp_path / "copy.age"
    done = server("backup", target)
    assert done.returncode == 0, done.stderr
    for _public, file in two_pairs:
        opened = subprocess.run(
            ["age", "--decrypt", "-i", str(file), str(target)], capture_output=True, check=True
        ).stdout
        assert b"manifest.json" in opened
    assert said(server, mail, "backup_recipients")[0] == "ok"


def test_one_recipient_is_a_warning_that_says_what_to_do(server, mail, two_pairs, tmp_path):
    public = two_pairs[0][0]
    assert server("init", "--recipient", public).returncode == 0
    assert server("backup", tmp_path / "copy.age").returncode == 0
    (finding,) = of(look(server, **mail)[1], "backup_recipients")
    assert finding["level"] == "warning"
    assert "second --recipient" in finding["todo"]


def test_without_anybody_to_seal_it_for_there_is_no_backup(server, tmp_path):
    for done in (server("backup", tmp_path / "copy.age"), server("upgrade", tmp_path / "copy.age")):
        assert done.returncode == 1
        assert "For whom is the backup sealed?" in done.stderr
    assert not (tmp_path / "copy.age").exists()
    done = server("init", "--recipient", "age1nobody")
    assert done.returncode == 1
    assert "public key of an age key pair" in done.stderr


# What systemd hands over


@pytest.fixture
def credentials(server, tmp_path):
    """The key files as a unit finds them: nothing on the disk but sealed ones, and rights that a
    list of who may read shows as those of a group."""
    folder = tmp_path / "credentials"
    server.secrets.rename(folder)
    server.secrets.mkdir(mode=0o700)
    (folder / "environment").rename(server.secrets / "environment")
    for name in NAMES:
        (folder / name).chmod(0o440)
        (server.secrets / f"{name}.cred").write_text("sealed\n")
    folder.chmod(0o550)
    yield folder
    folder.chmod(0o700)


def handed(server, folder):
    return {
        "SPONA_SECRETS": "",
        "CREDENTIALS_DIRECTORY": str(folder),
        "SPONA_KEYS_SEALED": str(server.secrets / "keys.sealed"),
        "SPONA_DISK_ENCRYPTED": "",
        "SPONA_HEADS": f"{server.secrets}-log",
    }


def test_keys_that_systemd_hands_over_open_the_data_and_lie_apart(server, mail, credentials):
    around = handed(server, credentials)
    done = server("audit", "verify", **around)
    assert done.returncode == 0, done.stderr
    assert "The log is whole" in done.stdout
    findings = look(server, **mail, **around)[1]
    assert red(findings) == set()
    assert "systemd" in of(findings, "key_files")[0]["sentence"]
    assert of(findings, "keys_beside_data")[0]["level"] == "ok"


def test_key_files_left_on_the_disk_beside_the_sealed_ones_are_found(server, mail, credentials):
    shutil.copy(credentials / "mac", server.secrets / "mac")
    findings = look(server, **mail, **handed(server, credentials))[1]
    assert red(findings) == {"keys_beside_data"}


def test_init_makes_no_new_keys_where_systemd_has_the_old_ones(server, credentials):
    before = sorted(server.secrets.iterdir())
    done = server("init")
    assert done.returncode == 1
    assert "were given to systemd" in done.stderr
    assert sorted(server.secrets.iterdir()) == before


def test_credentials_of_another_kind_are_no_key_files(tmp_path, monkeypatch):
    monkeypatch.delenv("SPONA_SECRETS", raising=False)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "mail-password").write_text("x")
    assert secrets_folder() is None
    make_secrets(tmp_path)
    assert secrets_folder() == tmp_path == handed_by_systemd()
    monkeypatch.setenv("SPONA_SECRETS", str(tmp_path / "named"))
    assert secrets_folder() == tmp_path / "named"
