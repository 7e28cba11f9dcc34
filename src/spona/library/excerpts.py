"""A few words around what was found, in either script."""

from __future__ import annotations

import re
from typing import Final

from spona.reference.scripts import fold

_WORD: Final = re.compile(r"\w+")
_AROUND: Final = 110


def excerpt(text: str, query: str) -> str:
    """About two hundred letters around the first word that was looked for, else the beginning."""
    words = fold(query).split()
    for found in _WORD.finditer(text):
        folded = fold(found[0])
        if any(word in folded for word in words):
            return _cut(text, found.start(), found.end())
    return _cut(text, 0, 0)


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    # Whole words only.
    if first:
        first = text.find(" ", first, start) + 1 or first
    if last < len(text):
        last = text.rfind(" ", end, last) if text.rfind(" ", end, last) > end else last
    piece = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{piece}{' …' if last < len(text) else ''}"
