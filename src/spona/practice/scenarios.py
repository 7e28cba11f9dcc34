"""The invented stories, as data: who is in them, which steps, what is said before and afterwards.

Read once from `data/scenarios.json`. `basis` is what the referral of this story should rest on,
`right` the sectors to which its report may go.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from spona.reference.words import Words

DATA: Final = Path(__file__).parent / "data" / "scenarios.json"
ROLES: Final = ("reporter", "intake", "worker", "partner")


@dataclass(frozen=True, slots=True)
class Step:
    """`rule` is the event of the deadline rule that gives the time; empty: no deadline. `since`:
    the step with which this deadline began, where that is an earlier one. `given`: what invented
    people say or send by then, for whoever plays it.
    """

    code: str
    role: str
    rule: str
    since: str
    title: Words
    do: Words
    hint: Words
    after: Words
    remarks: Mapping[str, Words]
    given: Words | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """`roles` and `brief` by role; `played_by`: which invented member plays a role nobody takes."""

    code: str
    title: Words
    lead: Words
    minutes: int
    age: str
    right: tuple[str, ...]
    basis: str
    roles: Mapping[str, Words]
    brief: Mapping[str, Words]
    played_by: Mapping[str, str]
    packet: Mapping[str, Any]
    talk: tuple[Words, ...]
    steps: tuple[Step, ...]

    @property
    def begins_with_message(self) -> bool:
        """True where it begins with a message of somebody without an account."""
        return "reporter" not in self.roles

    def step(self, code: str) -> Step:
        return next(one for one in self.steps if one.code == code)


@cache
def scenarios() -> dict[str, Scenario]:
    """All of them by code, in their order."""
    raw = json.loads(DATA.read_text(encoding="utf-8"))
    rows: dict[str, dict[str, Any]] = {}
    for row in raw["scenarios"]:
        # A story that goes on from another one says only what is different.
        before = rows[row["from"]] if "from" in row else {}
        packet = {**before.get("packet", {}), **row.get("packet", {})}
        brief = {**before.get("brief", {}), **row.get("brief", {})}
        rows[row["code"]] = {**before, **row, "packet": packet, "brief": brief}
    return {code: _scenario(row, raw["steps"]) for code, row in rows.items()}


def _scenario(row: dict[str, Any], steps: dict[str, Any]) -> Scenario:
    return Scenario(
        code=row["code"],
        title=Words(row["title"]),
        lead=Words(row["lead"]),
        minutes=row["minutes"],
        age=row["age"],
        right=tuple(row["right"]),
        basis=row["basis"],
        roles=_words(row["roles"]),
        brief=_words(row["brief"]),
        played_by={
            "reporter": row["reporter"], "intake": "csw_holder", "worker": "csw_worker",
            "partner": row["partner"],
        },
        packet=row["packet"],
        talk=tuple(Words(one) for one in row["talk"]),
        steps=tuple(_step(one, steps[one["code"]]) for one in row["steps"]),
    )  # fmt: skip


def _step(row: dict[str, Any], said: dict[str, Any]) -> Step:
    return Step(
        code=row["code"],
        role=row["role"],
        rule=row.get("rule", ""),
        since=row.get("since", ""),
        title=Words(said["title"]),
        do=Words(said["do"]),
        hint=Words(said["hint"]),
        after=Words(said["after"]),
        remarks=_words(said["remarks"]),
        given=Words(row["given"]) if "given" in row else None,
    )


def _words(row: dict[str, Any]) -> dict[str, Words]:
    return {key: Words(value) for key, value in row.items()}
