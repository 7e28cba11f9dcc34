"""The file that people take home, run as they run it: every change of a log is found and named."""

from __future__ import annotations

import ast
import copy
import json
import os
import re
import resource
import sys
import time
import uuid
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spona.access.actor import Actor
from spona.audit import transaction
from spona.audit.models import Entry, Lane
from spona.audit.verifier import spona_verify
from spona.crypto.encoding import canonical
from tests.audit.log_export import (
    FILE,
    GENESIS,
    World,
    entries,
    exported,
    run,
    spoken,
    write,
    write_lane,
)

PROVES = ("src/spona/audit", "src/spona/crypto", "tests/audit")
WHOLE = World()
CENTRE, SCHOOL, POLICE = WHOLE.houses
ENGLISH = ("--language", "en")


@pytest.fixture
def world():
    return WHOLE.copy()


def said(folder, world, *more, pin=3, lane=True):
    """(how it ends, what it says) of an export, with the line that was printed before."""
    pins = ["--pin", WHOLE.line(pin)] if pin else []
    lanes = ["--lane", write_lane(folder, world.lane)] if lane else []
    return run(write(folder, world.export), *pins, *lanes, *ENGLISH, *more)


# --- What is whole. ---


def test_a_whole_log_with_a_printed_line_holds_and_says_what_was_read(tmp_path, world):
    code, text = said(tmp_path, world)
    assert code == 0
    assert text.splitlines() == [
        "Checkpoints in the export: 5, from 2026-11-02T02:00 to 2026-11-06T02:00 (UTC).",
        "The last one, 5, was co-signed by 2 of 3 institutions: Škola, Центар.",
        "Log of Центар: 12 entries, each follows the one before; 2 since the last checkpoint.",
        "Found: printed checkpoint 3. Up to it nothing was changed or taken out since then.",
        "What came after checkpoint 3 only agrees with itself.",
        "Names are as the export has them: whose a key is, only its eight words show.",
        "Not shown: whether others were given the same history. Compare printed lines by phone.",
        "IT HOLDS.",
    ]


def test_without_a_pin_it_only_agrees_with_itself(tmp_path, world):
    code, text = said(tmp_path, world, pin=None)
    assert code == 3
    assert "AGREES WITH ITSELF, no more" in text
    assert "HOLDS" not in text


@pytest.mark.parametrize("script", [0, 1])
def test_eight_words_hold_up_to_the_last_checkpoint_that_this_key_signed(tmp_path, world, script):
    code, text = said(tmp_path, world, "--pin", spoken(CENTRE.words(1))[script], pin=None)
    assert code == 0
    assert "the eight words of Центар, key 1. Up to checkpoint 3 all is as its officers saw" in text
    assert "What came after checkpoint 3 only agrees with itself" in text


def test_all_pins_must_be_found_and_the_newest_one_counts(tmp_path, world):
    both = ("--pin", *SCHOOL.words(), "--pin", *CENTRE.words(2))
    code, text = said(tmp_path, world, *both)
    assert code == 0
    assert "only agrees with itself" not in text
    strange = World().line(2)
    assert said(tmp_path, world, *both, "--pin", strange)[0] == 1


def test_a_last_checkpoint_without_a_witness_is_said(tmp_path, world):
    world.export["roots"][4]["witnesses"] = []
    code, text = said(tmp_path, world)
    assert code == 0
    assert "The last one, 5, was co-signed by no institution: without a witness." in text


def test_another_key_of_the_server_is_said(tmp_path, world):
    first, world.server = world.export["checkpoint_keys"], os.urandom(32)
    other = World()
    world.server = other.server
    world.export["checkpoint_keys"] = [*first, *other.export["checkpoint_keys"]]
    for root in world.export["roots"][3:]:
        root["key"] = 1
    world.sign(4)
    code, text = said(tmp_path, world)
    assert code == 0
    assert "Since checkpoint 4 the server signs with another key. Ask the operator why." in text


# --- How a pin is typed. ---

LINE = WHOLE.line(3)
HASHED = LINE[-16:]


