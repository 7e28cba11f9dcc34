"""The file that people take home, run as they run it: every change of an export is found and named."""

from __future__ import annotations

import copy
import os
import re
import uuid

import pytest

from spona.audit.verifier import spona_verify
from spona.crypto.encoding import canonical
from spona.crypto.signing import sign
from tests.audit.log_export import ENGLISH, WHOLE, World, run, said, spoken, write

CENTRE, SCHOOL, POLICE = WHOLE.houses


@pytest.fixture
def world():
    return WHOLE.copy()


# --- What is whole. ---


def test_a_whole_log_with_a_printed_line_holds_and_says_what_was_read(tmp_path, world):
    code, text = said(tmp_path, world)
    assert code == 0
    assert text.splitlines() == [
        "Checkpoints in the export: 5, from 2026-11-02T02:00 to 2026-11-06T02:00 (UTC).",
        "The last one, 5, was co-signed by 2 of 3 institutions: Škola, Центар.",
        "Log of Центар: 12 entries, each follows the one before; 2 since the last checkpoint.",
        "Found: printed checkpoint 3. Up to it no entry was changed or taken out since then.",
        "What came after checkpoint 3, of 2026-11-04, only agrees with itself.",
        "Names are as in the found checkpoint 3. Whose a key is, only its eight words show.",
        "Not shown: whether others got the same history. Ask by phone for their eight words: --pin.",
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
    assert "What came after checkpoint 3, of 2026-11-04, only agrees with itself" in text


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


def test_another_key_of_the_server_is_said_where_the_one_before_vouches_for_it(tmp_path, world):
    world.exchange_key(2)
    world.exchange_key(4)
    code, text = said(tmp_path, world)
    assert code == 0
    for number in (3, 5):
        assert f"Since checkpoint {number} the server signs with another key" in text
    assert "Ask the operator when the key files were exchanged" in text


def unvouched(world):
    world.exchange_key(3, vouched=False)


def vouched_by_itself(world):
    """Whoever has the new key only."""
    world.exchange_key(3, vouched=False)
    last, key = world.export["roots"][2], world.export["checkpoint_keys"][1]
    content = (world.instance, 3, bytes.fromhex(last["root"]), bytes.fromhex(key["key"]))
    signed = sign(world.server, canonical("spona audit checkpoint key 1", *content))
    key["signed_by_previous"] = signed.hex()


def vouched_for_another_place(world):
    """The signature of an exchange after root 4 lets nobody sign anew from root 4 on."""
    world.exchange_key(4)
    world.export["roots"][3]["key"] = 1
    world.sign(4)


@pytest.mark.parametrize("how", [unvouched, vouched_by_itself, vouched_for_another_place])
def test_a_key_that_nobody_vouched_for_is_refused(tmp_path, world, how):
    how(world)
    code, text = said(tmp_path, world)
    assert code == 1
    assert "signs with a key that no key before vouches for." in text


# --- How a pin is typed. ---

HASHED = "3f9a0c1e77b1d0e4"
LINE = f"3 · 2026-11-04 02:00 UTC · {HASHED}"
WORDS = "lusab babad gutih tugad gutuk bisog mudof"


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
    assert run(path, "--pin", *WHOLE.line(3).split(), *ENGLISH)[0] == 0


@pytest.mark.parametrize(
    "typed",
    ["", "12", LINE[:-1], "lusab babad", WORDS, f"{WORDS} mudok sakat", f"{WORDS} xxxxx",
     f"{'9' * 30}{LINE}"],
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
    # With a pin that is there, and without any, it is found as well.
    assert said(tmp_path, world, lane=False, pin=4)[0] == 1
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
    assert code == 4
    assert "No key in the export has these words: it was replaced, or they are mistyped." in text
    [named] = re.findall("NOTHING THAT YOU TYPED IS IN THIS FILE. It is of: (.+)[.]\n", text)
    assert set(named.split(", ")) == {"Центар", "Škola", "Полиција"}
    assert "Both are the right ones? Then IT DOES NOT HOLD" in text
    # Where one pin shows that it is this town's log, the others are missed.
    assert said(tmp_path, forged, "--pin", *SCHOOL.words(), lane=False)[0] == 1


def test_an_intake_key_that_was_replaced_has_other_words(tmp_path, world):
    world.export["institutions"][1]["keys"][0]["intake_key"] = POLICE.intake[0].hex()
    assert said(tmp_path, world, "--pin", *SCHOOL.words())[0] == 1


def test_an_end_that_was_cut_off_lacks_what_was_printed(tmp_path, world):
    del world.export["roots"][2:]
    sentence = "The printed checkpoint 3 is not in the export, which ends with 2, of 2026-11-03."
    code, text = said(tmp_path, world, "--pin", WHOLE.line(2), lane=False)
    assert (code, sentence in text) == (1, True)
    # With nothing else it may be an export of before, so it is asked for again.
    code, text = said(tmp_path, world, lane=False)
    assert (code, sentence in text) == (4, True)
    assert "HOLDS" not in text


def test_a_witness_who_was_taken_out_is_missed_by_the_line_that_counted_them(tmp_path, world):
    line = f"{WHOLE.line(3)} · potvrdilo 2 od 3"
    assert said(tmp_path, world, "--pin", line, pin=None)[0] == 0
    for root in world.export["roots"][:3]:
        root["witnesses"] = root["witnesses"][:1]
    code, text = said(tmp_path, world, "--pin", line, pin=None)
    assert code == 1
    assert "By the printed line 2 institutions co-signed; up to checkpoint 3 here only 1." in text


def test_a_line_counts_who_signed_lately_though_not_this_very_checkpoint(tmp_path, world):
    """On the day of the second one the school was away; the paper of that day says 2 of 3."""
    assert len(world.export["roots"][1]["witnesses"]) == 1
    line = f"{WHOLE.line(2)} · potvrdilo 2 od 3"
    assert said(tmp_path, world, "--pin", line, pin=None)[0] == 0


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


def keys_behind_one_that_nobody_vouches_for(world, secrets):
    """The server's keys in one hand: the school's key 2 signs nothing, not even a root, key 3 is signed
    by it, and co-signs another past after the third root.
    """
    school = copy.copy(SCHOOL)
    school.secrets = [*SCHOOL.secrets, *secrets]
    school.intake = [*SCHOOL.intake, *(os.urandom(1216) for _ in secrets)]
    keys = world.export["institutions"][1]["keys"] = school.exported()["keys"]
    keys[1]["signed_by_previous"] = None
    world.export["roots"][3]["at"] = "2026-11-05T02:00:00.000001+00:00"
    world.sign(4, witnessed=False)
    for root in world.export["roots"][3:]:
        root["witnesses"] = [school.witness(root, len(keys))]
    return school


@pytest.mark.parametrize("behind", [1, 2, 3])
def test_a_key_behind_one_that_nobody_vouches_for_is_vouched_for_by_nobody(tmp_path, world, behind):
    school = keys_behind_one_that_nobody_vouches_for(world, [os.urandom(32) for _ in range(behind)])
    for pins in ((), ("--pin", *SCHOOL.words())):
        code, text = said(tmp_path, world, *pins, lane=False)
        assert code == 1
        assert text.count("Key 2 of Škola lacks the signature of key 1: compare its words") == 1
    # Who did lose every key reads the new words out.
    assert said(tmp_path, world, "--pin", *school.words(1 + behind), lane=False)[0] == 0


def test_a_new_key_that_signed_nothing_yet_may_lack_the_signature_of_the_old_one(tmp_path, world):
    key_unsigned(world)
    for root in world.export["roots"][3:]:
        root["witnesses"] = [SCHOOL.witness(root)]
    assert said(tmp_path, world)[0] == 0
    code, text = said(tmp_path, world, "--pin", *CENTRE.words(2), pin=None)
    assert code == 1
    assert "key 2 of Центар, which co-signed no checkpoint here" in text
