"""Regular expressions out of somebody else's form: only those that end in good time.

Python's engine goes back and tries again, and a pattern such as `(a+)+$` never ends. So repeats
may not stand inside repeats, and all ways together in which a pattern can be laid over a short text
are counted before it is used.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any, Final

_LONGEST: Final = 200
_SUBJECT: Final = 300
# Three repeats without an end over such a text: half a second at the worst.
_MOST_WAYS: Final = (_SUBJECT + 1) ** 3
_PLAIN: Final = {codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN, codes.AT}


def fits(text: str, pattern: str) -> bool | None:
    """Whether the whole text fits, as in XForms; None where that is not tried."""
    found = _compiled(pattern)
    if found is None or len(text) > _SUBJECT:
        return None
    return found.fullmatch(text) is not None


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    if len(pattern) > _LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = _parser.parse(pattern)
            if _is_tame(tree, inside=False) and _ways(tree) <= _MOST_WAYS:
                return re.compile(pattern)
    except (re.error, OverflowError, RecursionError, Warning):
        return None
    return None


def _is_tame(tree: Iterable[Any], *, inside: bool) -> bool:
    for code, given in tree:
        if code in _PLAIN:
            continue
        if code is codes.SUBPATTERN:
            if not _is_tame(given[3], inside=inside):
                return False
        elif code is codes.BRANCH:
            if inside or not all(_is_tame(one, inside=inside) for one in given[1]):
                return False
        elif code is codes.MAX_REPEAT:
            if inside or not _is_tame(given[2], inside=given[1] > 1):
                return False
        else:
            # Looking back and ahead, what was caught before, lazy and possessive repeats.
            return False
    return True


def _ways(tree: Iterable[Any]) -> int:
    """In how many ways the engine may lay it over a text, at the most."""
    found = 1
    for code, given in tree:
        if code is codes.SUBPATTERN:
            found *= _ways(given[3])
        elif code is codes.BRANCH:
            found *= sum(_ways(one) for one in given[1])
        elif code is codes.MAX_REPEAT:
            least, most = int(given[0]), min(int(given[1]), _SUBJECT)
            found *= (max(0, most - least) + 1) * _ways(given[2])
    return found
