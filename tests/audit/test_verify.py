"""A log that is verified in parts says what one walk says, and every tampering is found.

The tampered rows are inserted as they are: the database's triggers refuse only later changes.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spona.audit.lane_heads import Head
from spona.audit.models import Entry, Lane
from spona.audit.queries import faults
from spona.audit.recording import line_hash
from spona.audit.shares import cut, lane_faults
from spona.audit.stretches import Stretch, stretch_faults
from spona.audit.tags import entry_tag
from tests.harness.long_log import entries

pytestmark = pytest.mark.django_db
ROWS = 7
A, B = uuid.UUID(int=1), uuid.UUID(int=2)


def change(column, value):
    def tamper(rows):
        setattr(rows[3], column, value)

    return tamper


def remove(*places):
    def tamper(rows):
        for place in sorted(places, reverse=True):
            del rows[place]

    return tamper


def swap_columns(rows):
    rows[2].subject_id, rows[3].subject_id = rows[3].subject_id, rows[2].subject_id


def write_again(rows):
    """Somebody who knows how to hash changes an entry and its hash, and stops there."""
    rows[3].actor = "somebody else"
    rows[3].hash = line_hash(rows[3].previous, A, rows[3].seq, rows[3])


NOT_AFTER = f"lane {A}: entry 5 does not follow the one before it"
TAMPERED = {
    "whole": (lambda rows: None, []),
    "name": (change("name", "chain:other"), [f"lane {A}: entry 4 was changed"]),
    "actor": (change("actor", ""), [f"lane {A}: entry 4 was changed"]),
    "for whom": (change("acted_for", None), [f"lane {A}: entry 4 was changed"]),
    "kind": (change("subject_kind", "tip"), [f"lane {A}: entry 4 was changed"]),
    "subject": (change("subject_id", B), [f"lane {A}: entry 4 was changed"]),
    "detail": (change("detail", {"reason": "other"}), [f"lane {A}: entry 4 was changed"]),
    "time": (change("at", datetime(2026, 1, 1, tzinfo=UTC)), [f"lane {A}: entry 4 was changed"]),
    "hash": (change("hash", b"h" * 32), [f"lane {A}: entry 4 was changed", NOT_AFTER]),
    "previous": (
        change("previous", b"p" * 32),
        [f"lane {A}: entry 4 does not follow the one before it", f"lane {A}: entry 4 was changed"],
    ),
    "swapped": (swap_columns, [f"lane {A}: entry {n} was changed" for n in (3, 4)]),
    "written again": (write_again, [f"lane {A}: entry 4 was not written by Spona", NOT_AFTER]),
    "tag": (change("tag", b"t" * 32), [f"lane {A}: entry 4 was not written by Spona"]),
    "one removed": (remove(3), [f"lane {A}: entry 4 is missing", NOT_AFTER]),
    "two removed": (
        remove(2, 3),
        [f"lane {A}: entry 3 is missing", NOT_AFTER],
    ),
    "first removed": (
        remove(0),
        [f"lane {A}: entry 1 is missing", f"lane {A}: entry 2 does not follow the one before it"],
    ),
    "newest removed": (remove(6), [f"lane {A}: the head says 7, the last entry is 6"]),
    "all removed": (remove(*range(7)), [f"lane {A}: the head says 7, the last entry is 0"]),
}


def write(tamper):
    """Two lanes: the first one tampered with, the second whole."""
    for ident, change_rows in ((A, tamper), (B, lambda rows: None)):
        lane = Lane.objects.create(pk=ident, seq=0, head=bytes(32))
        rows = list(entries(lane, ROWS))
        change_rows(rows)
        Entry.objects.bulk_create(rows)


def lanes():
    return [
        Stretch(ident, 0, ROWS, Head(lane.seq, bytes(lane.head)))
        for ident, lane in sorted(Lane.objects.in_bulk([A, B]).items())
    ]


@pytest.mark.parametrize("name", TAMPERED)
def test_in_however_many_parts_the_same_faults_are_found(name):
    tamper, expected = TAMPERED[name]
    write(tamper)
    assert list(map(str, lane_faults())) == expected
    for number in range(1, 2 * ROWS + 1):
        parts = [part for share in cut(lanes(), number) for part in share]
        assert [str(fault) for part in parts for fault in stretch_faults(part)] == expected


@pytest.mark.parametrize("number", range(1, 9))
def test_shares_are_about_equal_and_leave_no_entry_out(number):
    head = Head(0, b"")
    whole = [Stretch(A, 0, 1000, head), Stretch(B, 0, 0, head), Stretch(uuid.uuid4(), 0, 37, head)]
    shares = cut(whole, number)
    sizes = [sum(part.upto - part.after for part in share) for share in shares]
    assert len(shares) == number
    assert max(sizes) - min(sizes) <= number
    for lane in whole:
        parts = [part for share in shares for part in share if part.lane == lane.lane]
        assert [part.after for part in parts] == [0, *(part.upto for part in parts[:-1])]
        assert parts[-1].upto == lane.upto
        assert [part.head for part in parts] == [None] * (len(parts) - 1) + [head]


def test_a_log_without_entries_is_whole():
    assert list(lane_faults()) == []


def test_a_lane_whose_head_was_taken_away_is_found():
    write(lambda rows: None)
    with connection.constraint_checks_disabled():
        Lane.objects.filter(pk=A)._raw_delete(using="default")
        assert list(map(str, lane_faults())) == [f"lane {A}: the head is missing"]
        Lane.objects.create(pk=A, seq=ROWS, head=Entry.objects.get(lane=A, seq=ROWS).hash)


def test_nonsense_in_one_lane_does_not_hide_the_other():
    """PostgreSQL's types refuse it; SQLite keeps what it is given."""
    if connection.vendor != "sqlite":
        return
    write(lambda rows: None)
    columns = [field.column for field in Entry._meta.fields]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM audit_entry WHERE seq = {ROWS}")
        planted = dict(zip(columns, cursor.fetchone(), strict=True))
        for more, lane, place, value in ((1, A, "at", "noon"), (1, B, "previous", "text")):
            new = planted | {
                "id": uuid.uuid4().hex, "lane_id": lane.hex, "seq": ROWS + more, place: value,
            }  # fmt: skip
            marks = ", ".join(["%s"] * len(columns))
            cursor.execute(
                f"INSERT INTO audit_entry ({', '.join(columns)}) VALUES ({marks})",
                list(new.values()),
            )
    found = list(faults())
    assert f"lane {A}: entry 8 was changed" in found
    assert f"lane {B}: an entry after 0 cannot be read" in found


WORDS = st.text(st.characters(exclude_categories=["C"]), max_size=12)
IDS = st.none() | st.uuids()
PLAIN = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | WORDS


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    at=st.datetimes(timezones=st.just(UTC)),
    words=st.tuples(WORDS, WORDS, WORDS),
    ids=st.tuples(IDS, IDS),
    detail=st.dictionaries(WORDS, PLAIN | st.lists(PLAIN, max_size=3), max_size=4),
)
def test_whatever_was_written_is_hashed_alike_when_it_is_read(at, words, ids, detail):
    lane = Lane.objects.create(pk=uuid.uuid4(), seq=1, head=bytes(32))
    entry = Entry(
        lane=lane, seq=1, at=at, name=words[0], actor=words[1], subject_kind=words[2],
        acted_for=ids[0], subject_id=ids[1], detail=detail, previous=bytes(32),
    )  # fmt: skip
    entry.hash = line_hash(bytes(32), lane.pk, 1, entry)
    entry.tag = entry_tag(lane.pk, 1, entry.hash)
    entry.save(force_insert=True)
    assert list(stretch_faults(Stretch(lane.pk, 0, 1, Head(1, entry.hash)))) == []
