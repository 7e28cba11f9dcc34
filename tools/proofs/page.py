"""The page of proofs: what each one found, when, of which commit and on which machine."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from tools.bench.figures import machine, table_line
from tools.proofs.tests import Outcome

_HEAD = (
    "# Proofs\n\n"
    "Made by `./spona prove`: every test marked `prove`, each in a process of its own. The figure "
    "is the number of the promise it holds; what it measured is the last line it printed.\n"
)
_COLUMNS = ("proof", "figure", "result", "measured", "database", "seconds", "day", "commit",
            "machine")  # fmt: skip


def write_proofs(path: Path, one: Outcome, *, of: str, names: list[str]) -> None:
    """Writes the row of a proof that ran on the commit `of`, in the order of `names`, all proofs
    there are; the other rows stay as they were."""
    rows, day = read_rows(path), datetime.now(UTC).strftime("%Y-%m-%d")
    cells = (one.proof.name, one.proof.figure or "–", one.result, one.measured or "–",
             one.database, f"{one.seconds:.0f}", day, of, machine())  # fmt: skip
    rows[one.proof.name] = table_line([" ".join(cell.split()) for cell in cells])
    lines = [
        _HEAD,
        table_line(_COLUMNS),
        "|" + "---|" * len(_COLUMNS),
        *(rows[name] for name in names if name in rows),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def read_rows(path: Path) -> dict[str, str]:
    """Name of the proof → its line."""
    if not path.exists():
        return {}
    lines = re.findall(r"^\| .+ \|$", path.read_text(), flags=re.MULTILINE)
    return {line[2:].split(" | ")[0]: line for line in lines[1:]}