@pytest.mark.parametrize(
    "typed",
    [
        LINE,
        LINE.upper(),
        LINE.replace("·", " "),
        LINE.replace("· ", ""),
        f"  {LINE} · potvrdilo 1 od 7 ",
        f"{LINE} · ПОТВРДИЛО 2 ОД 7",
        f"{LINE} · bez svedoka",
        f"{LINE} · без сведока",
        LINE.replace("UTC", ""),
        LINE.replace("UTC", "утц"),
        LINE.replace("02:00", "2.00"),
        LINE.replace("2026-11-04", "2026 11 4"),
        LINE.replace(HASHED, " ".join(HASHED[n : n + 4] for n in range(0, 16, 4))),
        LINE.replace(HASHED, HASHED.replace("0", "O").replace("1", "l")),
        LINE.replace(HASHED, HASHED.translate(str.maketrans("abcdef", "абцдеф"))),
    ],
)
def test_a_line_is_found_however_it_is_typed(typed):
    expected = {"number": 3, "at": "2026-11-04T02:00", "begins": HASHED}
    found = spona_verify.parsed_pin(typed)
    assert {**found, **expected} == found
    assert spona_verify.parsed_pin(f"{LINE} · potvrdilo 2 od 7")["witnesses"] == 2


@pytest.mark.parametrize(
    "change",
    [str.upper, str.title, lambda text: text.replace(" ", ""), lambda text: text.replace(" ", " - "),
     lambda text: " ".join(f"{n}. {word}" for n, word in enumerate(text.split(), 1))],
)  # fmt: skip
def test_words_are_found_however_they_are_typed(change):
    expected = "".join(SCHOOL.words())
    for text in spoken(SCHOOL.words()):
        assert spona_verify.parsed_pin(change(text)) == expected


def test_a_line_without_quotation_marks_is_one_pin(tmp_path, world):
    path = write(tmp_path, world.export)
    assert run(path, "--pin", *LINE.split(), *ENGLISH)[0] == 0


@pytest.mark.parametrize(
    "typed",
    ["", "12", LINE[:-1], "lusab babad", " ".join([*SCHOOL.words()[:7], "mudok sakat"]),
     " ".join([*SCHOOL.words()[:7], "xxxxx"]), f"{'9' * 30} 2026-11-04 02:00 UTC {HASHED}"],
)  # fmt: skip
def test_what_is_no_pin_is_refused_and_nothing_is_said_to_hold(tmp_path, world, typed):
    code, text = run(write(tmp_path, world.export), "--pin", typed, *ENGLISH)
    assert code == 2
    assert "Neither a printed line" in text
    assert "HOLD" not in text


# --- What an attacker changes. `sign` is what somebody with the server's keys can do too. ---


def change_time(world):
    world.export["roots"][2]["at"] = "2026-11-04T02:00:00.123457+00:00"


def change_head(world):
    world.export["roots"][2]["lanes"][1][2] = "ab" * 32


def change_number(world):
    world.export["roots"][4]["number"] = 6


def take_out(world):
    del world.export["roots"][2]


def take_first(world):
    del world.export["roots"][0]


def swap(world):
    roots = world.export["roots"]
    roots[1], roots[2] = roots[2], roots[1]


def twice(world):
    world.export["roots"].insert(2, copy.deepcopy(world.export["roots"][2]))


def two_of_one_number(world):
    other = WHOLE.copy()
    change_time(other)
    other.sign(3)
    world.export["roots"].insert(3, other.export["roots"][2])


def graft(world):
    """The end of another history, whose hashes and signatures are right by themselves."""
    other = WHOLE.copy()
    change_time(other)
    other.sign(3)
    world.export["roots"][3:] = other.export["roots"][3:]


def back_in_time(world):
    world.export["roots"][3]["at"] = world.export["roots"][1]["at"]
    world.sign(4)


def lane_gone(world):
    del world.export["roots"][3]["lanes"][0]
    world.sign(4)


def place(world):
    return next(
        n for n, one in enumerate(world.export["roots"][0]["lanes"]) if one[0] == str(CENTRE.id)
    )


