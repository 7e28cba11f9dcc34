"""`audit verify`, `audit checkpoint` and `import`."""

from __future__ import annotations

import csv
import json
import uuid

import pytest

from spona.audit.verifier import spona_verify
from tests.reference.collected import COLLECTED, needs_collected_data


@pytest.mark.gate
def test_a_checkpoint_is_signed_and_the_log_is_whole(server):
    done = server("audit", "checkpoint")
    assert done.returncode == 0
    assert done.stdout.startswith("2 · ")
    verified = server("audit", "verify")
    assert verified.returncode == 0
    assert "whole" in verified.stdout
    assert done.stdout.strip() in verified.stdout


def test_a_changed_line_of_the_log_is_found(server):
    server.sql("DROP TRIGGER audit_entry_no_update")
    server.sql("UPDATE audit_entry SET actor = 'somebody else' WHERE seq = 2")
    done = server("audit", "verify")
    assert done.returncode == 1
    assert "entry 2 was changed" in done.stdout


def test_the_operator_takes_out_one_lane_and_its_log_says_so(server, tmp_path):
    [(lane, before)] = server.sql(
        "SELECT id, seq FROM audit_lane WHERE seq > 1 AND id != '00000000000000000000000000000000' "
        "ORDER BY seq DESC LIMIT 1"
    )
    done = server("audit", "export", uuid.UUID(lane))
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["seq"] for one in lines] == list(range(1, before + 2))
    assert (lines[-1]["name"], lines[-1]["actor"]) == ("log:exported", "system:operator")
    head = lines[-1]["hash"]
    assert server.sql(f"SELECT hex(head) FROM audit_lane WHERE id = '{lane}'") == [(head.upper(),)]
    assert "give it to nobody of the institution" in done.stderr
    strange = server("audit", "export", uuid.uuid4())
    assert (strange.returncode, strange.stdout) == (1, "")
    assert "There is no lane" in strange.stderr


def test_a_part_and_the_roots_are_an_archive_that_another_computer_checks(server, tmp_path):
    [(lane,)] = server.sql(
        "SELECT id FROM audit_lane WHERE seq > 1 AND id != '00000000000000000000000000000000' "
        "ORDER BY seq DESC LIMIT 1"
    )
    printed = server("audit", "checkpoint").stdout.strip()
    roots, part = tmp_path / "roots.json", tmp_path / "part.jsonl"
    roots.write_text(server("audit", "export", "roots").stdout)
    part.write_text(server("audit", "export", uuid.UUID(lane)).stdout)
    code, told = spona_verify.run(str(roots), str(part), [printed])
    assert code == 0, told
    lines = part.read_text().splitlines()
    part.write_text("\n".join(lines[:1] + lines[2:]) + "\n")
    assert spona_verify.run(str(roots), str(part), [printed])[0] == 1


def test_an_empty_folder_is_refused_line_by_line(server, tmp_path):
    (tmp_path / "collected").mkdir()
    done = server("import", tmp_path / "collected", "--into", tmp_path / "into")
    assert done.returncode == 1
    assert "towns.csv, whole file: the file is missing." in done.stderr
    assert "nothing was written" in done.stderr
    assert not (tmp_path / "into").exists()
    assert server("import", tmp_path / "nowhere").returncode == 2


@needs_collected_data
def test_collected_data_reaches_the_files_and_the_database(server, tmp_path):
    import spona.reference.own_data as own

    into, folder = tmp_path / "into", tmp_path / "collected"
    for source, target in ((own.DATA, into), (COLLECTED, folder)):
        target.mkdir()
        for path in source.iterdir():
            if path.is_file():
                (target / path.name).write_bytes(path.read_bytes())
    with (folder / "terms.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[:-1]
    with (folder / "terms.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    done = server("import", folder, "--into", into)
    assert done.returncode == 0, done.stderr
    assert "terms.json" in done.stdout
    assert len(json.loads((into / "terms.json").read_text())) == len(rows) - 1
