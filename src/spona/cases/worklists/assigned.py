"""Who of the own institution was given something by name: the grants say so, without a key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.translation import get_language

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.audit.verified_rows import remembered
from spona.directory.models import Person
from spona.vault.models import ASSIGNED, Grant


def narrowed[Row: Model](
    rows: QuerySet[Row], to: str, actor: Actor, *, box: str, section: str
) -> QuerySet[Row]:
    """The rows whose `box` is assigned to `me`, `nobody` or a `colleague`; all for an empty `to`.

    `section` is the one that everybody gets to whom it is assigned.
    """
    given = _given(actor).filter(section__name=section)
    if not to:
        return rows
    if to == "me":
        # From one's own grants: they are few, however much the institution has.
        mine = given.filter(to_id=str(actor.account_id))
        return rows.filter(**{f"{box}__in": mine.values("section__box")})
    here = given.filter(section__box=OuterRef(box))
    if to == "nobody":
        return rows.exclude(Exists(here))
    return rows.filter(Exists(here.exclude(to_id=str(actor.account_id))))


_PAIRS: Final = PreparedRows(
    lambda actor, boxes: (
        _given(actor).filter(section__box__in=boxes).values_list("section__box_id", "to_id")
    )
)


def people_of(boxes: Iterable[UUID], actor: Actor) -> dict[UUID, list[str]]:
    """Box → names of those of the own institution to whom it is assigned; a query, and one where
    a name has changed.
    """
    pairs = set(_PAIRS.rows(actor, list(boxes)))
    names = _names(frozenset(account for _box, account in pairs))
    found: dict[UUID, list[str]] = defaultdict(list)
    for box, account in pairs:
        if account in names:
            found[box].append(names[account])
    return {box: sorted(those) for box, those in found.items()}


def _names(accounts: frozenset[UUID]) -> dict[UUID | None, str]:
    def read() -> dict[UUID | None, str]:
        people = Person.objects.filter(account__in=accounts)
        return {person.account_id: person.shown_name for person in people}

    return remembered(("names", accounts, get_language()), read)


def accounts_of(boxes: QuerySet[Any, UUID], actor: Actor) -> list[UUID]:
    """One account for each colleague and box assigned to them: for counting, without a name."""
    pairs = _given(actor).filter(section__box__in=boxes).values_list("section__box_id", "to_id")
    return [account for _box, account in set(pairs)]


def _given(actor: Actor) -> QuerySet[Grant]:
    return Grant.objects.filter(
        to_kind="member", basis=ASSIGNED, member_of=actor.institution_id, state="open"
    )
