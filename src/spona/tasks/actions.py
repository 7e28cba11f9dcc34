"""Opening, moving, closing tasks: called by the apps; and finishing those that people close."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.audit.inserts import insert_if_absent
from spona.deadlines.actions import reopen, stop
from spona.deadlines.models import Deadline
from spona.directory.models import Institution, Member, Network
from spona.tasks.kinds import KINDS
from spona.tasks.models import Task, TaskQuerySet
from spona.tasks.permissions import check_can_confirm, check_can_finish, check_can_undo


def open_task(
    kind: str,
    subject: tuple[str, UUID],
    *,
    institution: Institution | None,
    by: Actor,
    reference: str = "",
    owner: Member | None = None,
    network: Network | None = None,
    asked_by: Institution | None = None,
    deadline: Deadline | None = None,
    due_at: datetime | None = None,
    part: UUID | None = None,
) -> Task:
    """Opens the task of `kind` for `subject` (kind of row, its id); open already: returns it.

    Without `owner` it lies in the institution's queue, without `institution` on the desk of
    the network's coordinator. `deadline` gives the deadline; `due_at` is for what has no deadline.
    `part` tells it from others of this kind and subject that are open beside it.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of task")
    if institution is None and network is None:
        raise ValueError("a task belongs to an institution or to a network")
    # On the desk of a network the network is part of what makes a task the same one.
    desk = {"network": network} if institution is None else {}
    with audit.transaction() as log:
        task = Task(
            kind=kind,
            subject_kind=subject[0],
            subject_id=subject[1],
            institution=institution,
            part=part,
            reference=reference,
            owner=owner,
            network=network,
            asked_by=asked_by,
            deadline=deadline,
            due_at=due_at,
            created_at=deadlines.now(),
        )
        if not insert_if_absent(task):
            return _open_of(subject).get(**desk, kind=kind, institution=institution, part=part)
        _record(log, "task:opened", task, by)
        return task


def date_task(
    task: Task, *, due_at: datetime | None, deadline: Deadline | None = None, by: Actor
) -> Task:
    """An open task gets another day: a deadline by a rule, or a day that people agreed on."""
    with audit.transaction() as log:
        task = _locked(task)
        if task.done_at is not None:
            raise Conflict(_("This is already done."))
        task.due_at, task.deadline = due_at, deadline
        task.save(update_fields=["due_at", "deadline"])
        _record(log, "task:dated", task, by)
        return task


def move_task(task: Task, *, owner: Member | None, by: Actor) -> Task:
    """Gives an open task to another member, or back to the queue; the institution stays."""
    with audit.transaction() as log:
        task = _locked(task)
        if task.done_at is not None:
            raise Conflict(_("This is already done."))
        _move(log, task, owner, by)
        return task


def move_tasks(rows: TaskQuerySet, *, owner: Member | None, by: Actor) -> None:
    """As `move_task`, of all these that are open: one question finds and locks them."""
    with audit.transaction() as log:
        for task in _lock_each(rows.filter(done_at=None)):
            _move(log, task, owner, by)


def close_task(
    kind: str,
    subject: tuple[str, UUID],
    *,
    by: Actor,
    institution: Institution | None = None,
    outcome: str = "done",
) -> int:
    """Closes the open task of `kind` for `subject`; returns how many were open (0: nothing to do).

    With an `institution` only its own. `outcome` is `done`, or `dropped` where it fell away.
    """
    return close_tasks({kind: outcome}, subject, by=by, institution=institution)


def close_tasks(
    outcomes: Mapping[str, str],
    subject: tuple[str, UUID],
    *,
    by: Actor,
    institution: Institution | None = None,
) -> int:
    """As `close_task`, of several kinds at once: kind → outcome."""
    rows = _open_of(subject).filter(kind__in=outcomes)
    if institution is not None:
        rows = rows.filter(institution=institution)
    return _close_each(rows, lambda task: outcomes[task.kind], by)


def close_all(subject: tuple[str, UUID], *, by: Actor, outcome: str = "dropped") -> int:
    """Closes every open task of `subject`: it was withdrawn, forwarded or finished."""
    return _close_each(_open_of(subject), lambda _task: outcome, by)


def _close_each(rows: TaskQuerySet, outcome: Callable[[Task], str], by: Actor) -> int:
    with audit.transaction() as log:
        tasks = _lock_each(rows)
        for task in tasks:
            _close(log, task, by, outcome(task))
        return len(tasks)


def finish(task: Task, *, by: Actor) -> Task:
    """A person says that a task of a `by_hand` kind is done, and its deadline ends; again changes
    nothing.
    """
    with audit.transaction():
        check_can_finish(by, _locked(task))
        return end_task(task, by=by)


def end_task(task: Task, *, by: Actor, outcome: str = "done") -> Task:
    """This very task ends, and its deadline with it: the app has checked that it may; again
    changes nothing.
    """
    with audit.transaction() as log:
        task = _locked(task)
        if task.done_at is None:
            _close(log, task, by, outcome)
            if task.deadline is not None:
                stop(task.deadline, outcome=outcome, by=by)
        return task


def undo(task: Task, *, by: Actor) -> Task:
    """Takes back `finish`, until the other side has confirmed it."""
    with audit.transaction():
        check_can_undo(by, _locked(task))
        return reopen_task(task, by=by)


def reopen_task(task: Task, *, by: Actor) -> Task:
    """An end that was a mistake is taken back, and its deadline runs as if nothing had been
    said: the app has checked that it may.
    """
    with audit.transaction() as log:
        task = _locked(task)
        if task.done_at is not None:
            task.done_at, task.done_by, task.outcome = None, None, ""
            task.save(update_fields=["done_at", "done_by", "outcome"])
            if task.deadline is not None:
                reopen(task.deadline, by=by)
            _record(log, "task:reopened", task, by)
        return task


def confirm(task: Task, *, by: Actor) -> Task:
    """The institution that asked says that it was done indeed."""
    with audit.transaction() as log:
        task = _locked(task)
        check_can_confirm(by, task)
        if task.confirmed_at is None:
            task.confirmed_at = deadlines.now()
            task.save(update_fields=["confirmed_at"])
            _record(log, "task:confirmed", task, by)
        return task


def _open_of(subject: tuple[str, UUID]) -> TaskQuerySet:
    return Task.objects.open().filter(subject_kind=subject[0], subject_id=subject[1])


def _locked(task: Task) -> Task:
    return Task.objects.select_for_update().get(pk=task.pk)


def _lock_each(rows: TaskQuerySet) -> list[Task]:
    # Of the tasks only: lists join what may be missing, and PostgreSQL locks no outer join.
    alone = rows.select_related(None).order_by("kind", "pk")
    return list(alone.select_for_update(of=("self",)))


def _move(log: audit.Log, task: Task, owner: Member | None, by: Actor) -> None:
    if owner is not None and owner.institution_id != task.institution_id:
        raise ValueError("a task moves inside its institution")
    if task.owner_id != (owner.pk if owner else None):
        task.owner = owner
        task.save(update_fields=["owner"])
        _record(log, "task:moved", task, by)


def _close(log: audit.Log, task: Task, by: Actor, outcome: str) -> None:
    task.done_at, task.done_by_id, task.outcome = deadlines.now(), by.member_id, outcome
    task.save(update_fields=["done_at", "done_by", "outcome"])
    _record(log, "task:closed", task, by)


def _record(log: audit.Log, name: str, task: Task, by: Actor) -> None:
    log.record(
        name,
        by=by,
        subject=("task", task.pk),
        lane=task.institution_id,
        detail={"kind": task.kind, "reference": task.reference, "outcome": task.outcome},
    )
