"""A light note that somebody may need help: inside the institution, with an end, no report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.acting_membership import acting_membership
from spona.cases.case.models import LightNote
from spona.cases.case.permissions import check_can_end_light_note, check_can_keep_light_notes
from spona.deadlines.late import day_passed
from spona.deadlines.time import today
from spona.directory.queries import networks_of
from spona.identity.keyring import Keyring
from spona.tasks.actions import close_task, open_task
from spona.vault.actions import create_box, erase_box, open_many
from spona.vault.models import Section
from spona.vault.queries import connected
from spona.vault.recipients import to_account, to_institution

REVIEW = "review"
SECTION = "note"
# A light note is no file: what is needed for longer is a file or a report.
LONGEST = dt.timedelta(days=183)


def write_light_note(*, who: str, text: str, review_on: dt.date, by: Actor) -> LightNote:
    """Seal a note to its writer and the institution's holders; a task asks on `review_on`.

    Denied without a text, or for a day that is over or more than half a year away.
    """
    check_can_keep_light_notes(by)
    _check_day(review_on)
    if not text.strip():
        raise Denied(_("Write what you noticed."))
    author = acting_membership(by)
    if not any(one.casework_open for one in networks_of(author.institution)):
        raise Denied(_("Casework is not open in this network yet."))
    account = author.person.account
    assert account is not None
    readers = [to_account(account, member_of=author.institution_id)]
    if connected(author.institution):
        readers.append(to_institution(author.institution))
    with audit.transaction() as log:
        box = create_box(
            "note",
            owner=author.institution_id,
            sections={SECTION: {"schema": 1, "who": who.strip(), "text": text.strip()}},
            grants={SECTION: readers},
            by=by,
        )
        row = LightNote.objects.create(
            institution=author.institution,
            written_by=author,
            box=box,
            written_at=deadlines.now(),
            review_on=review_on,
        )
        _ask_again(row, by)
        log.record("light_note:written", by=by, subject=("light_note", row.pk))
    return row


def renew_light_note(note: LightNote, *, review_on: dt.date, by: Actor) -> LightNote:
    """Keep it until another day; without this it is deleted after the day it has."""
    check_can_end_light_note(by, note)
    _check_day(review_on)
    with audit.transaction() as log:
        row = LightNote.objects.select_for_update(of=("self",)).get(pk=note.pk)
        if row.review_on != review_on:
            row.review_on = review_on
            row.save(update_fields=["review_on"])
            close_task(REVIEW, row.subject, by=by)
            _ask_again(row, by)
            log.record("light_note:renewed", by=by, subject=row.subject)
    return row


def end_light_note(note: LightNote, *, by: Actor) -> bool:
    """Destroy it for good; False where it was gone already."""
    check_can_end_light_note(by, note)
    with audit.transaction() as log:
        row = (
            LightNote.objects.select_for_update(of=("self",))
            .select_related("box")
            .filter(pk=note.pk)
            .first()
        )
        if row is None:
            return False
        outcome = "dropped" if by.is_system else "done"
        close_task(REVIEW, row.subject, by=by, outcome=outcome)
        box, subject, lane = row.box, row.subject, row.institution_id
        row.delete()
        erase_box(box, by=by)
        log.record("light_note:ended", by=by, subject=subject, lane=lane)
    return True


def end_light_notes_due(*, by: Actor) -> int:
    """Delete what nobody renewed by its day; return how many. Needs nobody's key."""
    with audit.transaction():
        due = LightNote.objects.filter(day_passed("review_on", today()))
        return sum(end_light_note(note, by=by) for note in due.order_by("review_on", "pk"))


def read_light_notes(
    notes: Collection[LightNote], *, by: Actor, keys: Keyring
) -> dict[UUID, dict[str, Any]]:
    """Note id → what stands in it; one row of the read log."""
    rows = Section.objects.visible_to(by).filter(box__in=[one.box_id for one in notes])
    found = {row.box_id: row for row in rows.select_related("box")}
    opened = open_many(found.values(), by=by, keys=keys, purpose="page")
    return {
        one.pk: opened[found[one.box_id].pk]
        for one in notes
        if one.box_id in found and found[one.box_id].pk in opened
    }


def _ask_again(row: LightNote, by: Actor) -> None:
    """Whoever renews it is asked next time."""
    day = dt.datetime.combine(row.review_on, dt.time(12), tzinfo=dt.UTC)
    owner = acting_membership(by)
    open_task(REVIEW, row.subject, institution=row.institution, owner=owner, due_at=day, by=by)


def _check_day(day: dt.date) -> None:
    if day <= today():
        raise Denied(_("Choose a day that is still to come."))
    if day > today() + LONGEST:
        raise Denied(_("At most half a year. What is needed for longer belongs in a file."))
