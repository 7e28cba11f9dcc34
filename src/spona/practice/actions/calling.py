"""A drill is called; people take its roles, and give them back."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.cases.case.acting_membership import acting_membership
from spona.directory.models import Member, Network
from spona.directory.queries import institutions_of, members_of
from spona.notifications.actions import notify
from spona.practice.actions.membership import take_off
from spona.practice.models import Drill, Part
from spona.practice.permissions import (
    check_can_call,
    check_can_join,
    check_has_not_begun,
    check_is_open,
    check_takes_part,
    part_of,
)
from spona.practice.scenarios import scenarios

# More than one network ever holds at once; whoever presses on makes no hundreds.
OPEN_AT_MOST = 3


def call_drill(
    network: Network, *, scenario: str, role: str, by: Actor, told: bool = False
) -> Drill:
    """A drill in the name of `network`, in which `by` plays `role`. Nothing runs yet.

    `told`: everybody of the network with a login hears of it, by a notice without a mail.
    Conflict while three of the network are open, or the caller takes part in another one.
    """
    check_can_call(by, network)
    if scenario not in scenarios():
        raise Denied(_("There is no such drill."))
    with audit.transaction() as log:
        Network.objects.select_for_update().get(pk=network.pk)
        if Drill.objects.open().filter(network=network).count() >= OPEN_AT_MOST:
            raise Conflict(_("Three drills of this network are open. End one of them first."))
        _check_free(by)
        drill = Drill.objects.create(
            network=network, scenario=scenario, called_at=deadlines.now(),
            called_by=acting_membership(by).institution,
        )  # fmt: skip
        _take(drill, role, by)
        detail = {"scenario": scenario, "role": role}
        log.record("drill:called", by=by, subject=drill.subject, detail=detail)
        if told:
            _tell(drill, by)
    return drill


def join_drill(drill: Drill, *, role: str, by: Actor) -> Part:
    """Take a role that is free; who has one already changes it. Conflict where somebody was
    faster or it has begun.
    """
    with audit.transaction() as log:
        row = Drill.objects.select_for_update().get(pk=drill.pk)
        check_can_join(by, row, role)
        mine = part_of(by, row)
        if mine is not None and mine.role == role:
            return mine
        if mine is None:
            _check_free(by)
        else:
            mine.delete()
        part = _take(row, role, by)
        log.record("drill:joined", by=by, subject=row.subject, detail={"role": role})
    return part


def leave_drill(drill: Drill, *, by: Actor) -> Drill:
    """Give the role back: an invented partner plays it on. Of one that has not begun, the last
    one to leave calls it off.
    """
    with audit.transaction() as log:
        row = Drill.objects.select_for_update().get(pk=drill.pk)
        check_is_open(row)
        part = check_takes_part(by, row)
        step_out(part, by=by)
        log.record("drill:left", by=by, subject=row.subject, detail={"role": part.role})
    return row


def step_out(part: Part, *, by: Actor) -> None:
    """The membership of the drill goes at once; the part stays written down."""
    with audit.transaction():
        take_off(part, by=by)
        part.left_at = deadlines.now()
        part.save(update_fields=["left_at"])


def _take(drill: Drill, role: str, by: Actor) -> Part:
    check_can_join(by, drill, role)
    check_has_not_begun(drill)
    taken = drill.parts.filter(role=role, left_at=None)
    if taken.exists():
        raise Conflict(_("Somebody has this role already. Choose another one."))
    own = acting_membership(by)
    return Part.objects.create(
        drill=drill, role=role, institution=own.institution, person=own.person, own=own,
        joined_at=deadlines.now(),
    )  # fmt: skip


def _check_free(by: Actor) -> None:
    """One drill at a time: with two memberships of invented bodies nobody knows where they are."""
    held = Part.objects.filter(
        person=acting_membership(by).person, left_at=None, drill__ended_at=None
    )
    if held.exists():
        raise Conflict(_("You take part in another drill. End it or give your role back first."))


def _tell(drill: Drill, by: Actor) -> None:
    link = reverse("practice:drill", args=[drill.pk])
    for member in _people(drill.network):
        account = member.person.account
        if account is not None and account.is_active and member.person_id != by.person_id:
            notify(account, "drill", reference="", by=by, email=None, link=link)


def _people(network: Network) -> list[Member]:
    """Everybody at work in the network, each once."""
    rows = [one for where in institutions_of(network) for one in members_of(where)]
    return list({one.person_id: one for one in rows}.values())
