"""Putting a membership of an invented institution on somebody real, and taking it off.

The invented intake holder or head of that institution writes them down, as everywhere. The
membership ends by itself on the day after tomorrow, whatever happens to the job that clears the
stage.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.directory import actions as directory
from spona.directory.models import Member
from spona.directory.row_integrity import only_latest
from spona.practice.cast import ROLES_OF
from spona.practice.invented_people import InventedPeople
from spona.practice.models import Part
from spona.practice.scenarios import scenarios


def put_on(part: Part, people: InventedPeople, *, by: Actor) -> Member:
    """The membership of this part on its stage; the part remembers it."""
    key = scenarios()[part.drill.scenario].played_by[part.role]
    body = people.body(key)
    head = key if people.actor(key).may("institution:invite") else people.at(body)
    today = timezone.localdate()
    assert part.person is not None
    with audit.transaction() as log:
        member = directory.add_member(
            part.person, institution=body, roles=ROLES_OF[part.role],
            position=str(scenarios()[part.drill.scenario].roles[part.role]["sr"]),
            starts_on=today, ends_on=today + timedelta(days=2), by=people.actor(head),
        )  # fmt: skip
        part.membership = member.pk
        part.save(update_fields=["membership"])
        log.record("drill:hat", by=by, subject=part.drill.subject, detail={"role": part.role})
    return member


def take_off(part: Part, *, by: Actor) -> None:
    """The membership gives nothing from now on. Without a membership nothing happens."""
    member = acting_membership(part)
    if member is None:
        return
    with audit.transaction() as log:
        member.ends_on = member.starts_on
        member.end_reason = "practice"
        member.save(update_fields=["ends_on", "end_reason"])
        log.record("drill:hat_off", by=by, subject=part.drill.subject, detail={"role": part.role})


def acting_membership(part: Part) -> Member | None:
    """The membership of this part while the drill runs; None before and after."""
    if part.membership is None:
        return None
    rows = Member.objects.select_related("institution", "person__account")
    return rows.filter(pk=part.membership).first()


def still_works(part: Part) -> bool:
    """True while the own mandate of who takes part holds: without it nobody practises either."""
    if part.own_id is None:
        return False
    own = Member.objects.select_related("person__account").get(pk=part.own_id)
    if not own.is_active_on(timezone.localdate()) or not own.can_act():
        return False
    account = own.person.account
    return account is not None and account.is_active and bool(only_latest([own]))
