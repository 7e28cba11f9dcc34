"""All files of the institution that this reader can open, with their names.

A name stands here only where a key leads to it; the reading is logged, one line a page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.cases.case.models import Case
from spona.cases.referrals.models import Referral
from spona.cases.worklists import assigned
from spona.cases.worklists.filters import Filters, refers
from spona.cases.worklists.paging import SIZE, Page, PreparedList, cut
from spona.cases.worklists.queue import due_filter, start_of
from spona.deadlines.exclusions import PreparedShown
from spona.deadlines.models import Deadline
from spona.deadlines.queries import DeadlineView, views_of
from spona.directory.models import Institution
from spona.identity.keyring import Keyring
from spona.vault.actions import open_many
from spona.vault.queries import sections_named

_STATES = {"": Q(), "open": Q(closed_at=None), "closed": Q(closed_at__isnull=False)}


@dataclass(frozen=True, slots=True)
class Row:
    """`name` None: it is not for this reader; empty: nobody has written one. `came_from`: who
    has sent what the file was opened for.
    """

    case: Case
    name: str | None
    deadline: DeadlineView | None
    people: Sequence[str]
    came_from: Institution | None


def files(
    actor: Actor, keys: Keyring, filters: Filters, number: int = 1, size: int = SIZE
) -> Page[Row]:
    """One page of them; as many queries for fifty rows as for two."""
    if (number, size) == (1, SIZE) and not filters.is_typed:
        page = _prepared(filters).first(actor)
    else:
        page = cut(file_rows(actor, filters), number, size)
    names = names_of(page.rows, actor, keys, purpose="list")
    rows = rows_of(page.rows, names, actor)
    return Page(rows, page.number, page.first, page.last, page.count, page.more)


@lru_cache(maxsize=100)
def _prepared(filters: Filters) -> PreparedList[Case]:
    return PreparedList(lambda actor: file_rows(actor, filters))


def file_rows(actor: Actor, filters: Filters) -> QuerySet[Case]:
    """The files that are asked for, in their order."""
    visible = Case.objects.visible_to(actor)
    rows: QuerySet[Case] = visible.filter(_STATES[filters.state])
    came = Referral.objects.filter(to_case=OuterRef("pk"))
    if filters.kind:
        rows = rows.filter(opened_by=filters.kind)
    if filters.institution:
        rows = rows.filter(Exists(came.filter(sender_institution_id=filters.institution)))
    if filters.since:
        rows = rows.filter(opened_at__gte=start_of(filters.since))
    if filters.until:
        rows = rows.filter(opened_at__lt=start_of(filters.until + dt.timedelta(days=1)))
    if filters.reference:
        by_what_came = Exists(came.filter(refers(filters.reference, "reference")))
        rows = rows.filter(refers(filters.reference, "reference") | by_what_came)
    if filters.deadline:
        rows = rows.filter(Exists(_deadlines(actor).filter(due_filter(filters.deadline))))
    rows = assigned.narrowed(rows, filters.assigned, actor, box="box")
    rows = rows.select_related("network")
    if filters.sort == "deadline":
        due = _deadlines(actor).order_by().values("subject_kind").annotate(at=Min("due_at"))
        rows = rows.alias(due=Subquery(due.values("at")[:1]))
        return rows.order_by(F("due").asc(nulls_last=True), "-opened_at", "pk")
    if filters.sort == "state":
        return rows.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "pk")
    return rows.order_by("-opened_at", "pk")


_CAME: Final = PreparedRows(
    lambda actor, cases: (
        Referral.objects.visible_to(actor)
        .filter(to_case__in=cases)
        .order_by("sent_at")
        .select_related("sender_institution")
    )
)


def rows_of(cases: Sequence[Case], names: dict[UUID, str], actor: Actor) -> list[Row]:
    """Files with what stands around them; `names` by box."""
    people = assigned.people_of((one.box_id for one in cases), actor)
    ticking = _deadlines_of(cases, actor)
    first: dict[UUID | None, Institution] = {}
    for referral in _CAME.rows(actor, [one.pk for one in cases]):
        first.setdefault(referral.to_case_id, referral.sender_institution)
    return [
        Row(
            one,
            names.get(one.box_id),
            ticking.get(one.pk),
            people.get(one.box_id, ()),
            first.get(one.pk),
        )
        for one in cases
    ]


def names_of(
    cases: Sequence[Case], actor: Actor, keys: Keyring, *, purpose: str
) -> dict[UUID, str]:
    """Box → name, for files whose key the actor has; one line of the read log for all."""
    sections = sections_named([(one.box_id, "name") for one in cases], actor)
    opened = open_many(sections, by=actor, keys=keys, purpose=purpose)
    return {
        section.box_id: str(opened[section.pk].get("name") or "")
        for section in sections
        if section.pk in opened
    }


def _deadlines(actor: Actor) -> QuerySet[Deadline]:
    """Running deadlines of the own institution about a file."""
    mine = Deadline.objects.visible_to(actor).running()
    return mine.filter(
        institution_id=str(actor.institution_id), subject_kind="case", subject_id=OuterRef("pk")
    )


_TICKING: Final = PreparedShown(
    lambda actor, cases: (
        Deadline.objects.visible_to(actor)
        .running()
        .filter(
            institution_id=str(actor.institution_id),
            subject_kind="case",
            subject_id__in=cases,
            due_at__isnull=False,
        )
        .select_related("rule", "network__town")
        .order_by("-due_at")
    )
)


def _deadlines_of(cases: Sequence[Case], actor: Actor) -> dict[UUID, DeadlineView]:
    ticking = _TICKING.rows(actor, [one.pk for one in cases])
    views = views_of(ticking)
    # The nearest comes last, so it is the one that stays.
    return {deadline.subject_id: views[deadline.pk] for deadline in ticking}
