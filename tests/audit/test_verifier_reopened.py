"""Names and what the operator opened again, read by the file that people take home."""

from __future__ import annotations

import copy
import uuid
from datetime import timedelta

import pytest

from spona.audit.models import Entry
from spona.audit.recording import line_hash
from tests.audit.log_export import BEGUN, WHOLE, exported, said

CENTRE, SCHOOL, POLICE = WHOLE.houses


@pytest.fixture
def world():
    return WHOLE.copy()


# --- A name is bound by the checkpoint. ---


def renamed(folder, world, old, new):
    for one in world.export["names"]:
        if one["name"] == old:
            one["name"] = new
    return said(folder, world)


@pytest.fixture
def folder(tmp_path, world):
    world.folder = tmp_path
    return tmp_path


@pytest.mark.parametrize("new", ["Полицијa", "Полиција ", "Škola", "", None])
def test_one_changed_letter_of_a_name_is_found(folder, world, new):
    code, text = renamed(folder, world, "Полиција", new)
    assert code == 1
    assert "was changed: checkpoint 5 has another one." in text
    assert "IT HOLDS" not in text


def test_a_name_with_its_own_digest_made_anew_is_found(folder, world):
    """As whoever carries the file can make it, without any key."""
    world.houses = [copy.copy(house) for house in world.houses]
    world.houses[2].name = "Полицијa"
    other = world.copy()
    other.sign()
    world.export["names"] = other.export["names"]
    code, text = said(folder, world)
    assert (code, "The list of the institutions' names is not the one of checkpoint 5" in text) == (
        1, True,
    )  # fmt: skip


@pytest.mark.parametrize("change", ["swap", "take", "double"])
def test_the_list_of_names_is_whole(folder, world, change):
    names = world.export["names"]
    if change == "swap":
        names[0], names[1] = names[1], names[0]
    elif change == "take":
        del names[1]
    else:
        names.append(names[-1])
    assert said(folder, world)[0] == 1


def test_whoever_signs_all_roots_anew_does_not_change_a_name_under_a_pin(folder, world):
    """With any key of their own: the pin holds the root, and the root holds the names."""
    world.houses = [copy.copy(house) for house in world.houses]
    world.houses[2].name = "Друга"
    world.sign()
    assert said(folder, world)[0] == 1


def test_a_name_that_nobody_may_read_keeps_its_place(folder, world):
    """As in the export of an institution that shares no network with it."""
    for one in world.export["names"]:
        if one["institution"] == str(CENTRE.id):
            one["name"] = one["salt"] = None
    code, text = said(folder, world)
    assert code == 0
    assert f"Škola, {str(CENTRE.id)[:8]}." in text or f"{str(CENTRE.id)[:8]}, Škola." in text


def test_a_name_that_changed_since_the_pin_is_not_held_by_it(folder, world):
    world.houses = [copy.copy(house) for house in world.houses]
    world.houses[2].name = "Нова"
    world.sign(4)
    code, text = said(folder, world)
    assert code == 0
    assert "Names are as checkpoint 5 has them." in text
    code, text = said(folder, world, "--pin", world.line(4))
    assert "Names are as in the found checkpoint 4." in text


# --- What the operator opened again. ---


def line(world, seq, name, previous, detail):
    entry = Entry(
        lane_id=CENTRE.id, seq=seq, at=BEGUN + timedelta(days=4, minutes=seq), name=name,
        actor="system:operator", acted_for=None, subject_kind="log", subject_id=None,
        previous=bytes.fromhex(previous), detail=detail,
    )  # fmt: skip
    entry.hash = line_hash(bytes.fromhex(previous), CENTRE.id, seq, entry)
    return exported(entry)


@pytest.fixture
def opened(world, folder):
    """Somebody cut entries 5 and 6 off, which checkpoint 3 knew; the fourth was signed over that. The
    operator looked, and let the lane go on behind the sixth; the fifth one knows of it.
    """
    lost = world.lane[5]["hash"]
    closed = (BEGUN + timedelta(days=3, hours=7)).isoformat(timespec="microseconds")
    detail = {"after": 6, "closed": closed, "reason": "machine", "root": 4}
    again = line(world, 7, "log:reopened", lost, detail)
    world.lane = [*world.lane[:4], again, line(world, 8, "case:read", again["hash"], {})]
    world.export["reopened"] = [
        {"lane": str(CENTRE.id), "after": 6, "root": 4, "closed": closed, "opened": again["at"],
         "reason": "machine"}
    ]  # fmt: skip
    head_of(world, 4)[1:] = [4, world.lane[3]["hash"]]
    head_of(world, 5)[1:] = [8, world.lane[-1]["hash"]]
    world.sign(4)
    return world


def head_of(world, number):
    lanes = world.export["roots"][number - 1]["lanes"]
    return next(one for one in lanes if one[0] == str(CENTRE.id))


