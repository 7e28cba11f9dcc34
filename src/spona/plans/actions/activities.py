"""What took place: recorded in two minutes, corrected or withdrawn by whoever recorded it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines.time import today
from spona.directory.models import Institution, Member, Network
from spona.directory.queries import institutions_of
from spona.plans.codes import valid_codes
from spona.plans.models import Activity, Line, State
from spona.plans.numbers import CELLS, MOST
from spona.plans.permissions import check_can_correct, check_can_record, may_edit
from spona.prevention.actions import mark_followed_up
from spona.prevention.models import Observation
from spona.projects.models import Project
from spona.reference.reference_codes import new_reference

OLDEST: Final = dt.timedelta(days=366 * 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What somebody says about it. `numbers` as in `Activity`; with them `total` may be 0: the
    sum is taken.
    """

    kind: str
    title: str
    held_on: dt.date
    place: str = ""
    audience: str = ""
    numbers: dict[str, int] = field(default_factory=dict)
    total: int = 0
    note: str = ""
    partners: tuple[Institution, ...] = ()
    project: Project | None = None
    line: Line | None = None
    prompted_by: Observation | None = None


def record(
    network: Network,
    held: Held,
    *,
    institution: Institution,
    by: Actor,
    member: Member | None = None,
) -> Activity:
    """For one's own institution; the coordinator also for one that works on paper.

    `member` is who records it where no person acts (a world that is built).
    """
    check_can_record(by, network)
    if institution.pk != by.institution_id and not may_edit(by, network.pk):
        raise Denied(
            _("You record for your own institution. For another one, ask the coordinator.")
        )
    who = member.pk if by.is_system and member is not None else by.member_id
    if who is None:
        raise Denied(_("Only somebody who acts for an institution can do this."))
    with audit.transaction() as log:
        _check(network, held, institution)
        made = Activity(
            reference=_free_reference(),
            network=network,
            institution=institution,
            recorded_by_id=who,
            recorded_at=deadlines.now(),
            prompted_by=held.prompted_by,
        )
        _put(made, held)
        if held.prompted_by is not None:
            mark_followed_up(held.prompted_by, kind="activity", reference=made.reference, by=by)
        log.record(
            "activity:recorded",
            by=by,
            subject=made.subject,
            lane=institution.pk,
            detail={"reference": made.reference, "kind": held.kind},
        )
    return made


def rewrite(activity: Activity, held: Held, *, by: Actor) -> Activity:
    """Corrects it; what prompted it stays."""
    with audit.transaction() as log:
        row = _locked(activity)
        check_can_correct(by, row)
        if row.withdrawn_at is not None:
            raise Denied(_("This was withdrawn. Put it back first, then correct it."))
        _check(row.network, held, row.institution, already=row.line_id)
        row.changed_at = deadlines.now()
        _put(row, held)
        log.record("activity:corrected", by=by, subject=row.subject, lane=row.institution_id)
    return row


def withdraw(activity: Activity, *, reason: str, by: Actor) -> Activity:
    """It no longer counts anywhere; the row stays with the reason. Again changes nothing."""
    with audit.transaction() as log:
        row = _locked(activity)
        check_can_correct(by, row)
        if not reason.strip():
            raise Denied(_("Write why it is withdrawn."))
        if row.withdrawn_at is None:
            row.withdrawn_at, row.withdrawn_why = deadlines.now(), reason.strip()[:200]
            row.save(update_fields=["withdrawn_at", "withdrawn_why"])
            log.record("activity:withdrawn", by=by, subject=row.subject, lane=row.institution_id)
    return row


def restore(activity: Activity, *, by: Actor) -> Activity:
    """Takes the withdrawal back."""
    with audit.transaction() as log:
        row = _locked(activity)
        check_can_correct(by, row)
        if row.withdrawn_at is not None:
            row.withdrawn_at, row.withdrawn_why = None, ""
            row.save(update_fields=["withdrawn_at", "withdrawn_why"])
            log.record("activity:restored", by=by, subject=row.subject, lane=row.institution_id)
    return row


def _put(row: Activity, held: Held) -> None:
    numbers = {cell: number for cell, number in held.numbers.items() if number}
    row.kind, row.title, row.held_on = held.kind, held.title, held.held_on
    row.place, row.audience, row.note = held.place, held.audience, held.note
    row.numbers, row.total = numbers, held.total or sum(numbers.values())
    row.project, row.line = held.project, held.line
    row.save()
    row.partners.set(held.partners)


def _check(network: Network, held: Held, institution: Institution, already: object = None) -> None:
    day = today()
    if held.held_on > day:
        raise Denied(_("This day lies ahead. Record it once it has taken place."))
    if held.held_on < day - OLDEST:
        raise Denied(_("Check the year: this day is too far away."))
    if held.kind not in valid_codes("activity_kind"):
        raise Denied(_("Choose what kind of activity it was."))
    if held.audience and held.audience not in valid_codes("audience"):
        raise Denied(_("Choose from the list whom it was for."))
    _check_numbers(held)
    there = set(institutions_of(network).values_list("pk", flat=True))
    if not {institution.pk, *(one.pk for one in held.partners)} <= there:
        raise Denied(_("This institution does not sit in the network. Choose another one."))
    _check_named(network, held, already)


def _check_named(network: Network, held: Held, already: object) -> None:
    """Line, project and observation are of this network. `already`: the line it had before."""
    line, project, prompt = held.line, held.project, held.prompted_by
    if line is not None and line.pk != already:
        if line.plan.network_id != network.pk or line.dropped_on is not None:
            raise Denied(_("This activity is not in the plan of the network. Choose another one."))
        if line.plan.state == State.ENDED:
            raise Denied(_("The plan of this activity has ended. Choose one of the running plan."))
    if project is not None and not project.networks.filter(pk=network.pk).exists():
        raise Denied(_("This project is not carried out in the network. Choose another one."))
    if prompt is not None and prompt.network_id != network.pk:
        raise Denied(_("This observation belongs to another network."))


def _check_numbers(held: Held) -> None:
    numbers = held.numbers
    if not set(numbers) <= set(CELLS) or any(not 0 <= n <= MOST for n in numbers.values()):
        raise Denied(_("Write how many came as whole numbers that are not negative."))
    if not 0 <= held.total <= MOST:
        raise Denied(_("Write how many came as whole numbers that are not negative."))
    if held.total and sum(numbers.values()) > held.total:
        raise Denied(_("By sex and age there are more than in all. Correct one of the two."))


def _locked(activity: Activity) -> Activity:
    rows = Activity.objects.select_for_update(of=("self",))
    return rows.select_related("network", "institution").get(pk=activity.pk)


def _free_reference() -> str:
    reference = new_reference("A")
    while Activity.objects.filter(reference=reference).exists():
        reference = new_reference("A")
    return reference
