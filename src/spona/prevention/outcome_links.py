"""What became of a thing that followed; told by the app above, through `settings.CAME_OF_IT`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from spona.access.actor import Actor
from spona.prevention.models import FollowUp


@dataclass(frozen=True, slots=True)
class Came:
    """`title` and `state` in words; `url` empty where there is no page of it any more."""

    title: str
    state: str = ""
    url: str = ""
    icon: str = "circle-dashed"
    ground: str = "plain"


type Teller = Callable[[list[str], Actor], dict[str, Came]]


def what_came_of(rows: Iterable[FollowUp], actor: Actor) -> dict[UUID, Came]:
    """Row → what its app says of it. A reference that somebody typed is known to no app."""
    by_kind: dict[str, list[FollowUp]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    found: dict[UUID, Came] = {}
    for kind, those in by_kind.items():
        if path := settings.CAME_OF_IT.get(kind):
            told = cast("Teller", import_string(path))([row.reference for row in those], actor)
            found |= {row.pk: told[row.reference] for row in those if row.reference in told}
    return found