EXPECTED = [
    "The log of Центар was closed on 2026-11-04T09:00 and opened again by the operator on "
    "2026-11-05T02:07 (UTC).",
    "The reason that the operator gave: the disk or the machine had failed. Compare with what they "
    "told you.",
    "Nobody vouches for its entries up to 6. For all since then this check counts.",
]


@pytest.mark.parametrize("lane", [True, False])
def test_what_the_operator_opened_again_is_said_and_what_stands_since_then_holds(opened, lane):
    code, text = said(opened.folder, opened, lane=lane)
    assert code == 5, text
    for sentence in EXPECTED:
        assert sentence in text.splitlines()
    after = text.splitlines()[text.splitlines().index("Until then, this did not fit:") + 1 :]
    assert "Checkpoint 4: the log of Центар goes back from entry 6 to entry 4." in after
    assert ("Entries of the log are missing: from 5 to 6." in after) == lane
    assert text.endswith(
        "IT HOLDS, but for what the operator opened again: see above, and ask them.\n"
    )
    # Without anything from paper it is no more than before.
    assert said(opened.folder, opened, pin=None, lane=lane)[0] == 3


def test_it_is_said_in_serbian_too(opened):
    code, text = said(opened.folder, opened, "--language", "sr")
    assert code == 5
    assert "Дневник је затворен 2026-11-04T09:00, а оператер га је поново отворио" in text
    assert "Разлог који је оператер навео: отказао је диск или рачунар." in text


def test_before_it_was_opened_again_it_is_a_fault(opened):
    opened.export["reopened"] = []
    opened.sign(4)
    code, text = said(opened.folder, opened)
    assert code == 1
    assert "goes back from entry 6 to entry 4" in text


def is_fault(opened, sentence, **more):
    code, text = said(opened.folder, opened, **more)
    assert (code, sentence in text) == (1, True), text


def test_it_excuses_nothing_that_came_later(opened):
    """Cut again, behind the line of the operator, and signed over."""
    opened.export["roots"].append(copy.deepcopy(opened.export["roots"][4]) | {"number": 6})
    head_of(opened, 6)[1:] = [7, opened.lane[4]["hash"]]
    opened.sign(5)
    is_fault(
        opened, "Checkpoint 6: the log of Центар goes back from entry 8 to entry 7.", lane=False
    )


def test_a_lane_that_goes_not_on_behind_what_was_lost_is_a_fault(opened):
    head_of(opened, 5)[1:] = [5, "ab" * 32]
    head_of(opened, 4)[1:] = [6, head_of(opened, 3)[2]]
    opened.sign(4)
    is_fault(
        opened, "Checkpoint 5: the log of Центар goes back from entry 6 to entry 5.", lane=False
    )


def test_an_entry_behind_it_that_was_changed_is_a_fault(opened):
    opened.lane[-1]["actor"] = "somebody else"
    is_fault(opened, "Entry 8 of the log was changed: its hash is another one.")


def test_it_excuses_no_other_lane(opened):
    opened.export["reopened"][0]["lane"] = str(SCHOOL.id)
    opened.sign(4)
    is_fault(opened, "Checkpoint 4: the log of Центар goes back", lane=False)
    is_fault(opened, "differ in what the operator opened again")


@pytest.mark.parametrize(
    ("key", "value"),
    [("after", 5), ("root", 5), ("reason", "restored"), ("closed", "2026-11-04T09:00:00.000000+00:00"),
     ("opened", "2026-11-05T02:07:00.000000+00:00"), ("lane", str(uuid.UUID(int=9)))],
)  # fmt: skip
def test_what_it_says_is_bound_by_the_checkpoints(opened, key, value):
    assert opened.export["reopened"][0][key] != value
    opened.export["reopened"][0][key] = value
    is_fault(opened, "What the operator opened again is not what checkpoint", lane=False)


def test_one_that_was_put_in_or_taken_out_later_fits_no_checkpoint(opened):
    one = opened.export["reopened"].pop()
    is_fault(opened, "What the operator opened again is not what checkpoint 5 says.", lane=False)
    opened.export["reopened"] = [one, one | {"root": 1}]
    is_fault(opened, "What the operator opened again is not what checkpoint 2 says.", lane=False)


def test_a_line_that_says_so_and_stands_in_no_checkpoint_opens_nothing(opened):
    """Planted in the lane by whoever writes the database: the server does not export it."""
    detail = {"after": 7, "closed": "", "reason": "machine", "root": 2}
    opened.lane[-1] = line(opened, 8, "log:reopened", opened.lane[-2]["hash"], detail)
    head_of(opened, 5)[2] = opened.lane[-1]["hash"]
    opened.sign(5)
    is_fault(opened, "The log of Центар and the export differ in what the operator opened again.")


def test_a_reason_that_is_not_known_yet_is_shown_as_it_is(opened):
    opened.export["reopened"][0]["reason"] = "flood"
    opened.sign(4)
    code, text = said(opened.folder, opened, lane=False)
    assert (code, "The reason that the operator gave: flood." in text) == (5, True)
