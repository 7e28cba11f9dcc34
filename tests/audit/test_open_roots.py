"""A root that somebody planted stays named for ever; red is what no operator has looked at."""

from __future__ import annotations

import logging
import os
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from spona.access.actor import Actor
from spona.audit.actions import checkpoint
from spona.audit.exchanged_keys import ServerKeys
from spona.audit.models import Checkpoint, Entry, Lane
from spona.audit.queries import faults
from spona.audit.recording import SYSTEM_LANE
from spona.audit.roots import foreign_roots, heads_of, newest_root
from spona.audit.signed_messages import root_of, signed_message
from spona.cli.doctor.database import log_roots
from spona.cli.serve.worker_jobs import daily_checkpoint
from spona.cli.verify import run
from spona.crypto.signing import sign
from tests.audit.tampering import without_triggers

pytestmark = pytest.mark.django_db
BY = Actor.system("demo")
OPEN = ["open", "roots", "--reason", "intruder", "--yes"]


@pytest.fixture(autouse=True)
def _triggers(monkeypatch):
    """Taken off in each of these tests, which is none of their faults."""
    without_triggers()
    monkeypatch.setattr("spona.audit.queries.missing", set)


@pytest.fixture
def points():
    return [checkpoint(by=BY) for _ in range(3)]


def planted(point, number, **more):
    """A copy of a true row, as whoever writes the database alone can make it."""
    row = Checkpoint.objects.get(pk=point.pk)
    row.pk, row.number = uuid4(), number
    for name, value in ({"root": os.urandom(32), "signature": bytes(64)} | more).items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def levels():
    return [one.level for one in log_roots()]


def test_what_was_looked_at_stays_named_and_red_is_what_comes_after(points, capsys, caplog):
    planted(points[-1], 9)
    assert run(["verify"]) == 1
    assert "./spona audit open roots" in capsys.readouterr().out
    assert run(OPEN) == 0
    assert "1 noted; the reason: somebody had written into" in capsys.readouterr().out

    assert run(["verify"]) == 0
    said = capsys.readouterr().out
    day = f"{timezone.now():%Y-%m-%d}"
    assert f"checkpoint 9: it does not follow number 3 (known since {day}" in said
    assert "somebody had written into the database past Spona" in said
    assert list(faults()) == []
    [found] = log_roots()
    assert (found.level, f"the server did not sign it (known since {day}" in found.sentence) == (
        "warning", True,
    )  # fmt: skip

    # The true ones come nearer and pass it: other sentences are true of the same row.
    logging.getLogger("spona").propagate = True
    with caplog.at_level("ERROR", logger="spona"):
        for _ in range(7):
            daily_checkpoint()
            assert run(["verify"]) == 0
    assert newest_root().number == 10
    assert "log_planted" not in caplog.text
    assert "beside the server's own stands one" in capsys.readouterr().out

    planted(points[-1], 9)
    assert run(["verify"]) == 1
    assert sorted(levels()) == ["red", "warning"]
    assert run(OPEN) == 0
    assert run(["verify"]) == 0
    assert run(OPEN) == 1
    assert "Nothing was changed" in capsys.readouterr().out


def test_a_row_that_was_looked_at_and_changed_since_is_a_new_fault(points):
    row = planted(points[-1], 9)
    assert run(OPEN) == 0
    for change in ({"signature": b"x" * 64}, {"heads": [["nonsense"]]}, {"names": ["x"]}):
        Checkpoint.objects.filter(pk=row.pk).update(**change)
        assert run(["verify"]) == 1
        assert levels() == ["red"]


def test_a_root_that_is_gone_is_known_too_and_the_next_one_is_missed(points):
    points[1].delete()
    assert run(OPEN) == 0
    assert run(["verify"]) == 0
    assert levels() == ["warning"]
    checkpoint(by=BY)
    assert run(["verify"]) == 0
    points[2].delete()
    assert run(["verify"]) == 1
    assert "red" in levels()


def test_a_true_root_after_one_that_is_gone_is_not_excused_from_what_comes_later(points):
    """Only what was said of it then: its lane is still held against it."""
    points[0].delete()
    assert run(OPEN) == 0
    last = Entry.objects.get(lane=SYSTEM_LANE, seq=heads_of(points[2])[0][1])
    Entry.objects.filter(pk=last.pk).update(hash=b"x" * 32)
    assert any(f"no longer holds entry {last.seq}" in one for one in faults())


def test_nobody_but_the_operator_says_that_it_was_looked_at(points):
    row = planted(points[-1], 9)
    assert run(OPEN) == 0
    true = Entry.objects.get(name="log:fault_seen")
    Entry.objects.filter(pk=true.pk).delete()
    lane = Lane.objects.get(pk=SYSTEM_LANE)
    Entry.objects.create(
        lane=lane, seq=10**6, at=true.at, name=true.name, actor=true.actor, subject_kind="log",
        detail=true.detail, previous=true.previous, hash=true.hash, tag=true.tag,
    )  # fmt: skip
    assert "red" in levels()
    assert Checkpoint.objects.filter(pk=row.pk).exists()


def test_before_the_answer_nothing_is_noted(points, monkeypatch, capsys):
    planted(points[-1], 9)
    monkeypatch.setattr("spona.cli.open_roots.answer", lambda _question: "yes")
    assert run(["open", "roots"]) == 1
    assert "checkpoint 9: the server did not sign it" in capsys.readouterr().out
    assert not Entry.objects.filter(name="log:fault_seen").exists()
    monkeypatch.setattr("spona.cli.open_roots.answer", lambda _question: "roots")
    assert run(["open", "roots"]) == 0
    assert Entry.objects.get(name="log:fault_seen").detail["reason"] == "unknown"


def test_a_root_that_the_log_does_not_know_is_nobodys_though_its_signature_is_right(points):
    """The thief has the key of roots, and writes no lines; or copies a true root and signature
    under another number.
    """
    last = points[-1]
    fourth = planted(last, 4, previous=bytes(last.root))
    fourth.root = root_of(fourth, heads_of(fourth))
    fourth.signature = sign(settings.SECRETS["checkpoint"], signed_message(bytes(fourth.root)))
    fourth.save()
    planted(last, 9, root=last.root, signature=last.signature)
    keys = ServerKeys()
    assert [keys.is_signed(one) for one in points] == [True] * 3
    assert len(list(foreign_roots())) == 2
    assert "checkpoint 4: the log does not say that it was signed" in list(faults())
    assert newest_root() == last
    true = checkpoint(by=BY)
    assert (true.number, newest_root()) == (4, true)
    assert not [one for one in faults() if one.startswith("checkpoint 5")]
    assert checkpoint(by=BY).number == 5
