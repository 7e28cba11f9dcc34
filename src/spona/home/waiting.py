"""What waits for an actor and in their institution, without what somebody locked them out of."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef

from spona.access.actor import Actor
from spona.cases.models import Exclusion
from spona.cases.referrals.marks import marks_of
from spona.tasks import queries
from spona.tasks.models import TaskQuerySet

# What nobody has answered yet. Other tasks of the queue are taken over and want an owner.
ARRIVED: Final = ("open_referral", "answer_referral", "read_message", "answer_message")


def mine(actor: Actor) -> TaskQuerySet:
    """The actor's own tasks, nearest deadline first; a coordinator's too."""
    return _not_excluding(queries.mine(actor), actor)


def queue(actor: Actor) -> TaskQuerySet:
    """Tasks of the institution that nobody has taken, for its intake holders."""
    return _not_excluding(queries.of_institution(actor), actor)


def count(actor: Actor) -> int:
    """How many things wait for this actor, the queue included; one query."""
    return (mine(actor).select_related(None) | queue(actor).select_related(None)).count()


def _not_excluding(tasks: TaskQuerySet, actor: Actor) -> TaskQuerySet:
    """`tasks` and `clocks` lie below `cases` and cannot ask who was locked out; here it can be."""
    marks = Exclusion.objects.filter(mark__in=marks_of(actor), referral=OuterRef("subject_id"))
    return tasks.exclude(Exists(marks), subject_kind="referral")
