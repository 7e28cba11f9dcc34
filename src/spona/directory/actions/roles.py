"""Roles for a whole network: coordinator, deputy, analyst."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.access.roles import OVERSEES, ROLES
from spona.audit import endings
from spona.directory.actions.telling import tell
from spona.directory.models import Member, Network, NetworkRole
from spona.directory.permissions import check_can_name_leaders
from spona.directory.queries import COORDINATOR, networks_of

# Who leads, and who signs beside the one who leads.
_NOT_ONESELF: Final = ("coordinator", "data_protection_officer")
_COUNTS: Final = "statistics:hold_key"


def give_network_role(
    member: Member,
    *,
    network: Network,
    role: str,
    by: Actor,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> NetworkRole:
    """`role` in `network` from `starts_on` (default today). There is one coordinator at a time.

    The coordinator who names the next one hands over with it. Denied for a role that is none of a
    network, an institution that does not sit in it, or
    somebody who would put themselves in the lead; Conflict when somebody else
    coordinates, or the member already holds the role.
    """
    check_can_name_leaders(by, network)
    if role not in ROLES or ROLES[role].where != "network":
        raise Denied(_("There is no such role in a network: %(role)s.") % {"role": role})
    if role in _NOT_ONESELF and member.person_id == by.person_id:
        raise Denied(_("Nobody gives this role to themselves. Somebody else of the network does."))
    oversees = any(OVERSEES in ROLES[one].permissions for one in member.roles if one in ROLES)
    if oversees and _COUNTS in ROLES[role].permissions:
        raise Denied(
            _("The data-protection officer of an institution holds no key. Choose somebody else.")
        )
    start = starts_on or timezone.localdate()
    if ends_on is not None and ends_on <= start:
        raise Denied(_("The last day comes before the first one. Correct one of the two dates."))
    if not networks_of(member.institution, start).filter(pk=network.pk).exists():
        raise Denied(_("Their institution does not sit in this network. Give it a seat first."))
    with audit.transaction() as log:
        Network.objects.select_for_update().get(pk=network.pk)
        if role == COORDINATOR:
            _hand_over(network, by, start)
        held = NetworkRole.objects.filter(network=network, role=role).overlapping(start, ends_on)
        if role == COORDINATOR and held.exists():
            raise Conflict(_("The network has a coordinator in that time. End that mandate first."))
        if held.filter(member=member).exists():
            raise Conflict(_("This person already holds that role in that time."))
        given = NetworkRole.objects.create(
            network=network, member=member, role=role, starts_on=start, ends_on=ends_on
        )
        log.record(
            "role:given",
            by=by,
            subject=("member", member.pk),
            lane=member.institution_id,
            detail={"network": str(network.pk), "role": role},
        )
        tell(member, "role", about=network, by=by)
    return given


def _hand_over(network: Network, by: Actor, start: dt.date) -> None:
    """Whoever coordinates and names the next one hands over by it: never a day without anybody."""
    own = NetworkRole.objects.active_on(start).filter(
        network=network, role=COORDINATOR, member__person=by.person_id
    )
    for row in own:
        end_network_role(row, by=by, on=start)


def end_network_role(role: NetworkRole, *, by: Actor, on: dt.date | None = None) -> NetworkRole:
    """The role ends on `on` (default today, so at once)."""
    check_can_name_leaders(by, role.network)
    day = on or timezone.localdate()
    with audit.transaction() as log:
        running = NetworkRole.objects.select_for_update().get(pk=role.pk)
        if running.ends_on is None or running.ends_on > day:
            running.ends_on = max(day, running.starts_on or day)
            running.save(update_fields=["ends_on"])
            log.ending(endings.ROLE, running.pk, {"on": str(running.ends_on)})
            log.record(
                "role:ended",
                by=by,
                subject=("member", running.member_id),
                lane=running.member.institution_id,
                detail={"network": str(running.network_id), "role": running.role},
            )
    return running
