"""Whoever compares all that was shown cannot tell what was not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spona.statistics.masking import Earlier, Frame, margins, shown_cells
from spona.statistics.masking.cells import kind_of
from tests.statistics.attacker import Attacker, tables_of

KNOWN = frozenset({frozenset(), frozenset({"year"})})
ONE = {"sex": ["f", "m"], "kind": ["a", "b", "c"]}
SMALL = {"sex": ["f", "m"], "kind": ["a", "b"]}
LINKED = {"year": ["1", "2"], "kind": ["a", "b"], "sex": ["f", "m"]}


def frame_of(domain, *tables, threshold):
    return Frame(tables=tables, domain=domain, known=KNOWN, threshold=threshold)


def people(domain, most, least=0):
    one = st.tuples(*(st.sampled_from(codes) for codes in domain.values()))
    return st.lists(one, min_size=least, max_size=most)


def known_of(cell, sums, threshold):
    """How far a cell could be open at all for somebody who knows the clear columns."""
    parts = [frozenset(), *(frozenset([pair]) for pair in cell)]
    return min([threshold, *(sums[each] for each in parts if kind_of(each) in KNOWN)])


def attack(frame, *snapshots):
    """The attacker's interval of every hidden cell, and of those who came or went between.

    Each snapshot is (counts, shown, the groups of people in it). Returns (what, least, most,
    how wide it must be).
    """
    attacker = Attacker(frame.domain, 1 + max(max(groups) for _c, _s, groups in snapshots))
    wanted, needs = {}, {}
    before, told, there = None, frozenset(), set()

    def secret(name, cell, groups, sums):
        wanted[name, cell] = attacker.sum_of(cell, groups)
        needs[name, cell] = known_of(cell, sums, frame.threshold)

    for number, (counts, shown, groups) in enumerate(snapshots):
        sums = margins(frame, counts)
        nobody = dict.fromkeys(sums, 0)
        came = {each: max(0, sums[each] - (before or nobody)[each]) for each in sums}
        went = {each: max(0, (before or nobody)[each] - sums[each]) for each in sums}
        for cell in sums:
            if cell in shown or kind_of(cell) in KNOWN:
                attacker.learns(cell, groups, sums[cell])
            else:
                # What was shown before is known: only what came since can still be open.
                secret(f"page {number}", cell, groups, came if cell in told else sums)
            if before is None or kind_of(cell) in KNOWN:
                continue
            if (who := set(groups) - there) and not is_large(frame, cell, came):
                secret(f"came {number}", cell, who, came)
            if (who := there - set(groups)) and not is_large(frame, cell, went):
                secret(f"went {number}", cell, who, went)
                if cell in told:
                    # As many went as are not here now.
                    most = known_of(cell, sums, frame.threshold)
                    needs[f"went {number}", cell] = min(needs[f"went {number}", cell], most)
        before, told, there = sums, shown, set(groups)
    found = attacker.intervals(wanted)
    return [(name, *found[name], needs[name]) for name in wanted]


def is_large(frame, cell, sums):
    rest = [sums[cell - {pair}] - sums[cell] for pair in cell]
    return min([sums[cell], *rest]) >= frame.threshold


def check(frame, *snapshots):
    for name, least, most, need in attack(frame, *snapshots):
        assert most - least >= need, (name, least, most, need)


def compare(frame, first, second, *groups):
    """Attack two snapshots that show what they may."""
    before = tables_of(first, frame.tables, frame.domain)
    after = tables_of(second, frame.tables, frame.domain)
    shown = shown_cells(frame, before)
    again = shown_cells(frame, after, [Earlier(before, shown)])
    check(frame, (before, shown, groups[0]), (after, again, groups[1]))


@settings(max_examples=150, deadline=None)
@given(people(ONE, 9))
def test_no_hidden_number_is_found_by_subtraction(everybody):
    frame = frame_of(ONE, ("sex", "kind"), threshold=3)
    counts = tables_of(everybody, frame.tables, ONE)
    check(frame, (counts, shown_cells(frame, counts), [0]))


@settings(max_examples=150, deadline=None)
@given(people(LINKED, 8))
def test_nor_by_putting_two_tables_together(everybody):
    frame = frame_of(LINKED, ("year", "kind"), ("sex", "kind"), threshold=2)
    counts = tables_of(everybody, frame.tables, LINKED)
    check(frame, (counts, shown_cells(frame, counts), [0]))


@settings(max_examples=150, deadline=None)
@given(people(LINKED, 8))
def test_nor_in_three_dimensions(everybody):
    frame = frame_of(LINKED, ("year", "kind", "sex"), threshold=2)
    counts = tables_of(everybody, frame.tables, LINKED)
    check(frame, (counts, shown_cells(frame, counts), [0]))


@settings(max_examples=80, deadline=None)
@given(people(ONE, 6), people(ONE, 4))
def test_nor_by_comparing_with_an_earlier_snapshot(everybody, later):
    frame = frame_of(ONE, ("sex", "kind"), threshold=2)
    compare(frame, everybody, everybody + later, [0], [0, 1])


@settings(max_examples=80, deadline=None)
@given(people(LINKED, 5), people(LINKED, 3))
def test_nor_by_comparing_linked_tables(everybody, later):
    frame = frame_of(LINKED, ("year", "kind"), ("sex", "kind"), threshold=2)
    compare(frame, everybody, everybody + later, [0], [0, 1])


@settings(max_examples=80, deadline=None)
@given(people(ONE, 6), people(ONE, 3))
def test_nor_when_people_went(everybody, left):
    frame = frame_of(ONE, ("sex", "kind"), threshold=2)
    compare(frame, everybody + left, everybody, [0, 1], [0])


@settings(max_examples=80, deadline=None)
@given(people(SMALL, 4), people(SMALL, 2), people(SMALL, 2))
def test_nor_when_some_came_and_some_went(everybody, left, later):
    frame = frame_of(SMALL, ("sex", "kind"), threshold=2)
    compare(frame, everybody + left, everybody + later, [0, 1], [0, 2])


@pytest.mark.slow("tries all combinations of three snapshots")
@settings(max_examples=80, deadline=None)
@given(people(SMALL, 5), people(SMALL, 4, least=2), people(SMALL, 4, least=2))
def test_nor_by_comparing_three(everybody, later, latest):
    """Where each time as many came as the gate of a snapshot asks for."""
    frame = frame_of(SMALL, ("sex", "kind"), threshold=2)
    waves = everybody, everybody + later, everybody + later + latest
    shown, before = [], []
    for number, wave in enumerate(waves):
        counts = tables_of(wave, frame.tables, SMALL)
        shown.append((counts, shown_cells(frame, counts, before), range(number + 1)))
        before.append(Earlier(*shown[-1][:2]))
    for (what, cell), least, most, need in attack(frame, *shown):
        # What the first one told is known for good; the other two say what may be open of it.
        if what != "page 2" or cell not in shown[0][1]:
            assert most - least >= need, (what, cell, least, most, need)


@settings(max_examples=80, deadline=None)
@given(people(ONE, 6), st.tuples(*(st.sampled_from(codes) for codes in ONE.values())))
def test_nor_is_one_person_who_came_between_found(everybody, one):
    """The gate of a snapshot keeps this from happening; the masking alone would hold too."""
    frame = frame_of(ONE, ("sex", "kind"), threshold=2)
    first = tables_of(everybody, frame.tables, ONE)
    second = tables_of([*everybody, one], frame.tables, ONE)
    shown = shown_cells(frame, first)
    again = shown_cells(frame, second, [Earlier(first, shown)])
    found = attack(frame, (first, shown, [0]), (second, again, [0, 1]))
    came = [(least, most) for (what, _cell), least, most, _need in found if what == "came 1"]
    # Each answer the person could have given is still possible, and so is each other one.
    assert came
    assert all((least, most) == (0, 1) for least, most in came)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_nor_is_one_person_whose_record_was_corrected(data):
    everybody = data.draw(people(ONE, 20).filter(bool))
    one = data.draw(st.integers(0, len(everybody) - 1))
    said = data.draw(st.tuples(*(st.sampled_from(codes) for codes in ONE.values())))
    frame = frame_of(ONE, ("sex", "kind"), threshold=3)
    first = tables_of(everybody, frame.tables, ONE)
    corrected = [said if number == one else each for number, each in enumerate(everybody)]
    second = tables_of(corrected, frame.tables, ONE)
    shown = shown_cells(frame, first)
    again = shown_cells(frame, second, [Earlier(first, shown)])
    both = (shown & again) - {frozenset()}
    assert not both or first == second


def test_numbers_that_point_to_nobody_are_shown():
    frame = frame_of(ONE, ("sex", "kind"), threshold=3)
    everybody = [(sex, kind) for sex in ONE["sex"] for kind in ONE["kind"] for _ in range(4)]
    counts = tables_of(everybody, frame.tables, ONE)
    assert shown_cells(frame, counts) == margins(frame, counts).keys()


def test_the_attacker_finds_what_is_badly_masked():
    """With one number hidden in a line, or two that share a person, the attack succeeds."""
    frame = frame_of(ONE, ("sex", "kind"), threshold=3)
    everybody = [(sex, kind) for sex in ONE["sex"] for kind in ONE["kind"] for _ in range(4)]
    counts = tables_of(everybody[:-3], frame.tables, ONE)
    small = frozenset({("sex", "m"), ("kind", "c")})
    careless = margins(frame, counts).keys() - {small}
    assert any(
        most - least < need for _name, least, most, need in attack(frame, (counts, careless, [0]))
    )
