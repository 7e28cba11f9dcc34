"""Arithmetic of one deadline: when it is due, how a pause moves it, when a step is reached."""

from __future__ import annotations

from datetime import datetime, timedelta

from spona.deadlines.models import Deadline, Rule, Unit
from spona.deadlines.working_days import Calendar


def due(rule: Rule, started_at: datetime, calendar: Calendar) -> datetime:
    """The deadline. Hours count instants; days end with the last of them, where the network is."""
    if rule.unit == Unit.HOURS:
        return started_at + timedelta(hours=rule.amount)
    day = calendar.day_of(started_at)
    if rule.unit == Unit.DAYS:
        return calendar.end_of(day + timedelta(days=rule.amount))
    return calendar.end_of(calendar.after(day, rule.amount))


def shifted(
    rule: Rule, due_at: datetime, *, paused_at: datetime, resumed_at: datetime, calendar: Calendar
) -> datetime:
    """The deadline after a pause: later by what the pause took, in the unit of the rule."""
    if rule.unit == Unit.HOURS:
        return due_at + (resumed_at - paused_at)
    first, last = calendar.day_of(paused_at), calendar.day_of(resumed_at)
    day = calendar.day_of(due_at)
    if rule.unit == Unit.DAYS:
        return calendar.end_of(day + (last - first))
    return calendar.end_of(calendar.after(day, calendar.between(first, last)))


def shifted_back(
    rule: Rule, due_at: datetime, *, resumed_at: datetime, until: datetime, calendar: Calendar
) -> datetime:
    """The deadline after a pause that was to last until `until` and ended at `resumed_at`."""
    if rule.unit == Unit.HOURS:
        return due_at - (until - resumed_at)
    first, last = calendar.day_of(resumed_at), calendar.day_of(until)
    day = calendar.day_of(due_at)
    if rule.unit == Unit.DAYS:
        return calendar.end_of(day - (last - first))
    return calendar.end_of(calendar.before(day, calendar.between(first, last)))


def with_pauses(
    rule: Rule, started_at: datetime, earlier: Deadline, calendar: Calendar
) -> datetime:
    """The deadline counted from `started_at`, with the pauses that `earlier` has had."""
    if rule.unit == Unit.HOURS:
        return due(rule, started_at, calendar) + earlier.paused_for
    day = calendar.day_of(due(rule, started_at, calendar))
    days = days_paused(earlier, calendar)
    if rule.unit == Unit.DAYS:
        return calendar.end_of(day + timedelta(days=days))
    return calendar.end_of(calendar.after(day, days))


def days_paused(deadline: Deadline, calendar: Calendar) -> int:
    """By how many days, in the unit of its rule, its pauses have moved a deadline."""
    if deadline.rule is None or deadline.due_at is None:
        return 0
    if deadline.rule.unit == Unit.HOURS:
        return -(-deadline.paused_for // timedelta(days=1))
    first = calendar.day_of(due(deadline.rule, deadline.started_at, calendar))
    last = calendar.day_of(deadline.due_at)
    if deadline.rule.unit == Unit.DAYS:
        return (last - first).days
    return calendar.between(first, last)


def reached_at(deadline: Deadline, percent: int) -> datetime:
    """The instant at which `percent` of the time is used; pauses are not time used."""
    assert deadline.due_at is not None
    begun = deadline.started_at + deadline.paused_for
    return begun + (deadline.due_at - begun) * percent / 100


def share(deadline: Deadline, at: datetime) -> int:
    """Percent of the time used at `at`, 0 to 100."""
    if deadline.due_at is None:
        return 0
    begun = deadline.started_at + deadline.paused_for
    whole = (deadline.due_at - begun).total_seconds()
    used = (at - begun).total_seconds()
    return 100 if whole <= 0 else max(0, min(100, int(used / whole * 100)))
