"""`./spona prove --changed`: each proof says what it rests on, and runs when that has changed."""

from __future__ import annotations

import subprocess

import pytest

from tools.bench.figures import ROOT, table_line
from tools.proofs.changed import ALWAYS, choose
from tools.proofs.tests import FAILS, HOLDS, Proof, proofs

pytestmark = pytest.mark.slow("starts programs and waits for them")

NODE = "tests/cli/test_restore_drill.py::test_ten_thousand_files_come_back"


def git(root, *words):
    done = subprocess.run(
        ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@example.org", *words],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path):
    """What one proof rests on, and something else beside it, in a commit."""
    for path in (
        *Proof(NODE, False).covers,
        "src/spona/library",
        *ALWAYS,
        NODE.split("::", maxsplit=1)[0],
    ):
        file = tmp_path / path / "a.py" if "." not in path else tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def row(result, commit):
    cells = ("ten thousand files come back", "10", result, "–", "SQLite", "1", "2026-11-27")
    return {cells[0]: table_line((*cells, commit, "a machine"))}


def choice(repository, result=HOLDS, commit=""):
    commit = commit or git(repository, "rev-parse", "--short", "HEAD")
    return choose([Proof(NODE, False)], row(result, commit), root=repository)[0]


def test_every_proof_declares_paths_that_are_there():
    for proof in proofs():
        assert proof.covers, proof.node
        assert [path for path in (*proof.covers, *ALWAYS) if not (ROOT / path).exists()] == []


def test_who_measures_time_or_uses_every_processor_runs_alone():
    alone = {proof.name for proof in proofs() if proof.alone}
    assert {
        "no failure is faster than another",
        "no wrong code is faster than another",
        "every test holds on postgresql",
        "a long log is verified whole",
    } <= alone
    assert "no odd request is a server error" not in alone


def test_what_nothing_changed_under_stays(repository):
    (repository / "src/spona/library/a.py").write_text("2\n")
    assert not choice(repository).runs


@pytest.mark.parametrize("path", ["src/spona/vault/a.py", "src/spona/vault/new.py",
                                  "requirements/a.py", NODE.split("::", maxsplit=1)[0]])  # fmt: skip
def test_a_change_below_a_declared_path_runs_it_and_is_named(repository, path):
    (repository / path).write_text("2\n")
    found = choice(repository)
    assert found.runs
    assert path in str(found)


def test_a_committed_change_counts_as_well(repository):
    held = git(repository, "rev-parse", "--short", "HEAD")
    (repository / "src/spona/audit/a.py").write_text("2\n")
    git(repository, "commit", "-qam", "second")
    assert choice(repository, commit=held).runs
    assert not choice(repository).runs


def test_what_did_not_hold_or_held_on_unknown_code_runs(repository):
    held = git(repository, "rev-parse", "--short", "HEAD")
    assert choice(repository, result=FAILS).runs
    assert choice(repository, commit=f"{held} + changes").runs
    assert choice(repository, commit="0123abc").runs
    assert choose([Proof(NODE, False)], {}, root=repository)[0].runs
