"""A deadline as the practice network plays it: one minute stands for an hour.

The page of a drill and every page on which something is done in it say the time from here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.deadlines.durations import length
from spona.deadlines.models import Rule, Unit

HOUR: Final = timedelta(minutes=1)
_HOURS: Final = {Unit.HOURS: 1, Unit.WORKING_DAYS: 24, Unit.DAYS: 24}
# Under a quarter of the time somebody should notice.
_NEAR: Final = 75


def allowed(amount: int, unit: str) -> timedelta:
    """The time of a rule of so many of `unit` in a drill."""
    return amount * _HOURS[Unit(unit)] * HOUR


def state(used: timedelta, whole: timedelta, *, binding: bool) -> str:
    """The state of a deadline that runs; of `status`."""
    if used > whole:
        return "late" if binding else "today"
    return "today" if share(used, whole) >= _NEAR else "ahead"


def share(used: timedelta, whole: timedelta) -> int:
    """Of the time, in percent."""
    return max(0, min(100, int(100 * (used / whole))))


def say(rule: Rule, used: timedelta, *, done: bool) -> tuple[str, str, str, int]:
    """(state, label, line of the deadline, share of the time used in percent)."""
    given = allowed(rule.amount, rule.unit)
    whole = _("%(minutes)s stand for %(real)s") % {
        "minutes": lasted(given), "real": in_life(rule),
    }  # fmt: skip
    part = share(used, given)
    if done:
        return "done", _("after %(time)s") % {"time": lasted(used)}, whole, part
    now = state(used, given, binding=rule.binding)
    if used > given:
        word = _("the deadline has passed") if rule.binding else _("the proposed time has passed")
        return now, word, whole, part
    return now, _("%(time)s left") % {"time": lasted(given - used)}, whole, part


def in_life(rule: Rule) -> str:
    """The time that the rule gives in life: "24 h", "1 working day"."""
    n = rule.amount
    if rule.unit == Unit.HOURS:
        return _("%(hours)s h") % {"hours": n}
    if rule.unit == Unit.WORKING_DAYS:
        return ngettext("%(n)s working day", "%(n)s working days", n) % {"n": n}
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}


def lasted(span: timedelta) -> str:
    """A length of a drill: "less than a minute", then as everywhere ("7 min", "1 h 12 min")."""
    return _("less than a minute") if span < timedelta(minutes=1) else length(span)
