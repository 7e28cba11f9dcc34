"""Start, pause, resume, stop, reopen: each locks the row and may be repeated without harm."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from spona import audit
from spona.access.actor import Actor
from spona.audit.inserts import insert_if_absent
from spona.deadlines import due, time
from spona.deadlines.actions.steps import first_step, schedule
from spona.deadlines.models import Deadline, DeadlineQuerySet
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
    after: Deadline | None = None,
) -> Deadline:
    """Starts the deadline of `kind` for `subject` (kind of row, its id); running already: returns
    it.

    `kind` is the event of the rules. `at`: when it happened, if earlier than now (a call
    that is entered later). `after`: the deadline that ran for the same thing before, whose pauses
    count here too. Without a rule the deadline runs without a deadline.
    """
    with audit.transaction() as log:
        begun = at or time.now()
        calendar = calendar_of(network)
        rule = pick_rule(kind, sector, urgency, calendar.day_of(begun), network.pk)
        due_at = due.due(rule, begun, calendar) if rule else None
        if rule is not None and after is not None:
            due_at = due.with_pauses(rule, begun, after, calendar)
        deadline = Deadline(
            kind=kind,
            subject_kind=subject[0],
            subject_id=subject[1],
            institution=institution,
            network=network,
            reference=reference,
            rule=rule,
            started_at=begun,
            due_at=due_at,
            paused_for=after.paused_for if after else timedelta(),
        )
        deadline.next_step_at = first_step(deadline)
        if not insert_if_absent(deadline):
            return _running(kind, subject).get()
        _record(log, "clock:started", deadline, by)
        return deadline


def pause(deadline: Deadline, *, reason: str, urgency: str, by: Actor) -> Deadline:
    """Stops the time while the institution waits for others. `reason` is a key of `PAUSES`.

    What is immediate is not stopped; what is urgent for 24 hours at most, anything else for five
    working days at most. Then it runs on by itself, whether or not anybody or any job is there.
    """
    if reason not in PAUSES:
        raise ValueError(f"{reason!r} is no reason to pause a clock")
    with audit.transaction() as log:
        deadline = _locked(deadline)
        now = time.now()
        if deadline.stopped_at is not None or deadline.is_paused(now):
            return deadline
        calendar = calendar_of(deadline.network)
        until = pause_until(deadline, urgency, now, calendar)
        if until is not None:
            assert deadline.rule is not None
            assert deadline.due_at is not None
            deadline.due_at = due.shifted(
                deadline.rule, deadline.due_at, paused_at=now, resumed_at=until, calendar=calendar
            )
            deadline.paused_for += until - now
            deadline.paused_at, deadline.paused_until, deadline.pause_reason = now, until, reason
            schedule(deadline)
            deadline.save(update_fields=_PAUSED)
            _record(log, "clock:paused", deadline, by)
        return deadline


def resume(deadline: Deadline, *, by: Actor) -> Deadline:
    """Lets the time run again; the deadline moves by what the pause took and no more."""
    with audit.transaction() as log:
        deadline = _locked(deadline)
        if deadline.stopped_at is None and deadline.paused_at is not None:
            now = time.now()
            lasted = deadline.is_paused(now)
            _end_pause(deadline, now, calendar_of(deadline.network))
            schedule(deadline)
            deadline.save(update_fields=_PAUSED)
            if lasted:
                _record(log, "clock:resumed", deadline, by)
        return deadline


def stop(deadline: Deadline, *, outcome: str, by: Actor, at: datetime | None = None) -> Deadline:
    """Ends the deadline; the first stop counts. `outcome` is a code of the app (`accepted`)."""
    with audit.transaction() as log:
        deadline = _locked(deadline)
        if deadline.stopped_at is None:
            _stop(deadline, at or time.now(), outcome)
            _record(log, "clock:stopped", deadline, by)
        return deadline


def stop_running(
    kind: str,
    subject: tuple[str, UUID],
    *,
    outcome: str,
    by: Actor,
    at: datetime | None = None,
) -> Deadline | None:
    """Ends the deadline of `kind` that runs for `subject` and returns it; None where none runs.

    One question finds and locks it.
    """
    with audit.transaction() as log:
        deadline = _lock(_running(kind, subject)).first()
        if deadline is not None:
            _stop(deadline, at or time.now(), outcome)
            _record(log, "clock:stopped", deadline, by)
        return deadline


def _stop(deadline: Deadline, at: datetime, outcome: str) -> None:
    if deadline.paused_at is not None:
        _end_pause(deadline, time.now(), calendar_of(deadline.network))
    deadline.stopped_at, deadline.outcome, deadline.next_step_at = at, outcome, None
    deadline.save()


def reopen(deadline: Deadline, *, by: Actor) -> Deadline:
    """Takes back a stop that was a mistake: the time has run on as if nothing had been said."""
    with audit.transaction() as log:
        deadline = _locked(deadline)
        if deadline.stopped_at is not None:
            deadline.stopped_at, deadline.outcome = None, ""
            schedule(deadline)
            deadline.save(update_fields=["stopped_at", "outcome", "next_step_at"])
            _record(log, "clock:reopened", deadline, by)
        return deadline


def hand_on(deadline: Deadline, *, to: Institution | None, by: Actor) -> Deadline:
    """The same promise is another institution's from now on; its time runs on as it was."""
    with audit.transaction() as log:
        deadline = _locked(deadline)
        if deadline.stopped_at is None and deadline.institution_id != (to.pk if to else None):
            deadline.institution = to
            deadline.save(update_fields=["institution"])
            _record(log, "clock:handed_on", deadline, by)
        return deadline


def _running(kind: str, subject: tuple[str, UUID]) -> DeadlineQuerySet:
    return Deadline.objects.running().filter(
        kind=kind, subject_kind=subject[0], subject_id=subject[1]
    )


def _locked(deadline: Deadline) -> Deadline:
    return _lock(Deadline.objects.all()).get(pk=deadline.pk)


def _lock(rows: DeadlineQuerySet) -> DeadlineQuerySet:
    # Of the deadline only: its rule may be null, and PostgreSQL locks no outer join.
    return rows.select_for_update(of=("self",)).select_related("rule", "network__town")


def _end_pause(deadline: Deadline, at: datetime, calendar: Calendar) -> None:
    """Takes back what is left of a pause; of one that has ended by itself nothing is left."""
    until = deadline.paused_until
    if until is not None and at < until:
        if deadline.rule is not None and deadline.due_at is not None:
            deadline.due_at = due.shifted_back(
                deadline.rule, deadline.due_at, resumed_at=at, until=until, calendar=calendar
            )
        deadline.paused_for -= until - at
    deadline.paused_at, deadline.paused_until, deadline.pause_reason = None, None, ""


def _record(log: audit.Log, name: str, deadline: Deadline, by: Actor) -> None:
    log.record(
        name,
        by=by,
        subject=(deadline.subject_kind, deadline.subject_id),
        lane=deadline.institution_id,
        detail={"deadline": deadline.kind, "reference": deadline.reference},
    )
