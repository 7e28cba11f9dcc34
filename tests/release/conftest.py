from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.code import ROOT

# Who commits is nobody, and when is long ago: the bytes must not hang on either.
SOMEBODY = {
    "GIT_AUTHOR_NAME": "Somebody", "GIT_AUTHOR_EMAIL": "somebody@example.org",
    "GIT_COMMITTER_NAME": "Somebody", "GIT_COMMITTER_EMAIL": "somebody@example.org",
    "GIT_AUTHOR_DATE": "2026-01-02T03:04:05+0100", "GIT_COMMITTER_DATE": "2026-01-02T03:04:05+0100",
    "GIT_CONFIG_GLOBAL": os.devnull,
}  # fmt: skip


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True,
        env=os.environ | SOMEBODY,
    ).stdout.strip()  # fmt: skip


def build(clone: Path, into: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`./spona build` in that clone, without the set-up of packages that are here already."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SPONA_", "PYTEST_"))}
    command = [sys.executable, "-m", "tools", "build", "--into", str(into)]
    umask = int(environment.pop("umask", "022"), 8)
    return subprocess.run(
        command, cwd=clone, env=kept | {"PYTHONPATH": str(clone / "src")} | environment,
        umask=umask, check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture(scope="session")
def commit(tmp_path_factory) -> Path:
    """What lies in this checkout now, as the one commit of a repository of its own."""
    home = tmp_path_factory.mktemp("commit")
    names = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in names:
        if name and (ROOT / name).is_file():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, home / name)
    git(home, "init", "-q", "-b", "main")
    git(home, "add", "--all")
    git(home, "commit", "-q", "-m", "All")
    return home


@pytest.fixture(scope="session")
def cloned(commit):
    def clone(folder: Path) -> Path:
        git(commit, "clone", "-q", str(commit), str(folder))
        # Installed by hash and never committed, as in any checkout.
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        return folder

    return clone


@pytest.fixture(scope="session")
def release(cloned, tmp_path_factory) -> Path:
    """The folder that `./spona build` filled."""
    home = tmp_path_factory.mktemp("release")
    done = build(cloned(home / "clone"), home / "out")
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "out"
