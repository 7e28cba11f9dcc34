"""Deadline rules, running deadlines, their steps, absences, duty and the timetable of jobs.

Owns: rules as data with their history (one proposes, another adopts), one running deadline
per kind and thing, the steps queue → deputy → coordinator's list, who is away and who is
on duty, working days, `now()` (the only clock) and `today()`, the timetable.
Tells: nobody. `actions.fall_due` hands back what fell due and the app that started
the deadline acts, in the same transaction.
Never: reads the thing a deadline belongs to, never calls anything late by a rule that
is only proposed, never holds content: a kind, an id and a neutral reference.
"""

from spona.deadlines.time import in_days, moved, now, today

__all__ = ["in_days", "moved", "now", "today"]
