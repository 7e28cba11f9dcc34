"""Let a publication, an event or a recording appear, and take it away; each undoes the other."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.utils.translation import gettext as _

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.access.denied import Conflict, Denied
from spona.library.checks import check_moment
from spona.library.models import Event, Publication, Recording, Shown
from spona.library.permissions import check_can_edit_thing

type Thing = Publication | Event | Recording


def show[T: Thing](thing: T, *, by: Actor, at: dt.datetime | None = None) -> T:
    """From `at` (default now) the public sees it; one that was withdrawn keeps its first day.

    Denied for a publication without its file.
    """
    check_can_edit_thing(by, thing)
    starts = check_moment(at)
    with audit.transaction() as log:
        row = locked(thing)
        if isinstance(row, Publication) and row.paper_id is None:
            raise Denied(_("Add the file first."))
        again = row.shown(deadlines.now()) == Shown.WITHDRAWN and at is None
        if not again:
            row.publish_at = starts
        row.withdrawn_at = None
        row.save(update_fields=["publish_at", "withdrawn_at"])
        log.record(f"{row.subject[0]}:published", by=by, subject=row.subject)
    return row


def hide[T: Thing](thing: T, *, by: Actor) -> T:
    """The public does not see it any more; what was only planned is a draft again."""
    check_can_edit_thing(by, thing)
    with audit.transaction() as log:
        row = locked(thing)
        state = row.shown(deadlines.now())
        if state == Shown.SCHEDULED:
            row.publish_at = None
        elif state == Shown.SHOWN:
            row.withdrawn_at = deadlines.now()
        else:
            raise Conflict(_("The public does not see it now."))
        row.save(update_fields=["publish_at", "withdrawn_at"])
        log.record(f"{row.subject[0]}:withdrawn", by=by, subject=row.subject)
    return row


def locked[T: Thing](thing: T) -> T:
    """A row as it is now, held until the end of the transaction: two clicks meet here."""
    rows = type(thing).objects.select_for_update(of=("self",))
    return cast("T", rows.get(pk=thing.pk))
