"""What somebody may have meant who found nothing: by words of every day, or mistyped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

from spona.public.offers import Question, needs
from spona.public.page import towns
from spona.reference.models import Code, Town
from spona.reference.scripts import fold
from spona.services.finding import fits
from spona.services.wording import area_words

# Kind of help → language → words of every day for it, in the form in which a dictionary has them.
EVERYDAY: Final = Path(__file__).parent / "data" / "everyday.json"
# One letter wrong of six. Shorter words are the same or are others: "soba" is no "osoba".
_LIKE: Final = 0.8
_LONG: Final = 5
_WORDS: Final = 6
_MOST: Final = 3


def meant(question: Question) -> list[tuple[str, str]]:
    """What is said of each better question, and its address; only those that find something."""
    typed = fold(question.words).split()[:_WORDS]
    bare = replace(question, words="", open_now=False, page=1)
    # Who chose a town is not led to another.
    guessed = _town(typed) if question.town is None else None
    kinds = _kinds(typed)
    found = [*islice(_found(bare, kinds, guessed), _MOST)]
    if guessed and not found:
        found = [*islice(_found(bare, kinds, None), _MOST)]
    return [(said, one.address_of(1)) for said, one in found]


def _found(
    bare: Question, kinds: list[Code], guessed: Town | None
) -> Iterator[tuple[str, Question]]:
    asked = replace(bare, town=guessed or bare.town)
    # A town beside a safe house must not read as where it stands.
    beside = f", {area_words([str(guessed.words)], hidden=True)}" if guessed else ""
    for one in kinds:
        if _finds(kind := replace(asked, need=one.code)):
            yield f"{one.words}{beside}", kind
    if guessed and not kinds and _finds(asked):
        yield str(guessed.words), asked


def _finds(one: Question) -> bool:
    return fits(need=one.need, town=one.town, language=one.language)


def _kinds(typed: list[str]) -> list[Code]:
    """Those that a word stands for; if there is none, those that a word is like."""
    everyday = _everyday()
    kinds = [(one, everyday.get(one.code, frozenset())) for one in needs()]
    named = [one for one, words in kinds if not words.isdisjoint(typed)]
    return named or [one for one, words in kinds if _is_like(typed, words)]


def _town(typed: list[str]) -> Town | None:
    """Of a name of several words each is there: "sad" alone is no Novi Sad."""
    for town in towns():
        for name in town.words.values():
            parts = fold(name).split()
            if parts and all(part in typed or _is_like(typed, [part]) for part in parts):
                return town
    return None


def _is_like(typed: Iterable[str], words: Iterable[str]) -> bool:
    return any(_alike(one, word) for one in typed for word in words)


def _alike(one: str, word: str) -> bool:
    """With another ending, or with a letter too many, too few or wrong behind the first."""
    if min(len(one), len(word)) < _LONG or one[0] != word[0]:
        return False
    near = abs(len(one) - len(word)) <= 1
    return one.startswith(word) or (near and SequenceMatcher(None, one, word).ratio() >= _LIKE)


@cache
def _everyday() -> dict[str, frozenset[str]]:
    read: dict[str, dict[str, list[str]]] = json.loads(EVERYDAY.read_text(encoding="utf-8"))
    return {
        kind: frozenset(fold(word) for words in by_language.values() for word in words)
        for kind, by_language in read.items()
    }
