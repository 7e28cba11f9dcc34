"""Marks of who is excluded: the server compares them, a thief of the database cannot.

A clear row "this colleague must not see that report" would name a suspect. The mark is an
HMAC under the key that lies outside the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from spona.access.actor import Actor

PERSON, INSTITUTION = "person", "institution"


def mark(kind: str, ident: UUID) -> str:
    """The mark of a person (all their memberships) or of an institution: 64 hex digits."""
    return _made(settings.SECRETS["mac"], kind, ident)


# A page asks for those of one person a dozen times.
@lru_cache(maxsize=1000)
def _made(secret: bytes, kind: str, ident: UUID) -> str:
    made = salted_hmac(f"spona exclusion 1 {kind}", str(ident), secret=secret, algorithm="sha256")
    return made.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandInActor(Actor):
    """Nobody, in whose place a statement is written (`prepared_rows`); the marks are given."""

    marks: tuple[str, ...] = ()


def marks_of(actor: Actor) -> list[str]:
    """Every mark that would exclude this actor."""
    if isinstance(actor, StandInActor):
        return list(actor.marks)
    return [
        mark(kind, ident)
        for kind, ident in ((PERSON, actor.person_id), (INSTITUTION, actor.institution_id))
        if ident is not None
    ]


def marks_for(*, people: Iterable[UUID], institutions: Iterable[UUID]) -> set[str]:
    """The marks of those whom a sender excludes."""
    return {mark(PERSON, each) for each in people} | {
        mark(INSTITUTION, each) for each in institutions
    }
