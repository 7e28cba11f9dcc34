"""What the counted record follows from: the packages above that know it register it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from spona.access.registry import Registry
from spona.cases.case.models import Case
from spona.directory.models import Network
from spona.statistics.record import Document
from spona.vault.models import Section

type Documents = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class CountSources:
    """`sources`: names of the sections that are counted. `computed`: the record of before, texts of
    such sections and the network → the record as it follows from them. `handed_over`: whether the
    file came from another institution with its record.
    """

    sources: frozenset[str]
    computed: Callable[[Document, Documents, Network], Document]
    handed_over: Callable[[Case], bool]


COUNT_SOURCES: Final = Registry[CountSources](
    "what is counted of a file",
    ("file",),
    why="Without it, nobody would be counted, and nobody would see it.",
)


@dataclass(frozen=True, slots=True)
class CountRead:
    """The record and what it follows from, as they stood before something is saved."""

    section: Section
    document: Document = field(repr=False)
    sources: Documents = field(repr=False)


def still_latest(read: CountRead | None, *, beside: Section | None) -> bool:
    """Whether the record is as it was read, now that others wait for its row, and for that of the
    section that is written with it, where there is one. Inside the transaction.
    """
    if read is None:
        return True
    ids = {read.section.pk, *([beside.pk] if beside is not None else ())}
    # In one order, as whoever takes keys away: else the two could wait for each other.
    rows = Section.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return dict(rows.values_list("pk", "revision")).get(read.section.pk) == read.section.revision
