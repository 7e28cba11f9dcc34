"""Rows of lock-outs that the log names and that are gone, or that are not Spona's.

While one is missing everybody counts as locked out (`cases.marks`): work stops, and only the backup
knows whose row it was. So the operator reads where, and how many; nowhere who it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final
from uuid import UUID

from django.db import models

from spona.access.server_keys import in_parts
from spona.cases.case.models import CaseExclusion
from spona.cases.exclusion_row import ExclusionRow
from spona.cases.marks import noted_rows
from spona.cases.referrals.models import Exclusion
from spona.tipline.models import TipExclusion

# By the field that names what somebody is locked out of, which is how the log calls it too.
_ROWS: Final[Mapping[str, type[ExclusionRow]]] = {
    "referral": Exclusion, "case": CaseExclusion, "tip": TipExclusion,
}  # fmt: skip

RESTORE: Final = (
    "Somebody wrote the database past Spona. Keep a copy, then restore the last backup: it alone "
    "knows who it was. Until then nobody new is let in there, and nothing is sent on."
)


def taken_away() -> Iterator[tuple[type[ExclusionRow], UUID]]:
    """Rows that the log names and that are not there; of what was forgotten since, nobody misses
    them.
    """
    for kind, model in _ROWS.items():
        there = set(model._base_manager.values_list("pk", flat=True))
        gone = [(subject, row) for subject, row in noted_rows(kind) if row not in there]
        known = _references(kind, {subject for subject, _row in gone})
        yield from ((model, row) for subject, row in gone if subject in known)


def missing_exclusions() -> list[str]:
    """A sentence about each file, referral and message where a row is gone, altered or planted."""
    found = []
    for kind, model in _ROWS.items():
        whole, foreign = set[UUID](), dict[UUID, UUID]()
        for part in in_parts(model._base_manager.all()):
            for row in part:
                if row.has_valid_mac():
                    whole.add(row.pk)
                else:
                    foreign[row.pk] = getattr(row, f"{kind}_id")
        missed, named = Counter[UUID](), set[UUID]()
        for subject, pk in noted_rows(kind):
            named.add(pk)
            missed[subject] += pk not in whole
        planted = Counter(subject for pk, subject in foreign.items() if pk not in named)
        references = _references(kind, {*(+missed), *planted})
        for subject, reference in sorted(references.items(), key=lambda one: one[1]):
            if count := missed[subject]:
                found.append(f"Of {reference}, {_rows(count)} missing or altered.")
            if count := planted[subject]:
                found.append(f"Of {reference}, {_rows(count)} not written by Spona.")
    return found


def _references(kind: str, subjects: set[UUID]) -> dict[UUID, str]:
    """Of those of them that are still there."""
    about = _ROWS[kind]._meta.get_field(kind).related_model
    assert isinstance(about, type)
    assert issubclass(about, models.Model)
    rows = about._base_manager.filter(pk__in=subjects)
    return dict(rows.values_list("pk", "reference"))


def _rows(count: int) -> str:
    if count == 1:
        return "1 row by which somebody is locked out is"
    return f"{count} rows by which somebody is locked out are"
