"""What a process remembers of the directory holds exactly as long as the log does not move on."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from spona import audit
from spona.access.actor import Actor
from spona.audit.verified_rows import remembered

BY = Actor.system("demo")
pytestmark = pytest.mark.django_db


def note(lane=None):
    with audit.transaction() as log:
        log.record("thing:done", by=BY, subject=("thing", None), lane=lane)


class Made:
    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return self.times


def test_it_is_made_once_and_again_after_the_next_line_of_the_system():
    note()
    made = Made()
    assert [remembered("key", made) for _turn in range(3)] == [1, 1, 1]
    assert remembered("another", made) == 2
    note()
    assert remembered("key", made) == 3


def test_what_other_lanes_say_changes_nothing():
    note()
    made = Made()
    remembered("key", made)
    note(uuid4())
    assert remembered("key", made) == 1


def test_within_a_transaction_it_is_made_anew_and_not_kept():
    note()
    made = Made()
    remembered("key", made)
    with audit.transaction():
        assert remembered("key", made) == 2
    assert remembered("key", made) == 1


def test_without_any_line_nothing_is_kept():
    made = Made()
    assert [remembered("key", made) for _turn in range(2)] == [1, 2]


def test_a_line_that_was_taken_away_is_noticed_too():
    """Whoever puts an older state back would have to cut the log: then everything is read anew."""
    note()
    made = Made()
    remembered("key", made)
    with transaction.atomic():
        note()
        assert remembered("key", made) == 2
        transaction.set_rollback(True)
    assert remembered("key", made) == 3


def test_it_asks_for_the_last_line_only():
    note()
    remembered("key", dict)
    with CaptureQueriesContext(connection) as asked:
        remembered("key", dict)
    assert len(asked) == 1
