"""What in a text looks like a person: whoever lets it appear says first that they have looked."""

from __future__ import annotations

from typing import Final

from spona.library.models import ArticleVersion
from spona.reference.pii_patterns import Telltale, telltales
from spona.reference.words import Words

_MOST: Final = 8


def looks_like_somebody(*said: Words) -> list[Telltale]:
    """Names, telephone and other numbers in any of these words; each once."""
    found: dict[str, Telltale] = {}
    for text in (text for words in said for text in words.values()):
        for one in telltales(text):
            found.setdefault(one.found, one)
    return list(found.values())[:_MOST]


def noticed_in(version: ArticleVersion) -> list[Telltale]:
    return looks_like_somebody(version.title, version.summary, version.body)
