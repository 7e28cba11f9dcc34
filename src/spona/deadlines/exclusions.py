"""What somebody was locked out of is no row for them, on any page: asked here, once.

An exclusion is sealed in `cases`, which `tasks` and `deadlines` cannot ask. So the apps above
register, for each kind of thing, the function that knows: it takes the marks of the actor and
returns a query of the ids of what they are locked out of; all of them are asked in one statement.
`visible_to` of both apps goes through here.

Everybody is asked about alike, whether or not there is anything: a page that came faster to those
who are locked out of nothing would tell the others that somebody does not trust them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_of
from spona.access.prepared_queries import Prepared, Value
from spona.access.prepared_rows import Perhaps, PreparedRows
from spona.access.registry import Registry

_NOBODYS: Final = UUID(int=0)

type Exclusions = dict[str, list[UUID]]

type ExclusionSource = Callable[[Sequence[str]], QuerySet[Any, UUID]]

EXCLUSION_SOURCES: Final = Registry[ExclusionSource](
    "sources of exclusions",
    ("case", "referral", "tip", "meeting", "invitation", "decision"),
    why="Without it, people would see what they are excluded from.",
)

_known: ContextVar[dict[Actor, Exclusions] | None] = ContextVar("known", default=None)


def not_excluded(actor: Actor) -> Q:
    """The condition on rows with `subject_kind` and `subject_id`."""
    shown = Q()
    for kind, ids in exclusions_of(actor).items():
        shown &= ~Q(subject_kind=kind, subject_id__in=ids)
    return shown


def exclusions_of(actor: Actor) -> Exclusions:
    """Kind of thing to the ids of those that the actor was locked out of; one query."""
    known = _known.get()
    if known is not None and actor in known:
        return known[actor]
    found: Exclusions = {kind: [] for kind in EXCLUSION_SOURCES.all()}
    for kind, ident in _prepared().rows(marks_of(actor)):
        found[kind].append(ident if isinstance(ident, UUID) else UUID(ident))
    if known is not None:
        known[actor] = found
    return found


@cache
def _prepared() -> Prepared:
    sources = EXCLUSION_SOURCES.all()
    return Prepared(lambda marks: {kind: source(marks) for kind, source in sources.items()})


class PreparedShown[Row]:
    """`PreparedRows` of what `not_excluded` narrows: `build` gets the actor first, and what they
    are excluded from goes in as values.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._prepared = PreparedRows(self._shown)

    def rows(self, actor: Actor, *asked: Sequence[Value]) -> list[Row]:
        return self._prepared.rows(actor, *_hidden(actor), *asked)

    def count(self, actor: Actor, *asked: Sequence[Value]) -> int:
        return self._prepared.count(actor, *_hidden(actor), *asked)

    def _shown(self, actor: Actor, *groups: list[UUID]) -> QuerySet[Any, Row]:
        kinds = EXCLUSION_SOURCES.all()
        with asked_once({actor: dict(zip(kinds, groups, strict=False))}):
            return self._build(actor, *groups[len(kinds) :])


def _hidden(actor: Actor) -> list[Perhaps[UUID]]:
    return [Perhaps(padded(ids)) for ids in exclusions_of(actor).values()]


def padded(ids: Sequence[UUID]) -> list[UUID]:
    """To 16, 64, 256 and so on: whose lists were of another length than everybody's would wait for
    a statement of their own, and could tell by that that somebody has shut them out.
    """
    length = 16
    while length < len(ids):
        length *= 4
    return [*ids, *[_NOBODYS] * (length - len(ids))]


@contextmanager
def asked_once(already: Mapping[Actor, Exclusions] | None = None) -> Iterator[None]:
    """Within it each actor is asked about once: for a request in which nobody locks out anybody.
    `already`: what is known before.
    """
    token = _known.set(dict(already or {}))
    try:
        yield
    finally:
        _known.reset(token)
