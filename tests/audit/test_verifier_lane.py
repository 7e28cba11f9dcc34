"""One's own log, read by the file that people take home: entry by entry, and against the roots."""

from __future__ import annotations

import json
import resource
import time
import uuid

import pytest

from spona.access.actor import Actor
from spona.audit import transaction
from spona.audit.models import Entry, Lane
from spona.audit.verifier import spona_verify
from tests.audit.log_export import (
    ENGLISH,
    GENESIS,
    WHOLE,
    entries,
    exported,
    run,
    said,
    write,
    write_lane,
)

PROVES = ("src/spona/audit", "src/spona/crypto", "tests/audit")
CENTRE, _SCHOOL, POLICE = WHOLE.houses


@pytest.fixture
def world():
    return WHOLE.copy()


def lane_take_out(lane):
    del lane[5:7]


def lane_take_first(lane):
    del lane[0]


def lane_cut(lane):
    del lane[8:]


def lane_swap(lane):
    lane[4], lane[5] = lane[5], lane[4]


def lane_double(lane):
    lane.insert(5, lane[4])


def lane_content(lane):
    lane[5]["actor"] = "somebody else"


def lane_detail(lane):
    lane[4]["detail"]["reference"] = "R-7K3M-Q3"


def lane_hash(lane):
    lane[11]["hash"] = "ab" * 32


def lane_written_anew(lane):
    """All hashes are right, and it is another past."""
    lane[:] = entries(CENTRE.id, 12)


def lane_grafted(lane):
    lane[6:] = entries(CENTRE.id, 12)[6:]


def lane_mixed(lane):
    lane[5] = entries(POLICE.id, 6)[5]


def lane_form(lane):
    lane[3]["more"] = ""


def lane_half_character(lane):
    lane[11]["actor"] = "\ud800"


LANES = {
    lane_take_out: "Entries of the log are missing: from 6 to 7.",
    lane_take_first: "Entries of the log are missing: from 1 to 1.",
    lane_cut: "The log ends with entry 8; checkpoint 5 knows entry 10.",
    lane_swap: "Entry 5 of the log stands after entry 6: out of order, or twice.",
    lane_double: "Entry 5 of the log stands after entry 5: out of order, or twice.",
    lane_content: "Entry 6 of the log was changed: its hash is another one.",
    lane_detail: "Entry 5 of the log was changed: its hash is another one.",
    lane_hash: "Entry 12 of the log was changed: its hash is another one.",
    lane_written_anew: "Entry 2 of the log is not the one that stands in checkpoint 1.",
    lane_grafted: "Entry 7 of the log does not follow the one before it.",
    lane_mixed: "Line 6 of the log belongs to the log of Полиција.",
    lane_form: "Line 4 of the log is cut off, or is no entry (/).",
    lane_half_character: "Entry 12 of the log was changed: its hash is another one.",
}


@pytest.mark.parametrize("attack", LANES, ids=lambda attack: attack.__name__)
def test_a_changed_log_is_found_and_named(tmp_path, world, attack):
    attack(world.lane)
    path = tmp_path / "lane.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in world.lane))
    export = write(tmp_path, world.export)
    code, text = run(export, "--lane", path, "--pin", WHOLE.line(3), *ENGLISH)
    assert code == 1
    assert LANES[attack] in text


def test_a_log_that_is_cut_or_is_something_else_is_no_alarm(tmp_path, world):
    export, whole = write(tmp_path, world.export), write_lane(tmp_path, world.lane).read_bytes()
    others = write_lane(tmp_path, entries(POLICE.id, 12)).read_bytes()
    is_other = "The file given with --lane is no log of Spona's"
    for content, expected in (
        (whole[:-20], "breaks off in line 12: it did not arrive whole."),
        (b"", "The file of the log is empty."),
        (b"%PDF-1.7", is_other),
        (b"\xff\xfe\x00", is_other),
        (b"[" * 100_000, is_other),
        (b"null\n", is_other),
        (b"\n", is_other),
        (b"{}\n" * 30, is_other),
        (others, "stands in no checkpoint of this export."),
    ):
        path = tmp_path / "cut.jsonl"
        path.write_bytes(content)
        code, text = run(export, "--lane", path, "--pin", WHOLE.line(3), *ENGLISH)
        assert code == 4, content[:10]
        assert expected in text
        assert "NOT CHECKED" in text
        assert "HOLD" not in text


def test_a_line_that_is_broken_in_the_middle_is_a_fault(tmp_path, world):
    lines = write_lane(tmp_path, world.lane).read_bytes().splitlines(keepends=True)
    lines[5] = lines[5][:-20] + b"\n"
    path = tmp_path / "cut.jsonl"
    path.write_bytes(b"".join(lines))
    code, text = run(
        write(tmp_path, world.export), "--lane", path, "--pin", WHOLE.line(3), *ENGLISH
    )
    assert (code, "Line 6 of the log is cut off, or is no entry" in text) == (1, True)


def test_only_the_first_faults_are_told_one_by_one(tmp_path, world):
    world.lane[:] = entries(CENTRE.id, 500)
    for entry in world.lane:
        entry["actor"] = "somebody else"
    code, text = said(tmp_path, world)
    assert code == 1
    assert text.count("was changed") < 25
    assert "… and more." in text


@pytest.mark.django_db
def test_entries_that_the_application_wrote_are_hashed_alike(tmp_path, world):
    house = uuid.uuid4()
    by = Actor(person_id=uuid.uuid4(), institution_id=house)
    details = (
        {},
        {"count": 3, "reason": 'č ћ "\n'},
        {"rows": [1, None, True, {"b": 1.25, "a": "x"}]},
    )
    for number in range(9):
        with transaction() as log:
            subject = ("case", uuid.uuid4() if number % 2 else None)
            log.record("case:opened", by=by, subject=subject, detail=details[number % 3])
    lane = [exported(entry) for entry in Entry.objects.filter(lane=house).order_by("seq")]
    head = Lane.objects.get(pk=house)
    for root in world.export["roots"]:
        root["lanes"] = [[str(house), head.seq, bytes(head.head).hex()]]
    world.sign()
    assert len(lane) == 9
    found = run(
        write(tmp_path, world.export), "--lane", write_lane(tmp_path, lane),
        "--pin", world.line(5), *ENGLISH,
    )  # fmt: skip
    assert found[0] == 0, found[1]
    assert f"Log of {house}: 9 entries, each follows the one before; 0 since" in found[1]


@pytest.mark.prove
@pytest.mark.alone
def test_a_log_of_a_million_entries_is_read_in_little_memory(tmp_path, world):
    number, path = 10**6, tmp_path / "lane.jsonl"
    one = world.lane[0] | {"previous": GENESIS.hex()}
    with path.open("w", encoding="utf-8") as file:
        for seq in range(1, number + 1):
            one["seq"], one["subject_id"] = seq, str(uuid.UUID(int=seq))
            one["hash"] = spona_verify.entry_hash(one)
            file.write(json.dumps(one) + "\n")
            one["previous"] = one["hash"]
    for root in world.export["roots"]:
        root["lanes"] = [[one["lane"], number, one["hash"]]]
    world.sign()
    export, begun = write(tmp_path, world.export), time.monotonic()
    code, text = run(export, "--lane", path, "--pin", world.line(5), *ENGLISH)
    assert (code, "1000000 entries" in text) == (0, True)
    seconds = time.monotonic() - begun
    # Counted with it is what this process held when it began the other one.
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert held < path.stat().st_size / 2
    print(f"{number} entries in {seconds:.0f} s (aim: a minute)")  # noqa: T201
