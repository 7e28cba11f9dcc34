"""A broken log: every command says the same of it, with the name of whom to call, and only a part that
is closed is opened, by somebody who was asked.
"""

from __future__ import annotations

import pytest
from django.utils import translation

from spona import audit
from spona.access.actor import Actor
from spona.audit import lane_heads
from spona.audit.actions import checkpoint, open_again
from spona.audit.lane_heads import Fault, heads_file
from spona.audit.models import Entry, Lane
from spona.audit.queries import faults
from spona.audit.recording import SYSTEM_LANE
from spona.cli.doctor.database import log_heads
from spona.cli.verify import run, warn_of_broken_lanes
from spona.directory.models import Institution
from spona.public.readiness import readiness
from tests.audit.tampering import without_triggers
from tests.cases.world import build
from tests.shared_world import kept

pytestmark = pytest.mark.django_db
OPERATOR = Actor.system("operator")
_built, world = kept(build)


@pytest.fixture(autouse=True)
def _outside(settings, tmp_path):
    settings.SPONA_HEADS = tmp_path
    lane_heads._files.clear()
    yield
    lane_heads._files.clear()


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """What is done inside reaches the file of the heads, as after a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def centre(world, commits):
    row = Institution.objects.get(pk=world.csw.pk)
    for lane in (row.pk, world.police.pk):
        for _ in range(3):
            write(lane, commits)
    return row


def write(lane, commits):
    with commits(), audit.transaction() as log:
        log.record("chain:written", by=OPERATOR, subject=("log", None), lane=lane)


def cut(lane):
    """The last line goes, and the triggers are there again."""
    without_triggers()
    Entry.objects.filter(lane=lane).order_by("-seq").first().delete()


def typed(monkeypatch, *lines):
    said = iter(lines)
    monkeypatch.setattr("builtins.input", lambda _question: next(said))


def test_a_part_that_is_whole_is_not_opened(centre, capsys):
    newest = Lane.objects.get(pk=centre.pk).seq
    for how in (centre.code, str(centre.pk), centre.code.lower()):
        assert run(["open", how, "--yes"]) == 1
        assert "is not closed, and no fault is found there" in capsys.readouterr().out
    with pytest.raises(LookupError, match="is not closed"):
        open_again(centre.pk, heads_file(), by=OPERATOR)
    assert Lane.objects.get(pk=centre.pk).seq == newest


def test_a_fault_that_the_command_finds_closes_the_part_before_it_asks(
    centre, capsys, commits, monkeypatch
):
    cut(centre.pk)
    assert run(["open", centre.code, "--yes"]) == 1
    assert "closed just now" in capsys.readouterr().out
    assert set(heads_file().closed()) == {centre.pk}
    for no in ("", "yes", "I999"):
        typed(monkeypatch, no)
        assert run(["open", centre.code]) == 1
        assert "Nothing was opened." in capsys.readouterr().out
    assert set(heads_file().closed()) == {centre.pk}
    typed(monkeypatch, centre.code.lower())
    with commits():
        assert run(["open", centre.code]) == 0
    assert not heads_file().closed()


def test_nobody_who_types_is_no_yes(centre, monkeypatch):
    heads_file().close(Fault(centre.pk, "entry 2 was changed"))

    def ended(_question):
        raise EOFError

    monkeypatch.setattr("builtins.input", ended)
    with pytest.raises(SystemExit):
        run(["open", centre.code])
    assert set(heads_file().closed()) == {centre.pk}


@pytest.mark.parametrize("first", [["verify"], ["open"], ["checkpoint"], None])
def test_whichever_command_comes_first_all_of_them_say_the_same(centre, capsys, first):
    cut(centre.pk)
    if first is None:
        # As `backup` does.
        assert warn_of_broken_lanes()
    else:
        run(first)
    said = capsys.readouterr().out
    assert str(centre.words) in said
    assert centre.code in said
    assert "audit open" in said
    if first in (["checkpoint"], None):
        assert "WARNING: lane" in said
    [red] = log_heads()
    assert red.level == "red"
    assert f"{centre.code}, {centre.words} ({centre.code}), lane {centre.pk}" in red.sentence
    assert "log" in readiness().degraded
    run(["open"])
    assert "\n1 closed." in capsys.readouterr().out


def test_a_checkpoint_over_a_broken_log_is_no_success(centre, capsys):
    with translation.override("sr"):
        assert run(["checkpoint"]) == 0
    assert capsys.readouterr().out.endswith(" · without a witness\n")
    cut(centre.pk)
    assert run(["checkpoint"]) == 1


def test_after_it_was_opened_old_faults_are_told_apart_from_new_ones(
    centre, world, capsys, commits, monkeypatch
):
    """The signed heads know the lost line for ever; new damage must not drown in that."""
    checkpoint(by=OPERATOR)
    before = Lane.objects.get(pk=centre.pk)
    cut(centre.pk)
    last = Entry.objects.filter(lane=centre.pk).order_by("-seq").first()
    # The head is set back too, and signed over.
    Lane.objects.filter(pk=centre.pk).update(seq=last.seq, head=last.hash)
    checkpoint(by=OPERATOR)
    assert run(["verify"]) == 1
    with commits():
        assert run(["open", centre.code, "--yes"]) == 0
    capsys.readouterr()
    assert list(faults()) == [f"trigger {name} is missing" for name in sorted(audit_triggers())]
    monkeypatch.setattr("spona.audit.queries.missing", set)
    assert run(["verify"]) == 0
    said = capsys.readouterr().out
    assert f"no longer holds entry {before.seq}" in said
    assert "goes back" in said
    assert said.count("known since 2") == 2
    assert "Nothing new: 2 faults were known" in said
    assert "The log is whole" not in said
    # Somebody cuts another part, and this one again behind the line of the operator.
    write(centre.pk, commits)
    checkpoint(by=OPERATOR)
    cut(centre.pk)
    assert run(["verify"]) == 1
    said = capsys.readouterr().out
    assert "3 faults. Keep this database" in said
    assert f"no longer holds entry {before.seq + 2}" in said
    assert said.count("known since 2") == 2


def audit_triggers():
    from spona.audit.triggers import missing

    return missing()


def test_the_system_has_a_name_too(centre, capsys):
    heads_file().close(Fault(SYSTEM_LANE, "entry 1 was changed"))
    assert run(["open"]) == 0
    assert "system  the system, lane 0000" in capsys.readouterr().out
