"""What the network sees of tests and answers: only sums, from five people on, when all is in.

While answers still come, whoever looked twice could see what the last one was. So nothing is
shown before the last day for answers is over. Neighbouring groups with fewer than five people
are put together: what is left over in a sum tells of nobody either.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spona.statistics.disclosure import FEWEST, neighbours_together
from spona.training.models import FollowUp, Moment, Session, Sheet, Tally
from spona.training.questionnaires import FEEDBACK, FOLLOW_UP, Asked
from spona.ui.trace import Trace

# Lower edges of the groups of points, in percent.
_EDGES: Final = (0, 40, 60, 80)


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Shown:
    """`total` people; `groups` each of five and more; `average` in percent where it is a test."""

    title: str | Promise
    total: int
    groups: list[Group]
    average: int | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """`tests` and `answers` are empty where too few answered; `waits` says until when more come."""

    tests: list[Shown]
    answers: list[Shown]
    waits: dt.date | None

    @property
    def made(self) -> Trace:
        return Trace(
            "results",
            _(
                "Answers and points of everybody who took part, once no more come. Groups of fewer"
                " than five people are put together with their neighbours."
            ),
            closed=_("The points of one person are seen by that person and the trainer alone."),
        )


def results_of(session: Session, day: dt.date) -> Results:
    """Of one session on that day."""
    if session.closed_at is None or day <= session.last_answers:
        return Results([], [], session.last_answers)
    sheets = list(Sheet.objects.filter(participant__session=session))
    tests = [
        _test(Moment(moment), [one.percent for one in sheets if one.moment == moment])
        for moment in Moment.values
    ]
    tallies = list(Tally.objects.filter(session=session))
    answers = [_answers(one, "", tallies) for one in FEEDBACK]
    for months in _over(session, day):
        answers += [_answers(one, f"m{months}_", tallies, months) for one in FOLLOW_UP]
    return Results([one for one in tests if one], [one for one in answers if one], None)


def _over(session: Session, day: dt.date) -> list[int]:
    """After how many months people were asked and can answer no more."""
    rows = FollowUp.objects.filter(participant__session=session)
    found = rows.values_list("months", "until").distinct()
    open_now = {months for months, until in found if until >= day}
    return sorted({months for months, _until in found} - open_now)


def _test(moment: Moment, percents: list[int]) -> Shown | None:
    if len(percents) < FEWEST:
        return None
    edges = [*_EDGES, 101]
    rows = [
        (low, high, sum(low <= one < high for one in percents)) for low, high in pairwise(edges)
    ]
    groups = [
        Group(f"{low}–{min(100, high - 1)} %", count)  # an en dash, as in a range
        for (low, _to, _n), (_from, high, _m), count in neighbours_together(rows, zeros=False)
    ]
    return Shown(moment.label, len(percents), groups, round(sum(percents) / len(percents)))


def _answers(asked: Asked, prefix: str, tallies: Iterable[Tally], months: int = 0) -> Shown | None:
    name = f"{prefix}{asked.name}"
    counts = {one.answer: one.count for one in tallies if one.asked == name}
    total = sum(counts.values())
    if total < FEWEST:
        return None
    rows = [(str(word), str(word), counts.get(answer, 0)) for answer, word in asked.words.items()]
    groups = [
        Group(_span(first[0], last[1], rows), count)
        for first, last, count in neighbours_together(rows, zeros=True)
    ]
    text = str(asked.text)
    if months:
        text = ngettext(
            "After %(n)d month: %(question)s", "After %(n)d months: %(question)s", months
        ) % {"n": months, "question": text}
    return Shown(text, total, groups)


def _span(first: str, last: str, rows: Sequence[tuple[str, str, int]]) -> str:
    """The words of the answers from the first to the last, which were put together."""
    words = [row[0] for row in rows]
    return " / ".join(words[words.index(first) : words.index(last) + 1])
