"""Start, pause, resume, stop, reopen: each locks the row and may be repeated without harm."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.deadlines import due, time
from spona.deadlines.actions.steps import schedule
from spona.deadlines.models import Clock
from spona.deadlines.pauses import PAUSES, pause_until
from spona.deadlines.queries import pick_rule
from spona.deadlines.working_days import Calendar, calendar_of
from spona.directory.models import Institution, Network

_PAUSED: Final = (
    "due_at", "paused_at", "paused_until", "paused_for", "pause_reason", "next_step_at",
)  # fmt: skip


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
    after: Clock | None = None,
) -> Clock:
    """Starts the clock of `kind` for `subject` (kind of row, its id); running already: returns it.

    `kind` is the event of the rules. `at`: when it happened, if earlier than now (a call
    that is entered later). `after`: the clock that ran for the same thing before, whose pauses
    count here too. Without a rule the clock runs without a deadline.
    """
    with audit.transaction() as log:
        begun = at or time.now()
        calendar = calendar_of(network)
        rule = pick_rule(kind, sector, urgency, calendar.day_of(begun), network.pk)
        due_at = due.due(rule, begun, calendar) if rule else None
        if rule is not None and after is not None:
            due_at = due.with_pauses(rule, begun, after, calendar)
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
                "due_at": due_at,
                "paused_for": after.paused_for if after else timedelta(),
            },
        )
        if new:
            schedule(clock)
            clock.save(update_fields=["next_step_at"])
            _record(log, "clock:started", clock, by)
        return clock


def pause(clock: Clock, *, reason: str, urgency: str, by: Actor) -> Clock:
    """Stops the time while the institution waits for others. `reason` is a key of `PAUSES`.

    What is immediate is not stopped; what is urgent for 24 hours at most, anything else for five
    working days at most. Then it runs on by itself, whether or not anybody or any job is there.
    """
    if reason not in PAUSES:
        raise ValueError(f"{reason!r} is no reason to pause a clock")
    with audit.transaction() as log:
        clock = _locked(clock)
        now = time.now()
        if clock.stopped_at is not None or clock.is_paused(now):
            return clock
        calendar = calendar_of(clock.network)
        until = pause_until(clock, urgency, now, calendar)
        if until is not None:
            assert clock.rule is not None
            assert clock.due_at is not None
            clock.due_at = due.shifted(
                clock.rule, clock.due_at, paused_at=now, resumed_at=until, calendar=calendar
            )
            clock.paused_for += until - now
            clock.paused_at, clock.paused_until, clock.pause_reason = now, until, reason
            schedule(clock)
            clock.save(update_fields=_PAUSED)
            _record(log, "clock:paused", clock, by)
        return clock


def resume(clock: Clock, *, by: Actor) -> Clock:
    """Lets the time run again; the deadline moves by what the pause took and no more."""
    with audit.transaction() as log:
        clock = _locked(clock)
        if clock.stopped_at is None and clock.paused_at is not None:
            now = time.now()
            lasted = clock.is_paused(now)
            _end_pause(clock, now, calendar_of(clock.network))
            schedule(clock)
            clock.save(update_fields=_PAUSED)
            if lasted:
                _record(log, "clock:resumed", clock, by)
        return clock


def stop(clock: Clock, *, outcome: str, by: Actor, at: datetime | None = None) -> Clock:
    """Ends the clock; the first stop counts. `outcome` is a code of the app (`accepted`)."""
    with audit.transaction() as log:
        clock = _locked(clock)
        if clock.stopped_at is None:
            if clock.paused_at is not None:
                _end_pause(clock, time.now(), calendar_of(clock.network))
            clock.stopped_at, clock.outcome, clock.next_step_at = at or time.now(), outcome, None
            clock.save()
            _record(log, "clock:stopped", clock, by)
        return clock


def reopen(clock: Clock, *, by: Actor) -> Clock:
    """Takes back a stop that was a mistake: the time has run on as if nothing had been said."""
    with audit.transaction() as log:
        clock = _locked(clock)
        if clock.stopped_at is not None:
            clock.stopped_at, clock.outcome = None, ""
            schedule(clock)
            clock.save(update_fields=["stopped_at", "outcome", "next_step_at"])
            _record(log, "clock:reopened", clock, by)
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
    """Takes back what is left of a pause; of one that has ended by itself nothing is left."""
    until = clock.paused_until
    if until is not None and at < until:
        if clock.rule is not None and clock.due_at is not None:
            clock.due_at = due.shifted_back(
                clock.rule, clock.due_at, resumed_at=at, until=until, calendar=calendar
            )
        clock.paused_for -= until - at
    clock.paused_at, clock.paused_until, clock.pause_reason = None, None, ""


def _record(log: audit.Log, name: str, clock: Clock, by: Actor) -> None:
    log.record(
        name,
        by=by,
        subject=(clock.subject_kind, clock.subject_id),
        lane=clock.institution_id,
        detail={"clock": clock.kind, "reference": clock.reference},
    )
