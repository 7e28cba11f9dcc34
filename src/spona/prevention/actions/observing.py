"""Write down what was noticed, that it was seen again, change the words, take them back."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict, Unpack

from django.db.models import Max

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.directory.models import DatePrecision, Institution, Network
from spona.prevention.locks import locked
from spona.prevention.models import Observation, Sighting, State
from spona.prevention.permissions import (
    check_can_act,
    check_can_change,
    check_can_write_for,
    check_moves,
    check_seen,
)
from spona.tasks.actions import close_task, open_task

FOLLOW_UP = "follow_up"


class Told(TypedDict, total=False):
    """What a person writes: codes of `reference` for kind and source, the rest is text."""

    kind: str
    title: str
    text: str
    where: str
    seen_on: dt.date
    seen_precision: str
    source: str
    firm: str


def observe(
    network: Network, *, institution: Institution, by: Actor, **told: Unpack[Told]
) -> Observation:
    """Write it down; the desk of the network gets the task to say what follows.

    The first sighting counts as one. Denied for a day to come or long ago.
    """
    check_can_write_for(by, network, institution)
    check_seen(told["seen_on"])
    with audit.transaction() as log:
        # Two at once would take the same number.
        Network.objects.select_for_update().get(pk=network.pk)
        last = Observation.objects.filter(network=network).aggregate(last=Max("number"))["last"]
        made = Observation.objects.create(
            network=network,
            number=(last or 0) + 1,
            institution=institution,
            written_by_id=by.member_id,
            written_at=deadlines.now(),
            **told,
        )
        open_task(FOLLOW_UP, made.subject, institution=None, network=network, by=by)
        log.record("observation:written", by=by, subject=made.subject, detail={"kind": made.kind})
    return made


def rewrite(observation: Observation, *, by: Actor, **told: Unpack[Told]) -> Observation:
    """Other words in place of those that stood there; nothing of the old ones is kept."""
    check_can_change(by, observation)
    check_seen(told["seen_on"])
    with audit.transaction() as log:
        row = locked(observation)
        check_moves(row, "follow_up")
        for name, value in told.items():
            setattr(row, name, value)
        row.changed_at = deadlines.now()
        row.save()
        log.record("observation:changed", by=by, subject=row.subject)
    return row


def see_again(
    observation: Observation,
    *,
    institution: Institution,
    seen_on: dt.date,
    by: Actor,
    seen_precision: str = DatePrecision.DAY,
    note: str = "",
) -> Sighting:
    """The same was seen on another day. What was closed and comes back is open again."""
    check_can_write_for(by, observation.network, institution)
    check_seen(seen_on)
    with audit.transaction() as log:
        row = locked(observation)
        if row.state == State.CLOSED:
            _open_again(row, by=by)
        check_moves(row, "follow_up")
        made = Sighting.objects.create(
            observation=row,
            institution=institution,
            written_by_id=by.member_id,
            written_at=deadlines.now(),
            seen_on=seen_on,
            seen_precision=seen_precision,
            note=note,
        )
        log.record("observation:seen_again", by=by, subject=row.subject)
    return made


def withdraw(observation: Observation, *, by: Actor) -> Observation:
    """Written by mistake, or about a person: every word of it goes, also those of later sightings.

    Conflict once something has followed from it.
    """
    check_can_change(by, observation)
    with audit.transaction() as log:
        row = locked(observation)
        check_moves(row, "withdraw")
        row.state = State.WITHDRAWN
        row.title = row.text = row.where = row.firm = ""
        row.save()
        row.sightings.update(note="")
        close_task(FOLLOW_UP, row.subject, by=by, outcome="dropped")
        log.record("observation:withdrawn", by=by, subject=row.subject)
    return row


def forget_firm(observation: Observation, *, by: Actor) -> None:
    """A year after it was closed nobody needs the name of the firm; `jobs` asks for it."""
    if not by.may("life:remind"):
        check_can_act(by, observation)
    with audit.transaction() as log:
        row = locked(observation)
        row.firm = ""
        row.save(update_fields=["firm"])
        log.record("observation:firm_forgotten", by=by, subject=row.subject)


def _open_again(row: Observation, *, by: Actor) -> None:
    row.state, row.closed_at, row.outcome, row.outcome_note = State.NEW, None, "", ""
    row.save()
    open_task(FOLLOW_UP, row.subject, institution=None, network=row.network, by=by)
