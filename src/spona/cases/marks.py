"""Who is locked out: rows say it under the key file of today, the log says which rows there are.

A line names rows and no mark. Marks change with the key files, lines never do: one of before would
go on telling whoever has the old key file, and would lock out nobody any more. A row that the log
names and that is missing, or that somebody altered, may have been anybody's: until it is back,
everybody counts as locked out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final
from uuid import UUID

from spona.access.actor import Actor
from spona.access.exclusion_marks import marks_for
from spona.audit import Log
from spona.audit.models import Entry
from spona.audit.queries import recorded_lines
from spona.audit.verified_entries import COLUMNS, Line, verified
from spona.cases.exclusion_row import ExclusionRow
from spona.directory.models import Institution, Person
from spona.reference.models.signed import tampered, verify_rows

type Subject = tuple[str, UUID]
_LOCKED_OUT: Final = "mark:locked_out"
# Stands beside everybody's marks, and must not go into a new row.
_ALTERED: Final = "altered"


def note_excluded(log: Log, rows: Collection[ExclusionRow], *, subject: Subject, by: Actor) -> None:
    """Name the rows in the log too, from where nobody can take one away.

    Denied for marks that were read where a row is missing: they are everybody's.
    """
    verify_rows(*rows)
    check_whole({row.mark for row in rows})
    if rows:
        log.record(
            _LOCKED_OUT,
            by=by,
            subject=subject,
            detail={"rows": sorted(str(row.pk) for row in rows)},
        )


def marks_in(rows: Collection[ExclusionRow], *subjects: Subject) -> set[str]:
    """The marks in `rows`, which are all those of the subjects; everybody's where one that the log
    names is missing or not as Spona left it.
    """
    ours = _ours(rows)
    return set(ours.values()) if _named(subjects) <= ours.keys() else _everybody()


def noted_marks(rows: Collection[ExclusionRow], *subjects: Subject) -> set[str]:
    """Those of them that the log names: a row that stands beside was not followed by anything.

    Denied, with whom to tell, where one is missing or not as Spona left it.
    """
    ours, named = _ours(rows), _named(subjects)
    if not named <= ours.keys():
        raise tampered()
    return {ours[one] for one in named}


def check_whole(marks: Collection[str]) -> None:
    """Denied, with whom to tell, where the marks are everybody's because a row is missing."""
    if _ALTERED in marks:
        raise tampered()


def noted_subjects(
    stamp: str, rows: Iterable[ExclusionRow], *, kinds: Collection[str]
) -> set[Subject]:
    """What whoever bears this mark is locked out of, as far as the log names it. `rows`: all there
    are of these kinds of subjects.
    """
    ours = _ours(rows)
    return {
        (line.subject_kind, line.subject_id)
        for line in _lines(kinds)
        if line.subject_id and any(ours.get(one, stamp) == stamp for one in _rows_in(line))
    }


def noted_rows(kind: str) -> Iterator[tuple[UUID, UUID]]:
    """(subject, row) of every row that the log names of this kind of subject."""
    for line in _lines([kind]):
        if line.subject_id is not None:
            yield from ((line.subject_id, row) for row in _rows_in(line))


def _ours(rows: Iterable[ExclusionRow]) -> dict[UUID, str]:
    return {row.pk: row.mark for row in rows if row.has_valid_mac()}


def _named(subjects: Collection[Subject]) -> set[UUID]:
    kinds = {kind for kind, _ident in subjects}
    lines = recorded_lines(kinds, [ident for _kind, ident in subjects], [_LOCKED_OUT])
    return {row for line in lines for row in _rows_in(line)}


def _lines(kinds: Collection[str]) -> list[Line]:
    lines = Entry.objects.filter(name=_LOCKED_OUT, subject_kind__in=kinds)
    return verified(lines.values_list(*COLUMNS))


def _rows_in(line: Line) -> list[UUID]:
    return [UUID(one) for one in line.detail["rows"]]


def _everybody() -> set[str]:
    people = Person.objects.values_list("pk", flat=True)
    institutions = Institution.objects.values_list("pk", flat=True)
    return marks_for(people=people, institutions=institutions) | {_ALTERED}
