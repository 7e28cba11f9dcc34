"""Keeps a page of measurements: a run replaces its own parts and leaves the others."""

from __future__ import annotations

import re
from pathlib import Path

from tools.bench.figures import Section


def write_sections(path: Path, head: str, sections: list[Section], *, order: list[str]) -> None:
    """Writes `sections` under their names, in `order`; parts not measured now stay as they were."""
    kept = read_sections(path) | {one.name: one.for_page() for one in sections}
    parts = [f"## {name}\n\n{kept[name].strip()}" for name in order if name in kept]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join([head.strip(), *parts]) + "\n")


def read_sections(path: Path) -> dict[str, str]:
    """Name → text under its heading; empty where there is no page yet."""
    if not path.exists():
        return {}
    pieces = re.split(r"^## (.+)$", path.read_text(), flags=re.MULTILINE)[1:]
    return dict(zip(pieces[::2], pieces[1::2], strict=True))
