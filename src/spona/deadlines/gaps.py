"""Nights in which nobody can be called: no turn, no number, or whoever has it is away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from django.utils import timezone

from spona.access.prepared_rows import PreparedRows
from spona.deadlines import time
from spona.deadlines.models import Absence, Duty
from spona.deadlines.presence import away_between

# At two in the morning no office is open, whatever hours an institution keeps.
_ASKED_AT: Final = dt.time(2)
NIGHTS: Final = 14


def nights_without_duty(institution: UUID, nights: int = NIGHTS) -> list[dt.date]:
    """The evenings of the coming nights in which nobody can be called at two; two queries.

    Turns that somebody rewrote in the database do not count: a gap is better than a wrong name.
    """
    evenings = [time.today() + dt.timedelta(days=n) for n in range(nights)]
    asked = [_two_in_the_morning(evening) for evening in evenings]
    turns = _turns(institution, asked)
    called = {turn.member_id for turn in turns if turn.member_id is not None}
    absences = away_between(called, evenings[0], evenings[-1])
    return [
        evening
        for evening, at in zip(evenings, asked, strict=True)
        if not any(
            turn.starts_at <= at < turn.ends_at and _answers(turn, evening, absences)
            for turn in turns
        )
    ]


def _answers(turn: Duty, evening: dt.date, absences: Sequence[Absence]) -> bool:
    """At night a number helps, not a name; and nobody answers while they are away."""
    return turn.contact_point_id is not None and not any(
        one.member_id == turn.member_id and one.is_active_on(evening) for one in absences
    )


def _two_in_the_morning(evening: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(evening + dt.timedelta(days=1), _ASKED_AT))


def _turns(institution: UUID, asked: Sequence[dt.datetime]) -> list[Duty]:
    rows = _TURNS.rows([institution], [asked[-1]], [asked[0]])
    return [row for row in rows if row.has_valid_mac()]


_TURNS: Final = PreparedRows(
    lambda institutions, until, since: Duty.objects.standing().filter(
        institution_id__in=institutions, starts_at__lte=until[0], ends_at__gt=since[0]
    )
)
