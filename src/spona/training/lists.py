"""Words of the lists that modules use, with how sure each is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from spona.deadlines.time import today
from spona.reference.models import Code

SECTOR, TOPIC, GAP, BODY, LANGUAGE = (
    "sector",
    "training_topic",
    "training_gap",
    "training_body",
    "language",
)


def choices_of(name: str, day: dt.date | None = None) -> list[tuple[str, str]]:
    """(code, word in the reader's language), in the order of the list."""
    return list(Code.objects.labels(name, day or today()).items())


def words_of(name: str, codes: Iterable[str]) -> list[str]:
    """The words of these codes in the order of the list; a code that has ended keeps its word."""
    wanted = set(codes)
    rows = Code.objects.filter(list=name, code__in=wanted).order_by("order", "version")
    found = {row.code: str(row.words) for row in rows}
    return list(found.values())


def newest_row(name: str, code: str) -> Code | None:
    """The row itself, for its source and certainty."""
    return Code.objects.filter(list=name, code=code).order_by("-version").first()
