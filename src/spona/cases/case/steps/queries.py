"""The open steps of a case, and who can have one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from spona import deadlines
from spona.access.actor import Actor
from spona.access.prepared_rows import PreparedRows
from spona.cases.case.attached import section_name
from spona.cases.case.models import Case
from spona.cases.case.queries import members_who_open
from spona.cases.case.steps.kinds import (
    APPROVE_ASSESSMENT,
    OWN_WORDS,
    REMINDER,
    REVIEW,
    STEPS,
    WORDS,
)
from spona.deadlines.late import day_in
from spona.directory.models import Member
from spona.directory.queries import attach_networks
from spona.tasks.models import Task, TaskQuerySet
from spona.tasks.queries import open_of
from spona.vault.models import INSTITUTION, MEMBER, OPEN, Grant
from spona.vault.slots import slot_of

# Of a case its steps only: other tasks of it, as a request to erase, are none.
ARE_STEPS: Final = Q(subject_kind="case", kind__in=tuple(STEPS))

# When a task is due: by its deadline, else on the day that was agreed on.
DUE: Final = Coalesce("deadline__due_at", "due_at")

# What is next within these days is due soon.
SOON: Final = timedelta(days=7)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def due_of(task: Task) -> datetime | None:
    return task.deadline.due_at if task.deadline is not None else task.due_at


def is_step(task: Task) -> bool:
    return task.subject_kind == "case" and task.kind in STEPS


def open_steps(case: Case) -> TaskQuerySet:
    """The nearest date first, what has none last; which is the next one, `next_first` says."""
    return open_of(case.subject).filter(kind__in=tuple(STEPS))


def next_first(tasks: Iterable[Task]) -> list[Task]:
    """Open steps, of each case the next one first: the nearest date, what has none last.

    A review that is not due soon waits behind what has no date, whoever wanted it: one is kept for
    every file with a whole day of birth, and would hide what is to be done now.
    """
    steps = [(one, due_of(one)) for one in tasks]
    soon = deadlines.now() + SOON
    reviews = {
        one.subject_id: due for one, due in steps if one.kind == REVIEW and due and due >= soon
    }
    by_day = sorted(
        steps,
        key=lambda step: (
            step[1] or reviews.get(step[0].subject_id) or _NEVER, step[1] is not None
        ),
    )  # fmt: skip
    return [one for one, _due in by_day]


def is_stepless() -> Q:
    """The condition on open cases that nothing says what comes next."""
    steps = Task.objects.open().filter(ARE_STEPS, subject_id=OuterRef("pk"))
    return Q(~Exists(steps), closed_at=None)


_SHOWN: Final = PreparedRows(
    lambda cases, owners: (
        Task.objects.open()
        .filter(
            Q(kind__in=tuple(STEPS)) | Q(kind=REMINDER, owner_id__in=owners),
            subject_kind="case",
            subject_id__in=cases,
        )
        .select_related("deadline__rule")
        .nearest_first()
    )
)


def shown_steps(cases: Collection[UUID], actor: Actor) -> list[Task]:
    """Open steps of these cases and the actor's own reminders, the next first; as many queries for
    five hundred cases as for one.
    """
    own = [actor.member_id] if actor.member_id else []
    return next_first(with_owners(_SHOWN.rows(list(cases), own) if cases else []))


def with_owners(tasks: Iterable[Task]) -> list[Task]:
    """These steps, which were read with their deadlines and rules, with owners and networks: few
    people of few towns have many steps, and each of them is read and verified once.
    """
    tasks = list(tasks)
    ticking = [one.deadline for one in tasks if one.deadline is not None]
    attach_networks([*tasks, *ticking], "network")
    owners = Member.objects.select_related("person").in_bulk(
        {one.owner_id for one in tasks if one.owner_id is not None}
    )
    for one in tasks:
        if one.owner_id is not None:
            one.owner = owners[one.owner_id]
    return tasks


def is_by_name(case: Case) -> bool:
    """Whether somebody is locked out, so that the case is open to people by name only, and its
    steps are somebody's and in no list of the institution.
    """
    grants = Grant.objects.filter(
        section__slot=slot_of(case.box_id, "identity"), to_kind=INSTITUTION, state=OPEN
    )
    return not grants.filter(to_id=case.owner_institution_id).exists()


def stranded_steps() -> list[tuple[Case, Member]]:
    """Cases with a step or reminder of somebody who cannot open them any more, or with a text that
    waits for them to approve it; each once.

    Three queries look through all of them; who is found is then asked about one by one.
    """
    held = set(
        Task.objects.open()
        .filter(
            subject_kind="case",
            kind__in=(*STEPS, REMINDER, APPROVE_ASSESSMENT),
            owner__isnull=False,
        )
        .values_list("subject_id", "owner_id", "owner__person__account_id")
    )
    cases = Case.objects.select_related("owner_institution", "network__town", "box").in_bulk(
        {case for case, _owner, _account in held}
    )
    given = set(
        Grant.objects.filter(
            state=OPEN, to_kind=MEMBER, section__box__in=[one.box_id for one in cases.values()]
        ).values_list("section__box_id", "to_id")
    )
    members = Member.objects.select_related("person__account", "institution").in_bulk(
        {owner for _case, owner, _account in held}
    )
    today = timezone.localdate()
    found = []
    for ident, owner, account in sorted(held, key=str):
        case, member = cases[ident], members[owner]
        sound = member.is_active_on(today) and (case.box_id, account) in given
        if not sound and owner not in {one.pk for one in able_owners(case)}:
            found.append((case, member))
    return found


def able_owners(case: Case, *, section: str = "") -> list[Member]:
    """Today's colleagues who can open something of it, or this `section`, in the order of their
    names.
    """
    return members_who_open(case.box_id, case.owner_institution_id, section=section)


def case_of(task: Task) -> Case:
    """The case whose step it is."""
    if task.subject_kind != "case":
        raise ValueError("not a step of a case")
    return Case.objects.select_related("owner_institution", "network__town", "box").get(
        pk=task.subject_id
    )


def day_of(task: Task, case: Case) -> date | None:
    """The day until which it is to be done, in the town of the case."""
    due = due_of(task)
    return day_in(case.network.time_zone, due) if due else None


def words_section(task: Task) -> str:
    """The name of the section with the words of a step; without them there is none."""
    return section_name(task.pk, OWN_WORDS if task.kind == REMINDER else WORDS)
