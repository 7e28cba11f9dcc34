"""`./spona docs`: what is generated from the code, so that it cannot lie: DEVELOPERS.md,
the access table, the list of addresses, the moves of a referral, the data dictionary, each point
and each journey with its tests."""

from __future__ import annotations

import argparse
import ast
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from tools.docs.case_fields import case_fields
from tools.docs.features import features, journeys
from tools.docs.htcds import htcds_page

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "spona"
_MADE = "<!-- Made by `./spona docs`; do not edit. -->\n\n"


def run(args: list[str]) -> int:
    """Writes the pages; with `--check` only tells which are not up to date."""
    parser = argparse.ArgumentParser(prog="spona docs")
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args(args).check
    stale = []
    with translation.override("en"):
        for name, make in PAGES.items():
            path, text = ROOT / name, make()
            if path.exists() and path.read_text() == text:
                continue
            stale.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
    if check and stale:
        print("Not up to date, type ./spona docs: " + ", ".join(stale))
    return 1 if check and stale else 0


def developers() -> str:
    """The hand-written head, and one paragraph per app from the apps themselves."""
    head = (ROOT / "docs" / "developers_head.md").read_text()
    found = []
    for app in apps_in_order():
        doc = ast.get_docstring(ast.parse((SOURCE / app / "__init__.py").read_text())) or ""
        found.append(f"### `{app}`\n{doc}\n")
    return head + "\n## The apps, from the top down\n\n" + "\n".join(found)


def apps_in_order() -> list[str]:
    """As the contract on imports lists them, so that no app is left out here."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one.get("containers") == ["spona"])
    names = [name for layer in layers for name in layer.split(" | ")]
    return [name for name in names if (SOURCE / name).is_dir()]


def verifier() -> str:
    """Version and sum of the program that people take home, to compare on the phone."""
    from spona.audit.verifier import PROGRAM, program_sum, program_version

    return (
        f"{_MADE}# The program that checks the log: version and sum\n\n"
        f"[`{PROGRAM.name}`](../../{PROGRAM.relative_to(ROOT)}), number {program_version()}. "
        "SHA-256, in groups of eight, as `python3 spona_verify.py --about` shows it:\n\n"
        f"```\n{program_sum()}\n```\n"
    )


def access_table() -> str:
    """Roles and permissions as one table."""
    from spona.access.roles import ROLES

    lines = [_MADE + "# Who may do what\n", "| role | where | what it is | permissions |",
             "|---|---|---|---|"]  # fmt: skip
    for role in ROLES.values():
        held = ", ".join(f"`{name}`" for name in sorted(role.permissions))
        title = f"{role.title} (`{role.name}`)"
        lines.append(f"| {title} | {role.where} | {role.description} | {held} |")
    return "\n".join(lines) + "\n"


def addresses() -> str:
    """Every address with its guard."""
    lines = [_MADE + "# Addresses\n", "| address | name | guard |", "|---|---|---|"]
    for path, name, view in sorted(routes(), key=lambda row: row[0]):
        lines.append(f"| `/{path}` | `{name}` | {getattr(view, 'guard', '') or '**none**'} |")
    return "\n".join(lines) + "\n"


def routes() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """(path, full name, view) of every address of the project."""
    yield from _routes(get_resolver(), "", "")


def _routes(resolver: URLResolver, path: str, space: str) -> Iterator[tuple[str, str, Any]]:
    for part in resolver.url_patterns:
        here = path + str(part.pattern)
        if isinstance(part, URLPattern):
            yield here, f"{space}{part.name}", part.callback
        else:
            inner = f"{space}{part.namespace}:" if part.namespace else space
            yield from _routes(part, here, inner)


def data_dictionary() -> str:
    """Every column, clear or sealed: a thief of the database reads the clear ones."""
    lines = [_MADE + "# Data dictionary\n", _CLASSES]
    for model in sorted(own_models(), key=lambda row: row._meta.label):
        doc = (model.__doc__ or "").strip().split("\n")[0]
        lines += [
            f"## {model._meta.label}\n",
            doc + "\n",
            "| column | type | class |",
            "|---|---|---|",
        ]
        for field in model._meta.concrete_fields:
            kind = field.get_internal_type()
            lines.append(f"| {field.column} | {kind} | {column_class(field)} |")
        lines.append("")
    return "\n".join(lines)


def own_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("spona.")]


_CLASSES = (
    "*Sealed* columns hold ciphertext. *Key* columns hold public keys, salts and authenticators. "
    "Everything else is clear: whoever steals the database reads it.\n"
)
_KEY_COLUMNS = ("mac", "salt", "public_key", "hash", "previous", "head", "root", "signature",
                "code_hash", "token", "bucket", "digest", "tag")  # fmt: skip


def column_class(field: models.Field) -> str:
    """`sealed`, `key` or `clear`."""
    name = field.name
    if name in ("sealed", "wrapped") or name.endswith(("_sealed", "_wrapped")):
        return "sealed"
    if name in _KEY_COLUMNS or name.endswith(("_mac", "_hash", "_hmac")):
        return "key"
    return "clear"


def moves() -> str:
    """The table of moves of a referral, as table and as diagram."""
    from spona.cases.referrals.moves import MOVES

    lines = [_MADE + "# How a referral moves\n", "```mermaid", "stateDiagram-v2"]
    rows = []
    for verb, rule in MOVES.items():
        for start in sorted(rule.sources):
            lines.append(f"  {start} --> {rule.target or start}: {verb}")
        rows.append(
            f"| {verb} | {rule.side} | {', '.join(sorted(rule.sources))} | {rule.target or '–'} "
            f"| {', '.join(sorted(rule.kinds))} |"
        )
    lines += ["```\n", "| move | by | from | to | kinds |", "|---|---|---|---|---|", *rows]
    return "\n".join(lines) + "\n"


def handbook_latin() -> str:
    """The Serbian handbook in Latin letters; Cyrillic is the source."""
    from spona.reference.scripts import latin

    text = (ROOT / "docs" / "handbook" / "sr.md").read_text()
    text = text.replace("[латиница](sr-latn.md)", "[ћирилица](sr.md)")
    return _MADE + latin(text)


PAGES: dict[str, Callable[[], str]] = {
    "docs/reference/case-fields.md": lambda: _MADE + case_fields(),
    "DEVELOPERS.md": developers,
    "docs/handbook/sr-latn.md": handbook_latin,
    "docs/reference/verifier.md": verifier,
    "docs/reference/access.md": access_table,
    "docs/reference/addresses.md": addresses,
    "docs/reference/data-dictionary.md": data_dictionary,
    "docs/reference/htcds.md": lambda: _MADE + htcds_page(),
    "docs/reference/journeys.md": journeys,
    "docs/reference/moves.md": moves,
    "docs/reference/features.md": features,
}
