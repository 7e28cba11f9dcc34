"""Call a meeting: the row and its invitations first, then those who are invited hear of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Institution, Member, Network
from spona.identity.models import Account
from spona.meetings.models import Form, Invitation, Meeting, Point, Series
from spona.meetings.permissions import AT_MOST, check_end, check_invited, check_time
from spona.meetings.telling import tell
from spona.reference.models.signed import verify_rows
from spona.reference.reference_codes import new_reference
from spona.reference.scripts import fold
from spona.tasks.actions import open_task

ANSWER, TOLD, PREPARE = "answer_invitation", "log_call", "prepare_meeting"


@dataclass(frozen=True, slots=True)
class Asked:
    """An invited institution. `on_paper`: nobody there can open anything here."""

    institution: Institution
    on_paper: bool = False
    member: Member | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clear:
    """What a meeting of the table says of itself in clear; no conference has any of it."""

    title: str
    ends_at: dt.datetime
    kind: str
    series: Series | None = None


def call(
    form: Form,
    *,
    network: Network,
    called_by: Member,
    starts_at: dt.datetime,
    asked: Sequence[Asked],
    by: Actor,
    place: str = "",
    about: Iterable[str] = (),
    clear: Clear | None = None,
) -> Meeting:
    """Write the meeting down; nobody hears of it before `announce`.

    `about` are neutral references. Who may call it at all, the caller has checked.
    """
    check_time(starts_at)
    most = None if form == Form.TABLE else AT_MOST
    check_invited(network, called_by.institution, [one.institution for one in asked], at_most=most)
    if form == Form.CONFERENCE and (place or clear):
        raise ValueError("the place of a conference is sealed")
    if clear is not None:
        check_end(starts_at, clear.ends_at)
    if by.member_id != called_by.pk and not by.is_system:
        raise Denied(_("Only somebody who acts for an institution can do this."))
    with audit.transaction() as log:
        meeting = Meeting.objects.create(
            reference=_free_reference(),
            form=form,
            network=network,
            institution=called_by.institution,
            called_by=called_by,
            called_at=deadlines.now(),
            starts_at=starts_at,
            place=place,
            **_said(clear, place),
        )
        Invitation.objects.bulk_create(
            Invitation(
                meeting=meeting,
                institution=one.institution,
                member=one.member,
                on_paper=one.on_paper,
            ).stamp()
            for one in asked
        )
        Point.objects.bulk_create(
            Point(meeting=meeting, number=number, reference=reference).stamp()
            for number, reference in enumerate(dict.fromkeys(about), start=1)
        )
        log.record(
            "meeting:written",
            by=by,
            subject=meeting.subject,
            detail={"reference": meeting.reference, "form": meeting.form},
        )
    return meeting


def announce(meeting: Meeting, *, told: Iterable[Account], by: Actor) -> Meeting:
    """Invite: a task for each institution, a notice for `told`; announced already changes nothing.

    Whom nobody can tell here is called by phone: that is a task of who calls the meeting.
    """
    with audit.transaction() as log:
        row = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if row.announced_at is not None:
            return row
        row.announced_at = deadlines.now()
        row.save(update_fields=["announced_at"])
        for one in row.invitations.select_related("institution", "member"):
            verify_rows(one)
            if one.on_paper and row.is_of_table:
                # Half a table may be on paper: calling them is part of preparing the meeting.
                continue
            open_task(
                TOLD if one.on_paper else ANSWER,
                one.subject,
                institution=row.institution if one.on_paper else one.institution,
                owner=row.called_by if one.on_paper else one.member,
                network=row.network,
                reference=row.reference,
                due_at=row.starts_at,
                by=by,
            )
        open_task(
            PREPARE,
            row.subject,
            institution=row.institution,
            owner=row.called_by,
            network=row.network,
            reference=row.reference,
            due_at=row.starts_at,
            by=by,
        )
        tell(told, "meeting", row, by=by)
        log.record("meeting:called", by=by, subject=row.subject)
    return row


def _said(clear: Clear | None, place: str) -> dict[str, object]:
    if clear is None:
        return {}
    return {
        "title": clear.title,
        "ends_at": clear.ends_at,
        "kind": clear.kind,
        "series": clear.series,
        "search_key": fold(f"{clear.title} {place}"),
    }


def _free_reference() -> str:
    reference = new_reference("M")
    while Meeting.objects.filter(reference=reference).exists():
        reference = new_reference("M")
    return reference
