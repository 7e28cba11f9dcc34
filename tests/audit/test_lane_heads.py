"""Somebody writes to the database past Spona: it is found, and from then nothing in that lane opens.

They have the source, so they hash as Spona does, and they may have copies of the database from before;
they have no key file and do not reach the folder of the heads. However they go about it, it ends in the
same way: the lane is closed for every process, and the other lanes go on.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
from uuid import UUID, uuid4

import pytest

from spona import audit
from spona.access.actor import Actor
from spona.audit import lane_heads
from spona.audit.actions import open_again
from spona.audit.lane_heads import Head, HeadsFile, LaneClosed, heads_file
from spona.audit.models import Entry, Lane
from spona.audit.queries import faults
from spona.audit.recording import line_hash
from spona.audit.shares import reopened
from spona.cli.doctor.database import log_heads
from spona.cli.serve import worker_jobs
from spona.cli.serve.worker_jobs import OwnLook, verify_lanes
from spona.cli.verify import run
from spona.public.readiness import readiness
from tests.audit.tampering import without_triggers

pytestmark = pytest.mark.django_db
FIRST, SECOND = UUID(int=71), UUID(int=72)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SPONA_HEADS = tmp_path
    lane_heads._files.clear()
    yield tmp_path
    lane_heads._files.clear()


@pytest.fixture
def write(django_capture_on_commit_callbacks):
    """One line to a lane; with `anew` by a process that has just begun and remembers nothing."""

    def once(lane=FIRST, *, anew=True):
        if anew:
            lane_heads._files.clear()
        with django_capture_on_commit_callbacks(execute=True), audit.transaction() as log:
            by = Actor.system("demo")
            log.record("chain:written", by=by, subject=("log", None), lane=lane)

    for lane in (FIRST, SECOND):
        for _ in range(6):
            once(lane, anew=False)
    return once


@pytest.fixture
def past_triggers(write):
    without_triggers()


def closed():
    return dict(heads_file().closed())


def entry(seq, lane=FIRST):
    return Entry.objects.filter(lane=lane, seq=seq)


def hashed_anew(lane, first):
    """What `first` says is changed, and every hash from there on is the true one of what stands there."""
    previous = None
    for row in Entry.objects.filter(lane=lane, seq__gte=first).order_by("seq"):
        previous = bytes(row.previous) if previous is None else previous
        row.actor = "somebody else" if row.seq == first else row.actor
        digest = line_hash(previous, row.lane_id, row.seq, row)
        Entry.objects.filter(pk=row.pk).update(actor=row.actor, previous=previous, hash=digest)
        previous = digest
    return previous


def test_what_is_whole_stays_open(write, folder):
    verify_lanes()
    assert closed() == {}
    write()
    assert list(faults()) == []
    [path] = folder.glob("heads-*.log")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert heads_file().read()[FIRST].seq == 7


def test_a_tail_that_was_cut_off_closes_the_lane_at_once(write, past_triggers):
    """The head is set back too, with its true hash and its true tag: the thief has a copy of then."""
    then = Lane.objects.get(pk=FIRST)
    write()
    write()
    entry(8).delete()
    entry(7).delete()
    then.save()
    with pytest.raises(LaneClosed):
        write()
    assert closed() == {FIRST: "it ends with entry 6, and entry 8 was written"}
    write(SECOND)
    with pytest.raises(LaneClosed):
        write(anew=False)


def test_another_tail_of_the_same_length_closes_it_at_once(write, past_triggers):
    """Two copies of the database, of which one went another way: each with true tags."""
    then = Lane.objects.get(pk=FIRST)
    write()
    lost = entry(7).get()
    entry(7).delete()
    then.save()
    # The other way: written by Spona where the file of the heads is another one.
    heads_file().set_aside()
    write()
    for path in heads_file().path.parent.glob("heads-*.log.before-*"):
        path.rename(heads_file().path)
    assert entry(7).get().hash != lost.hash
    with pytest.raises(LaneClosed):
        write()
    assert closed() == {FIRST: "entry 7 is another one"}


@pytest.mark.parametrize("anew", [True, False])
def test_a_lane_hashed_anew_with_its_head_closes_at_once(write, past_triggers, anew):
    Lane.objects.filter(pk=FIRST).update(head=hashed_anew(FIRST, 3))
    with pytest.raises(LaneClosed):
        write(anew=anew)
    assert closed() == {FIRST: "its head was not written by Spona"}
    write(SECOND)


def test_the_tag_of_an_entry_is_none_of_a_head(write, past_triggers):
    """Else whoever cuts a tail off would find the tag they need beside the entry before."""
    last = entry(4).get()
    Entry.objects.filter(lane=FIRST, seq__gt=4).delete()
    Lane.objects.filter(pk=FIRST).update(seq=4, head=last.hash, tag=last.tag)
    with pytest.raises(LaneClosed):
        write()
    assert closed() == {FIRST: "its head was not written by Spona"}


@pytest.mark.parametrize("change", ["actor", "removed", "swapped", "hashed anew"])
def test_what_was_changed_in_the_middle_closes_the_lane_within_the_hour(
    write, past_triggers, change
):
    match change:
        case "actor":
            entry(3).update(actor="x")
        case "removed":
            entry(3).delete()
        case "swapped":
            a, b = entry(2).get(), entry(3).get()
            entry(2).update(actor=b.actor, at=b.at, detail=b.detail)
            entry(3).update(actor=a.actor, at=a.at, detail=a.detail)
        case _:
            hashed_anew(FIRST, 3)
    if change != "hashed anew":
        write()  # The head is as it was left.
    verify_lanes()
    assert set(closed()) == {FIRST}
    with pytest.raises(LaneClosed):
        write()
    write(SECOND)


def test_a_tail_that_was_cut_off_below_its_head_closes_it_at_once(write, past_triggers):
    """The head is left as it was, so that the tail fits again when it is put back."""
    entry(6).delete()
    with pytest.raises(LaneClosed):
        write(anew=False)
    assert closed() == {FIRST: "its last entry 6 is not there"}
    write(SECOND)


def test_a_writer_that_waited_for_the_lane_closes_nothing(write):
    """PostgreSQL reads the head anew after the wait, and the entry as before it."""
    lane = Lane.objects.get(pk=FIRST)
    vars(lane)["last_entry"] = None
    assert heads_file().fault(lane) == ""


def test_the_worker_looks_by_its_own_clock_though_the_timetable_says_later(
    write, past_triggers, monkeypatch
):
    entry(3).update(actor="x")
    look = OwnLook()
    monkeypatch.setattr(worker_jobs, "OWN_LOOK", look)
    assert not look.after_round()
    look.last -= 3600 + 301
    assert look.after_round()
    assert set(closed()) == {FIRST}
    assert not look.after_round()


def test_an_entry_that_was_put_in_is_found(write, past_triggers):
    """With a true hash, and the head moved on: the tag is what they cannot make."""
    lane = Lane.objects.get(pk=FIRST)
    row = entry(6).get()
    row.pk, row.seq, row.previous = uuid4(), 7, row.hash
    row.hash = line_hash(bytes(row.previous), FIRST, 7, row)
    row.save(force_insert=True)
    lane.seq, lane.head = 7, row.hash
    lane.save()
    with pytest.raises(LaneClosed):
        write()


def test_a_lane_whose_head_was_taken_away_does_not_begin_anew(write, past_triggers):
    Entry.objects.filter(lane=FIRST).delete()
    Lane.objects.filter(pk=FIRST).delete()
    with pytest.raises(LaneClosed):
        write()
    heads_file().closed_path.unlink()
    Lane.objects.filter(pk=FIRST).delete()
    verify_lanes()
    assert closed() == {FIRST: "the head is missing"}


def test_what_others_wrote_outside_proves_nothing(write):
    path = heads_file().path
    with path.open("a") as file:
        file.write(f"{FIRST}|900|{'00' * 32}|{'00' * 32}\nnonsense\n{FIRST}|1|ff")
    write()
    heads_file().compact()
    assert heads_file().read()[SECOND].seq == 6
    assert len(path.read_text().splitlines()) == len(heads_file().read())
    assert list(faults()) == []


def test_a_request_that_fails_leaves_no_head(write):
    def fail():
        with audit.transaction() as log:
            log.record("chain:written", by=Actor.system("demo"), subject=("log", None), lane=FIRST)
            raise ZeroDivisionError

    before = heads_file().read()[FIRST]
    with pytest.raises(ZeroDivisionError):
        fail()
    assert heads_file().read()[FIRST] == before
    write()


def test_after_the_operator_has_looked_the_lane_goes_on_and_verify_says_so(
    write, past_triggers, capsys, django_capture_on_commit_callbacks
):
    entry(4).delete()
    verify_lanes()
    assert run(["open"]) == 0
    assert "entry 4 is missing" in capsys.readouterr().out
    with django_capture_on_commit_callbacks(execute=True):
        assert run(["open", str(FIRST), "--yes"]) == 0
    assert f"lane {FIRST}, goes on with entry 7." in capsys.readouterr().out
    write()
    verify_lanes()
    assert closed() == {}, "what was looked at closes it no more"
    assert reopened()[FIRST].after == 6
    run(["verify"])
    said = capsys.readouterr().out
    assert f"lane {FIRST}, no institution of the directory: opened again" in said
    assert "entries up to 6 are vouched for by nobody" in said
    # And what is changed from there on is found as before.
    entry(8).update(actor="x")
    verify_lanes()
    assert set(closed()) == {FIRST}


def test_a_process_that_has_read_the_heads_before_goes_on_where_the_operator_opened(
    write, past_triggers, django_capture_on_commit_callbacks
):
    """It remembers the entry that was cut off, and has written nothing to this lane."""
    running = HeadsFile(heads_file().path)
    running.check(Lane.objects.get(pk=SECOND))
    entry(6).delete()
    verify_lanes()
    with django_capture_on_commit_callbacks(execute=True):
        open_again(FIRST, heads_file(), by=Actor.system("operator"))
    running.check(Lane.objects.get(pk=FIRST))
    assert closed() == {}


def test_a_lane_that_was_cut_goes_on_behind_what_was_lost(
    write, past_triggers, django_capture_on_commit_callbacks
):
    """No number is given twice, or a later copy could bring the lost ones back."""
    then = Lane.objects.get(pk=FIRST)
    write()
    entry(7).delete()
    then.save()
    with pytest.raises(LaneClosed):
        write()
    with django_capture_on_commit_callbacks(execute=True):
        assert open_again(FIRST, heads_file(), by=Actor.system("operator")) == 8
    write()
    verify_lanes()
    assert closed() == {}


def test_of_a_lane_nobody_knows_nothing_is_opened(write, capsys):
    for nobodys in (str(uuid4()), "Centar", "I999", "0"):
        assert run(["open", nobodys]) == 1
        assert f"There is no part {nobodys}. Type the code" in capsys.readouterr().out


def under_address(monkeypatch, settings, host, port=""):
    """The same database, spelled in another way; by a process that has just begun."""
    for part, value in (("HOST", host), ("PORT", port)):
        monkeypatch.setitem(settings.DATABASES["default"], part, value)
    lane_heads._files.clear()
    return heads_file()


@pytest.mark.parametrize("other", [("127.0.0.1", "5432"), ("::1", ""), ("LOCALHOST", "5432")])
def test_this_machine_is_the_same_however_it_is_spelled(write, settings, monkeypatch, other):
    path = under_address(monkeypatch, settings, "localhost").path
    assert under_address(monkeypatch, settings, *other).path == path
    for elsewhere in (("localhost", "5433"), ("db.example", ""), ("", "")):
        assert under_address(monkeypatch, settings, *elsewhere).path != path


@pytest.mark.parametrize("first", ["write", "serve", "look"])
def test_under_another_address_what_was_closed_stays_closed(
    write, settings, monkeypatch, folder, first
):
    heads_file().close(lane_heads.Fault(FIRST, "entry 3 was changed"))
    since = heads_file().closed_since(FIRST)
    file = under_address(monkeypatch, settings, "db.example")
    assert not file.path.exists()
    if first == "serve":
        file.compact()
    elif first == "look":
        verify_lanes()
    with pytest.raises(LaneClosed):
        write()
    assert closed() == {FIRST: "entry 3 was changed"}
    assert heads_file().closed_since(FIRST) == since
    write(SECOND)
    # And back: there it was never opened.
    under_address(monkeypatch, settings, "")
    with pytest.raises(LaneClosed):
        write()


def test_the_system_is_closed_with_the_others_and_not_for_another_database(
    write, settings, monkeypatch, folder
):
    strange = HeadsFile(folder / "heads-0123456789ab.log")
    for lane in (UUID(int=0), uuid4()):
        strange.close(lane_heads.Fault(lane, "entry 3 was changed"))
    under_address(monkeypatch, settings, "db.example")
    write(UUID(int=0))
    assert closed() == {}
    heads_file().close(lane_heads.Fault(UUID(int=0), "entry 3 was changed"))
    under_address(monkeypatch, settings, "db.example", "5433")
    with pytest.raises(LaneClosed):
        write(UUID(int=0))


def test_what_was_opened_again_or_restored_is_not_closed_by_an_older_file(
    write, settings, monkeypatch, django_capture_on_commit_callbacks
):
    heads_file().close(lane_heads.Fault(FIRST, "entry 3 was changed"))
    file = under_address(monkeypatch, settings, "db.example")
    # As `restore` does, before there is any table.
    file.set_aside()
    write()
    assert closed() == {}
    file = under_address(monkeypatch, settings, "other.example")
    with pytest.raises(LaneClosed):
        write()
    with django_capture_on_commit_callbacks(execute=True):
        open_again(FIRST, heads_file(), by=Actor.system("operator"))
    write()
    assert closed() == {}


def test_half_a_line_does_not_hide_since_when_a_lane_is_closed(write):
    file = heads_file()
    file.closed_path.write_text('{"lane": "0000\n')
    file.close(lane_heads.Fault(FIRST, "entry 3 was changed"))
    assert file.closed_since(FIRST) is not None


def test_whoever_forges_the_line_of_the_operator_opens_nothing(write, past_triggers):
    entry(3).update(actor="x")
    entry(5).update(name="log:reopened")
    verify_lanes()
    assert set(closed()) == {FIRST}


def test_doctor_is_red_and_the_monitor_hears_of_it(write):
    assert [one.level for one in log_heads()] == ["ok"]
    heads_file().close(lane_heads.Fault(FIRST, "entry 3 was changed"))
    [found] = log_heads()
    assert (found.level, str(FIRST) in found.sentence) == ("red", True)
    assert "log" in readiness().degraded


def test_closed_twice_it_is_said_once_and_another_one_stays_closed(write):
    file = heads_file()
    for lane in (FIRST, FIRST, SECOND):
        file.close(lane_heads.Fault(lane, "entry 3 was changed"))
    assert len(file.closed_path.read_text().splitlines()) == 2
    file.open_again(FIRST, Head(6, b"h" * 32))
    assert set(closed()) == {SECOND}
    assert json.loads(file.closed_path.read_text())["lane"] == str(SECOND)


def test_what_a_full_disk_did_not_take_is_said_and_written_down_later(write, monkeypatch):
    def full(handle, text):
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        write(anew=False)
        write(anew=False)
    assert heads_file().read()[FIRST].seq == 6
    [found] = log_heads()
    assert (found.level, f"{FIRST} entry 6 is the newest" in found.sentence) == ("red", True)
    verify_lanes()
    assert [one.level for one in log_heads()] == ["ok"]
    assert heads_file().read()[FIRST].seq == 8


def test_a_line_that_broke_off_spoils_no_later_one(write, monkeypatch):
    real = os.write

    def broken_off(handle, text):
        if len(text) < 100:
            raise OSError(errno.ENOSPC, "full")
        return real(handle, text[:60])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", broken_off)
        write(anew=False)
    write(anew=False)
    assert heads_file().read()[FIRST].seq == 8


def test_this_process_misses_what_was_cut_though_the_file_took_nothing(
    write, past_triggers, monkeypatch
):
    then = Lane.objects.get(pk=FIRST)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda handle, text: 0 / 0)
        write(anew=False)
    entry(7).delete()
    then.save()
    with pytest.raises(LaneClosed):
        write(anew=False)


def test_a_folder_that_is_not_there_is_said_until_somebody_has_looked(write, folder, capsys):
    """Not mounted at the start: another one is made, and it knows nothing."""
    shutil.rmtree(folder)
    lane_heads._files.clear()
    heads_file().compact()
    verify_lanes()
    [found] = log_heads()
    assert (found.level, "knows nothing of 2 parts" in found.sentence) == ("red", True)
    assert run(["verify"]) == 0
    assert "The heads of 2 parts of it were written down" in capsys.readouterr().out
    assert [one.level for one in log_heads()] == ["ok"]


def test_nothing_is_written_down_of_a_head_that_spona_did_not_write(write, past_triggers):
    Lane.objects.filter(pk=FIRST).update(seq=9)
    assert heads_file().catch_up(begin=True) == 0
    assert heads_file().read()[FIRST].seq == 6


def test_an_empty_file_knows_nothing_of_what_is_written_meanwhile(write):
    """The first look of a new server: it read the file, then the rows, and somebody wrote."""
    file = heads_file()
    file.set_aside()
    rows = list(Lane.objects.all())
    outside = lane_heads.HeadsFile(file.path, file.read(), was_read=True)
    write()
    assert [outside.fault(row) for row in rows] == ["", ""]


def test_half_a_line_in_the_list_of_the_closed_stops_nobody(write):
    file = heads_file()
    file.close(lane_heads.Fault(FIRST, "entry 3 was changed"))
    with file.closed_path.open("a") as closed_list:
        closed_list.write('{"lane": "0000')
    write(SECOND)
    assert set(closed()) == {FIRST}
    file.close(lane_heads.Fault(SECOND, "entry 4 was changed"))
    assert set(closed()) == {FIRST, SECOND}


def test_a_full_disk_while_a_lane_is_closed_leaves_the_list_as_it_was(write, monkeypatch):
    file = heads_file()
    file.close(lane_heads.Fault(FIRST, "entry 3 was changed"))

    def full(handle):
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="full"):
            file.close(lane_heads.Fault(SECOND, "entry 4 was changed"))
    assert set(closed()) == {FIRST}
