"""What a deadline says to its reader: state (see `status`), words, share of time used, rule and
source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from spona.deadlines import drill_time, due, late, status, time
from spona.deadlines.durations import day_and_time, day_words, length, time_or_day
from spona.deadlines.models import Deadline, Rule, Unit
from spona.deadlines.pauses import reason_words
from spona.deadlines.working_days import Calendar, calendar_of
from spona.directory.models import Network
from spona.reference.scripts import latin
from spona.reference.sources import source_words


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """Texts are in the active language; `share` is 0 to 100; `due_at` orders lists. Papers
    say from when it runs (`started_at`).
    """

    state: str
    label: str
    deadline_label: str
    share: int
    rule: str
    source: str
    proposed: bool
    due_at: datetime | None = None
    started_at: datetime | None = None


def view_of(
    deadline: Deadline, now: datetime | None = None, calendar: Calendar | None = None
) -> DeadlineView:
    """What `deadline` says at `now`; for a list use `views_of`, which reads the calendar once."""
    at = now or time.now()
    rule = deadline.rule
    if rule is None or deadline.due_at is None:
        return DeadlineView("none", _("no deadline"), _("no rule was set"), 0, "", "", False)
    calendar = calendar or calendar_of(deadline.network)
    state = status.facts(deadline).state(at)
    paused = deadline.stopped_at is None and deadline.is_paused(at)
    if paused:
        return _paused(deadline, rule, at, calendar)
    at = deadline.stopped_at or at
    share = due.share(deadline, at)
    if deadline.network.practice:
        used, done = at - deadline.started_at - deadline.paused_for, deadline.stopped_at is not None
        state, label, line, share = drill_time.say(rule, used, done=done)
    else:
        label, line = _say(deadline, rule, deadline.due_at, at, calendar)
    return DeadlineView(
        state=state,
        label=label,
        deadline_label=line,
        share=share,
        rule=_rule_words(rule),
        source=_source_words(rule),
        proposed=rule.state == "proposed",
        due_at=deadline.due_at,
        started_at=deadline.started_at,
    )


def _paused(deadline: Deadline, rule: Rule, at: datetime, calendar: Calendar) -> DeadlineView:
    """A pause that lasts: until when the time does not run, and for what it waits."""
    assert deadline.paused_until is not None
    until = calendar.local(deadline.paused_until)
    when = time_or_day(until, calendar.day_of(at))
    if rule.unit != Unit.HOURS:
        when = day_words(until.date(), calendar.day_of(at))
    return DeadlineView(
        state="stopped",
        label=_("does not run, until %(when)s at the latest") % {"when": when},
        deadline_label=reason_words(deadline.pause_reason),
        # The time that was used when the pause began.
        share=due.share(deadline, deadline.paused_until),
        rule=_rule_words(rule),
        source=_source_words(rule),
        proposed=rule.state == "proposed",
        due_at=deadline.due_at,
        started_at=deadline.started_at,
    )


def views_of(
    deadlines: Iterable[Deadline], now: datetime | None = None
) -> dict[UUID, DeadlineView]:
    """The same for many deadlines, by id. Select `rule` and `network__town` with them."""
    at, calendars = now or time.now(), dict[UUID, Calendar]()
    views = {}
    for deadline in deadlines:
        if deadline.network_id not in calendars:
            calendars[deadline.network_id] = calendar_of(deadline.network)
        views[deadline.pk] = view_of(deadline, at, calendars[deadline.network_id])
    return views


def view_of_date(
    due_at: datetime | None, network: Network | None, now: datetime | None = None
) -> DeadlineView:
    """The view of a plain day without a deadline, in the town of its network."""
    if due_at is None:
        return DeadlineView("none", _("no deadline"), _("no rule was set"), 0, "", "", False)
    at, zone = now or time.now(), network.time_zone if network else settings.TIME_ZONE
    state = status.of_date(due_at, at, zone, network.first_day if network else None)
    last, today = late.day_in(zone, due_at), late.day_in(zone, at)
    left = (last - today).days
    label = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
    if left == 0:
        label = _("today")
    if left < 0:
        # Before the town began here: it is not late by it.
        label = _("the agreed day has passed")
    if state == "late":
        n = late.days_late(last, today)
        label = ngettext("%(n)d day late", "%(n)d days late", n) % {"n": n}
    when = {"when": day_words(last, today)}
    until = _("until %(when)s") % when if left > 0 else _("deadline: %(when)s") % when
    return DeadlineView(state, label, until, 0, "", "", False, due_at)


def _say(
    deadline: Deadline, rule: Rule, due_at: datetime, at: datetime, calendar: Calendar
) -> tuple[str, str]:
    if deadline.stopped_at is not None:
        return _say_done(deadline, rule, due_at, at)
    if late.instant_has_passed(due_at, at):
        return _say_passed(rule, due_at, at, calendar)
    return _say_ahead(rule, due_at, at, calendar)


def _say_done(deadline: Deadline, rule: Rule, due_at: datetime, at: datetime) -> tuple[str, str]:
    span = at - deadline.started_at - deadline.paused_for
    took = (
        _("after %(time)s") % {"time": length(span)}
        if span >= timedelta(minutes=1)
        else _("at once")
    )
    if not late.instant_has_passed(due_at, at):
        return took, _("in time")
    return took, _("after the deadline") if rule.binding else _("done")


def _say_passed(rule: Rule, due_at: datetime, at: datetime, calendar: Calendar) -> tuple[str, str]:
    today, last = calendar.day_of(at), calendar.local(due_at)
    hours = rule.unit == Unit.HOURS
    when = day_and_time(last, today) if hours else day_words(last.date(), today)
    deadline = _("deadline: %(when)s") % {"when": when}
    if rule.binding:
        return _("late by %(time)s") % {"time": length(at - due_at)}, deadline
    if not rule.counts_as_late:
        return _("time to look again"), deadline
    return _("the proposed time has passed"), deadline


def _say_ahead(rule: Rule, due_at: datetime, at: datetime, calendar: Calendar) -> tuple[str, str]:
    today, last = calendar.day_of(at), calendar.day_of(due_at)
    if rule.unit == Unit.HOURS:
        until = _("until %(when)s") % {"when": time_or_day(calendar.local(due_at), today)}
        return _("%(time)s left") % {"time": length(due_at - at)}, until
    if today == last:
        return _("today"), _("until the end of the day")
    until = _("until %(when)s") % {"when": day_words(last, today)}
    if rule.unit == Unit.WORKING_DAYS:
        left = calendar.between(today, last)
        text = ngettext("%(n)s working day left", "%(n)s working days left", left)
    else:
        left = (last - today).days
        text = ngettext("%(n)s day left", "%(n)s days left", left)
    return text % {"n": left}, until


def _source_words(rule: Rule) -> str:
    """In the reader's language and letters. What a network wrote itself stays as it is, in the
    reader's letters.
    """
    language = get_language() or "sr"
    words = source_words(rule.source).in_language(language)
    return words if language == "sr" else latin(words)


def _rule_words(rule: Rule) -> str:
    words = str(rule.words)
    return _("%(rule)s (proposal)") % {"rule": words} if rule.state == "proposed" else words
