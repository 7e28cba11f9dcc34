"""Does a name fit what was typed? In both scripts, without diacritics, in any order of names.

"Nagypéldás Ödön" is found by "odon", "Ödön Nagypéldás", "nagyp"; and as officials write it by
ear, "Нађпелдаш", too: the second key writes Hungarian letters the Serbian way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from spona.reference.scripts import fold

# Hungarian spelling → the bare letter of the Serbian one; longer ones first.
_BY_EAR: Final = (
    ("dzs", "dz"), ("gy", "d"), ("ny", "nj"), ("ly", "j"), ("ty", "c"), ("zs", "z"),
    ("cs", "c"), ("sz", "s"), ("w", "v"), ("x", "ks"), ("y", "i"),
)  # fmt: skip
_HUNGARIAN: Final = re.compile("|".join(written for written, _spoken in _BY_EAR))
_SPOKEN: Final = dict(_BY_EAR)
_TWICE: Final = re.compile(r"(.)\1")
SHORTEST: Final = 2


class _Folded(dict[int, str]):
    """What `fold` makes of each letter, asked once: ten thousand names have few letters."""

    def __missing__(self, code: int) -> str:
        # Between two letters, for at an edge a space would be cut off.
        made = self[code] = fold(f"a{chr(code)}b")[1:-1]
        return made


_LETTERS: Final = _Folded()


def folded(text: str) -> str:
    """The same as `fold`, for many short texts."""
    bare = text.translate(_LETTERS)
    return fold(bare) if "dj" in bare else " ".join(bare.split())


def fits(typed: str) -> Callable[[dict[str, Any]], bool]:
    """Whether the `name` of a document has each typed word in one of its own.

    A word of two letters or more; what was typed shorter fits nothing.
    """
    words = folded(typed).split()
    heard = [_by_ear(word) for word in words]
    if len("".join(words)) < SHORTEST:
        return lambda _document: False

    def wanted(document: dict[str, Any]) -> bool:
        name = folded(str(document.get("name") or ""))
        if all(word in name for word in words):
            return True
        spoken = _by_ear(name)
        return all(word in spoken for word in heard)

    return wanted


def _by_ear(text: str) -> str:
    spoken = _HUNGARIAN.sub(lambda found: _SPOKEN[found.group()], text)
    return _TWICE.sub(r"\1", spoken)
