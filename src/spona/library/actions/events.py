"""Write an event of the public calendar, change it, call it off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.directory.models import Network
from spona.library.actions.visibility import locked
from spona.library.checks import check_moment, check_words, written
from spona.library.models import Event
from spona.library.permissions import check_can_edit, check_can_edit_thing
from spona.projects.models import Project
from spona.reference.models import Town
from spona.reference.words import Words

_LONGEST = dt.timedelta(days=62)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """Times are aware. Of an all-day event: midnight of the first day, and after the last one."""

    title: Words
    starts_at: dt.datetime
    ends_at: dt.datetime
    all_day: bool = False
    text: Words = field(default_factory=Words)
    place: Words = field(default_factory=Words)
    town: Town | None = None
    contact: str = ""


def plan_event(
    told: Announced,
    *,
    network: Network | None,
    by: Actor,
    project: Project | None = None,
    example: bool = False,
) -> Event:
    """A draft. Without network and project it is for all."""
    check_can_edit(by, [network], project)
    _check(told)
    now = deadlines.now()
    with audit.transaction() as log:
        made = Event(
            network=network, project=project, written_by_id=by.member_id, written_at=now,
            example=example,
        )  # fmt: skip
        _fill(made, told)
        made.save()
        log.record("public_event:written", by=by, subject=made.subject)
    return made


def change_event(event: Event, told: Announced, *, by: Actor) -> Event:
    """Calendars replace what they have by the number that grows."""
    check_can_edit_thing(by, event)
    _check(told)
    with audit.transaction() as log:
        row = locked(event)
        _fill(row, told)
        row.sequence += 1
        row.save()
        log.record("public_event:changed", by=by, subject=row.subject)
    return row


def call_off(event: Event, *, off: bool = True, by: Actor) -> Event:
    """It does not take place: it stays in the calendar and says so. `off=False` undoes it."""
    check_can_edit_thing(by, event)
    with audit.transaction() as log:
        row = locked(event)
        if (row.called_off_at is not None) == off:
            raise Conflict(_("Somebody else was faster. Look at it again."))
        row.called_off_at = deadlines.now() if off else None
        row.changed_at = deadlines.now()
        row.sequence += 1
        row.save()
        name = "public_event:called_off" if off else "public_event:takes_place"
        log.record(name, by=by, subject=row.subject)
    return row


def _check(told: Announced) -> None:
    check_words(told.title, told.text, told.place)
    if told.ends_at <= told.starts_at:
        raise Denied(_("It would end before it begins. Correct one of the two."))
    if told.ends_at - told.starts_at > _LONGEST:
        raise Denied(_("This would last longer than two months. Check the days."))
    check_moment(told.starts_at)


def _fill(row: Event, told: Announced) -> None:
    row.title, row.text, row.place = map(written, (told.title, told.text, told.place))
    row.town, row.contact, row.all_day = told.town, told.contact.strip(), told.all_day
    row.starts_at, row.ends_at = told.starts_at, told.ends_at
    row.changed_at = deadlines.now()
