"""The duty roster of an institution. The deputy of its seat sees each change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.deadlines import time
from spona.deadlines.models import Duty
from spona.deadlines.permissions import check_can_edit_absences
from spona.deadlines.presence import away_between, is_deputy_of
from spona.directory.models import ContactPoint, Institution, Member
from spona.directory.row_integrity import verify_latest

# A longer turn is a slip of the pen, not a duty.
LONGEST: Final = timedelta(days=31)


def enter_duty(
    institution: Institution,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    member: Member | None = None,
    post: str = "",
    contact_point: ContactPoint | None = None,
) -> Duty:
    """A turn from `starts_at` up to `ends_at`: of a member, or of a post that answers a phone."""
    check_can_edit_absences(by, institution.pk)
    _check_time(starts_at, ends_at)
    if member is None and not post.strip():
        raise Denied(_("Choose who is on duty, or write which post answers the phone."))
    if member is None and contact_point is None:
        raise Denied(_("Choose the number that the post answers."))
    if member is not None and member.institution_id != institution.pk:
        raise Denied(_("Who is on duty works at this institution."))
    if member is not None:
        _check_is_there(member, starts_at, ends_at)
    if contact_point is not None:
        if contact_point.institution_id != institution.pk or contact_point.ended_at:
            raise Denied(_("The number is none of this institution. Enter it on its page first."))
        verify_latest(contact_point)
    assert by.member_id is not None
    with audit.transaction() as log:
        made = Duty.objects.create(
            institution=institution, starts_at=starts_at, ends_at=ends_at, member=member,
            post=post.strip(), contact_point=contact_point, entered_by_id=by.member_id,
            entered_at=time.now(),
        )  # fmt: skip
        _record(log, "duty:entered", made, by)
        return made


def _check_is_there(member: Member, starts_at: datetime, ends_at: datetime) -> None:
    if away_between([member.pk], timezone.localdate(starts_at), timezone.localdate(ends_at)):
        raise Denied(
            _("%(name)s is away then. Choose somebody else, or end the absence first.")
            % {"name": member.person.shown_name}
        )


def end_duty(duty: Duty, *, by: Actor) -> Duty:
    """Takes a turn out of the roster; it stays in the history. Twice is once."""
    check_can_edit_absences(by, duty.institution_id)
    with audit.transaction() as log:
        row = Duty.objects.select_for_update().get(pk=duty.pk)
        if row.ended_at is None:
            row.ended_at, row.ended_by_id = time.now(), by.member_id
            row.save()
            _record(log, "duty:ended", row, by)
        return row


def see_roster(institution: UUID, *, by: Actor) -> int:
    """The deputy has seen what changed; returns how many changes that were."""
    if by.member_id is None or not is_deputy_of(institution, by.member_id):
        raise Denied(_("The deputy of this institution's seat confirms that they have seen it."))
    with audit.transaction() as log:
        rows = Duty.objects.select_for_update().filter(institution_id=institution)
        unseen = [row for row in rows if row.unseen]
        for row in unseen:
            row.seen_at, row.seen_by_id = time.now(), by.member_id
            row.save()
        if unseen:
            log.record(
                "duty:seen", by=by, subject=("institution", institution), lane=institution,
                detail={"changes": len(unseen)},
            )  # fmt: skip
        return len(unseen)


def _check_time(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Denied(_("The end of the turn is not after its beginning."))
    if ends_at <= time.now():
        raise Denied(_("That time is over. A turn is entered for days to come."))
    if ends_at - starts_at > LONGEST:
        raise Denied(_("A turn longer than a month is a slip. Enter it in parts."))


def _record(log: audit.Log, name: str, row: Duty, by: Actor) -> None:
    log.record(name, by=by, subject=("duty", row.pk), lane=row.institution_id)
