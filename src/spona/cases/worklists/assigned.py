"""Who of the own institution was given something by name: the grants say so, without a key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db.models import Count, Model, QuerySet
from django.utils.translation import get_language

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.audit.verified_rows import remembered
from spona.cases.case.models import Case
from spona.directory.models import Person
from spona.vault.models import ASSIGNED, Grant


def narrowed[Row: Model](rows: QuerySet[Row], to: str, actor: Actor, *, box: str) -> QuerySet[Row]:
    """The rows whose `box` is assigned to `me`, `nobody` or a `colleague`, all of it or a part; all
    rows for an empty `to`.
    """
    given = _given(actor)
    if not to:
        return rows
    me = str(actor.account_id)
    if to == "nobody":
        return rows.exclude(**{f"{box}__in": given.values("section__box")})
    some = given.filter(to_id=me) if to == "me" else given.exclude(to_id=me)
    return rows.filter(**{f"{box}__in": some.values("section__box")})


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


def files_led(files: QuerySet[Case], actor: Actor) -> dict[UUID | None, int]:
    """Account → how many of these files are assigned to it; one query, without a name."""
    given = _given(actor).filter(section__box__in=files.values("box"))
    return dict(given.values_list("to_id").annotate(Count("section__box", distinct=True)))


def _given(actor: Actor) -> QuerySet[Grant]:
    return Grant.objects.filter(
        to_kind="member", basis=ASSIGNED, member_of=actor.institution_id, state="open"
    )
