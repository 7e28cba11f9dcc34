"""Readers of old documents: what was sealed once is read for ever.

No job can migrate sealed content, so each change of a section's shape adds one pure
function here, called when a document is opened. Old shapes stay in the tests' vectors.
"""

from __future__ import annotations

from collections.abc import Callable

from spona.crypto.documents import Document

type Upgrade = Callable[[Document], Document]

_UPGRADES: dict[tuple[str, str, int], Upgrade] = {}


def upgrades(kind: str, section: str, *, schema: int) -> Callable[[Upgrade], Upgrade]:
    """Register the function that turns `schema` of a section into `schema + 1`.

    It returns a new document and must not touch the one it got. ValueError where that
    step is taken: a reader that was published is never replaced.
    """

    def register(function: Upgrade) -> Upgrade:
        step = (kind, section, schema)
        if step in _UPGRADES:
            raise ValueError(f"{step} has its reader already")
        _UPGRADES[step] = function
        return function

    return register


def read(kind: str, section: str, document: Document) -> Document:
    """Return the document in its newest shape; ValueError where an upgrade skips a step."""
    while upgrade := _UPGRADES.get((kind, section, document["schema"])):
        newer = upgrade(dict(document))
        if newer["schema"] != document["schema"] + 1:
            raise ValueError("an upgrade goes exactly one step")
        document = newer
    return document
