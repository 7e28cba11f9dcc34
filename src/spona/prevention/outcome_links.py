"""What became of a thing that followed; told by the app above, which registers it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from spona.access.actor import Actor
from spona.access.registry import Registry
from spona.prevention.models import FollowUp


@dataclass(frozen=True, slots=True)
class Outcome:
    """`title` and `state` in words; `url` empty where there is no page of it any more."""

    title: str
    state: str = ""
    url: str = ""
    icon: str = "circle-dashed"
    ground: str = "plain"


OUTCOMES: Final = Registry[Callable[[list[str], Actor], dict[str, Outcome]]](
    "outcomes of observations",
    (FollowUp.Kind.ACTIVITY, FollowUp.Kind.PLAN_LINE),
    why="Without it, the page of an observation would not say what came of it.",
)


def outcomes_of(rows: Iterable[FollowUp], actor: Actor) -> dict[UUID, Outcome]:
    """Row → what its app says of it. A reference that somebody typed is known to no app."""
    by_kind: dict[str, list[FollowUp]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    found: dict[UUID, Outcome] = {}
    for kind, those in by_kind.items():
        if outcomes := OUTCOMES.all().get(kind):
            told = outcomes([row.reference for row in those], actor)
            found |= {row.pk: told[row.reference] for row in those if row.reference in told}
    return found
