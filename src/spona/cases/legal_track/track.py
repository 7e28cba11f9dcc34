"""The legal track as it is sealed. Days are ISO days, empty where nobody wrote one.

What a later version has written and this one does not know stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from spona.cases.case.sealed_entry import SealedEntry, mark_of
from spona.cases.case.sections import LATER
from spona.cases.legal_track.codes import (
    ASKED,
    COLLISION,
    COMING,
    GRANTED,
    HEARING_STATES,
    OVER,
)

SECTION: Final = "legal_track"
# Whose readers read it.
READ_WITH: Final = LATER[SECTION]


@dataclass(frozen=True, slots=True)
class Hearing(SealedEntry):
    """`goes_along`: who goes with the person. `came_of_it`: what was said or decided."""

    id: str = ""
    what: str = ""
    day: str = ""
    hour: str = ""
    place: str = ""
    goes_along: str = ""
    state: str = COMING
    came_of_it: str = ""

    @property
    def is_coming(self) -> bool:
        return self.state == COMING

    @property
    def state_label(self) -> str:
        return str(HEARING_STATES.get(self.state, ""))

    @property
    def on(self) -> date:
        return date.fromisoformat(self.day)


@dataclass(frozen=True, slots=True)
class Proceeding(SealedEntry):
    """`until`: a day by which something has to be done in it, and `until_what` that is."""

    id: str = ""
    kind: str = ""
    body: str = ""
    number: str = ""
    role: str = ""
    state: str = ""
    begun: str = ""
    ended: str = ""
    until: str = ""
    until_what: str = ""
    note: str = ""
    hearings: tuple[Hearing, ...] = ()

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Proceeding:
        hearings = tuple(Hearing.of(one) for one in document.get("hearings", ()))
        return replace(super(Proceeding, cls).of(document), hearings=hearings)

    def to_document(self) -> dict[str, Any]:
        hearings = [one.to_document() for one in self.hearings]
        return super(Proceeding, self).to_document() | {"hearings": hearings}

    @property
    def is_over(self) -> bool:
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class Witness(SealedEntry):
    """The status of an especially vulnerable witness: asked for, granted or refused."""

    id: str = ""
    state: str = ASKED
    body: str = ""
    asked_on: str = ""
    decided_on: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proxy(SealedEntry):
    id: str = ""
    kind: str = ""
    name: str = ""
    contact: str = ""
    since: str = ""
    until: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Guardian(SealedEntry):
    """One step towards a temporary or a collision guardian, and until when there is one."""

    id: str = ""
    kind: str = ""
    state: str = ASKED
    body: str = ""
    name: str = ""
    asked_on: str = ""
    decided_on: str = ""
    until: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim(SealedEntry):
    """Compensation: amounts are decimal digits with a point, all in the one `currency`."""

    id: str = ""
    kind: str = ""
    body: str = ""
    claimed: str = ""
    awarded: str = ""
    paid: str = ""
    currency: str = ""
    claimed_on: str = ""
    awarded_on: str = ""
    paid_on: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stay(SealedEntry):
    """The reflection period, or a residence, from `begins` to `ends`."""

    id: str = ""
    kind: str = ""
    state: str = ASKED
    body: str = ""
    number: str = ""
    begins: str = ""
    ends: str = ""
    note: str = ""


type Entry = Proceeding | Witness | Proxy | Guardian | Claim | Stay

PROCEEDING: Final = "proceedings"
WITNESS: Final = "witness"
PROXY: Final = "proxies"
GUARDIAN: Final = "guardians"
CLAIM: Final = "claims"
STAY: Final = "stays"
KINDS: Final[Mapping[str, type[Entry]]] = {
    PROCEEDING: Proceeding,
    WITNESS: Witness,
    PROXY: Proxy,
    GUARDIAN: Guardian,
    CLAIM: Claim,
    STAY: Stay,
}


@dataclass(frozen=True, slots=True)
class ReviewKept(SealedEntry):
    """Which step outside the seal was dated for the track. `agreed`: the day that people had agreed
    on for it before, empty where there was none. `own`: it was opened for the track alone.
    """

    task: str = ""
    day: str = ""
    agreed: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class LegalTrack:
    """`lists`: its entries by kind, the oldest first. `seen`: keys of dates for which a review was
    done already.
    """

    lists: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    review: ReviewKept = field(default_factory=ReviewKept)
    seen: tuple[str, ...] = ()
    rest: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> LegalTrack:
        return cls(
            {
                name: tuple(kind.of(one) for one in document.get(name, ()))
                for name, kind in KINDS.items()
            },
            ReviewKept.of(document.get("review") or {}),
            tuple(document.get("seen", ())),
            document,
        )

    def to_document(self) -> dict[str, Any]:
        return {
            "schema": 1,
            **self.rest,
            **{name: [one.to_document() for one in self.entries(name)] for name in KINDS},
            "review": self.review.to_document(),
            "seen": list(self.seen),
        }

    def entries(self, name: str) -> tuple[Entry, ...]:
        return self.lists.get(name, ())

    @property
    def proceedings(self) -> list[Proceeding]:
        return [one for one in self.entries(PROCEEDING) if isinstance(one, Proceeding)]

    @property
    def guardians(self) -> list[Guardian]:
        return [one for one in self.entries(GUARDIAN) if isinstance(one, Guardian)]

    @property
    def hearings(self) -> Iterator[tuple[Proceeding, Hearing]]:
        for one in self.proceedings:
            for hearing in one.hearings:
                yield one, hearing

    @property
    def is_empty(self) -> bool:
        return not any(self.entries(name) for name in KINDS)

    def find(self, ident: str) -> tuple[str, Entry] | None:
        """The entry of this id, and its kind."""
        for name in KINDS:
            for one in self.entries(name):
                if one.id == ident:
                    return name, one
        return None

    def hearing(self, ident: str) -> tuple[Proceeding, Hearing] | None:
        return next((found for found in self.hearings if found[1].id == ident), None)

    def with_entry(self, name: str, entry: Entry) -> LegalTrack:
        """In the place of the one of this id, else as the last one."""
        before = self.entries(name)
        there = any(one.id == entry.id for one in before)
        after = tuple(entry if one.id == entry.id else one for one in before)
        return replace(self, lists={**self.lists, name: after if there else (*before, entry)})

    def without(self, ident: str) -> LegalTrack:
        return replace(
            self,
            lists={
                name: tuple(one for one in entries if one.id != ident)
                for name, entries in self.lists.items()
            },
        )

    def with_hearing(self, proceeding: Proceeding, hearing: Hearing) -> LegalTrack:
        before = proceeding.hearings
        there = any(one.id == hearing.id for one in before)
        after = tuple(hearing if one.id == hearing.id else one for one in before)
        return self.with_entry(
            PROCEEDING, replace(proceeding, hearings=after if there else (*before, hearing))
        )

    def without_hearing(self, proceeding: Proceeding, ident: str) -> LegalTrack:
        left = tuple(one for one in proceeding.hearings if one.id != ident)
        return self.with_entry(PROCEEDING, replace(proceeding, hearings=left))


def mark(entry: Entry | Hearing) -> str:
    """What a form names that was made from it; hearings of a proceeding have their own."""
    document = dict(entry.to_document())
    document.pop("hearings", None)
    return mark_of(document)


def guardian_named(document: Mapping[str, Any] | None) -> bool:
    """Whether the track says that a guardian was appointed and is one still."""
    return any(one.state == GRANTED for one in LegalTrack.of(document or {}).guardians)


def collision_guardian_named(document: Mapping[str, Any] | None) -> bool:
    return any(
        one.state == GRANTED and one.kind == COLLISION
        for one in LegalTrack.of(document or {}).guardians
    )
