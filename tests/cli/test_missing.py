"""What is missing on a machine is named, with the one line to type."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import postgres

ROOT = Path(__file__).parents[2]


def environment(**more: str) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("SPONA_", "DJANGO_"))}
    return clean | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"} | more


def typed(verb: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools", verb], cwd=ROOT, text=True, capture_output=True, check=False,
        env=environment(**more),
    )  # fmt: skip


ONE_TEST = "tests/crypto/test_codes.py"


@pytest.mark.parametrize("there", ["nothing", "too old", "without programs"])
def test_a_postgresql_that_is_of_no_use_is_none(tmp_path, monkeypatch, there):
    if there == "too old":
        (tmp_path / "14" / "bin").mkdir(parents=True)
        (tmp_path / "14" / "bin" / "initdb").touch()
    if there == "without programs":
        (tmp_path / "17" / "bin").mkdir(parents=True)
    monkeypatch.setenv("SPONA_POSTGRES", str(tmp_path))
    assert postgres.binaries() is None


def test_what_can_run_without_postgresql_and_chromium_runs_and_both_are_named(tmp_path):
    (tmp_path / "no-programs").mkdir()
    # All the rounds, each over one file: a whole run stands in no test.
    script = f"""
import sys
from dataclasses import replace
from tools import testing
testing.GATE = [replace(one, chosen=("{ONE_TEST}",)) for one in testing.GATE]
sys.exit(testing.run([]))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, text=True, capture_output=True, check=False,
        env=environment(
            PATH=str(tmp_path / "no-programs"), SPONA_POSTGRES=str(tmp_path), TMPDIR=str(tmp_path)
        ),
    )  # fmt: skip
    assert done.returncode == 1
    assert "== sqlite" in done.stdout
    assert " passed" in done.stdout
    assert "== postgresql" not in done.stdout
    assert "== journeys" not in done.stdout
    said = done.stdout.rpartition("Type this, then start again:")[2]
    assert "apt-get install -y postgresql" in said
    assert "apt-get install -y chromium" in said
    assert "Traceback" not in done.stderr


@pytest.fixture
def bare(tmp_path) -> Path:
    """A fresh clone: the script and what it reads, nothing made yet."""
    home = tmp_path / "clone"
    home.mkdir()
    shutil.copy(ROOT / "spona", home)
    shutil.copytree(ROOT / "requirements", home / "requirements")
    return home


def script(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [home / "spona", *(words or ("help",))], cwd=home, text=True, capture_output=True,
        check=False, stdin=subprocess.DEVNULL, env=environment(**more),
    )  # fmt: skip


def linked(folder: Path, *names: str) -> Path:
    """A folder for PATH with these programs only."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).symlink_to(shutil.which(name))
    return folder


def program(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def without_other_pythons(home: Path, python: Path) -> None:
    """The script looks at one place that is not on the path: there stands the same as elsewhere."""
    text = (home / "spona").read_text()
    assert "/usr/bin/python3" in text
    (home / "spona").write_text(text.replace("/usr/bin/python3", str(python)))


WITHOUT_VENV = (
    'case "$*" in *ensurepip*) exit 1 ;; *"-m venv"*) mkdir -p .venv/bin; '
    f'ln -sf {sys.executable} .venv/bin/python; exit 1 ;; esac\nexec {sys.executable} "$@"'
)
BASIC = ("dirname", "cat", "cksum", "rm", "sh", "mkdir", "ln", "id", "ls")


def test_a_missing_venv_module_is_named_and_leaves_nothing_half_made(bare, tmp_path):
    """Debian's own Python without python3-venv, and nobody who could install it."""
    python = program(tmp_path / "python", WITHOUT_VENV)
    without_other_pythons(bare, python)
    done = script(bare, SPONA_PYTHON=str(python), PATH=str(linked(tmp_path / "bin", *BASIC)))
    assert done.returncode == 1
    assert "sudo apt-get install -y python3 python3-venv" in done.stderr
    assert not (bare / ".venv").exists()


def test_a_half_made_environment_of_before_is_thrown_away(bare, tmp_path):
    """Without this it said "No module named pip" for ever, also after the line was typed."""
    (bare / ".venv" / "bin").mkdir(parents=True)
    (bare / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (bare / "requirements" / "uv.txt").write_text("not-a-package==0 --hash=sha256:00\n")
    done = script(bare, SPONA_PYTHON=sys.executable)
    # It came as far as the packages, of which this one is none.
    assert "2/4  Python packages" in done.stderr
    assert "No module named pip" not in done.stderr
    assert (bare / ".venv" / "bin" / "pip").exists()


@pytest.mark.parametrize(
    ("words", "more", "installs"),
    [
        (("test",), {}, False),
        (("test", "--yes"), {}, True),
        (("--yes", "test"), {}, True),
        (("test",), {"CI": "true"}, True),
    ],
)
def test_through_sudo_nothing_is_installed_unasked(bare, tmp_path, words, more, installs):
    """Somebody who is not root, with nobody at the terminal; what apt-get is told is written down."""
    programs = linked(tmp_path / "bin", *BASIC[:-2], "ls", "env")
    program(programs / "id", "echo 1000")
    told = tmp_path / "told"
    program(programs / "apt-get", f'echo "$*" >> {told}')
    program(programs / "sudo", f'[ "$1" = -n ] || exit 9; shift; echo sudo >> {told}; exec "$@"')
    python = program(tmp_path / "python", WITHOUT_VENV)
    without_other_pythons(bare, python)
    done = script(
        bare, *words, SPONA_PYTHON=str(python), PATH=str(programs),
        SPONA_POSTGRES=str(tmp_path / "none"), **{"CI": "", **more},
    )  # fmt: skip
    assert done.returncode == 1
    assert told.exists() is installs
    if installs:
        assert "install" in told.read_text()
        for package in (
            "python3-venv",
            "chromium",
            "gettext",
            "poppler-utils",
            "w3m",
            "postgresql",
        ):
            assert package in told.read_text()
    else:
        assert "sudo apt-get install -y python3 python3-venv chromium" in done.stderr


def test_a_python_that_is_too_old_is_not_used(bare, tmp_path):
    """Another one that is new enough is found, or the line to type is named."""
    python = tmp_path / "old-python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    programs = linked(tmp_path / "programs", *BASIC)
    for name in ("python3", "python3.12", "python3.13", "python3.14"):
        (programs / name).symlink_to(python)
    without_other_pythons(bare, python)
    done = script(bare, SPONA_PYTHON=str(python), PATH=str(programs))
    assert done.returncode == 1
    assert "sudo apt-get install -y python3 python3-venv" in done.stderr
