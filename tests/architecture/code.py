"""The sources as syntax trees, and the apps in their order."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "spona"


@cache
def modules() -> dict[str, ast.Module]:
    """`cases/referrals/models.py`, `tools/checks.py` → its tree; generated migrations are left out."""
    found = {}
    for path in [*sorted(SOURCE.rglob("*.py")), *sorted((ROOT / "tools").rglob("*.py"))]:
        name = path.relative_to(SOURCE if path.is_relative_to(SOURCE) else ROOT)
        if "migrations" not in name.parts:
            found[name.as_posix()] = ast.parse(path.read_text(), filename=str(path))
    return found


@cache
def imports() -> list[tuple[str, ast.ImportFrom]]:
    """(module, statement) of every `from … import …`."""
    return [
        (name, node)
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
    ]


def is_actions(name: str) -> bool:
    parts = Path(name).parts
    return "actions" in parts or parts[-1] == "actions.py"


def calls(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """(line, receiver, method) of every `receiver.method(…)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, ast.unparse(node.func.value), node.func.attr


@cache
def layers() -> dict[str, int]:
    """app → its layer, 0 at the bottom, from the contract that `lint-imports` checks."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    listed = next(one["layers"] for one in contracts if one["type"] == "layers")
    return {
        app.strip(): number
        for number, line in enumerate(reversed(listed))
        for app in line.split("|")
    }


@cache
def templates() -> dict[str, str]:
    return {
        path.relative_to(SOURCE).as_posix(): path.read_text()
        for path in sorted(SOURCE.rglob("templates/**/*.*"))
        if path.is_file()
    }


@cache
def tracked() -> tuple[str, ...]:
    """Files under version control or about to be; none where this is no repository."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return tuple(done.stdout.splitlines()) if done.returncode == 0 else ()
