"""One finding of `doctor`: how bad, what was looked at, what is so, what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

OK, WARNING, RED = "ok", "warning", "red"
_MARKS: Final = {OK: "ok      ", WARNING: "WARNING ", RED: "RED     "}


@dataclass(frozen=True, slots=True)
class Finding:
    """`name` is stable, for machines; `sentence` and `todo` are for people."""

    level: str
    name: str
    sentence: str
    todo: str = ""

    def __str__(self) -> str:
        todo = f"\n{'':10}→ {self.todo}" if self.todo else ""
        return f"{_MARKS[self.level]}  {self.sentence}{todo}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def found(name: str, good: str, bad: list[str], todo: str, *, level: str = RED) -> list[Finding]:
    """One finding for each bad thing, or the good sentence when there is none."""
    return [Finding(level, name, each, todo) for each in bad] or [Finding(OK, name, good)]
