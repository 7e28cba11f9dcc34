"""A form in pages: one for each group, in the order of the form; what was typed on all of them.

Nothing is kept on the way: each page carries what was answered on the others.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.http import QueryDict

from spona.deadlines.time import today
from spona.forms.days import DAY_FORMATS
from spona.reference.words import Words
from spona.surveys import form_model as model
from spona.surveys.form_model import Form, Group, Item, Question
from spona.surveys.submission_xml import Filled
from spona.surveys.validation import Judged, judge

_PREFIX = "a."


@dataclass(frozen=True, slots=True)
class Step:
    """One page: the questions of one group, or those between two groups."""

    label: Words
    questions: tuple[Question, ...]


def field_of(question: Question) -> str:
    return _PREFIX + question.path


@dataclass(frozen=True)
class Filling:
    """A form while somebody fills it."""

    form: Form
    typed: Mapping[str, str] = field(repr=False)

    @cached_property
    def judged(self) -> Judged:
        return judge(self.form, _tree(self.form.items, self.typed), today=today())

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple(_steps(self.form.items))

    def asked_on(self, at: int) -> tuple[Question, ...]:
        """What is asked on this page, with the answers as they are."""
        return tuple(one for one in self.steps[at].questions if one.path in self.judged.relevant)

    def next(self, at: int) -> int:
        """The next page on which something is asked; the number of pages: it was the last one."""
        found = (one for one in range(at + 1, len(self.steps)) if self._asks(one))
        return next(found, len(self.steps))

    def before(self, at: int) -> int:
        """The one before; -1: it was the first."""
        found = (one for one in range(at - 1, -1, -1) if self._asks(one))
        return next(found, -1)

    def first_wrong(self) -> int | None:
        wrong = self.judged.wrong()
        for at, step in enumerate(self.steps):
            if any(one.path in wrong for one in step.questions):
                return at
        return None

    def place(self, at: int) -> tuple[int, int]:
        """(which of the pages that are asked, of how many)."""
        shown = [one for one in range(len(self.steps)) if self._asks(one)]
        return sum(one <= at for one in shown), len(shown)

    def answers(self) -> dict[str, str]:
        """What is sent: asked and answered; what a changed answer made superfluous is left out."""
        relevant = self.judged.relevant
        return {path: said for path, said in self.judged.answers.items() if path in relevant}

    def _asks(self, at: int) -> bool:
        return any(one.is_asked for one in self.asked_on(at))


def typed_in(form: Form, post: QueryDict) -> dict[str, str]:
    """What was typed, by path; days and numbers as forms keep them."""
    found = {}
    for one in form.asked:
        name = field_of(one)
        if one.kind == model.SELECT_MULTIPLE:
            found[one.path] = " ".join(" ".join(post.getlist(name)).split())
        else:
            found[one.path] = _plain(one, post.get(name, ""))
    return found


def _plain(question: Question, said: str) -> str:
    text = said.replace("\r\n", "\n").replace("\0", "").strip()
    if question.kind == model.DECIMAL:
        return text.replace(",", ".")
    if question.kind == model.DATE:
        return _day(text)
    # No XML says other control characters.
    return re.sub(r"[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", text)


def _day(text: str) -> str:
    for one in DAY_FORMATS:
        try:
            return dt.datetime.strptime(text, one).date().isoformat()  # noqa: DTZ007 — a day
        except ValueError:
            continue
    return text


def _tree(items: tuple[Item, ...], typed: Mapping[str, str]) -> Filled:
    made = Filled()
    for one in items:
        if isinstance(one, Group):
            made.groups[one.name] = [_tree(one.items, typed)]
        elif one.path in typed:
            made.values[one.name] = typed[one.path]
    return made


def _steps(items: tuple[Item, ...]) -> Iterator[Step]:
    between: list[Question] = []
    for one in items:
        if isinstance(one, Question):
            between.append(one)
            continue
        if between:
            yield Step(Words(), tuple(between))
            between = []
        yield Step(one.label, tuple(_flat(one.items)))
    if between:
        yield Step(Words(), tuple(between))


def _flat(items: tuple[Item, ...]) -> Iterator[Question]:
    for one in items:
        if isinstance(one, Group):
            yield from _flat(one.items)
        else:
            yield one
