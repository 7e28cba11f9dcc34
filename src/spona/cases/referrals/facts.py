"""Sections of a file as facts to read: label and value, for a preview and for its recipient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from spona.cases.case.sections import SECTIONS
from spona.cases.referrals.packet import Body

# These stand in the packet's own parts already, or are numbers and not to be read.
_SHOWN_APART = frozenset({"name", "identity", "contact", "account", "count"})


@dataclass(frozen=True, slots=True)
class Texts:
    """One section: its title and each text in it, in the order of the file."""

    title: Promise
    texts: list[str]


def sections_of(body: Body) -> list[Texts]:
    """What of a file goes along; a section without a word says so by an empty list."""
    return [
        Texts(SECTIONS[name], list(_texts(document)))
        for name, document in body.sections.items()
        if name in SECTIONS and name not in _SHOWN_APART
    ]


def _texts(value: Any) -> Iterator[str]:
    """Every sentence, however deep: sections have shapes of their own."""
    if isinstance(value, str):
        if value.strip():
            yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key != "schema":
                yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
