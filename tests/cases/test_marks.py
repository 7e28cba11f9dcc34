"""Marks of who was locked out, in the log: only the server's own lines count."""

from __future__ import annotations

from uuid import uuid4

import pytest

from spona import audit
from spona.access.actor import Actor
from spona.audit.models import Entry
from spona.cases.marks import note_excluded, noted_marks
from tests.audit.tampering import without_triggers

pytestmark = pytest.mark.django_db


def test_a_line_that_the_server_did_not_write_locks_nobody_out_and_hides_no_mark():
    subject = ("case", uuid4())
    with audit.transaction() as log:
        note_excluded(log, ["first"], subject=subject, by=Actor.system("demo"))
        note_excluded(log, ["second"], subject=subject, by=Actor.system("demo"))
    assert noted_marks(subject) == {"first", "second"}
    without_triggers()
    last = Entry.objects.order_by("-seq").first()
    Entry.objects.filter(pk=last.pk).update(detail={"marks": ["third"]})
    assert noted_marks(subject) == {"first"}
