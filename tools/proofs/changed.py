"""Which proofs have to run again: those whose code changed since they last held.

Each file of proofs declares in `PROVES` the paths that its proofs rest on. Its own file, the
requirements and the settings of the tests count for all of them.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.bench.figures import ROOT
from tools.proofs.tests import HOLDS, Proof

ALWAYS: Final = ("requirements", "pyproject.toml", "tests/conftest.py")
# Columns of the page of proofs.
RESULT, COMMIT = 2, 7


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a proof runs, and why in words."""

    proof: Proof
    runs: bool
    why: str

    def __str__(self) -> str:
        return f"{'runs' if self.runs else 'stays':<6} {self.proof.name}: {self.why}"


def choose(found: Iterable[Proof], rows: Mapping[str, str], *, root: Path = ROOT) -> list[Choice]:
    """One choice for each proof; `rows` are the lines of the page, by name."""
    return [_choice(proof, rows.get(proof.name, ""), root) for proof in found]


def _choice(proof: Proof, row: str, root: Path) -> Choice:
    if not row:
        return Choice(proof, True, "it has never run")
    cells = row.strip("| ").split(" | ")
    result, commit = cells[RESULT], cells[COMMIT]
    if result != HOLDS:
        return Choice(proof, True, f"it did not hold at {commit}")
    if not commit.isalnum() or not _git(root, "cat-file", "-t", commit):
        return Choice(proof, True, f"it held on code that is in no commit here ({commit})")
    paths = [proof.node.split("::")[0], *proof.covers, *ALWAYS]
    changed = [
        *_git(root, "diff", "--name-only", commit, "--", *paths).splitlines(),
        *_git(root, "ls-files", "--others", "--exclude-standard", "--", *paths).splitlines(),
    ]
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        return Choice(proof, True, f"since {commit} changed {changed[0]}{more}")
    return Choice(proof, False, f"nothing it rests on changed since {commit}")


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *words], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""