def lane_back(world):
    world.export["roots"][3]["lanes"][place(world)][1:] = [4, world.lane[3]["hash"]]
    world.sign(4)


def lane_other(world):
    world.export["roots"][3]["lanes"][place(world)][1:] = [6, "cd" * 32]
    world.sign(4)


def lanes_unordered(world):
    world.export["roots"][0]["lanes"].reverse()
    world.sign()


def lane_twice(world):
    lanes = world.export["roots"][0]["lanes"]
    lanes.insert(1, copy.deepcopy(lanes[0]))
    world.sign()


def server_key(world):
    world.export["checkpoint_keys"] = World().export["checkpoint_keys"]


def server_key_unused(world):
    world.export["checkpoint_keys"] += World().export["checkpoint_keys"]


def server_key_missing(world):
    world.export["roots"][4]["key"] = 1


def foreign_signature(world):
    world.export["roots"][4]["signature"] = world.export["roots"][3]["signature"]


def witness_of_another_root(world):
    roots = world.export["roots"]
    roots[2]["witnesses"][1]["signature"] = roots[3]["witnesses"][1]["signature"]


def witness_of_nobody(world):
    signature = SCHOOL.witness(World().export["roots"][2])["signature"]
    world.export["roots"][2]["witnesses"][1]["signature"] = signature


def witness_under_another_name(world):
    world.export["roots"][2]["witnesses"][1]["institution"] = str(POLICE.id)


def witness_unknown(world):
    world.export["roots"][2]["witnesses"][1]["version"] = 2


def witness_twice(world):
    witnesses = world.export["roots"][2]["witnesses"]
    witnesses.append(copy.deepcopy(witnesses[0]))


def witness_with_an_old_key(world):
    """Somebody who once got the first key signs after the second one was made."""
    root = world.export["roots"][4]
    root["witnesses"][0] = CENTRE.witness(root, 1)


def key_replaced(world):
    world.export["institutions"][0]["keys"][1]["witness_key"] = "00" * 32


def key_signed_by_a_stranger(world):
    stranger = World().houses[0].exported()["keys"][1]["signed_by_previous"]
    world.export["institutions"][0]["keys"][1]["signed_by_previous"] = stranger


def key_unsigned(world):
    world.export["institutions"][0]["keys"][1]["signed_by_previous"] = None


def first_key_taken_out(world):
    del world.export["institutions"][0]["keys"][0]


def keys_unordered(world):
    world.export["institutions"][0]["keys"].reverse()


def institution_twice(world):
    world.export["institutions"].append(POLICE.exported())


OUTSIDE = {  # attack → what is said
    change_time: "Checkpoint 3: something in it was changed",
    change_head: "Checkpoint 3: something in it was changed",
    change_number: "Checkpoints are missing: from 5 to 5.",
    take_out: "Checkpoints are missing: from 3 to 3.",
    take_first: "Checkpoints are missing: from 1 to 1.",
    swap: "Checkpoint 2 stands after checkpoint 3: out of order, or twice.",
    twice: "Checkpoint 3 stands after checkpoint 3: out of order, or twice.",
    two_of_one_number: "There are two different checkpoints 3: somebody keeps two histories.",
    graft: "Checkpoint 4 does not follow the one before it: it names another one.",
    back_in_time: "Checkpoint 4 is older than checkpoint 3, which stands before it.",
    lane_gone: "the log of {lane} is missing; checkpoint 3 still had it.",
    lane_back: "Checkpoint 4: the log of Центар goes back from entry 6 to entry 4.",
    lane_other: "Checkpoint 4: entry 6 of Центар is another one than in checkpoint 3.",
    lanes_unordered: "Checkpoint 1: the logs in it are not in order, or one stands twice.",
    lane_twice: "Checkpoint 1: the logs in it are not in order, or one stands twice.",
    server_key: "Checkpoint 1 is not signed by the server's key.",
    server_key_unused: "The list of the server's keys does not fit the checkpoints.",
    server_key_missing: "Checkpoint 5 is not signed by the server's key.",
    foreign_signature: "Checkpoint 5 is not signed by the server's key.",
    witness_of_another_root: "Checkpoint 3: Škola did not sign this one, but checkpoint 4.",
    witness_of_nobody: "Checkpoint 3: the signature was not made by key 1 of Škola.",
    witness_under_another_name: "Checkpoint 3: the signature was not made by key 1 of Полиција.",
    witness_unknown: "Checkpoint 3: the export has no key 2 of Škola, said to have co-signed.",
    witness_twice: "Checkpoint 3: among those who co-signed, Центар stands twice.",
    witness_with_an_old_key:
        "Checkpoint 5: Центар signed with key 1, having used the newer key 2 before.",
    key_replaced: "Key 2 of Центар is not signed by key 1, the one before it.",
    key_signed_by_a_stranger: "Key 2 of Центар is not signed by key 1, the one before it.",
    key_unsigned: "Key 2 of Центар lacks the signature of key 1: compare its words by phone, --pin.",
    first_key_taken_out: "Key 2 of Центар is not signed by key 0, the one before it.",
    keys_unordered: "The keys of Центар are out of order at key 1, or it stands twice.",
    institution_twice: "An institution stands twice in the export.",
}  # fmt: skip


