"""The decision of the Centre as the page of a case shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from spona.cases.identification.decisions import (
    READ_WITH,
    SECTION,
    Corrected,
    Decision,
    Entry,
    entries_of,
    outcomes,
)
from spona.reference.templatetags.scripts import in_script
from spona.ui.days import when


@dataclass(frozen=True, slots=True)
class Shown:
    """A decision with the words of the list, and what it was before; `written`: how a day is."""

    entry: Entry
    words: Mapping[str, str]
    written: Callable[[date], str] = when

    @property
    def decision(self) -> Decision:
        return self.entry.decision

    @property
    def outcome(self) -> str:
        return self.words.get(self.decision.outcome, self.decision.outcome)

    @property
    def before(self) -> list[tuple[Corrected, Shown]]:
        """Each earlier entry, which stays readable as a whole."""
        return [
            (one, Shown(Entry(one.decision, ()), self.words, self.written))
            for one in self.entry.before
        ]

    @property
    def in_a_line(self) -> str:
        return _line(self.outcome, self.written(self.decision.day), self.decision.number)

    @property
    def heard(self) -> str:
        one = self.decision
        day = self.written(one.heard_on) if one.heard_on else ""
        return _line(one.heard_label, one.heard_from, day)

    @property
    def began(self) -> str:
        one = self.decision
        return _line(self.written(one.asked_on) if one.asked_on else "–", one.asked_source)

    @property
    def told(self) -> str:
        one = self.decision
        day = self.written(one.told_on) if one.told_on else ""
        by = in_script(str(one.told_by_label))
        return _line(one.told_label, day, one.told_how_label, one.told_language, by)


@dataclass(frozen=True, slots=True)
class DecisionPart:
    """`asked`: the Centre was asked, as far as this reader sees what went out."""

    decisions: Sequence[Shown]
    asked: bool

    @property
    def current(self) -> Decision | None:
        return self.decisions[0].decision if self.decisions else None


def _line(*parts: object) -> str:
    return ", ".join(str(one) for one in parts if one)


def decision_part(
    documents: Mapping[str, Mapping[str, Any]], *, asked: bool
) -> DecisionPart | None:
    """None for who does not read the legal part: then no decision is theirs to read or to write."""
    if READ_WITH not in documents:
        return None
    return DecisionPart(shown_in(documents.get(SECTION, {})), asked)


def shown_in(document: Mapping[str, Any], *, written: Callable[[date], str] = when) -> list[Shown]:
    """What holds today, the newest first. On paper no day is written as seen from today."""
    entries = entries_of(document)
    words = outcomes(ever=True) if entries else {}
    return [Shown(one, words, written) for one in entries]
