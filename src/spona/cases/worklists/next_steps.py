"""The files that somebody leads, by what comes next in each: my files.

The list itself is clear: a reference, a step, a day. The words of a step and the age group are
opened for whoever holds the key, and names only when they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value

from spona import deadlines
from spona.access.actor import Actor
from spona.access.prepared_queries import Moment
from spona.cases.case.models import Case
from spona.cases.case.steps.kinds import FIRST_CONTACT, REMINDER
from spona.cases.case.steps.queries import (
    ARE_STEPS,
    DUE,
    SOON,
    is_stepless,
    shown_steps,
    words_section,
)
from spona.cases.casefile.open_steps import Step, steps_of
from spona.cases.referrals.models import Referral
from spona.cases.referrals.packet import Cover
from spona.cases.worklists import assigned
from spona.cases.worklists.paging import SIZE, Page, PreparedList, cut
from spona.cases.worklists.queue import covers_of
from spona.deadlines.exclusions import PreparedShown
from spona.identity.keyring import Keyring
from spona.tasks.models import Task
from spona.vault.actions import open_many
from spona.vault.queries import sections_named


@dataclass(frozen=True, slots=True)
class CaseRow:
    """`step` None: nothing says what comes next. `age` and `urgency` are codes, empty where they
    are not for this reader. `name` None: it was not asked for, or is not for this reader.
    """

    case: Case
    step: Step | None
    others: int
    age: str
    age_detail: str
    urgency: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each, for the buttons over the list; counted in one walk through the files."""

    open: int
    soon: int
    stepless: int
    closed: int


def mine(actor: Actor) -> QuerySet[Case]:
    """Files that were given to this person by name, and those in which a step is theirs.

    One list of ids, which either database begins with: by two it would walk through all files.
    """
    given = assigned.narrowed(Case.objects.all(), "me", actor, box="box")
    steps = Task.objects.open().filter(ARE_STEPS, owner_id=actor.member_id)
    theirs = given.values("pk").union(steps.values("subject_id"))
    return Case.objects.visible_to(actor).filter(pk__in=theirs)


# What a list may be narrowed to; an address may say anything.
_NARROWER: Final = frozenset({"soon", "stepless", "closed"})


def narrowed(rows: QuerySet[Case], shown: str) -> QuerySet[Case]:
    """The open ones, those of which the next step is `soon` or which have none (`stepless`), or
    the closed ones; the nearest date first, what has none last.
    """
    if shown == "closed":
        return rows.exclude(closed_at=None).order_by("-closed_at", "pk")
    rows = rows.filter(closed_at=None).alias(due=next_due())
    if shown == "soon":
        rows = rows.filter(_is_soon())
    if shown == "stepless":
        rows = rows.filter(is_stepless())
    return rows.order_by(F("due").asc(nulls_last=True), "opened_at", "pk")


def _is_soon() -> Exists:
    steps = Task.objects.open().filter(ARE_STEPS, subject_id=OuterRef("pk"))
    return Exists(steps.annotate(due=DUE).filter(due__lt=Moment(_soon)))


def _soon() -> datetime:
    return deadlines.now() + SOON


def next_due() -> Subquery:
    """When the next step of a file is due; null without a date, and without a step."""
    steps = Task.objects.open().filter(ARE_STEPS, subject_id=OuterRef("pk"))
    due = steps.annotate(due=DUE).exclude(due=None)
    return Subquery(due.order_by("due").values("due")[:1])


_COUNTS: Final = PreparedShown(
    lambda actor: (
        mine(actor)
        .values(all=Value(1))
        .annotate(
            open=Count("pk", filter=Q(closed_at=None)),
            soon=Count("pk", filter=Q(_is_soon(), closed_at=None)),
            stepless=Count("pk", filter=is_stepless()),
            closed=Count("pk", filter=Q(closed_at__isnull=False)),
        )
        .values_list("open", "soon", "stepless", "closed")
    )
)


def counts(actor: Actor) -> Counts:
    return Counts(*next(iter(_COUNTS.rows(actor)), (0, 0, 0, 0)))


def my_cases(
    actor: Actor, keys: Keyring, *, shown: str, names: bool, number: int = 1, size: int = SIZE
) -> Page[CaseRow]:
    """One page; as many queries for fifty files as for two."""
    if number == 1:
        page = _prepared(shown if shown in _NARROWER else "", size).first(actor)
    else:
        page = cut(narrowed(mine(actor), shown), number, size)
    rows = case_rows(page.rows, actor, keys, names=names)
    return Page(rows, page.number, page.first, page.last, page.count, page.more)


@lru_cache(maxsize=10)
def _prepared(shown: str, size: int) -> PreparedList[Case]:
    return PreparedList(lambda actor: narrowed(mine(actor), shown), size)


def first_steps(cases: Sequence[Case], actor: Actor) -> tuple[dict[UUID, Task], dict[UUID, int]]:
    """File → its next step, and → how many others are open; one query."""
    first: dict[UUID, Task] = {}
    others: dict[UUID, int] = {}
    for task in shown_steps([one.pk for one in cases if one.closed_at is None], actor):
        if task.kind != REMINDER:
            first.setdefault(task.subject_id, task)
            others[task.subject_id] = others.get(task.subject_id, -1) + 1
    return first, others


def case_rows(cases: Sequence[Case], actor: Actor, keys: Keyring, *, names: bool) -> list[CaseRow]:
    """Files with their next step, opened as far as this reader may; one line of the read log for
    what stands in the files, and one for how urgent a first contact is.
    """
    first, others = first_steps(cases, actor)
    parts = ("identity", "name") if names else ("identity",)
    wanted = [(one.box_id, part) for one in cases for part in parts]
    wanted += [(one.box_id, words_section(first[one.pk])) for one in cases if one.pk in first]
    sections = sections_named(wanted, actor)
    opened = open_many(sections, by=actor, keys=keys, purpose="list")
    texts = {(row.box_id, row.name): opened[row.pk] for row in sections if row.pk in opened}
    words = {name: document for (_box, name), document in texts.items()}
    steps = {one.task.subject_id: one for one in steps_of(first.values(), words)}
    urgency = _urgencies([one for one in first.values() if one.kind == FIRST_CONTACT], actor, keys)
    made = []
    for case in cases:
        identity = texts.get((case.box_id, "identity"), {})
        name = texts.get((case.box_id, "name"))
        made.append(
            CaseRow(
                case,
                steps.get(case.pk),
                others.get(case.pk, 0),
                str(identity.get("age") or ""),
                str(identity.get("age_detail") or ""),
                urgency.get(case.pk, ""),
                None if name is None else str(name.get("name") or ""),
            )
        )
    return made


def unopened_rows(cases: Sequence[Case], actor: Actor) -> list[CaseRow]:
    """Files with their next step, as they stand outside the seal."""
    first, others = first_steps(cases, actor)
    steps = {one.task.subject_id: one for one in steps_of(first.values(), {})}
    return [
        CaseRow(one, steps.get(one.pk), others.get(one.pk, 0), "", "", "", None) for one in cases
    ]


def _urgencies(tasks: Sequence[Task], actor: Actor, keys: Keyring) -> dict[UUID | None, str]:
    """File → urgency of what first brought it."""
    if not tasks:
        return {}
    came = Referral.objects.visible_to(actor).filter(to_case__in=[one.subject_id for one in tasks])
    rows = list(came.order_by("-sent_at"))
    covers: dict[UUID, Cover] = covers_of(rows, actor, keys)
    return {
        one.to_case_id: covers[one.packet_id].urgency for one in rows if one.packet_id in covers
    }
