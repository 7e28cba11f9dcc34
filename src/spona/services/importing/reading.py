"""A file as entries, whichever kind it is, and what it would change now."""

from __future__ import annotations

from spona.access.actor import Actor
from spona.documents.workbook.differences import Differences
from spona.services.importing.differences import differences_of
from spona.services.importing.entries import Read
from spona.services.importing.known import Known, known_to
from spona.services.importing.tabular import read as read_tables
from spona.services.importing.workbook import read as read_workbook
from spona.services.models import ServiceImport


def read(content: bytes, *, source: str, language: str) -> Read:
    """Tables of HSDS where it has a `source`, else a workbook of ours."""
    if source:
        return read_tables(content, source=source, language=language)
    return read_workbook(content)


def compared(sent: ServiceImport, known: Known) -> Differences:
    """Nothing is written; `known` serves once."""
    content = bytes(sent.content or b"")
    return differences_of(read(content, source=sent.source, language=sent.language), known)


def look_at(sent: ServiceImport, *, by: Actor) -> Differences:
    """What it would change now, for whoever looks."""
    return compared(sent, known_to(by))
