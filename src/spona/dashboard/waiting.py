"""How much waits for somebody: the figures of the bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, QuerySet, Value

from spona.access.actor import Actor
from spona.access.prepared_queries import Prepared
from spona.cases.worklists.paging import COUNTED
from spona.deadlines.exclusions import asked_once, exclusions_of, padded
from spona.notifications.models import Notice
from spona.tasks.queries import mine, of_institution

type Ids = list[UUID]
type Named = Mapping[str, QuerySet[Any, Any]]

# What nobody has answered yet. Other tasks of the queue are taken over and want an owner.
ARRIVED: Final = (
    "open_referral",
    "answer_referral",
    "read_message",
    "answer_message",
    "answer_invitation",
)
# Of these, what waits for each holder by name where somebody is locked out.
SENT_HERE: Final = ("open_referral", "answer_referral", "read_message", "answer_message")

# What the desk of a network is read with, and the role that stands in for all that carry it.
_DESK: Final = "network:read_waiting"
_LEADER: Final = "coordinator"


@dataclass(frozen=True, slots=True)
class Counts:
    """The two figures of the bar: tasks that wait for somebody, counted to COUNTED + 1, and notices
    they have not read.
    """

    tasks: int = 0
    notices: int = 0


def counts(actor: Actor) -> Counts:
    """Of this actor, the queue of the institution included; two queries, the first of which asks
    what they are locked out of.
    """
    desks = sorted(actor.networks_where(_DESK))
    hidden = exclusions_of(actor)
    one_each = [[ident] if ident else [] for ident in (
        actor.account_id, actor.member_id, actor.institution_id)]  # fmt: skip
    found = _prepared(actor.roles, tuple(hidden)).rows(
        *one_each, desks, *map(padded, hidden.values())
    )
    return Counts(**dict(found))


@cache
def _prepared(roles: frozenset[str], kinds: tuple[str, ...]) -> Prepared:
    """For whoever has these roles."""

    def build(account: Ids, member: Ids, institution: Ids, desks: Ids, *hidden: Ids) -> Named:
        actor = Actor(
            account_id=next(iter(account), None),
            member_id=next(iter(member), None),
            institution_id=next(iter(institution), None),
            roles=roles,
            network_roles=frozenset((desk, _LEADER) for desk in desks),
        )
        with asked_once({actor: dict(zip(kinds, hidden, strict=True))}):
            tasks = mine(actor) | of_institution(actor)
        unread = Notice.objects.of(actor.account_id).unread()
        return {"tasks": _number_of(_first_of(tasks)), "notices": _number_of(unread)}

    return Prepared(build)


def _first_of(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of these no more than are counted: every page asks, and an institution may have a hundred
    thousand tasks that nobody has taken.
    """
    some = rows.select_related(None).order_by().values("pk")[: COUNTED + 1]
    first: QuerySet[Any] = rows.model._default_manager.filter(pk__in=some)  # noqa: SLF001
    return first


def _number_of(rows: QuerySet[Any]) -> QuerySet[Any, int]:
    """A query of one row with how many there are."""
    plain = rows.order_by().values(all=Value(1))
    number: QuerySet[Any, int] = plain.annotate(n=Count("pk")).values_list("n", flat=True)
    return number
