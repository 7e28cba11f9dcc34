"""`./spona check advisories`: what is known of the locked versions, and what nobody can tell."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.architecture.code import ROOT
from tools.release.advisories import compare
from tools.release.locks import NPM, PYPI, Locked
from tools.release.versions import version_of

DJANGO = Locked(PYPI, "django", "6.1.3", (), direct=True)
CORE = Locked(NPM, "@tabler/core", "1.6.1", (), direct=True)
PYTEST = Locked(PYPI, "pytest", "9.0.0", (), direct=True, development=True)


def ranged(*events, kind="ECOSYSTEM", ecosystem=PYPI, name="Django", **more):
    return {
        "id": "TEST-1", "modified": "2026-11-20T10:00:00Z",
        "affected": [{
            "package": {"ecosystem": ecosystem, "name": name},
            "ranges": [{"type": kind, "events": [{k: v} for k, v in events]}],
        }],
    } | more  # fmt: skip


@pytest.fixture
def found(tmp_path):
    def of(*entries, packages=(DJANGO, CORE, PYTEST)):
        for number, entry in enumerate(entries):
            text = entry if isinstance(entry, str | bytes) else json.dumps(entry)
            path = tmp_path / "osv" / str(number) / "entry.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return compare(packages, tmp_path / "osv")

    return of


def test_it_names_package_version_entry_and_what_mends_it(found):
    now = found(ranged(("introduced", "6.1"), ("fixed", "6.1.4")))
    assert now.affecting == ["django 6.1.3 (PyPI) is affected by TEST-1; fixed in 6.1.4."]
    assert now.unclear == []
    assert now.newest == "2026-11-20T10:00:00Z"


@pytest.mark.parametrize(("events", "inside"), [
    ([("introduced", "0")], True),
    ([("introduced", "0"), ("fixed", "6.1.3")], False),
    ([("introduced", "6.1.3"), ("fixed", "6.1.4")], True),
    ([("introduced", "6.1.4")], False),
    ([("introduced", "6.2a1"), ("introduced", "5.0"), ("fixed", "5.2.9"), ("fixed", "6.2b1")], False),
    ([("fixed", "6.0"), ("introduced", "0"), ("introduced", "6.1"), ("fixed", "6.1.10")], True),
    ([("introduced", "0"), ("last_affected", "6.1.3")], True),
    ([("introduced", "0"), ("last_affected", "6.1.2")], False),
    ([("introduced", "6.1.2"), ("last_affected", "6.1.2")], False),
    ([("introduced", "6.1.3"), ("last_affected", "6.1.3")], True),
    ([("introduced", "0"), ("fixed", "6.1.3"), ("introduced", "6.1.3")], True),
    ([("introduced", "0"), ("limit", "6.1")], False),
    # 6.1.3 is more than 6.1.3rc1, and 6.1.10 more than 6.1.3: versions are no texts.
    ([("introduced", "6.1.3rc1"), ("fixed", "6.1.3")], False),
    ([("introduced", "6.1.10")], False),
    # Nobody said when it began: rather a false alarm than none.
    ([("fixed", "6.1.4")], True),
])  # fmt: skip
def test_a_range_holds_what_it_says(found, events, inside):
    now = found(ranged(*events))
    assert (bool(now.affecting), now.unclear) == (inside, [])


@pytest.mark.parametrize(("events", "inside"), [
    ([("introduced", "0"), ("fixed", "1.6.1")], False),
    ([("introduced", "0"), ("fixed", "1.6.1-beta.2")], False),
    ([("introduced", "1.6.1-beta.2"), ("fixed", "1.10.0")], True),
    ([("introduced", "1.10.0")], False),
    ([("introduced", "0.0.0-0"), ("last_affected", "1.6.1+build.5")], True),
])  # fmt: skip
def test_npm_orders_in_its_own_way(found, events, inside):
    now = found(ranged(*events, kind="SEMVER", ecosystem=NPM, name="@tabler/core"))
    assert (bool(now.affecting), now.unclear) == (inside, [])


def test_semantic_versions_stand_in_the_order_of_their_standard():
    said = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
            "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0"]  # fmt: skip
    assert sorted(set(said), key=lambda text: version_of(NPM, text)) == said
    assert version_of(NPM, "1.0.0+one") == version_of(NPM, "v1.0.0")


def listed(*versions, name="django", **more):
    return {"id": "TEST-2", "affected": [{"package": {"ecosystem": PYPI, "name": name},
                                          "versions": list(versions)}]} | more  # fmt: skip


def test_a_version_may_be_listed_by_name(found):
    assert found(listed("6.1.2", "6.1.3")).affecting == [
        "django 6.1.3 (PyPI) is affected by TEST-2; no fixed version is known."
    ]
    assert found(listed("6.1.2", "an odd one", "6.1.4")).affecting == []
    assert len(found(listed("6.1.3.0")).affecting) == 1


def test_names_are_compared_as_the_registry_compares_them(found):
    own = Locked(PYPI, "et-xmlfile", "2.0.0", (), direct=False)
    assert len(found(listed("2.0.0", name="Et_XMLfile"), packages=[own]).affecting) == 1
    npm = ranged(("introduced", "0"), ecosystem=NPM, name="django")
    assert found(listed("6.1.3", name="django-other"), npm).affecting == []


def test_what_only_developers_have_is_told_as_such(found):
    (sentence,) = found(ranged(("introduced", "0"), name="pytest")).affecting
    assert "which only developers have" in sentence


def test_a_withdrawn_entry_is_passed_over(found):
    now = found(ranged(("introduced", "0"), withdrawn="2026-01-01T00:00:00Z"))
    assert (now.affecting, now.unclear, now.entries) == ([], [], 1)


def test_commits_are_no_versions(found):
    both = listed("6.1.2")
    both["affected"][0]["ranges"] = [
        {"type": "GIT", "repo": "x", "events": [{"introduced": "abc"}]}
    ]
    now = found(both)
    assert (now.affecting, now.unclear) == ([], [])


@pytest.mark.parametrize(("entry", "words"), [
    (json.dumps(ranged(("introduced", "0")))[:-30], "no whole JSON"),
    ("", "no whole JSON"),
    (b"\xff\xfe\x00", "no whole JSON"),
    ("[" * 100_000, "no whole JSON"),
    ("7", "not in the format of OSV"),
    ('{"affected": []}', "not in the format of OSV"),
    ({"id": "X", "affected": [{"package": "django"}]}, "not in the format of OSV"),
    ({"id": "X", "affected": [{"package": {"ecosystem": "PyPI", "name": "django"}, "ranges": [{}]}]},
     "not in the format of OSV"),
    (ranged(("introduced", "0"), kind="FEELING"), "unknown type (FEELING)"),
    (ranged(("introduced", "0"), ("mended", "7")), "unknown event (mended)"),
    (ranged(("introduced", "newest")), "a version that is none (newest)"),
    (ranged(("introduced", None)), "a version that is none (None)"),
    (ranged(("introduced", "x.y"), kind="SEMVER", ecosystem=NPM, name="@tabler/core"), "none (x.y)"),
    ({"id": "X", "affected": [{"package": {"ecosystem": "PyPI", "name": "django"}}]}, "no version of it"),
])  # fmt: skip
def test_what_cannot_be_judged_is_said_and_hides_nothing(found, entry, words):
    """One sentence for the broken one, and the good one beside it is still compared."""
    now = found(entry, ranged(("introduced", "0"), id="TEST-9"))
    (sentence,) = now.unclear
    assert words in sentence
    assert any("TEST-9" in one for one in now.affecting)


def test_what_is_broken_about_somebody_elses_package_is_nothing_to_us(found):
    other = ranged(("introduced", "newest"), name="somebody-elses")
    assert found(other).unclear == []


def test_an_empty_database_is_no_good_news(found, tmp_path):
    (tmp_path / "osv").mkdir()
    assert "holds no entry for PyPI or npm" in found().unclear[0]
    go = ranged(("introduced", "0"), ecosystem="Go", name="django")
    assert "holds no entry" in found(go).unclear[0]
    missing = compare([DJANGO], tmp_path / "nowhere")
    assert "cannot be read" in missing.unclear[0]


def test_one_file_may_hold_them_all(tmp_path):
    path = tmp_path / "all.json"
    path.write_text(json.dumps([listed("1"), ranged(("introduced", "0"))]))
    assert len(compare([DJANGO], path).affecting) == 1


def check(*words, **environment):
    kept = {k: v for k, v in os.environ.items() if k != "SPONA_ADVISORIES"}
    return subprocess.run(
        [sys.executable, "-m", "tools", "check", *words], cwd=ROOT, text=True, check=False,
        env=kept | {"PYTHONPATH": str(ROOT / "src")} | environment, capture_output=True,
    )  # fmt: skip


def test_without_a_database_it_says_so_and_how_to_get_one():
    done = check("advisories")
    assert done.returncode == 0
    assert "No database of advisories is at hand" in done.stdout
    assert done.stdout.startswith("skipped advisories")
    assert "SPONA_ADVISORIES" in done.stdout


def test_the_locked_versions_themselves_are_compared(tmp_path):
    own = json.loads((ROOT / "package-lock.json").read_text())["packages"][
        "node_modules/@tabler/core"
    ]
    entry = listed("0", id="TEST-\x1b[2J3", affected=[
        {"package": {"ecosystem": "npm", "name": "@tabler/core"}, "versions": [own["version"]]}])  # fmt: skip
    (tmp_path / "one.json").write_text(json.dumps(entry))
    for done in (
        check("advisories", "--advisories", str(tmp_path)),
        check("advisories", SPONA_ADVISORIES=str(tmp_path)),
    ):
        assert done.returncode == 1
        assert f"@tabler/core {own['version']} (npm) is affected by TEST-" in done.stdout
        # Nothing of a database steers the terminal on which it is read.
        assert "\x1b" not in done.stdout
        assert "1 affect us, 0 could not be judged" in done.stdout
