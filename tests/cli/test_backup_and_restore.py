"""A backup comes back whole on either database, opens nothing for others, and says when it cannot."""

from __future__ import annotations

import io
import json
import os
import tarfile

import pyrage
import pytest


@pytest.fixture
def age_pair(saved_once):
    """The pair of the backup that was made once; a test may spoil its own copy."""
    return saved_once[1:]


@pytest.fixture
def copy(saved_once, tmp_path):
    target = tmp_path / "of_template.age"
    target.write_bytes(saved_once[0].read_bytes())
    return target


def saved(server, tmp_path, public):
    target = tmp_path / "copy.age"
    done = server("backup", target, "--recipient", public)
    assert done.returncode == 0, done.stderr + done.stdout
    return target


def plain(target, identity_file):
    key = pyrage.x25519.Identity.from_str(identity_file.read_text().splitlines()[-1])
    return pyrage.decrypt(target.read_bytes(), [key])


def members(archive):
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar}


def expect_whole(other, server):
    assert other("audit", "verify").returncode == 0
    expected = server.home / "expected.json"
    assert "opened" in other.python("-m", "tests.cli.opens", str(expected))


@pytest.mark.gate
def test_a_backup_comes_back_into_an_empty_sqlite(copy, server, empty, age_pair):
    identity = age_pair[1]
    done = empty("restore", copy, "--identity", identity)
    assert done.returncode == 0, done.stderr + done.stdout
    expect_whole(empty, server)


def test_a_backup_of_sqlite_comes_back_into_postgresql_and_from_there_again(
    copy, server, empty, empty_postgres, tmp_path, age_pair
):
    public, identity = age_pair
    done = empty_postgres("restore", copy, "--identity", identity)
    assert done.returncode == 0, done.stderr + done.stdout
    expect_whole(empty_postgres, server)
    back = tmp_path / "back.age"
    done = empty_postgres("backup", back, "--recipient", public)
    assert done.returncode == 0, done.stderr
    done = empty("restore", back, "--identity", identity)
    assert done.returncode == 0, done.stderr + done.stdout
    expect_whole(empty, server)


def test_every_row_comes_back_as_it_was_with_its_id_and_its_instants(
    copy, empty, tmp_path, age_pair
):
    public, identity = age_pair
    first = members(plain(copy, identity))
    assert empty("restore", copy, "--identity", identity).returncode == 0
    again = tmp_path / "again.age"
    assert empty("backup", again, "--recipient", public).returncode == 0
    second = members(plain(again, identity))
    changed = {name for name in first | second if first.get(name) != second.get(name)}
    # Only the log grew, by two lines about the restore (and by what Bea did not do here), and
    # each account begins a new epoch: every session and whatever hangs on one has ended.
    assert {name.split("/")[1] if "/" in name else name for name in changed} == {
        "format.json", "manifest.json", "audit.lane", "audit.entry", "identity.account",
    }  # fmt: skip
    assert second["rows/audit.entry/000001"].count(b"\n") == (
        first["rows/audit.entry/000001"].count(b"\n") + 2
    )
    name = "rows/identity.account/000001"
    epoch = json.loads(first["format.json"])["tables"]["identity.account"].index("epoch")
    for old, new in zip(first[name].splitlines(), second[name].splitlines(), strict=True):
        was, now = json.loads(old), json.loads(new)
        assert now.pop(epoch) == was.pop(epoch) + 1
        assert now == was


def test_the_log_says_that_it_was_restored_and_from_which_head(copy, empty, age_pair):
    identity = age_pair[1]
    manifest = json.loads(members(plain(copy, identity))["manifest.json"])
    assert empty("restore", copy, "--identity", identity).returncode == 0
    detail = empty.sql("SELECT detail FROM audit_entry WHERE name = 'log:restored'")
    head = manifest["lanes"]["00000000-0000-0000-0000-000000000000"][1]
    assert [json.loads(row[0])["previous_head"] for row in detail] == [head]


def test_no_key_file_is_in_a_backup(copy, server, age_pair):
    identity = age_pair[1]
    archive = plain(copy, identity)
    assert [text for text in server.secret_texts() if text in archive] == []
    # The search finds a key that is there.
    planted = archive + (server.secrets / "pepper").read_bytes()
    assert any(text in planted for text in server.secret_texts())


def test_no_session_and_nothing_readable_of_a_sealed_text_is_in_a_backup(copy, age_pair):
    identity = age_pair[1]
    archive = plain(copy, identity)
    assert b"1" * 64 not in archive
    assert not any("identity.session" in name for name in members(archive))
    assert "Ово је виђено".encode() not in archive


