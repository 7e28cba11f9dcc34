"""How long a question may stop a deadline, why, and the sentence that says so.

Reasons are a frozen list that only grows. No reason names the matter.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.deadlines import drill_time, due, late
from spona.deadlines.durations import day_words
from spona.deadlines.models import Deadline, Unit
from spona.deadlines.working_days import Calendar

PAUSES: Final[dict[str, Promise]] = {
    "waits_for_sender": gettext_lazy("waits for more from the sender"),
    "waits_for_competent": gettext_lazy("waits for the competent institution"),
    "waits_for_meeting": gettext_lazy("waits for a meeting"),
    "waits_for_recipient": gettext_lazy("waits for another institution"),
}
# All pauses of a deadline together, by how urgent the thing is. What is immediate never pauses.
IMMEDIATE: Final = "immediate"
URGENT: Final = "urgent"
_URGENT_HOURS: Final = 24
_WORKING_DAYS: Final = 5


def reason_words(reason: str) -> str:
    """The words of a reason; an unknown one shows nothing rather than its code."""
    return str(PAUSES.get(reason, ""))


def pause_until(
    deadline: Deadline, urgency: str, at: datetime, calendar: Calendar
) -> datetime | None:
    """When a pause that begins at `at` ends at the latest; None where the time runs on.

    It runs on where the thing is immediate, where the pauses before took all that there is, where
    the deadline has passed and where there is none.
    """
    if deadline.rule is None or deadline.due_at is None or urgency == IMMEDIATE:
        return None
    if late.instant_has_passed(deadline.due_at, at):
        return None
    if deadline.network.practice:
        # One minute stands for an hour there.
        unit, amount = (
            (Unit.HOURS, _URGENT_HOURS) if urgency == URGENT else (Unit.WORKING_DAYS, _WORKING_DAYS)
        )
        left = drill_time.allowed(amount, unit) - deadline.paused_for
        return at + left if left > timedelta() else None
    if urgency == URGENT:
        left = timedelta(hours=_URGENT_HOURS) - deadline.paused_for
        return at + left if left > timedelta() else None
    days = _WORKING_DAYS - due.days_paused(deadline, calendar)
    return calendar.end_of(calendar.after(calendar.day_of(at), days)) if days > 0 else None


def pause_words(urgency: str, until: datetime | None, at: datetime, calendar: Calendar) -> str:
    """What a question does to the deadline: one sentence, for every page with a question on it."""
    if until is None or urgency == IMMEDIATE:
        return _("The deadline runs on.")
    if urgency == URGENT:
        return _("The deadline does not run for at most 24 hours.")
    words = _("The deadline does not run until the answer, at the latest until %(day)s")
    return words % {"day": day_words(calendar.day_of(until), calendar.day_of(at))}
