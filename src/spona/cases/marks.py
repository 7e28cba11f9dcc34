"""Marks of who is locked out, in the log: from there nobody takes one away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from spona.access.actor import Actor
from spona.audit import Log
from spona.audit.models import Entry
from spona.audit.queries import recorded_lines

type Subject = tuple[str, UUID]
_LOCKED_OUT: Final = "mark:locked_out"


def note_excluded(log: Log, marks: Iterable[str], *, subject: Subject, by: Actor) -> None:
    """Keep the marks in the log too, where nobody can take one away."""
    if found := sorted(marks):
        log.record(_LOCKED_OUT, by=by, subject=subject, detail={"marks": found})


def noted_marks(*subjects: Subject) -> set[str]:
    """All marks that were ever noted of these: for whoever makes a key, also without a row."""
    kinds = {kind for kind, _ident in subjects}
    lines = recorded_lines(kinds, [ident for _kind, ident in subjects], [_LOCKED_OUT])
    return {mark for line in lines for mark in line.detail["marks"]}


def noted_subjects(stamp: str) -> set[Subject]:
    """Everything that whoever bears this mark was ever locked out of, told by the log alone."""
    rows = Entry.objects.filter(name=_LOCKED_OUT, subject_id__isnull=False)
    found = rows.values_list("subject_kind", "subject_id", "detail").iterator()
    return {(kind, ident) for kind, ident, detail in found if ident and stamp in detail["marks"]}
