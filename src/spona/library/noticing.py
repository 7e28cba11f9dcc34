"""What in a text looks like a person, before the public reads it: it warns and holds nothing up."""

from __future__ import annotations

from typing import Final

from spona.library.models import ArticleVersion
from spona.reference.telltale import Telltale, telltales

_MOST: Final = 8


def looks_like_somebody(version: ArticleVersion) -> list[Telltale]:
    """Names, telephone and other numbers in any language of this wording; each once."""
    texts = (*version.title.values(), *version.summary.values(), *version.body.values())
    found: dict[str, Telltale] = {}
    for text in texts:
        for one in telltales(text):
            found.setdefault(one.found, one)
    return list(found.values())[:_MOST]
