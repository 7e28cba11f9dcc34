"""`./spona rehearse` on both databases, and each of its rows once with that ending left out."""

from __future__ import annotations

import json
import os
import re

import pytest

from spona.cli.rehearse.rows import ROWS

# The paths that these proofs rest on: `./spona prove --changed` runs them when one changed.
PROVES = ("src/spona", "tests/cli")


def planted_in(server, target, folder, pair):
    """Kind of ending → the rows that are red when a restore leaves that kind out."""
    public, identity = pair
    state, place = folder / "state.json", folder / "place"
    place.mkdir()
    server.python("-m", "spona.cli.rehearse.steps", "build", str(state))
    done = server("backup", place, "--recipient", public)
    assert done.returncode == 0, done.stderr
    server.python("-m", "spona.cli.rehearse.steps", "end", str(state))
    (backup,) = place.glob("*.age")
    said = target.python("-m", "tests.cli.rehearse_planted", str(backup), str(identity), str(state))
    return json.loads(said)


@pytest.fixture(scope="module")
def red(template, empty_template, tmp_path_factory):
    from tests.cli.conftest import _pair

    folder = tmp_path_factory.mktemp("planted")
    server, target = (one.copied(folder / one.home.name) for one in (template, empty_template))
    return planted_in(server, target, folder, _pair(folder))


def test_with_every_ending_replayed_nothing_is_red(red):
    assert red["nothing"] == []


@pytest.mark.parametrize("kind", list(dict.fromkeys(row.kind for row in ROWS)))
def test_an_ending_that_is_not_replayed_makes_its_row_red_and_no_other(red, kind):
    assert red[kind] == [row.name for row in ROWS if row.kind == kind]


@pytest.mark.prove
@pytest.mark.postgresql
def test_each_ending_holds_after_a_restore_and_an_upgrade(
    server, tmp_path, age_pair, template, request
):
    """The command as an operator gives it; then each row planted broken, on this database."""
    if os.environ.get("SPONA_DATABASE"):
        live = request.getfixturevalue("empty_postgres")
        live.python("-m", "django", "migrate", "-v", "0")
        copy = tmp_path / "live.age"
        assert server("backup", copy, "--recipient", age_pair[0]).returncode == 0
        done = live("restore", copy, "--identity", age_pair[1])
        assert done.returncode == 0, done.stdout + done.stderr
    else:
        live = server
    before = sorted(path.name for path in live.data.parent.iterdir())
    entries = count(live)
    done = live("rehearse")
    assert done.returncode == 0, done.stdout + done.stderr
    table = re.findall(r"^(.+?) {2,}(holds|RED) +(holds|RED|–)$", done.stdout, re.MULTILINE)
    assert [name for name, _restore, _upgrade in table][: len(ROWS)] == [row.name for row in ROWS]
    assert "RED" not in done.stdout
    # On a copy only, and nothing of it is left.
    assert count(live) == entries
    assert sorted(path.name for path in live.data.parent.iterdir()) == before
    print(f"{len(table)} endings hold after restore and upgrade")  # noqa: T201


def count(server):
    return server.python("-c", (
        "import django; django.setup()\n"
        "from spona.audit.models import Entry\nprint(Entry.objects.count())"
    ))  # fmt: skip


@pytest.mark.prove
@pytest.mark.postgresql
def test_each_row_of_the_rehearsal_is_red_when_its_ending_is_left_out(
    server, tmp_path, age_pair, request
):
    on_postgresql = bool(os.environ.get("SPONA_DATABASE"))
    target = request.getfixturevalue("empty_postgres" if on_postgresql else "empty")
    if on_postgresql:
        target.python("-m", "django", "migrate", "-v", "0")
    folder = tmp_path / "planted"
    folder.mkdir()
    found = planted_in(server, target, folder, age_pair)
    kinds = dict.fromkeys(row.kind for row in ROWS)
    assert found == {"nothing": []} | {
        kind: [row.name for row in ROWS if row.kind == kind] for kind in kinds
    }
    print(f"{len(kinds)} kinds left out one by one, each found")  # noqa: T201


@pytest.mark.parametrize("broken", ["folder", "backup"])
def test_a_rehearsal_that_cannot_be_held_says_so_and_leaves_nothing(server, broken):
    if broken == "folder":
        done = server("rehearse", "--beside", server.home / "no folder")
    else:
        # A file of the data that no backup can read.
        (server.secrets / "pepper").rename(server.secrets / "away")
        done = server("rehearse")
    assert done.returncode != 0
    assert ("does not exist" if broken == "folder" else "pepper is missing") in (
        done.stdout + done.stderr
    )
    assert not list(server.home.glob("spona-rehearsal-*"))
