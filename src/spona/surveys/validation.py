"""Whether a filled form fits its version: each answer by its type, list, conditions.

Nothing is thrown away: what was answered though it was not asked, or cannot be judged, is kept and
listed. Only codes of lists, asked and fitting, outside repeats, go into the clear part.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from spona.surveys import form_model as model
from spona.surveys.expressions import Context, NotUnderstoodError, as_text, evaluate, holds
from spona.surveys.form_model import Form, Group, Item, Question
from spona.surveys.submission_xml import Filled

UNKNOWN, REQUIRED, CHOICE, TYPE = "unknown", "required", "choice", "type"
CONSTRAINT, NOT_ASKED, UNCLEAR = "constraint", "not_asked", "unclear"
CLOCK: Final = "clock"
# With these a page comes back to whoever fills it.
WRONG: Final = frozenset({REQUIRED, CHOICE, TYPE, CONSTRAINT})
LONGEST_TEXT: Final = 5000
_INTEGER: Final = re.compile(r"-?\d{1,9}")
_DECIMAL: Final = re.compile(r"-?\d{1,12}(\.\d{1,9})?")


@dataclass(frozen=True, slots=True)
class Finding:
    """`what`: for an expression that is not understood, the part that we do not know."""

    path: str
    code: str
    what: str = ""


@dataclass(slots=True)
class Judged:
    """`answers` by path, with the number of a repeat in it (`child[2]/age`). `relevant`: paths of
    what is asked, groups too. `clear`: codes alone.
    """

    answers: dict[str, str] = field(default_factory=dict)
    clear: dict[str, str] = field(default_factory=dict)
    relevant: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def wrong(self) -> dict[str, Finding]:
        """The first mistake at each path."""
        found: dict[str, Finding] = {}
        for one in self.findings:
            if one.code in WRONG:
                found.setdefault(one.path, one)
        return found


def judge(form: Form, filled: Filled, *, today: dt.date, unknown: Collection[str] = ()) -> Judged:
    """`unknown`: paths of what came and the form does not have, or has once and came twice."""
    judge = _Judge(form, today)
    judge.walk(form.items, [_Scope("", "", filled)], asked=True)
    judge.judged.findings += [Finding(path, UNKNOWN) for path in unknown]
    counted = {one.path for one in form.counted}
    mistaken = {one.path for one in judge.judged.findings if one.code != UNCLEAR}
    judge.judged.clear = {
        path: said
        for path, said in judge.judged.answers.items()
        if said and path in counted and path not in mistaken
    }
    return judge.judged


def sentence_of(finding: Finding, question: Question | None, language: str) -> str:
    """What stands beside the question, or in the list of what is odd about an answer."""
    if finding.code == CONSTRAINT and question is not None and question.message:
        return question.message.in_language(language)
    if finding.code == TYPE:
        return _type_sentence(question)
    sentences = {
        REQUIRED: _("This question needs an answer."),
        CHOICE: _("Choose one of the answers that are offered."),
        CONSTRAINT: _("This answer does not fit the question."),
        NOT_ASKED: _("It was answered, though with the other answers it is not asked."),
        UNKNOWN: _("The form has no such question."),
        UNCLEAR: _("A condition was not checked: “%(what)s” is not understood here."),
        CLOCK: _("The clock of the phone was wrong: it says %(what)s."),
    }
    sentence = sentences[finding.code]
    return sentence % {"what": finding.what} if finding.code in (UNCLEAR, CLOCK) else sentence


def _type_sentence(question: Question | None) -> str:
    match question.kind if question else "":
        case model.INTEGER:
            return _("Write a whole number, for example 12.")
        case model.DECIMAL:
            return _("Write a number, for example 12.5.")
        case model.DATE:
            return _("Write a day, for example 15. 11. 2026.")
    return _("This is longer than 5,000 letters. Shorten it.")


@dataclass(frozen=True, slots=True)
class _Scope:
    """A group in which we are: its path in the form, and with the numbers of repeats."""

    path: str
    numbered: str
    filled: Filled


class _Judge:
    def __init__(self, form: Form, today: dt.date) -> None:
        self._form, self._today = form, today
        self.judged = Judged()
        # What was answered though it was not asked counts as empty in later conditions.
        self._empty: set[str] = set()

    def walk(self, items: tuple[Item, ...], scopes: list[_Scope], *, asked: bool) -> None:
        here = scopes[-1]
        for one in items:
            numbered = f"{here.numbered}/{one.name}" if here.numbered else one.name
            relevant = asked and self._relevant(one, numbered, scopes)
            if relevant:
                self.judged.relevant.add(numbered)
            if isinstance(one, Group):
                for inside in _inside(one, numbered, here.filled):
                    self.walk(one.items, [*scopes, inside], asked=relevant)
            else:
                self._question(one, numbered, scopes, relevant=relevant)

    def _relevant(self, one: Item, numbered: str, scopes: list[_Scope]) -> bool:
        if not one.relevant:
            return True
        try:
            return holds(one.relevant, self._context(scopes, ""))
        except NotUnderstoodError as error:
            self._found(numbered, UNCLEAR, error.what)
            return True

    def _question(
        self, one: Question, numbered: str, scopes: list[_Scope], *, relevant: bool
    ) -> None:
        said = scopes[-1].filled.values.get(one.name, "")
        if not relevant:
            self._empty.add(numbered)
            if said and one.kind not in model.SILENT:
                self.judged.answers[numbered] = said
                self._found(numbered, NOT_ASKED)
            return
        if one.kind == model.CALCULATE and not said:
            said = self._calculated(one, numbered, scopes)
            scopes[-1].filled.values[one.name] = said
        if said:
            self.judged.answers[numbered] = said
            self._fitting(one, said, numbered, scopes)
        elif one.required and one.is_asked and self._needed(one, numbered, scopes):
            self._found(numbered, REQUIRED)

    def _needed(self, one: Question, numbered: str, scopes: list[_Scope]) -> bool:
        try:
            return holds(one.required, self._context(scopes, ""))
        except NotUnderstoodError as error:
            self._found(numbered, UNCLEAR, error.what)
            return False

    def _calculated(self, one: Question, numbered: str, scopes: list[_Scope]) -> str:
        try:
            return as_text(evaluate(one.calculation, self._context(scopes, "")))
        except NotUnderstoodError as error:
            self._found(numbered, UNCLEAR, error.what)
            return ""

    def _fitting(self, one: Question, said: str, numbered: str, scopes: list[_Scope]) -> None:
        if code := _misfit(one, said):
            self._found(numbered, code)
            return
        if not one.constraint:
            return
        try:
            if not holds(one.constraint, self._context(scopes, said)):
                self._found(numbered, CONSTRAINT)
        except NotUnderstoodError as error:
            self._found(numbered, UNCLEAR, error.what)

    def _context(self, scopes: list[_Scope], this: str) -> Context:
        return Context(lambda name: self._answer_to(name, scopes), self._today, this)

    def _answer_to(self, name: str, scopes: list[_Scope]) -> str:
        question = self._form.by_name.get(name.rpartition("#")[2])
        if question is None:
            raise NotUnderstoodError(name)
        for scope in reversed(scopes):
            begin = f"{scope.path}/" if scope.path else ""
            if not question.path.startswith(begin):
                continue
            *groups, last = question.path.removeprefix(begin).split("/")
            found, numbered = scope.filled, scope.numbered
            for group in groups:
                some = found.groups.get(group)
                if not some:
                    return ""
                found, numbered = some[0], f"{numbered}/{group}" if numbered else group
            path = f"{numbered}/{last}" if numbered else last
            return "" if path in self._empty else found.values.get(last, "")
        return ""

    def _found(self, path: str, code: str, what: str = "") -> None:
        self.judged.findings.append(Finding(path, code, what))


def _inside(group: Group, numbered: str, filled: Filled) -> Iterator[_Scope]:
    """Each repetition, with its number; a plain group also where nothing of it came."""
    some = filled.groups.get(group.name, [])
    if group.kind == model.REPEAT:
        for at, one in enumerate(some, start=1):
            yield _Scope(group.path, f"{numbered}[{at}]", one)
    else:
        yield _Scope(group.path, numbered, some[0] if some else Filled())


def _misfit(one: Question, said: str) -> str:
    match one.kind:
        case model.SELECT_ONE | model.ACKNOWLEDGE:
            fits, code = said in one.codes, CHOICE
        case model.SELECT_MULTIPLE:
            fits, code = set(said.split()) <= one.codes, CHOICE
        case model.INTEGER:
            fits, code = _INTEGER.fullmatch(said) is not None, TYPE
        case model.DECIMAL:
            fits, code = _DECIMAL.fullmatch(said) is not None, TYPE
        case model.DATE:
            fits, code = _is_day(said), TYPE
        case _:
            fits, code = len(said) <= LONGEST_TEXT, TYPE
    return "" if fits else code


def _is_day(said: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", said)) and bool(dt.date.fromisoformat(said))
    except ValueError:
        return False
