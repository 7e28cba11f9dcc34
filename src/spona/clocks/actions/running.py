"""Start, pause, resume, stop: each locks the row and may be repeated without harm."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.clocks import due, time
from spona.clocks.actions.steps import schedule
from spona.clocks.models import Clock
from spona.clocks.pauses import PAUSES
from spona.clocks.queries import pick_rule
from spona.clocks.working_days import Calendar, calendar_of
from spona.directory.models import Institution, Network


def start(
    kind: str,
    subject: tuple[str, UUID],
    *,
    institution: Institution | None,
    network: Network,
    by: Actor,
    sector: str = "",
    urgency: str = "",
    reference: str = "",
    at: datetime | None = None,
) -> Clock:
    """Starts the clock of `kind` for `subject` (kind of row, its id); running already: returns it.

    `kind` is the event of the rules. `at`: when it happened, if earlier than now (a call
    that is entered later). Without a rule the clock runs without a deadline.
    """
    with audit.transaction() as log:
        begun = at or time.now()
        calendar = calendar_of(network)
        rule = pick_rule(kind, sector, urgency, calendar.day_of(begun), network.pk)
        clock, new = Clock.objects.get_or_create(
            kind=kind,
            subject_kind=subject[0],
            subject_id=subject[1],
            stopped_at=None,
            defaults={
                "institution": institution,
                "network": network,
                "reference": reference,
                "rule": rule,
                "started_at": begun,
                "due_at": due.due(rule, begun, calendar) if rule else None,
            },
        )
        if new:
            schedule(clock)
            clock.save(update_fields=["next_step_at"])
            _record(log, "clock:started", clock, by)
        return clock


def pause(clock: Clock, *, reason: str, by: Actor) -> Clock:
    """Stops the time while the institution waits for others. `reason` is a key of `PAUSES`."""
    if reason not in PAUSES:
        raise ValueError(f"{reason!r} is no reason to pause a clock")
    with audit.transaction() as log:
        clock = _locked(clock)
        if clock.stopped_at is None and clock.paused_at is None:
            clock.paused_at, clock.pause_reason, clock.next_step_at = time.now(), reason, None
            clock.save(update_fields=["paused_at", "pause_reason", "next_step_at"])
            _record(log, "clock:paused", clock, by)
        return clock


def resume(clock: Clock, *, by: Actor) -> Clock:
    """Lets the time run again; the deadline moves by what the pause took."""
    with audit.transaction() as log:
        clock = _locked(clock)
        if clock.stopped_at is None and clock.paused_at is not None:
            _end_pause(clock, time.now(), calendar_of(clock.network))
            schedule(clock)
            clock.save(
                update_fields=["due_at", "paused_at", "paused_for", "pause_reason", "next_step_at"]
            )
            _record(log, "clock:resumed", clock, by)
        return clock


def stop(clock: Clock, *, outcome: str, by: Actor, at: datetime | None = None) -> Clock:
    """Ends the clock; the first stop counts. `outcome` is a code of the room (`accepted`)."""
    with audit.transaction() as log:
        clock = _locked(clock)
        if clock.stopped_at is None:
            if clock.paused_at is not None:
                _end_pause(clock, time.now(), calendar_of(clock.network))
            clock.stopped_at, clock.outcome, clock.next_step_at = at or time.now(), outcome, None
            clock.save()
            _record(log, "clock:stopped", clock, by)
        return clock


def hand_on(clock: Clock, *, to: Institution | None, by: Actor) -> Clock:
    """The same promise is another institution's from now on; its time runs on as it was."""
    with audit.transaction() as log:
        clock = _locked(clock)
        if clock.stopped_at is None and clock.institution_id != (to.pk if to else None):
            clock.institution = to
            clock.save(update_fields=["institution"])
            _record(log, "clock:handed_on", clock, by)
        return clock


def _locked(clock: Clock) -> Clock:
    # Of the clock only: its rule may be null, and PostgreSQL locks no outer join.
    rows = Clock.objects.select_for_update(of=("self",))
    return rows.select_related("rule", "network__town").get(pk=clock.pk)


def _end_pause(clock: Clock, at: datetime, calendar: Calendar) -> None:
    assert clock.paused_at is not None
    if clock.rule is not None and clock.due_at is not None:
        clock.due_at = due.shifted(
            clock.rule, clock.due_at, paused_at=clock.paused_at, resumed_at=at, calendar=calendar
        )
    clock.paused_for += at - clock.paused_at
    clock.paused_at, clock.pause_reason = None, ""


def _record(log: audit.Log, name: str, clock: Clock, by: Actor) -> None:
    log.record(
        name,
        by=by,
        subject=(clock.subject_kind, clock.subject_id),
        lane=clock.institution_id,
        detail={"clock": clock.kind, "reference": clock.reference},
    )
