"""What somebody may have meant who found nothing: by words of every day, or mistyped."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from pathlib import Path
from typing import Final

from spona.reference.models import Code, Town
from spona.reference.scripts import fold
from spona.services.finding import fits
from spona.site.offers import Question, needs
from spona.site.page import towns

# Kind of help → language → words of every day for it, in the form in which a dictionary has them.
EVERYDAY: Final = Path(__file__).parent / "data" / "everyday.json"
# One letter wrong of six, or another ending.
_LIKE: Final = 0.8
_SHORTEST: Final = 3
_WORDS: Final = 6
_MOST: Final = 3


def meant(question: Question) -> list[tuple[str, str]]:
    """What is said of each better question, and its address; only those that find something."""
    typed = [word for word in fold(question.words).split()[:_WORDS] if len(word) >= _SHORTEST]
    if not typed:
        return []
    town = _town(typed)
    bare = replace(question, words="", open_now=False, page=1, town=town or question.town)
    there = f", {town.words}" if town else ""
    asked = [(f"{one.words}{there}", replace(bare, need=one.code)) for one in _kinds(typed)[:_MOST]]
    if town is not None and not asked:
        asked = [(str(town.words), bare)]
    return [(said, one.address_of(1)) for said, one in asked if _finds(one)]


def _finds(one: Question) -> bool:
    return fits(need=one.need, town=one.town, language=one.language)


def _kinds(typed: list[str]) -> list[Code]:
    """The most alike first."""
    kinds = needs()
    own = {one.code: _words_of(one.words.values()) for one in kinds}
    # "Help" and "support" name many of them, and so none.
    often = Counter(word for words in own.values() for word in words)
    scored = {}
    for one in kinds:
        named = {word for word in own[one.code] if often[word] == 1}
        scored[one] = _likeness(typed, named | _everyday().get(one.code, set()))
    alike = [one for one in kinds if scored[one]]
    return sorted(alike, key=lambda one: -scored[one])


def _town(typed: list[str]) -> Town | None:
    scored = [(_likeness(typed, _words_of(one.words.values())), one) for one in towns()]
    likeness, best = max(scored, key=lambda row: row[0], default=(0.0, None))
    return best if likeness else None


def _likeness(typed: Iterable[str], words: Collection[str]) -> float:
    """Of the two that are most alike: 1 for the same word, 0 where none is like another."""
    alike = (
        SequenceMatcher(None, match, one).ratio()
        for one in typed
        for match in get_close_matches(one, words, n=1, cutoff=_LIKE)
    )
    return max(alike, default=0.0)


def _words_of(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in fold(text).split() if len(word) >= _SHORTEST}


@cache
def _everyday() -> dict[str, set[str]]:
    read: dict[str, dict[str, list[str]]] = json.loads(EVERYDAY.read_text(encoding="utf-8"))
    return {
        kind: _words_of(word for words in by_language.values() for word in words)
        for kind, by_language in read.items()
    }
