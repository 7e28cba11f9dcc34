"""Versions in the order of their registry: PEP 440 for PyPI, Semantic Versioning for npm."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from packaging import version as pep440

from tools.release.locks import PYPI

_SEMVER: Final = re.compile(
    r"v?([0-9]{1,18})(?:\.([0-9]{1,18}))?(?:\.([0-9]{1,18}))?"
    r"(?:-([0-9A-Za-z.-]{1,200}))?(?:\+[0-9A-Za-z.-]+)?"
)


class Unreadable(Exception):
    """Ends a sentence that begins with the entry's name."""


@dataclass(frozen=True, order=True, slots=True)
class Version:
    """Compared only with others of the same registry; `key` is what orders them there."""

    key: Any


def version_of(ecosystem: str, text: str) -> Version:
    try:
        return Version(pep440.Version(text) if ecosystem == PYPI else _semantic(text))
    except (TypeError, ValueError):
        raise Unreadable(f"names a version that is none ({text})") from None


def _semantic(text: str) -> tuple[Any, ...]:
    """A release comes behind its pre-releases; in their names, numbers before words."""
    said = _SEMVER.fullmatch(text)
    if said is None:
        raise ValueError(text)
    before = tuple(
        (False, int(part), "") if part.isdecimal() else (True, 0, part)
        for part in (said[4] or "").split(".")
        if part
    )
    return (*(int(part or 0) for part in said.groups()[:3]), not before, before)
