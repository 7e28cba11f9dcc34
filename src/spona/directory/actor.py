"""From an account to the `Actor` of a request: one membership, as it is worth today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from spona.access.actor import Actor
from spona.access.roles import ROLES
from spona.audit.verified_rows import remembered

from .models import Member, NetworkRole, Seat
from .models.effective_dated import EffectiveDated
from .models.row_integrity import Authenticated
from .row_integrity import outdated_ids

if TYPE_CHECKING:
    from spona.identity.models import Account


def memberships(account: Account, on: dt.date | None = None) -> list[Member]:
    """The memberships in which this account may act that day (default today), with their
    institutions.

    A mandate or a person that Spona did not write, or that somebody put back, gives none.
    """
    members = _active_members(account, on or timezone.localdate())
    old = outdated_ids(_rows_of(members))
    return [one for one in members if not {one.pk, one.person_id} & old]


def _active_members(account: Account, day: dt.date) -> list[Member]:
    """Every request asks this, and what follows: it has few rows, whose days and order cost less
    here than in the question.
    """
    rows = Member.objects.of_account(account.pk).select_related("person", "institution").order_by()
    members = [row for row in rows if row.is_active_on(day) and row.can_act()]
    return sorted(members, key=lambda membership: membership.institution.code)


def _on[Row: EffectiveDated](day: dt.date, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.is_active_on(day)]


def _rows_of(members: list[Member]) -> list[Authenticated]:
    return [row for membership in members for row in (membership, membership.person)]


def actor_for(
    account: Account,
    *,
    member_id: UUID | None = None,
    on: dt.date | None = None,
    factor_at: dt.datetime | None = None,
    stepped_up_at: dt.datetime | None = None,
) -> Actor | None:
    """The actor in membership `member_id`, or the only one there is.

    None when the account has no membership that day, when the asked one is not (or no longer)
    its own, or when there are several and none was chosen: then the chooser asks. One query as
    long as nobody's place has changed.
    """
    day = on or timezone.localdate()
    key = ("actor", account.pk, member_id, day)
    actor = remembered(key, lambda: _actor_on(day, account, member_id))
    return actor and replace(actor, factor_at=factor_at, stepped_up_at=stepped_up_at)


def _actor_on(day: dt.date, account: Account, member_id: UUID | None) -> Actor | None:
    members = [one for one in _active_members(account, day) if member_id in (None, one.pk)]
    places = {membership.institution_id for membership in members}
    seats = _on(day, Seat.objects.filter(institution__in=places).order_by())
    roles = _on(day, NetworkRole.objects.filter(member__in=members).order_by())
    # One question about all of them.
    old = outdated_ids([*_rows_of(members), *seats, *roles])
    found = [one for one in members if not {one.pk, one.person_id} & old]
    if len(found) != 1:
        return None
    member = found[0]
    networks = frozenset(
        seat.network_id
        for seat in seats
        if seat.institution_id == member.institution_id and seat.pk not in old
    )
    held = [row for row in roles if row.member_id == member.pk and row.pk not in old]
    return Actor(
        account_id=account.pk,
        person_id=member.person_id,
        member_id=member.pk,
        institution_id=member.institution_id,
        roles=_known(member.roles, "institution"),
        network_roles=_network_roles(held, networks),
        networks=networks,
        display_name=member.person.name,
        institution_name=member.institution.words,
    )


def rights_of_account(
    account_id: UUID, *, member_id: UUID | None
) -> tuple[UUID, frozenset[str], frozenset[tuple[UUID, str]]] | None:
    """The member, roles and network roles that `actor_for` would give now; None where it gives no
    actor. One query, and no code of a row is checked: enough to see that something has ended.
    """
    day = timezone.localdate()
    member_days = ("starts_on", "ends_on")
    role = ("network_roles__network", "network_roles__role")
    role_days = ("network_roles__starts_on", "network_roles__ends_on")
    seat = ("institution__seats__network",)
    seat_days = ("institution__seats__starts_on", "institution__seats__ends_on")
    names = ("pk", "roles", *member_days, *role, *role_days, *seat, *seat_days)
    found: dict[UUID, frozenset[str]] = {}
    held: dict[UUID, set[tuple[UUID, str]]] = {}
    for row in Member.objects.of_account(account_id).order_by().values(*names):
        if member_id not in (None, row["pk"]) or not _holds(row, member_days, day):
            continue
        found[row["pk"]] = _known(row["roles"], "institution")
        same = row[role[0]] is not None and row[role[0]] == row[seat[0]]
        if same and _holds(row, role_days, day) and _holds(row, seat_days, day):
            held.setdefault(row["pk"], set()).add((row[role[0]], row[role[1]]))
    if len(found) != 1:
        return None
    ((member, roles),) = found.items()
    return (
        member,
        roles,
        frozenset(
            one
            for one in held.get(member, ())
            if one[1] in ROLES and ROLES[one[1]].where == "network"
        ),
    )


def _holds(row: Mapping[str, Any], days: tuple[str, str], day: dt.date) -> bool:
    """As `EffectiveDated.is_active_on`, of the values of a row."""
    starts_on, ends_on = (row[name] for name in days)
    return (starts_on is None or starts_on <= day) and (ends_on is None or ends_on > day)


def _network_roles(
    held: list[NetworkRole], networks: frozenset[UUID]
) -> frozenset[tuple[UUID, str]]:
    """A role counts only where the member's institution still sits."""
    return frozenset(
        (row.network_id, row.role)
        for row in held
        if row.network_id in networks and row.role in ROLES and ROLES[row.role].where == "network"
    )


def _known(roles: list[str], where: str) -> frozenset[str]:
    return frozenset(role for role in roles if role in ROLES and ROLES[role].where == where)
