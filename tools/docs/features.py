"""What Spona does, capability by capability, with the tests that show it; and the journeys.

Both are data (`docs/features/*.toml`), so a page of them cannot name what is gone: a test, an app
or a picture that does not exist stops the making.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tools.bench.pages import read_sections
from tools.proofs.page import read_rows

ROOT = Path(__file__).resolve().parents[2]
FEATURES = ROOT / "docs" / "features"
REFERENCE = ROOT / "docs" / "reference"
PICTURES = ROOT / "docs" / "handbook" / "pictures"
_JOURNEYS = "journeys.toml"
_NAMED = re.compile(r"`([\w/.]*\.py)?(?:::(\w+))?`")
_LONG = re.compile(r"::test_(\w+)` \(long\)")
_BENCH = re.compile(r"spona bench --only (\w+)`")
# Each picture there is in Serbian (Cyrillic) and in English.
LANGUAGES = ("sr", "en")

type Entry = dict[str, Any]


class NotThere(SystemExit):
    """A page names a test, an app or a picture that is not there."""


def features() -> str:
    """Every capability: where it is built, what shows it, what is left."""
    made = [
        (path.stem.partition("-")[2], tomllib.loads(path.read_text()))
        for path in sorted(FEATURES.glob("*.toml"))
        if path.name != _JOURNEYS
    ]
    parts = [
        "# What Spona does, and what shows it\n",
        "*yes*: built, and shown by the named tests or command. *part*: what is left is said.\n"
        "*no*: not built, or not shown. Tests stand under `tests/`, code under `src/spona/`.\n",
        "".join(f"- [{one['title']}](#{anchor})\n" for anchor, one in made),
    ]
    for anchor, one in made:
        parts.append(f'<a id="{anchor}"></a>\n\n## {one["title"]}\n')
        parts += ["| capability | where | shown by | state |", "|---|---|---|---|"]
        parts += [_row(row) for row in one["feature"]]
        parts.append("")
    return "\n".join(parts)


def journeys() -> str:
    """Journey → test → apps → picture."""
    parts = [
        "# The journeys\n",
        "Each is walked by a browser in the test suite; J1 to J4, J6 and J13 on SQLite and on\n"
        "PostgreSQL. The pictures are made by the tests (`./spona shots`).\n",
        "| journey | tests | apps | pictures |",
        "|---|---|---|---|",
    ]
    for one in tomllib.loads((FEATURES / _JOURNEYS).read_text())["journey"]:
        parts.append(_journey(one))
    return "\n".join(parts) + "\n"


def _journey(one: Entry) -> str:
    _check(one["shown"])
    for app in one["apps"]:
        if not (ROOT / "src" / "spona" / app / "__init__.py").exists():
            raise NotThere(f"docs/features names the app {app}, which is not there.")
    for name in one["pictures"]:
        for language in LANGUAGES:
            if not (PICTURES / language / f"{name}.png").exists():
                raise NotThere(f"docs/features names {language}/{name}.png: type ./spona shots.")
    pictures = ", ".join(f"[{p}](../handbook/pictures/en/{p}.png)" for p in one["pictures"])
    apps = ", ".join(f"`{app}`" for app in one["apps"])
    return f"| {one['name']} | {one['shown']} | {apps} | {pictures} |"


def _row(one: Entry) -> str:
    shown = one.get("shown", "")
    _check(shown)
    left = "; ".join(filter(None, (one.get("left", ""), _waiting(shown))))
    state = "no" if not shown else "part" if left else "yes"
    if rest := left or one.get("note", ""):
        state += f": {rest}"
    return f"| {one['name']} | {one.get('where', '') or '–'} | {shown or '–'} | {state} |"


def _waiting(shown: str) -> str:
    """What is left of a row whose long run or measure no page of results holds yet."""
    proofs = read_rows(REFERENCE / "proofs.md")
    held = {name for name, row in proofs.items() if " | holds | " in row}
    if {name.replace("_", " ") for name in _LONG.findall(shown)} - held:
        return "the long run is not in [proofs.md](proofs.md) yet"
    measured = read_sections(REFERENCE / "bench.md")
    if set(_BENCH.findall(shown)) - measured.keys():
        return "the measure is not in [bench.md](bench.md) yet"
    return ""


def _check(shown: str) -> None:
    """NotThere where a named file or function is gone; `::name` goes on with the last file."""
    path = ""
    for named in _NAMED.finditer(shown):
        path = named[1] or path
        if named[1] is None and named[2] is None:
            continue
        if path.startswith("src/") or not _is_test(path):
            continue
        if not (ROOT / "tests" / path).exists():
            raise NotThere(f"docs/features names tests/{path}, which is not there.")
        if named[2] and named[2] not in _functions(path):
            raise NotThere(f"docs/features names {path}::{named[2]}, which is not there.")


def _is_test(path: str) -> bool:
    return Path(path).name.startswith("test_")


@cache
def _functions(path: str) -> frozenset[str]:
    return frozenset(_names(ast.parse((ROOT / "tests" / path).read_text())))


def _names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
