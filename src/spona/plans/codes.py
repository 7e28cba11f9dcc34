"""The lists among which people choose here."""

from __future__ import annotations

from spona.deadlines.time import today
from spona.reference.models import Code

KINDS, AUDIENCES, OBJECTIVES, SECTORS, SERVICES = (
    "activity_kind", "audience", "national_objective", "sector", "service",
)  # fmt: skip


def choices(list_name: str) -> list[tuple[str, str]]:
    """(code, words) as a person chooses among them today."""
    return list(Code.objects.labels(list_name, today()).items())


def valid_codes(list_name: str) -> set[str]:
    return set(Code.objects.of(list_name, today()).values_list("code", flat=True))


def words_of(*lists: str) -> dict[str, str]:
    """Code → words in the reader's language, also of what has ended: old rows are still read."""
    rows = Code.objects.filter(list__in=lists).order_by("version")
    return {row.code: str(row.words) for row in rows}
