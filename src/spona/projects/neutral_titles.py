"""What may stand where it is read over a shoulder: in lists, titles of pages, names of files."""

from __future__ import annotations

import re
from typing import Final

from spona.reference.scripts import fold

_TELLS: Final = re.compile(
    r"zrtv|victim|traffick|trgovin\w* ljud|ljudima|eksploat|exploit|aldozat|emberkeresk"
)
# First parts of addresses that lead elsewhere.
_TAKEN: Final = frozenset({"new", "rates", "due"})


def tells_the_matter(text: str) -> bool:
    return _TELLS.search(fold(text)) is not None


def slug_of(name: str) -> str:
    """Of the short name, in bare Latin letters; empty where none is left."""
    slug = fold(name).replace(" ", "-")[:50].strip("-")
    return f"{slug}-1" if slug in _TAKEN else slug
