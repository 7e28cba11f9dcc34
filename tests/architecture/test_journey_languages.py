"""A push walks each journey in one language, `./spona prove` in all, and by hand every one is."""

from __future__ import annotations

import subprocess

import pytest

from tests.journeys.languages import in_turn
from tools import testing
from tools.testing import ROOT


def walked(named: str, *languages: str) -> tuple[set[str], set[str]]:
    """(what a push walks, what is a proof)"""
    rows = in_turn(*languages, named=named).mark.args[1]
    proofs = {row.values[0] for row in rows if not isinstance(row, str)}
    assert all(row.marks[0].name == "prove" for row in rows if not isinstance(row, str))
    return set(languages) - proofs, proofs


@pytest.mark.parametrize(
    ("named", "by_push"),
    [("", {"sr", "en", "hu"}), ("hu", {"hu"}), ("sq", {"sr"}), ("all", set())],
)
def test_one_is_walked_by_the_push_and_the_others_are_proofs(named, by_push):
    assert walked(named, "sr", "en", "hu") == (by_push, {"sr", "en", "hu"} - by_push)


def test_the_commit_says_whose_turn_it_is_and_the_environment_repeats_it(tmp_path, monkeypatch):
    monkeypatch.delenv("SPONA_TEST_LANGUAGE", raising=False)
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-11-28T12:00:00Z")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-28T12:00:00Z")
    git(tmp_path, "init", "-q")
    turns = []
    for number in range(12):
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", str(number))
        turns.append(testing.language(tmp_path))
        assert testing.language(tmp_path) == turns[-1]
    assert set(turns) == set(testing.LANGUAGES)
    monkeypatch.setenv("SPONA_TEST_LANGUAGE", "hu")
    assert testing.language(tmp_path) == "hu"


def test_without_a_repository_the_day_says_it(tmp_path, monkeypatch):
    monkeypatch.delenv("SPONA_TEST_LANGUAGE", raising=False)
    assert testing.language(tmp_path) in testing.LANGUAGES


def test_every_file_of_journeys_is_read():
    read = testing.marked("journey")
    there = {str(one.relative_to(ROOT)) for one in (ROOT / "tests" / "journeys").glob("test_*.py")}
    assert there <= set(read)
    # The one journey outside of their folder.
    assert set(read) - there == {"tests/harness/test_bytes.py"}


def git(folder, *words):
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True)
