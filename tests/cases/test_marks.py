"""What the log knows of who was locked out: only the server's own lines count."""

from __future__ import annotations

import pytest

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.access.exclusion_marks import PERSON, mark
from spona.audit.models import Entry
from spona.cases.case.models import CaseExclusion
from spona.cases.marks import marks_in, note_excluded, noted_marks
from tests.audit.tampering import without_triggers
from tests.cases.moving import file_of

BY = Actor.system("demo")


@pytest.fixture
def rows(world):
    """Two rows of one file, each with a line of its own."""
    case = file_of(world)
    out = [world.boris.member.person_id, world.vera.member.person_id]
    rows = [CaseExclusion.objects.create(case=case, mark=mark(PERSON, one)) for one in out]
    with audit.transaction() as log:
        for row in rows:
            note_excluded(log, [row], subject=case.subject, by=BY)
    return rows


def test_a_line_that_the_server_did_not_write_names_no_row_and_hides_no_mark(world, rows):
    subject = rows[0].case.subject
    both = {row.mark for row in rows}
    assert noted_marks(rows, subject) == marks_in(rows, subject) == both
    without_triggers()
    last = Entry.objects.filter(name="mark:locked_out").order_by("-seq").first()
    Entry.objects.filter(pk=last.pk).update(detail={"rows": [str(last.pk)]})
    assert noted_marks(rows, subject) == {rows[0].mark}
    assert marks_in(rows, subject) == both


def test_where_a_row_is_missing_everybody_counts_as_locked_out_and_is_copied_nowhere(world, rows):
    subject = rows[0].case.subject
    for some in ([], rows[:1], rows[1:]):
        marks = marks_in(some, subject)
        assert {mark(PERSON, one.member.person_id) for one in world.people.values()} < marks
        with pytest.raises(Denied):
            noted_marks(some, subject)
        copies = [CaseExclusion(case=rows[0].case, mark=one).stamp() for one in marks]
        with audit.transaction() as log, pytest.raises(Denied):
            note_excluded(log, copies, subject=subject, by=BY)


def test_a_line_says_neither_a_mark_nor_whom(world, rows):
    said = str(list(Entry.objects.filter(name="mark:locked_out").values_list("detail", flat=True)))
    assert [row for row in rows if row.mark in said or str(row.mark[:8]) in said] == []
    assert all(str(row.pk) in said for row in rows)