@pytest.mark.parametrize("attack", OUTSIDE, ids=lambda attack: attack.__name__)
def test_a_changed_export_is_found_and_named(tmp_path, world, attack):
    attack(world)
    code, text = said(tmp_path, world, lane=False)
    lane = WHOLE.export["roots"][0]["lanes"][0][0]
    names = {str(house.id): house.name for house in WHOLE.houses} | {str(uuid.UUID(int=0)): "Spona"}
    assert code == 1
    assert OUTSIDE[attack].format(lane=names[lane]) in text
    assert text.endswith("see the handbook.\n")
    assert "IT HOLDS" not in text
    # Without the pin it is found as well: one's own keys contradict each other.
    assert said(tmp_path, world, lane=False, pin=None)[0] == 1


def test_whoever_has_the_servers_keys_writes_all_anew_and_the_pins_find_it(tmp_path, world):
    change_time(world)
    world.sign(3, witnessed=False)
    assert said(tmp_path, world, pin=None)[0] == 3
    code, text = said(tmp_path, world)
    assert code == 1
    assert "Checkpoint 3 is not the printed one: the past was changed since" in text
    assert said(tmp_path, world, pin=2)[0] == 0
    code, text = said(tmp_path, world, "--pin", *CENTRE.words(2), pin=None)
    assert code == 1
    assert "The words are of key 2 of Центар, which co-signed no checkpoint here." in text


def test_houses_that_an_attacker_invented_have_other_words(tmp_path, world):
    forged = World()
    for house, real in zip(forged.houses, world.houses, strict=True):
        house.id, house.name = real.id, real.name
    forged.export["institutions"] = [house.exported() for house in forged.houses]
    forged.sign()
    assert said(tmp_path, forged, pin=None, lane=False)[0] == 3
    code, text = said(tmp_path, forged, "--pin", *SCHOOL.words(), pin=None, lane=False)
    assert code == 1
    assert "No key in the export has these words: it was replaced, or they are mistyped." in text


def test_an_intake_key_that_was_replaced_has_other_words(tmp_path, world):
    world.export["institutions"][1]["keys"][0]["intake_key"] = POLICE.intake[0].hex()
    assert said(tmp_path, world, "--pin", *SCHOOL.words(), pin=None)[0] == 1


def test_an_end_that_was_cut_off_lacks_what_was_printed(tmp_path, world):
    del world.export["roots"][2:]
    code, text = said(tmp_path, world, lane=False)
    assert code == 1
    assert "The printed checkpoint 3 is not in the export, which ends with checkpoint 2." in text


