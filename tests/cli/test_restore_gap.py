"""From when to when a restore does not know what ended: by the copies and their marks."""

from __future__ import annotations

import datetime as dt

import pytest

from spona import audit
from spona.access.actor import Actor
from spona.audit import endings, endings_copies
from spona.audit.actions import take_over
from spona.audit.models import Ending
from spona.cli.backup.age import Unreadable
from spona.cli.restore import endings as restore_endings
from spona.cli.restore.endings import Source

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def made_at(db, settings, tmp_path):
    """An hour ago a backup was made, which knows one ending; two more came, and copies of all."""
    settings.SPONA_DATA = tmp_path
    for _number in range(3):
        with audit.transaction() as log:
            log.ending(endings.BOX, endings.UUID(int=1))
    endings_copies.flush()
    return Ending.objects.get(seq=3).at - HOUR


def unknown(made_at, stopped, *, without=()):
    """What a restore of that backup would say, by the copy in the data folder."""
    rows = {row.seq: row for row in Ending.objects.all()}
    found = [rows[seq] for seq in (2, 3) if seq not in without]
    sources = [Source(endings_copies.data_copy().path)]
    return restore_endings._unknown(found, rows[1], sources, made_at, stopped)


def test_a_copy_with_a_mark_of_just_now_knows_everything(made_at):
    mark = endings_copies.data_copy().mark()
    assert unknown(made_at, mark.at + dt.timedelta(minutes=4)) is None


def test_after_the_last_mark_nothing_is_known(made_at):
    mark = endings_copies.data_copy().mark()
    assert unknown(made_at, mark.at + HOUR) == (mark.at, mark.at + HOUR)


def test_a_mark_of_endings_that_the_copy_has_lost_says_nothing(made_at):
    """Lines cut off the end: the mark beside them is not believed."""
    mark, second = endings_copies.data_copy().mark(), Ending.objects.get(seq=2)
    stopped = mark.at + HOUR
    assert unknown(made_at, stopped, without=(3,)) == (second.at, stopped)


def test_without_its_mark_a_copy_may_have_lost_its_newest_line(made_at):
    """Line and mark were taken, a moment before the server stopped: it must not look complete."""
    second = Ending.objects.get(seq=2)
    stopped = endings_copies.data_copy().mark().at + dt.timedelta(minutes=1)
    (endings_copies.data_copy().folder / endings_copies.MARK).unlink()
    assert unknown(made_at, stopped, without=(3,)) == (second.at, stopped)
    assert unknown(made_at, stopped) == (Ending.objects.get(seq=3).at, stopped)


def test_a_mark_of_another_past_says_nothing(made_at):
    """Ours, and of the same number: after an earlier restore other endings followed."""
    mark, third = endings_copies.data_copy().mark(), Ending.objects.get(seq=3)
    third.tag = b"other past".ljust(32)
    endings_copies.data_copy().write_anew([*Ending.objects.filter(seq__lt=3), third])
    other = endings_copies.data_copy().mark()
    assert (other.seq, other.at > mark.at) == (3, True)
    assert unknown(made_at, other.at) == (Ending.objects.get(seq=3).at, other.at)


def test_a_hole_is_not_known_from_the_line_before_it(made_at):
    mark = endings_copies.data_copy().mark()
    assert unknown(made_at, mark.at, without=(2,)) == (made_at, mark.at)


def test_what_no_copy_had_is_named_in_the_log_and_is_no_fault_of_the_chain(made_at):
    """Otherwise an upgrade would be refused for ever after a restore from a torn copy."""
    kept = [row for row in Ending.objects.all() if row.seq == 3]
    Ending.objects.filter(seq__gt=1).delete()
    take_over(kept, by=Actor.system("restore"))
    assert list(endings.chain_faults()) == []
    with audit.transaction() as log:
        log.ending(endings.BOX, endings.UUID(int=2))
    assert list(endings.chain_faults()) == []
    Ending.objects.filter(seq=3).delete()
    assert list(endings.chain_faults()) == ["ending 3 is missing"]


def test_a_line_that_lost_what_it_says_is_refused(made_at):
    """Else whoever writes the folder would revive an ending by emptying its line."""
    file, first = endings_copies.data_copy().path, Ending.objects.get(seq=1)
    lines = file.read_text().splitlines(keepends=True)
    assert '"payload":{}' in lines[1]
    file.write_text("".join(line.replace('"payload":{}', '"payload":null') for line in lines))
    with pytest.raises(Unreadable, match="Ending 2 has lost what it says"):
        restore_endings._newer([Source(file)], first)


def test_without_any_copy_nothing_is_known_since_the_backup(made_at):
    first = Ending.objects.get(seq=1)
    soon = made_at + dt.timedelta(minutes=1)
    assert restore_endings._unknown([], first, [], made_at, soon) == (made_at, soon)
