"""What is missing on a machine is named, with the one line to type."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def environment(**more: str) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("SPONA_", "DJANGO_"))}
    return clean | {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"} | more


def typed(verb: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "spona", verb], cwd=ROOT, text=True, capture_output=True, check=False,
        env=environment(**more),
    )  # fmt: skip


def test_a_missing_chromium_is_named_with_the_line_to_type(tmp_path):
    done = typed("test", PATH=str(tmp_path))
    assert done.returncode == 1
    assert "apt-get install -y chromium" in done.stdout


@pytest.mark.parametrize("there", ["nothing", "too old", "without programs"])
def test_a_missing_postgresql_is_named_with_the_line_to_type(tmp_path, there):
    """`SPONA_POSTGRES` names the folder of the versions: here one that holds none of use."""
    programs, versions = tmp_path / "programs", tmp_path / "versions"
    programs.mkdir()
    (programs / "chromium").symlink_to("/bin/true")
    if there == "too old":
        (versions / "14" / "bin").mkdir(parents=True)
        (versions / "14" / "bin" / "initdb").touch()
    if there == "without programs":
        (versions / "17" / "bin").mkdir(parents=True)
    done = typed("test", PATH=str(programs), SPONA_POSTGRES=str(versions))
    assert done.returncode == 1
    assert "apt-get install -y postgresql-17" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def bare(tmp_path) -> Path:
    """A fresh clone: the script and what it reads, nothing made yet."""
    home = tmp_path / "clone"
    home.mkdir()
    shutil.copy(ROOT / "spona", home)
    shutil.copytree(ROOT / "requirements", home / "requirements")
    return home


def script(home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [home / "spona", "help"], cwd=home, text=True, capture_output=True, check=False,
        env=environment(**more),
    )  # fmt: skip


def test_a_missing_venv_module_is_named_with_the_line_to_type(bare, tmp_path):
    """Debian's own Python without python3-venv: `python -m venv` fails, all else works."""
    python = tmp_path / "python-without-venv"
    python.write_text(
        f'#!/bin/sh\ncase "$*" in *"-m venv"*) exit 1 ;; esac\nexec {sys.executable} "$@"\n'
    )
    python.chmod(0o755)
    done = script(bare, SPONA_PYTHON=str(python))
    assert done.returncode == 1
    assert "sudo apt-get install -y python3-venv" in done.stderr
    assert not (bare / ".venv").exists()


def test_a_python_that_is_too_old_is_not_used(bare, tmp_path):
    """Another one that is new enough is found, or the line to type is named."""
    python = tmp_path / "old-python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("dirname", "cat", "cksum", "rm", "sh"):
        (programs / name).symlink_to(shutil.which(name))
    for name in ("python3", "python3.12", "python3.13", "python3.14"):
        (programs / name).symlink_to(python)
    # The script looks at one place that is not on the path: what it finds there must fail too.
    text = (bare / "spona").read_text()
    assert "/usr/bin/python3" in text
    (bare / "spona").write_text(text.replace("/usr/bin/python3", str(python)))
    done = script(bare, SPONA_PYTHON=str(python), PATH=str(programs))
    assert done.returncode == 1
    assert "sudo apt-get install -y python3 python3-venv" in done.stderr
