"""What changed between two wordings, word by word, for a person to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from django.utils.translation import gettext as _

from spona.library.models import ArticleVersion
from spona.ui.languages import WRITTEN

_PIECES: Final = re.compile(r"\s+|[^\s]+")
# So many letters of what did not change are shown on each side.
_AROUND: Final = 160


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind`: same, out or in."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    pieces: list[Piece]


def differences(old: ArticleVersion | None, new: ArticleVersion) -> list[Difference]:
    """For each text that changed; everything is new where there is no older version."""
    found = []
    names = {"title": _("Headline"), "summary": _("In two sentences"), "body": _("Text")}
    tongues = {"sr": "", "en": _("in English"), "hu": _("in Hungarian")}
    for name, label in names.items():
        for code in WRITTEN:
            before = getattr(old, name).get(code, "") if old else ""
            after = getattr(new, name).get(code, "")
            if before != after:
                said = ", ".join(part for part in (label, tongues[code]) if part)
                found.append(Difference(said, list(compared(before, after))))
    return found


def compared(before: str, after: str) -> Iterator[Piece]:
    """The two texts laid over each other; long stretches that stayed are shortened."""
    one, other = _PIECES.findall(before), _PIECES.findall(after)
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", _short("".join(one[a:b])))
            continue
        if b > a:
            yield Piece("out", "".join(one[a:b]))
        if d > c:
            yield Piece("in", "".join(other[c:d]))


def _short(text: str) -> str:
    if len(text) <= 2 * _AROUND + 3:
        return text
    return f"{text[:_AROUND]} … {text[-_AROUND:]}"
