"""What a transaction remembers holds until it writes a table on which that rests, and no longer."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from spona import audit
from spona.access.actor import Actor
from spona.audit.models import Entry
from spona.audit.recording import cached
from spona.audit.transaction_cache import tables
from spona.reference.models import Holiday, Town

BY = Actor.system("demo")
pytestmark = pytest.mark.django_db


class Made:
    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return self.times


def days(made):
    return cached("days", made, of=tables(Holiday))


def holiday(day):
    Holiday.objects.create(country="XX", date=dt.date(2026, 1, day), words={"sr": "Дан"})


def test_it_is_made_once_in_a_transaction_and_in_those_within_it():
    made = Made()
    with audit.transaction():
        assert [days(made), days(made)] == [1, 1]
        with audit.transaction():
            assert days(made) == 1
        assert cached("others", made, of=tables(Holiday)) == 2
    with audit.transaction():
        assert days(made) == 3


def test_outside_of_a_transaction_nothing_is_remembered():
    made = Made()
    assert [days(made), days(made)] == [1, 2]
    with transaction.atomic():
        assert [days(made), days(made)] == [3, 4]


@pytest.mark.parametrize(
    "write",
    [
        lambda: Holiday.objects.filter(country="XX").update(country="XY"),
        lambda: Holiday.objects.filter(country="XX").delete(),
        lambda: holiday(2),
    ],
    ids=["changed", "deleted", "new"],
)
def test_whoever_writes_its_table_makes_it_anew(write):
    holiday(1)
    made = Made()
    with audit.transaction():
        days(made)
        write()
        assert days(made) == 2


def test_what_is_written_elsewhere_changes_nothing():
    made = Made()
    with audit.transaction():
        days(made)
        Town.objects.filter(slug="nowhere").update(slug="nowhere")
        assert days(made) == 1


def test_taken_back_it_is_forgotten():
    """What was seen since the savepoint was seen of rows that are not there any more."""
    made = Made()
    with audit.transaction():
        with transaction.atomic():
            holiday(1)
            days(made)
            transaction.set_rollback(True)
        assert days(made) == 2


@pytest.mark.parametrize("lock", ["FOR UPDATE", "FOR NO KEY UPDATE OF x", "FOR SHARE"])
def test_whoever_locks_a_row_looks_again(lock):
    """In words that both databases take: SQLite locks no row, so Django asks it for none."""
    made = Made()
    with audit.transaction():
        days(made)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 /* {lock} */")
        assert days(made) == 2


def test_what_is_written_by_hand_is_seen_too():
    made = Made()
    with audit.transaction():
        days(made)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM reference_holiday WHERE country = 'XX'")
        assert days(made) == 2


def test_after_the_commit_nothing_of_the_transaction_is_remembered(
    django_capture_on_commit_callbacks,
):
    made = Made()
    with django_capture_on_commit_callbacks(execute=True), audit.transaction():
        days(made)
        transaction.on_commit(lambda: days(made))
    assert made.times == 2


def step(name):
    with audit.transaction() as log:
        log.record(name, by=BY, subject=("thing", None))


def failing():
    with audit.transaction():
        step("thing:failed")
        raise RuntimeError


def names():
    return list(Entry.objects.order_by("seq").values_list("name", flat=True))


def test_lines_go_with_the_rows_of_what_is_taken_back():
    """Two steps, of which the second fails: what the first one said goes too."""
    with audit.transaction():
        step("thing:before")
        with suppress(RuntimeError), transaction.atomic():
            step("thing:within")
            failing()
        step("thing:after")
    assert names() == ["thing:before", "thing:after"]


def swallowing():
    with audit.transaction(), suppress(RuntimeError):
        step("thing:before")
        failing()


def test_a_failure_that_is_swallowed_leaves_nothing_and_is_told():
    with pytest.raises(transaction.TransactionManagementError):
        swallowing()
    assert names() == []


def test_a_new_lane_costs_one_statement_more_than_a_known_one():
    def asked(times=1):
        with (
            CaptureQueriesContext(
                connection,
            ) as seen,
            audit.transaction() as log,
        ):
            for _each in range(times):
                log.record("thing:done", by=BY, subject=("thing", None))
        return [one["sql"] for one in seen if "audit_" in one["sql"]]

    new = asked()
    assert len(asked()) == len(asked(5)) == 3 < len(new)