def test_a_witness_who_was_taken_out_is_missed_by_the_line_that_counted_them(tmp_path, world):
    line = f"{WHOLE.line(3)} · potvrdilo 2 od 3"
    assert said(tmp_path, world, "--pin", line, pin=None)[0] == 0
    del world.export["roots"][2]["witnesses"][0]
    code, text = said(tmp_path, world, "--pin", line, pin=None)
    assert code == 1
    assert "The printed line says that 2 co-signed checkpoint 3; in the export 1 did." in text


@pytest.mark.parametrize(("old", "new"), [("3 ·", "4 ·"), ("-11-04", "-11-05"), ("02:00", "02:01")])
def test_a_line_must_fit_in_all_its_parts(tmp_path, world, old, new):
    code, text = said(tmp_path, world, "--pin", WHOLE.line(3).replace(old, new), pin=None)
    assert code == 1
    assert "is not the printed one" in text


def test_a_key_that_replaced_a_lost_one_counts_once_its_words_were_compared(tmp_path, world):
    """Who lost every key has nobody who could sign the new one."""
    key_unsigned(world)
    assert said(tmp_path, world)[0] == 1
    assert said(tmp_path, world, "--pin", *CENTRE.words(1))[0] == 1
    assert said(tmp_path, world, "--pin", *CENTRE.words(2))[0] == 0


def test_a_new_key_that_signed_nothing_yet_may_lack_the_signature_of_the_old_one(tmp_path, world):
    key_unsigned(world)
    for root in world.export["roots"][3:]:
        root["witnesses"] = [SCHOOL.witness(root)]
    assert said(tmp_path, world)[0] == 0
    code, text = said(tmp_path, world, "--pin", *CENTRE.words(2), pin=None)
    assert code == 1
    assert "key 2 of Центар, which co-signed no checkpoint here" in text


# --- One's own log. ---


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


def lane_of_others(lane):
    lane[:] = entries(POLICE.id, 12)


def lane_mixed(lane):
    lane[5] = entries(POLICE.id, 6)[5]


def lane_empty(lane):
    lane.clear()


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
    lane_of_others: "stands in no checkpoint of this export.",
    lane_mixed: "Line 6 of the log belongs to the log of Полиција.",
    lane_empty: "Line 1 of the log is cut off, or is no entry (/).",
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


def test_a_log_that_is_cut_in_a_line_or_is_something_else_is_refused(tmp_path, world):
    export, whole = write(tmp_path, world.export), write_lane(tmp_path, world.lane).read_bytes()
    for content in (whole[:-20], b"\xff\xfe\x00", b"[" * 100_000, b"null\n", b"\n", b"{}\n" * 30):
        path = tmp_path / "cut.jsonl"
        path.write_bytes(content)
        code, text = run(export, "--lane", path, "--pin", WHOLE.line(3), *ENGLISH)
        assert code == 1, content[:10]
        assert "of the log is cut off, or is no entry" in text


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
def test_a_log_of_a_million_entries_is_read_within_a_minute_and_little_memory(tmp_path, world):
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
    assert time.monotonic() - begun < 60
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 100 * 1024


# --- One byte. ---

TEXT = json.dumps(WHOLE.export, ensure_ascii=False).encode()


@settings(max_examples=300, deadline=None)
@given(place=st.integers(0, len(TEXT) - 1), byte=st.integers(0, 255))
def test_any_changed_byte_is_found_or_nothing_depends_on_it(tmp_path_factory, place, byte):
    changed = TEXT[:place] + bytes([byte]) + TEXT[place + 1 :]
    path = tmp_path_factory.mktemp("byte") / "export.json"
    path.write_bytes(changed)
    code, _said = spona_verify.run(str(path), "", [WHOLE.line(5)])
    assert code == 1 or nothing_depends_on(changed)


