"""Who may say that something is done, take it back, or confirm it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.tasks.models import Task


def check_can_finish(actor: Actor, task: Task) -> None:
    """The owner; for a task in the queue anybody of the institution or of the network's desk."""
    if not task.what.by_hand:
        raise Denied(_("This is done when you do it: open it and finish it there."))
    if not _is_theirs(actor, task):
        raise Denied(_("This belongs to somebody else. Ask them to finish it."))


def check_can_undo(actor: Actor, task: Task) -> None:
    """Whoever may finish it, as long as nobody has confirmed it."""
    check_can_finish(actor, task)
    if task.confirmed_at is not None:
        raise Denied(_("It was confirmed already, so it stays done. Agree on a new task."))


def check_can_confirm(actor: Actor, task: Task) -> None:
    """The institution that asked, after it was done."""
    if task.asked_by_id is None or task.asked_by_id != actor.institution_id:
        raise Denied(_("The institution that asked for it confirms it."))
    if task.done_at is None or task.outcome != "done":
        raise Denied(_("It is not done yet, so there is nothing to confirm."))


def _is_theirs(actor: Actor, task: Task) -> bool:
    if task.institution_id is None:
        return actor.may("network:read_waiting", network=task.network_id)
    if task.owner_id is not None:
        return task.owner_id == actor.member_id
    return task.institution_id == actor.institution_id