def test_a_backup_is_for_its_owner_only_and_never_overwrites(server, tmp_path, age_pair):
    target = saved(server, tmp_path, age_pair[0])
    assert target.stat().st_mode & 0o777 == 0o600
    before = target.read_bytes()
    assert server("backup", target, "--recipient", age_pair[0]).returncode != 0
    assert target.read_bytes() == before
    inside = server("backup", server.data / "copy.age", "--recipient", age_pair[0])
    assert inside.returncode != 0
    assert "another disk" in inside.stderr


def test_another_identity_opens_nothing_and_changes_nothing(copy, empty, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    done = empty("restore", copy, "--identity", other)
    assert done.returncode == 1
    assert "does not open" in done.stdout
    assert still_empty(empty)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.9999])
def test_a_cut_backup_is_refused_and_changes_nothing(copy, empty, age_pair, share):
    os.truncate(copy, int(copy.stat().st_size * share))
    done = empty("restore", copy, "--identity", age_pair[1])
    assert done.returncode == 1, done.stderr
    assert "Nothing was changed" in done.stdout
    assert still_empty(empty)


def test_a_changed_byte_is_refused_and_changes_nothing(copy, empty, age_pair):
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    done = empty("restore", copy, "--identity", age_pair[1])
    assert done.returncode == 1
    assert "changed" in done.stdout
    assert still_empty(empty)


def test_restore_goes_only_into_an_empty_database(copy, server, age_pair):
    before = server.sql("SELECT count(*) FROM audit_entry")
    done = server("restore", copy, "--identity", age_pair[1])
    assert done.returncode != 0
    assert "not empty" in done.stderr
    assert server.sql("SELECT count(*) FROM audit_entry") == before


def test_restore_with_other_key_files_says_which_are_missing(copy, empty, age_pair):
    (empty.secrets / "pepper").write_text(os.urandom(32).hex())
    done = empty("restore", copy, "--identity", age_pair[1])
    assert done.returncode == 1
    assert "pepper" in done.stdout
    assert "from the safe" in done.stdout
    assert still_empty(empty)


def test_an_archive_without_its_end_or_with_other_counts_is_refused(
    copy, empty, tmp_path, age_pair
):
    """Also when the one who made the archive holds the key: what counts is that it is equal."""
    public, identity = age_pair
    whole = members(plain(copy, identity))
    without_end = {name: text for name, text in whole.items() if name != "manifest.json"}
    name = "rows/reference.town/000001"
    without_row = whole | {name: b"\n".join(whole[name].splitlines()[:-1])}
    for number, parts in enumerate((without_end, without_row)):
        target = tmp_path / f"{number}.age"
        target.write_bytes(
            pyrage.encrypt(tarred(parts), [pyrage.x25519.Recipient.from_str(public)])
        )
        done = empty("restore", target, "--identity", identity)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Nothing was changed" in done.stdout
        assert still_empty(empty)


@pytest.mark.parametrize("lies", ["in the data folder", "beside the backup", "at the place"])
def test_what_was_erased_after_the_backup_stays_erased(
    copy, server, empty, tmp_path, age_pair, lies
):
    """The action writes the endings itself; they come from the old server or from the backups."""
    public, identity = age_pair
    said = json.loads((server.home / "expected.json").read_text())
    place = tmp_path / "place"
    place.mkdir()
    if lies == "at the place":
        # From the first backup into a folder on, each ending goes there as it happens.
        assert server("backup", place, "--recipient", public).returncode == 0
        (old,) = place.glob("*.age")
    else:
        old = copy
    assert server.python("-m", "tests.cli.erase", str(server.home / "expected.json")) == "1"
    endings = server.data / "endings.jsonl"
    assert said["box"] in endings.read_text()
    if lies == "in the data folder":
        for name in ("endings.jsonl", "endings.mark"):
            (empty.data / name).write_text((server.data / name).read_text())
    elif lies == "beside the backup":
        # A later backup lays them beside all; the one that comes back is the older one.
        assert server("backup", tmp_path / "later.age", "--recipient", public).returncode == 0
        assert (tmp_path / "endings.sealed").stat().st_mode & 0o777 == 0o600
    else:
        assert said["box"] not in (place / "endings.sealed").read_text()
    done = empty("restore", old, "--identity", identity)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 endings since the backup hold again; none are unknown" in done.stdout
    kept = {box for (box,) in empty.sql("SELECT DISTINCT box_id FROM vault_section")}
    assert said["box"].replace("-", "") not in kept
    # Its text came back, and nobody's key to it.
    other = said["other_box"].replace("-", "")
    assert other in kept
    grants = "SELECT count(*) FROM vault_grant g JOIN vault_section s ON s.id = g.section_id"
    assert empty.sql(f"{grants} WHERE s.box_id = '{other}'") == [(0,)]
    assert list((empty.data / "files").glob("??/*")) == []
    assert empty("audit", "verify").returncode == 0
    replayed = empty.sql("SELECT subject_kind FROM audit_entry WHERE name = 'ending:replayed'")
    assert replayed == [("box",), ("grant",)]
    # The new server remembers too, for the restore after this one.
    assert said["box"] in (empty.data / "endings.jsonl").read_text()
    assert empty.sql("SELECT seq, kind FROM audit_ending") == [(1, "box"), (2, "grant")]


