"""Answers to one question by the answers to another one: exact for owners, masked for the network.

Masked, its lines are those of the two questions told alone, and never finer ones; they are put
together further until no cell is small, and the same two questions are cut in the same way
whichever of them stands on top. So nothing is found by laying two tables over each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spona.surveys import form_model as model
from spona.surveys.form_model import Form, Question
from spona.surveys.models import Round
from spona.surveys.results import (
    FEWEST,
    UNANSWERED,
    Bar,
    clear_answers,
    exact_bars,
    masked_bars,
)

type Line = frozenset[str]
"""Codes of the answers that are told together; `UNANSWERED` among them."""
type Rows = list[Mapping[str, str]]

_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Cross:
    """`groups`: of the question that divides, each with how many are in it. `rows`: bars of the
    other one, each with its number in each group; empty where none of it may be told.
    """

    groups: tuple[tuple[Bar, int], ...] = ()
    rows: tuple[tuple[Bar, tuple[int | None, ...]], ...] = ()


def dividing(form: Form) -> tuple[Question, ...]:
    """Questions by which results may be shown: one answer each."""
    return tuple(one for one in form.counted if one.kind != model.SELECT_MULTIPLE)


def crossed(found: Round, form: Form, by: Question, *, exact: bool) -> dict[str, Cross]:
    """Path of each other question → the table. What only some were asked is divided for those who
    read single answers: with the question that decides about it, subtraction would find people.
    """
    rows = clear_answers(found)
    others = [one for one in form.counted if one.path != by.path]
    if exact:
        return {one.path: _exact(one, by, rows) for one in others}
    if len(rows) < FEWEST or form.decided_by.get(by.path):
        return {}
    others = [one for one in others if not form.decided_by.get(one.path)]
    order = {one.path: at for at, one in enumerate(form.counted)}
    return {
        one.path: _several(one, by, rows)
        if one.kind == model.SELECT_MULTIPLE
        else _masked(one, by, rows, turned=order[one.path] > order[by.path])
        for one in others
    }


def _exact(question: Question, by: Question, rows: Rows) -> Cross:
    bars, groups = exact_bars(question, rows).bars, exact_bars(by, rows).bars
    lines, columns = _lines(question, bars), _lines(by, groups)
    return _table(_Pairs(question, by, rows), bars, lines, groups, columns)


def _masked(question: Question, by: Question, rows: Rows, *, turned: bool) -> Cross:
    bars, groups = masked_bars(question, rows).bars, masked_bars(by, rows).bars
    lines, columns = _lines(question, bars), _lines(by, groups)
    # In one order, so that the turned table is the same one.
    if turned:
        cut = _put_together(_Pairs(by, question, rows), columns, lines)
        across, down = cut or ([], [])
    else:
        cut = _put_together(_Pairs(question, by, rows), lines, columns)
        down, across = cut or ([], [])
    return _table(
        _Pairs(question, by, rows),
        [_together(bars, lines, one) for one in down],
        down,
        [_together(groups, columns, one) for one in across],
        across,
    )


def _several(question: Question, by: Question, rows: Rows) -> Cross:
    """Each answer is a question of its own, chosen or not: told in all groups or in none."""
    groups = masked_bars(by, rows).bars
    columns, pairs = _lines(by, groups), _Pairs(question, by, rows)
    sizes = [pairs.across(column) for column in columns]
    told = []
    for choice in question.choices:
        numbers = [pairs.both(frozenset({choice.name}), column) for column in columns]
        enough = len(columns) >= _LEAST and all(
            number >= FEWEST and size - number >= FEWEST
            for number, size in zip(numbers, sizes, strict=True)
        )
        told.append((Bar((choice.label,), None), tuple(numbers) if enough else None))
    if not any(numbers for _bar, numbers in told):
        return Cross()
    return Cross(
        tuple(zip(groups, sizes, strict=True)),
        tuple((bar, numbers or (None,) * len(columns)) for bar, numbers in told),
    )


class _Pairs:
    """How often each pair of answers was given."""

    def __init__(self, first: Question, second: Question, rows: Rows) -> None:
        counts = Counter((row.get(first.path, ""), row.get(second.path, "")) for row in rows)
        self._counts = [
            (_codes(first, one), _codes(second, other), number)
            for (one, other), number in counts.items()
        ]

    def down(self, line: Line) -> int:
        return sum(number for one, _other, number in self._counts if one & line)

    def across(self, column: Line) -> int:
        return sum(number for _one, other, number in self._counts if other & column)

    def both(self, line: Line, column: Line) -> int:
        return sum(number for one, other, number in self._counts if one & line and other & column)


def _codes(question: Question, said: str) -> Line:
    if question.kind == model.SELECT_MULTIPLE:
        return frozenset(said.split() or [UNANSWERED])
    return frozenset({said})


def _put_together(
    pairs: _Pairs, lines: Sequence[Line], columns: Sequence[Line]
) -> tuple[list[Line], list[Line]] | None:
    """Neighbours, until each cell holds enough; None where less than two by two are left."""
    down, across = list(lines), list(columns)
    while len(down) >= _LEAST and len(across) >= _LEAST:
        number, at, to = min(
            (pairs.both(line, column), at, to)
            for at, line in enumerate(down)
            for to, column in enumerate(across)
        )
        if number >= FEWEST:
            return down, across
        # The line with fewer people in it is the one that goes into its neighbour.
        fewer_down = pairs.down(down[at]) <= pairs.across(across[to])
        if (fewer_down and len(down) > _LEAST) or len(across) <= _LEAST:
            down = _joined([pairs.down(one) for one in down], down, at)
        else:
            across = _joined([pairs.across(one) for one in across], across, to)
    return None


def _joined(sizes: Sequence[int], lines: list[Line], at: int) -> list[Line]:
    """With the smaller one of its neighbours."""
    beside = [one for one in (at - 1, at + 1) if 0 <= one < len(lines)]
    to = min(beside, key=lambda one: sizes[one])
    low, high = sorted((at, to))
    return [*lines[:low], lines[low] | lines[high], *lines[high + 1 :]]


def _lines(question: Question, bars: Iterable[Bar]) -> list[Line]:
    """The codes behind each bar; bars tell the choices in their order."""
    left = iter(question.choices)
    made = []
    for bar in bars:
        codes = {next(left).name for _label in bar.labels}
        made.append(frozenset(codes | ({UNANSWERED} if bar.unanswered else set())))
    return made


def _together(bars: Sequence[Bar], lines: Sequence[Line], line: Line) -> Bar:
    inside = [bar for bar, one in zip(bars, lines, strict=True) if one <= line]
    labels = tuple(label for bar in inside for label in bar.labels)
    return Bar(labels, None, unanswered=any(bar.unanswered for bar in inside))


def _table(
    pairs: _Pairs,
    bars: Sequence[Bar],
    lines: Sequence[Line],
    groups: Sequence[Bar],
    columns: Sequence[Line],
) -> Cross:
    return Cross(
        tuple((bar, pairs.across(one)) for bar, one in zip(groups, columns, strict=True)),
        tuple(
            (bar, tuple(pairs.both(line, column) for column in columns))
            for bar, line in zip(bars, lines, strict=True)
        ),
    )
