"""Who can open how much in an institution, by the codes of its log. Nobody is named here.

For intake holders only that they hold the key: how many files each of them opens would tell that
somebody is excluded from one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from spona.access.roles import ROLES
from spona.audit.models import Entry
from spona.cases.case.models import Case
from spona.directory.log_codes import log_code
from spona.directory.models import Institution, Member
from spona.directory.queries import members_of
from spona.vault.models import ASSIGNED, MEMBER, OPEN, Grant
from spona.vault.queries import holders, paper_key
from spona.vault.refusals import Unopenable

LATELY: Final = dt.timedelta(days=30)
READINGS: Final = ("section:read", "section:read_many", "section:looked_through")
IN_NEED: Final = "case:opened_in_need"


@dataclass(frozen=True, slots=True)
class Colleague:
    """`assigned`: files that were given to them for work; `readings` and `in_need`: lately."""

    code: str
    titles: list[str]
    since: dt.date | None
    last_day: dt.date | None
    holds_key: bool
    assigned: int
    readings: int
    in_need: int


@dataclass(frozen=True, slots=True)
class Keys:
    """Of the institution. `altered`: its public key is not as it was published."""

    holding: int = 0
    waiting: int = 0
    has_paper: bool = False
    altered: bool = False


def colleagues(where: Institution) -> list[Colleague]:
    """Everybody with a role there today, by role and code."""
    people = [one for one in members_of(where) if one.roles]
    accounts = _accounts_of(people)
    assigned = _assigned(where)
    holding = _holding(where)
    since = timezone.now() - LATELY
    readings = _done_by(where, READINGS, since)
    in_need = _done_by(where, (IN_NEED,), since)
    found = [
        Colleague(
            code=log_code(one.person_id),
            titles=titles(one),
            since=one.starts_on,
            last_day=one.last_day,
            holds_key=accounts.get(one.pk) in holding,
            assigned=assigned.get(accounts.get(one.pk), 0),
            readings=readings[str(one.person_id)],
            in_need=in_need[str(one.person_id)],
        )
        for one in people
    ]
    return sorted(found, key=lambda one: (one.titles, one.code))


def keys_of(where: Institution) -> Keys:
    try:
        found = holders(where)
        paper = paper_key(where)
    except Unopenable:
        return Keys(altered=True)
    return Keys(
        holding=sum(one.active for one in found),
        waiting=sum(one.waits for one in found),
        has_paper=paper is not None,
    )


def titles(member: Member) -> list[str]:
    return sorted(str(ROLES[role].title) for role in member.roles if role in ROLES)


def _accounts_of(people: Iterable[Member]) -> dict[UUID, UUID | None]:
    return {one.pk: one.person.account_id for one in people}


def _holding(where: Institution) -> set[UUID | None]:
    try:
        return {one.account.pk for one in holders(where) if one.active}
    except Unopenable:
        return set()


def _assigned(where: Institution) -> dict[UUID | None, int]:
    """Account → how many of the institution's files were given to it for work."""
    boxes = Case.objects.filter(owner_institution=where).values("box")
    rows = Grant.objects.filter(
        Q(until=None) | Q(until__gt=timezone.now()),
        to_kind=MEMBER, member_of=where.pk, state=OPEN, basis=ASSIGNED, section__box__in=boxes,
    )  # fmt: skip
    counted = rows.values("to_id").annotate(files=Count("section__box", distinct=True))
    return dict(counted.values_list("to_id", "files"))


def _done_by(where: Institution, names: Iterable[str], since: dt.datetime) -> Counter[str]:
    """Who is in the log how often with one of these."""
    rows = Entry.objects.filter(lane=where.pk, name__in=names, at__gt=since)
    return Counter(rows.values_list("actor", flat=True))
