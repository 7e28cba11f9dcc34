"""What was asked for, point by point, with the tests that show it; and the journeys.

The points are data (`docs/points/*.toml`), so a page of them cannot name a test that is gone:
the page is made from the data, and a test that does not exist stops the making.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
POINTS = ROOT / "docs" / "points"
_JOURNEYS = "journeys.toml"
_NAMED = re.compile(r"`([\w/.]*\.py)?(?:::(\w+))?`")

type Entry = dict[str, Any]


class NoSuchTest(SystemExit):
    """A page names a test file or a test that is not there."""


def points() -> str:
    """Every point of every piece of work: where it is built, what shows it, what is left."""
    parts = [
        "# Each point, and what shows it\n",
        "*yes*: built, and shown by the named tests or command. *part*: what is left is said.\n"
        "*no*: not built, or not shown. Tests stand under `tests/`.\n",
    ]
    for path in sorted(POINTS.glob("*.toml")):
        if path.name == _JOURNEYS:
            continue
        work = tomllib.loads(path.read_text())
        parts.append(f"# {work['title']}\n")
        for section in work["section"]:
            parts.append(f"## {section['title']}\n")
            parts += ["| point | where | shown by | state |", "|---|---|---|---|"]
            parts += [_row(one) for one in section.get("point", [])]
            parts.append("")
    return "\n".join(parts)


def journeys() -> str:
    """Journey → test → rooms → picture."""
    parts = [
        "# The journeys\n",
        "Each is walked by a browser in the test suite. Pictures are made by the tests.\n",
        "| journey | tests | rooms | picture |",
        "|---|---|---|---|",
    ]
    for one in tomllib.loads((POINTS / _JOURNEYS).read_text())["journey"]:
        _check(one["shown"])
        parts.append(f"| {one['name']} | {one['shown']} | {one['rooms']} | {one['picture']} |")
    return "\n".join(parts) + "\n"


def _row(one: Entry) -> str:
    shown = one.get("shown", "")
    _check(shown)
    left = one.get("left", "")
    state = "no" if not shown else "part" if left else "yes"
    if rest := left or one.get("note", ""):
        state += f": {rest}"
    return f"| {one['point']} | {one.get('where', '') or '–'} | {shown or '–'} | {state} |"


def _check(shown: str) -> None:
    """NoSuchTest where a named file or function is gone; `::name` goes on with the last file."""
    path = ""
    for named in _NAMED.finditer(shown):
        path = named[1] or path
        if named[1] is None and named[2] is None:
            continue
        if path.startswith("src/") or not _is_test(path):
            continue
        if not (ROOT / "tests" / path).exists():
            raise NoSuchTest(f"docs/points names tests/{path}, which is not there.")
        if named[2] and named[2] not in _functions(path):
            raise NoSuchTest(f"docs/points names {path}::{named[2]}, which is not there.")


def _is_test(path: str) -> bool:
    return Path(path).name.startswith("test_")


@cache
def _functions(path: str) -> frozenset[str]:
    return frozenset(_names(ast.parse((ROOT / "tests" / path).read_text())))


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
