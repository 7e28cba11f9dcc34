"""A root names the one before it: whoever signed one has signed the whole past of a server."""

from __future__ import annotations

import logging
import os
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from spona import audit
from spona.access.actor import Actor
from spona.audit.actions import checkpoint
from spona.audit.exchanged_keys import ServerKeys
from spona.audit.models import Checkpoint
from spona.audit.queries import faults
from spona.audit.roots import heads_of, newest_root, root_faults
from spona.audit.signed_messages import root_of, signed_message
from spona.audit.witnesses import root_line
from spona.cli.doctor.database import log_roots
from spona.cli.serve.worker_jobs import daily_checkpoint
from spona.cli.verify import run
from spona.crypto.signing import sign
from tests.audit.tampering import without_triggers

pytestmark = pytest.mark.django_db
LANE, BY = UUID(int=81), Actor.system("demo")


def write():
    with audit.transaction() as log:
        log.record("chain:written", by=BY, subject=("log", None), lane=LANE)


@pytest.fixture
def points():
    without_triggers()
    made = []
    for _ in range(3):
        write()
        made.append(checkpoint(by=BY))
    return made


def found():
    return [one for one in faults() if one.startswith("checkpoint")]


def signed_anew(point):
    """With the key of the server, as whoever has database and key files does."""
    point.root = root_of(point, heads_of(point))
    point.signature = sign(settings.SECRETS["checkpoint"], signed_message(bytes(point.root)))
    point.save()


def test_each_root_follows_the_one_before(points):
    first, second, third = points
    assert [one.number for one in points] == [1, 2, 3]
    assert bytes(first.previous) == bytes(32)
    assert (second.previous, third.previous) == (first.root, second.root)
    assert len({one.instance for one in points}) == 1
    assert found() == []


def test_a_root_that_was_signed_anew_is_followed_by_none(points):
    """They rewrote what it says, and have the key: the next root names another one."""
    _first, second, _third = points
    second.heads = [[lane, 1, head] for lane, _seq, head in second.heads]
    signed_anew(second)
    assert "checkpoint 3: it does not follow number 2" in found()
    assert "checkpoint 2: another root was signed" in found()


def test_a_root_that_was_taken_out_is_missed(points):
    points[1].delete()
    assert found() == [
        "checkpoint 3: it does not follow number 1",
        "checkpoint 2: it was signed, and is not there",
    ]


@pytest.mark.parametrize("left", [1, 0])
def test_roots_that_were_taken_out_from_the_end_are_missed_though_new_ones_follow(points, left):
    for point in points[left:]:
        point.delete()
    gone = [f"checkpoint {number}: it was signed, and is not there" for number in (2, 3)]
    assert found()[-2:] == gone
    assert [one.level for one in log_roots()][:2] == ["red", "red"]
    write()
    checkpoint(by=BY)
    assert f"checkpoint {left + 1}: another root was signed" in found()


def test_a_root_that_somebody_planted_is_followed_by_none_and_doctor_is_red(points):
    assert [one.level for one in log_roots()] == ["ok"]
    last = points[-1]
    last.pk, last.number, last.signature = uuid4(), 9, bytes(64)
    last.save(force_insert=True)
    [found] = log_roots()
    assert (found.level, "checkpoint 9: the server did not sign it" in found.sentence) == (
        "red", True,
    )  # fmt: skip
    assert checkpoint(by=BY).number == 4
    assert root_line().startswith("4 · ")


def planted(point, number):
    """Somebody writes the database alone: no signature, and a root of their own."""
    row = Checkpoint.objects.get(pk=point.pk)
    row.pk, row.number, row.root, row.signature = uuid4(), number, os.urandom(32), bytes(64)
    row.save(force_insert=True)


def test_a_root_that_was_planted_with_the_next_number_keeps_no_true_one_from_being_signed(
    points, caplog, capsys, monkeypatch
):
    for _ in range(3):
        planted(points[-1], 4)
    logging.getLogger("spona").propagate = True
    with caplog.at_level("ERROR", logger="spona"):
        daily_checkpoint()
    assert "log_planted" in caplog.text
    fourth = newest_root()
    assert (fourth.number, ServerKeys().is_signed(fourth)) == (4, True)
    assert bytes(fourth.previous) == bytes(points[-1].root)
    assert checkpoint(by=BY).number == 5
    assert root_line().startswith("5 · ")
    said = "checkpoint 4: beside the server's own stands one that somebody planted"
    assert found() == [said] * 3
    assert list(root_faults()) == []
    sentences = [(one.level, one.sentence) for one in log_roots()]
    assert sentences == [("red", "Of the log: checkpoint 4: the server did not sign it.")] * 3
    monkeypatch.setattr("spona.audit.queries.missing", set)
    for verb in ("verify", "checkpoint"):
        assert run([verb]) == 1
        assert "checkpoint 4: " in capsys.readouterr().out


def test_a_root_planted_beside_one_of_before_hides_nothing(points):
    planted(points[0], 2)
    planted(points[0], 2)
    assert newest_root() == points[-1]
    assert len([one for one in found() if "planted" in one]) == 2
    points[1].delete()
    assert "checkpoint 2: another root was signed" in found()


def test_what_a_root_says_of_names_and_openings_is_bound(points):
    assert all(point.names == [] and point.reopened == [] for point in points)
    last = points[-1]
    last.names = [[str(LANE), "Центар", "ab" * 16]]
    last.save()
    assert found() == ["checkpoint 3: the root does not fit its heads"]
    # It is taken over by none that follows.
    assert checkpoint(by=BY).names == []
    for nonsense in ([["x"]], [[1, 2, 3]], {"a": 1}, [[str(LANE), None, "zz"]]):
        for column in ("names", "reopened"):
            Checkpoint.objects.filter(pk=last.pk).update(names=[], reopened=[])
            Checkpoint.objects.filter(pk=last.pk).update(**{column: nonsense})
            assert "checkpoint 3: the root does not fit its heads" in found()


def test_a_lane_that_goes_back_is_found_though_every_root_is_signed(points):
    first, second, third = points
    third.heads = first.heads
    third.previous = second.root
    signed_anew(third)
    assert f"checkpoint 3: lane {LANE} goes back" in found()


def test_a_signature_or_a_time_that_is_not_ours_is_found(points):
    points[1].signature = bytes(64)
    points[1].save()
    points[2].at = points[0].at
    points[2].save()
    assert found() == [
        "checkpoint 2: the signature is not ours",
        "checkpoint 3: it is of another server, or of a time before number 2",
        "checkpoint 3: the root does not fit its heads",
    ]


@pytest.mark.parametrize("heads", [{"x": 1}, [["nonsense"]], [[1, 2]]])
def test_nonsense_fits_no_root_and_hides_nothing(points, heads):
    Checkpoint.objects.filter(number=2).update(heads=heads or [])
    assert found() == ["checkpoint 2: the root does not fit its heads"]
