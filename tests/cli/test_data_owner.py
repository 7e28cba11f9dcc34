"""Root types a command on the data of another user: nothing becomes root's."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.cli.server import Server
from tests.served.template import ROOT


@pytest.fixture
def foreign(server):
    """The same server, all of it owned by somebody else, where they may look."""
    if os.geteuid() != 0:
        pytest.skip("Only root can work on somebody else's data.")
    if not all(folder.stat().st_mode & 1 for folder in ROOT.parents):
        pytest.skip("Only root can work here: the owner of the data cannot read the checkout.")
    home = Path(tempfile.mkdtemp(prefix="spona-owner-"))
    home.chmod(0o755)
    other = Server(home / "server")
    shutil.copytree(server.home, other.home, dirs_exist_ok=True)
    nobody = pwd.getpwnam("nobody")
    for path in (other.home, *other.home.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    yield other
    shutil.rmtree(home)


def owners(folder):
    return {path.stat().st_uid for path in (folder, *folder.rglob("*"))}


def modes(folder):
    return {path.name: path.stat().st_mode for path in folder.rglob("*")}


def test_upgrade_and_backup_leave_the_owner_and_the_mode(foreign, age_pair, tmp_path):
    public, _identity = age_pair
    nobody = owners(foreign.data)
    assert len(nobody) == 1
    before, inode = modes(foreign.data), (foreign.data / "spona.sqlite3").stat().st_ino
    # Root alone may look there.
    tmp_path.chmod(0o700)
    for settings in ("tests.cli.later_broken_settings", "tests.cli.later_settings"):
        done = foreign("upgrade", tmp_path / f"{settings}.age", "--recipient", public,
                       DJANGO_SETTINGS_MODULE=settings)  # fmt: skip
        assert done.returncode == (1 if "broken" in settings else 0), done.stdout + done.stderr
        assert owners(foreign.data) == nobody
    copies = foreign.home / "copies"
    copies.mkdir()
    os.chown(copies, *nobody, -1)
    done = foreign("backup", copies, "--recipient", public)
    assert done.returncode == 0, done.stderr
    assert owners(copies) == owners(foreign.data) == nobody
    after = modes(foreign.data)
    assert {name: after[name] for name in before if name in after} == {
        name: mode for name, mode in before.items() if name in after
    }
    assert (foreign.data / "spona.sqlite3").stat().st_ino == inode


def test_restore_too_though_the_key_is_roots_alone(foreign, saved_once, empty, tmp_path):
    copy, _public, identity = saved_once
    nobody = owners(foreign.data)
    for path in foreign.data.rglob("*"):
        if path.is_file() and path.name != "kind":
            path.unlink()
    shutil.copy(empty.data / "spona.sqlite3", foreign.data)
    os.chown(foreign.data / "spona.sqlite3", *nobody, -1)
    identity.chmod(0o600)
    tmp_path.chmod(0o700)
    mine = shutil.copy(copy, tmp_path)
    done = foreign("restore", mine, "--identity", identity)
    assert done.returncode == 0, done.stdout + done.stderr
    assert owners(foreign.data) == nobody
    assert list((foreign.data / "files").glob("??/*"))


def test_a_program_that_the_owner_cannot_read_is_said_before_anything_is_done(foreign, tmp_path):
    """A clone in root's own folder: what is imported later would be a traceback in the middle."""
    tmp_path.chmod(0o700)
    (tmp_path / "src").symlink_to(ROOT / "src")
    done = foreign("backup", foreign.home / "copy.age", PYTHONPATH=str(tmp_path / "src"))
    assert done.returncode == 1
    assert done.stderr.startswith("Nothing was done: the data belongs to nobody, who cannot read ")
    assert "Traceback" not in done.stderr
    assert not (foreign.home / "copy.age").exists()
