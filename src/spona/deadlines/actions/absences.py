"""Who is away, entered by the institution itself: from, to, who stands in; never why."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.deadlines import time
from spona.deadlines.models import Absence
from spona.deadlines.permissions import check_can_edit_absences
from spona.directory.models import Member


def enter_absence(
    member: Member, *, starts_on: date, ends_on: date, by: Actor, stands_in: Member | None = None
) -> Absence:
    """`ends_on` is the first day back. One person is enough: nothing is opened by it."""
    check_can_edit_absences(by, member.institution_id)
    if ends_on <= starts_on:
        raise Denied(_("The last day cannot be before the first."))
    if ends_on <= time.today():
        raise Denied(_("That time is over. An absence is entered for days to come."))
    if stands_in is not None:
        _check_stands_in(member, stands_in, starts_on)
    assert by.member_id is not None
    with audit.transaction() as log:
        # Locked, so that two entries at once cannot overlap.
        Member.objects.select_for_update().get(pk=member.pk)
        if Absence.objects.filter(member=member).overlapping(starts_on, ends_on).exists():
            raise Conflict(_("An absence of this person is entered for some of these days."))
        made = Absence.objects.create(
            member=member, stands_in=stands_in, starts_on=starts_on, ends_on=ends_on,
            entered_by_id=by.member_id, entered_at=time.now(),
        )  # fmt: skip
        _record(log, "absence:entered", made, by)
        return made


def end_absence(absence: Absence, *, by: Actor) -> Absence:
    """The person is back today, or does not go after all; twice is once."""
    check_can_edit_absences(by, absence.member.institution_id)
    with audit.transaction() as log:
        row = Absence.objects.select_for_update().select_related("member").get(pk=absence.pk)
        today = time.today()
        assert row.starts_on is not None
        ends_on = max(today, row.starts_on)
        if row.ends_on is None or row.ends_on > ends_on:
            row.ends_on = ends_on
            row.save()
            _record(log, "absence:ended", row, by)
        return row


def _check_stands_in(member: Member, stands_in: Member, day: date) -> None:
    if stands_in.pk == member.pk:
        raise Denied(_("Somebody else stands in."))
    if stands_in.institution_id != member.institution_id or not stands_in.is_active_on(day):
        raise Denied(_("Who stands in works at the same institution."))


def _record(log: audit.Log, name: str, row: Absence, by: Actor) -> None:
    lane = row.member.institution_id
    log.record(name, by=by, subject=("absence", row.pk), lane=lane)
