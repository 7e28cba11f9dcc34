"""Everything that stands on a paper of the network's life in the letters of its reader.

Never for what somebody wrote about a person: that stays as it was written.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from spona.reference.scripts import latin


def in_letters[T](paper: T, language: str) -> T:
    """The same paper (a dataclass of texts, tuples and such) with Latin letters where the reader
    has them; otherwise as it is.
    """
    return cast("T", _latin(paper)) if language == "sr-latn" else paper


def _latin(value: Any) -> Any:
    if isinstance(value, str):
        return latin(value)
    if isinstance(value, tuple):
        return tuple(_latin(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{one.name: _latin(getattr(value, one.name)) for one in fields(value)}
        )
    return value