def nothing_depends_on(changed):
    """The same content; or another name; or the sealing half of a key that no words are given of."""
    found = json.loads(changed)
    free = json.loads(TEXT)
    for one, other in zip(found["institutions"], free["institutions"], strict=True):
        other["name"] = one["name"]
        for key, its in zip(one["keys"], other["keys"], strict=True):
            its["intake_key"] = key["intake_key"]
        if other["id"] == str(POLICE.id):  # They never signed.
            other.update(one)
    return found == free


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, len(TEXT) - 1), byte=st.integers(0, 255))
def test_with_all_words_given_only_names_are_free(tmp_path_factory, place, byte):
    changed = TEXT[:place] + bytes([byte]) + TEXT[place + 1 :]
    path = tmp_path_factory.mktemp("byte") / "export.json"
    path.write_bytes(changed)
    words = [" ".join(one) for one in (CENTRE.words(1), CENTRE.words(2), SCHOOL.words())]
    code, _said = spona_verify.run(str(path), "", [WHOLE.line(5), *words])
    if code != 1:
        found, free = json.loads(changed), json.loads(TEXT)
        for one, other in zip(found["institutions"], free["institutions"], strict=True):
            other["name"] = one["name"]
        free["institutions"][2] = found["institutions"][2]
        assert found == free


# --- What is no export. ---


def test_a_file_that_was_cut_is_refused_wherever_it_ends(tmp_path):
    path = tmp_path / "export.json"
    for end in range(0, len(TEXT) - 1, 97):
        path.write_bytes(TEXT[:end])
        assert spona_verify.run(str(path), "", [WHOLE.line(3)])[0] == 1
    code, text = run(path, *ENGLISH)
    assert (code, "The export is cut off, or is no JSON." in text) == (1, True)


def test_what_is_something_else_is_refused(tmp_path, world):
    again = TEXT.decode().replace('"roots": [', '"roots": [], "roots": [', 1)
    for content in ("null", "[]", "{}", "3", '"spona log 1"', "[" * 100_000, again,
                    TEXT.decode().replace('"key": 0', '"key": NaN'),
                    TEXT.decode().replace('"key": 0', '"key": false'),
                    TEXT.decode().replace('"key": 0', '"key": 0.0'),
                    TEXT.decode().replace('"key": 0', '"key": -1'),
                    TEXT.decode().replace('"key": 0', '"key": 9223372036854775808'),
                    TEXT.decode().replace('"key": 0', f'"key": {"9" * 5000}')):  # fmt: skip
        path = tmp_path / "export.json"
        path.write_text(content)
        code, text = run(path, "--pin", WHOLE.line(3), *ENGLISH)
        assert code == 1, content[:20]
        assert "is cut off, or is no JSON" in text or "This is no export of Spona's log" in text


@pytest.mark.parametrize("name", ["format", "roots", "institutions"])
def test_it_says_what_is_missing_or_too_much(tmp_path, world, name):
    world.export["roots"][1]["more"] = 1
    assert "no export of Spona's log: /roots/1 is missing, too much" in said(tmp_path, world)[1]
    del world.export[name]
    assert "no export of Spona's log: / is missing, too much" in said(tmp_path, world)[1]


def test_no_checkpoint_is_no_export(tmp_path, world):
    world.export["roots"] = []
    assert said(tmp_path, world, lane=False)[0] == 1


def test_a_file_that_an_editor_marked_is_read(tmp_path, world):
    path = tmp_path / "export.json"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace(b", ", b",\r\n"))
    assert run(path, "--pin", WHOLE.line(3), *ENGLISH)[0] == 0


def test_a_name_commands_no_terminal_and_writes_no_line(tmp_path, world):
    for name in ("A\nIT HOLDS.", "A\x1b[2J", "A\u202eB", "A\ud800", "{n}", "x" * 5000):
        world.export["institutions"][1]["name"] = name
        path = tmp_path / "export.json"
        path.write_text(json.dumps(world.export))
        code, text = run(path, "--pin", WHOLE.line(3), *ENGLISH)
        assert code == 0
        assert text.count("HOLDS.\n") == 1
        assert text.replace("\n", "").isprintable()
        assert max(map(len, text.splitlines())) < 200


# --- How it is called. ---


@pytest.mark.parametrize(
    "arguments",
    [[], ["--pin"], ["export.json", "more.json"], ["export.json", "--what"],
     ["export.json", "--language", "de"]],
)  # fmt: skip
def test_wrong_usage_says_what_to_type(arguments):
    code, text = run(*arguments)
    assert (code, text.startswith("Type: python3 spona_verify.py")) == (2, True)