def test_a_line_of_the_endings_that_is_not_ours_stops_the_restore_and_is_named(
    copy, server, empty, age_pair
):
    """A tombstone with a wrong tag: somebody would erase what nobody erased."""
    server.python("-m", "tests.cli.erase", str(server.home / "expected.json"))
    lines = (server.data / "endings.jsonl").read_text().splitlines()
    changed = lines[1].replace('"kind":"grant"', '"kind":"box"')
    assert changed != lines[1]
    (empty.data / "endings.jsonl").write_text(f"{lines[0]}\n{changed}\n")
    done = empty("restore", copy, "--identity", age_pair[1])
    assert done.returncode == 1
    assert "endings.jsonl, line 2" in done.stdout
    assert still_empty(empty)


def test_endings_of_another_past_stop_the_restore(
    copy, server, empty, empty_template, tmp_path, age_pair
):
    """Two servers went on from one backup: what one of them ended is not this one's."""
    twin = empty_template.copied(tmp_path / "twin")
    assert twin("restore", copy, "--identity", age_pair[1]).returncode == 0
    for one, number in ((server, 1), (twin, 2)):
        one.python("-m", "tests.cli.erase", str(server.home / "expected.json"))
        (tmp_path / f"{number}.jsonl").write_text((one.data / "endings.jsonl").read_text())
    both = [f"--endings={tmp_path / f'{number}.jsonl'}" for number in (1, 2)]
    done = empty("restore", copy, "--identity", age_pair[1], *both)
    assert done.returncode == 1
    assert "another past" in done.stdout
    assert still_empty(empty)


def test_a_restore_that_cannot_know_says_from_when_to_when(copy, empty, age_pair):
    done = empty("restore", copy, "--identity", age_pair[1], "--stopped", "2099-01-01T00:00")
    assert done.returncode == 0, done.stderr
    assert "2099-01-01 00:00 UTC IS NOT KNOWN" in done.stdout
    said = json.loads(empty.sql("SELECT detail FROM audit_entry WHERE name = 'log:restored'")[0][0])
    assert said["unknown"][1].startswith("2099-01-01")


def test_a_passphrase_seals_and_opens_a_backup_too(server, empty, tmp_path):
    phrase, target = tmp_path / "phrase", tmp_path / "copy.age"
    phrase.write_text("sedam plavih bicikala na mostu\n")
    assert server("backup", target, "--passphrase-file", phrase).returncode == 0
    done = empty("restore", target, "--passphrase-file", phrase)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_folder_keeps_thirty_five_days_of_backups(server, tmp_path, age_pair):
    folder = tmp_path / "copies"
    folder.mkdir()
    old, foreign = folder / "spona-20200101-000000.age", folder / "letter.age"
    for path in (old, foreign):
        path.write_bytes(b"x")
        os.utime(path, (0, 0))
    assert server("backup", folder, "--recipient", age_pair[0]).returncode == 0
    assert not old.exists()
    assert foreign.exists()
    assert len(list(folder.glob("spona-*.age"))) == 1


def test_what_is_written_during_a_backup_does_not_tear_it(server, empty, tmp_path, age_pair):
    """Rows are added while the copy runs; counts and chains of the copy fit each other."""
    busy = server.start_python("-m", "tests.cli.busy")
    try:
        assert busy.stdout.readline().strip() == "writing"
        target = saved(server, tmp_path, age_pair[0])
        assert busy.poll() is None
    finally:
        busy.kill()
        busy.wait(10)
        busy.stdout.close()
    done = empty("restore", target, "--identity", age_pair[1])
    assert done.returncode == 0, done.stdout + done.stderr


def tarred(parts):
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as tar:
        for name, text in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text))
    return sink.getvalue()


def still_empty(server):
    tables = ("audit_entry", "reference_town", "identity_account", "vault_box")
    counts = [server.sql(f"SELECT count(*) FROM {table}")[0][0] for table in tables]
    return counts == [0, 0, 0, 0] and not list((server.data / "files").glob("??/*"))
