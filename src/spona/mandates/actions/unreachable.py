"""Steps of the escalation that reach nobody become tasks for who can mend it, until they do."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.urls import reverse

from spona import audit
from spona.access.actor import Actor
from spona.deadlines.models import StepTo
from spona.deadlines.time import today
from spona.deadlines.unreachable_steps import (
    UnreachableStep,
    is_excluded_from_all,
)
from spona.directory.models import Institution, Member, Network, Seat
from spona.directory.queries import centre, coordinator_of, deputies_of, members_of
from spona.mandates.actions.reminding import who_speaks
from spona.mandates.permissions import check_can_remind
from spona.notifications.actions import notify
from spona.tasks.actions import close_task, open_task
from spona.tasks.models import Task

REACH_STEP: Final = "reach_step"
# The same institution on the desk of a network, and in its own queue.
_ON_DESK: Final = "unreachable_desk"
AT_HOME: Final = "unreachable"


def mend_unreachable_steps(steps: Collection[UnreachableStep], *, by: Actor) -> int:
    """Opens tasks for these steps and tells those who can mend it; closes the others. Returns how
    many there are.

    The coordinator sees whose step it is and nothing of what waits there. The institution hears of
    it through who speaks for it, but never where its people were excluded.
    """
    check_can_remind(by)
    with audit.transaction():
        wanted = set()
        for step in steps:
            place, network = step.institution, step.network
            leaders = _leaders(network)
            if not any(is_excluded_from_all(one, step) for one in leaders):
                wanted.add((_ON_DESK, place.pk))
                _open(step, _ON_DESK, None, leaders, by=by)
            if not step.excluded and step.to != StepTo.COORDINATOR:
                wanted.add((AT_HOME, place.pk))
                people = [
                    one for one in _speakers(place, network) if not is_excluded_from_all(one, step)
                ]
                _open(step, AT_HOME, place, people, by=by)
        for task in Task.objects.open().filter(kind=REACH_STEP):
            if (task.subject_kind, task.subject_id) not in wanted:
                close_task(REACH_STEP, (task.subject_kind, task.subject_id), by=by)
        return len(steps)


def _open(
    step: UnreachableStep, kind: str, place: Institution | None, people: list[Member], *, by: Actor
) -> None:
    """The task, and a notice to each of these people when it is new."""
    subject = (kind, step.institution.pk)
    same = Task.objects.open().filter(
        kind=REACH_STEP, subject_kind=kind, subject_id=subject[1], institution=place,
        network=step.network,
    )  # fmt: skip
    if same.exists():
        return
    # In the queue it would wait for those who are not there: it goes to whoever speaks for them.
    owner = people[0] if place is not None and people else None
    open_task(REACH_STEP, subject, institution=place, owner=owner, network=step.network, by=by)
    there = reverse("directory:institution", args=[step.institution.code])
    told = set()
    for member in people:
        account = member.person.account
        if account is not None and account.is_active and account.pk not in told:
            told.add(account.pk)
            email = member.person.email or None
            notify(account, "unreachable_step", reference="", by=by, email=email, link=there)


def _leaders(network: Network) -> list[Member]:
    """Who reads the desk of the network; where nobody does, the Centre."""
    chief = coordinator_of(network)
    found = [*([chief] if chief else []), *deputies_of(network)]
    if not any(_signs_in(one) for one in found) and (national := centre()):
        found += members_of(national)
    return found


def _speakers(place: Institution, network: Network) -> list[Member]:
    """Member and deputy of the seat; who has a mandate and a login today stands first."""
    rows = Seat.objects.active_on(today()).filter(institution=place, network=network)
    seats = rows.select_related(
        "member__person__account", "deputy__person__account", "member__institution",
        "deputy__institution",
    )  # fmt: skip
    found: dict[object, Member] = {}
    for seat in seats:
        if not seat.has_valid_mac():
            continue
        for one in (who_speaks(seat, today()), seat.member, seat.deputy):
            if one is not None and one.is_active_on(today()) and _signs_in(one):
                found.setdefault(one.pk, one)
    return list(found.values())


def _signs_in(member: Member) -> bool:
    return member.person.account is not None and member.person.account.is_active