def test_a_file_that_is_not_there_is_named(tmp_path, world):
    code, text = run(tmp_path / "none.json", *ENGLISH)
    assert (code, "cannot be opened" in text, "none.json" in text) == (2, True, True)
    code, text = run(write(tmp_path, world.export), "--lane", tmp_path / "no.jsonl", *ENGLISH)
    assert (code, "no.jsonl" in text) == (2, True)


def test_help_tells_the_format():
    code, text = run("--help")
    assert code == 0
    assert "spona audit root 2" in text


@pytest.mark.parametrize(
    ("here", "expected"),
    [("sr_RS.UTF-8", "СВЕ СЕ СЛАЖЕ"), ("sr_RS@latin", "СВЕ СЕ СЛАЖЕ"), ("sr", "СВЕ СЕ СЛАЖЕ"),
     ("en_GB.UTF-8", "IT HOLDS"), ("hu_HU.UTF-8", "IT HOLDS"), ("srn_SR", "IT HOLDS")],
)  # fmt: skip
def test_it_speaks_the_language_of_the_computer(tmp_path, world, here, expected):
    environment = {"LC_ALL": here, "PYTHONIOENCODING": "utf-8"}
    path = write(tmp_path, world.export)
    code, text = run(path, "--pin", WHOLE.line(3), environment=environment)
    assert (code, text.splitlines()[-1]) == (0, f"{expected}.")


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("cp1251", "Нађена је одштампана контролна тачка 3."),
        ("cp1250", "Nađena je odštampana kontrolna tačka 3."),
        ("ascii", "Nadena je odstampana kontrolna tacka 3."),
    ],
)
def test_a_console_without_cyrillic_shows_latin_letters(tmp_path, world, encoding, expected):
    path = write(tmp_path, world.export)
    environment = {"PYTHONIOENCODING": encoding}
    asked = (path, "--pin", WHOLE.line(3), "--language", "sr")
    code, text = run(*asked, environment=environment)
    assert code == 0
    assert expected in text
    assert "?" not in text


def test_each_sentence_has_both_languages_and_the_same_facts():
    lines = spona_verify.SENTENCES.strip().splitlines()
    assert len(lines) % 2 == 0
    for english, serbian in zip(lines[::2], lines[1::2], strict=True):
        name, _, sentence = english.partition(": ")
        assert name.isupper()
        facts = re.compile(r"\{(\w+)\}")
        assert set(facts.findall(serbian)) == set(facts.findall(sentence)), name
        assert re.search("[а-џ]", serbian, re.IGNORECASE)
    names = {line.partition(": ")[0] for line in lines[::2]}
    assert len(names) == len(lines) // 2
    used = {
        node.value
        for node in ast.walk(ast.parse(Path(FILE).read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert names <= used


# --- What it rests on. ---

PARTS = st.lists(
    st.none() | st.integers() | st.binary() | st.uuids() | st.text(st.characters(codec="utf-8"))
)


@given(PARTS)
def test_parts_are_encoded_as_the_application_does(parts):
    assert spona_verify.canonical(*parts) == canonical(*parts)


@pytest.mark.parametrize("part", [True, 1.5, ["a"], bytearray(b"a")])
def test_what_the_application_encodes_not_is_encoded_here_neither(part):
    for one in (canonical, spona_verify.canonical):
        with pytest.raises(TypeError):
            one(part)


def test_words_are_those_of_the_application():
    for house in WHOLE.houses:
        for version, key in enumerate(house.exported()["keys"], 1):
            assert spona_verify.words(str(house.id), key) == "".join(house.words(version))


def test_it_needs_python_3_8_and_nothing_else():
    tree = ast.parse(Path(FILE).read_text(), feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert imported <= sys.stdlib_module_names
    # Of the network and of other programs it knows nothing.
    assert not imported & {"socket", "urllib", "http", "ssl", "subprocess", "ctypes", "importlib"}
