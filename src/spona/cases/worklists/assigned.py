"""Who of the own institution was given something by name: the grants say so, without a key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, Model, OuterRef, QuerySet
from django.utils.translation import get_language

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.audit.verified_rows import remembered
from spona.cases.case.models import Case
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


def files_led(files: QuerySet[Case], actor: Actor) -> dict[UUID | None, int]:
    """Account → how many of these files are assigned to it; one query, without a name.

    Counted by the section that everybody gets to whom a file is assigned: a colleague has a dozen
    grants to each.
    """
    given = _given(actor).filter(section__name="identity", section__box__in=files.values("box"))
    return dict(given.values_list("to_id").annotate(Count("pk")))


def _given(actor: Actor) -> QuerySet[Grant]:
    return Grant.objects.filter(
        to_kind="member", basis=ASSIGNED, member_of=actor.institution_id, state="open"
    )
