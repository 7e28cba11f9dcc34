import itertools

import pytest

from spona.crypto.chain import GENESIS, entry_hash, root


def test_an_entry_depends_on_all_before_it() -> None:
    first = entry_hash(GENESIS, "system", 1, "log:opened")
    second = entry_hash(first, "system", 2, "case:read")
    changed = entry_hash(entry_hash(GENESIS, "system", 1, "log:closed"), "system", 2, "case:read")
    assert len(first) == 32
    assert len({GENESIS, first, second, changed}) == 4


def test_columns_cannot_be_shifted_into_each_other() -> None:
    assert entry_hash(GENESIS, "ab", "c") != entry_hash(GENESIS, "a", "bc")
    assert entry_hash(GENESIS, b"a") != entry_hash(GENESIS + b"a")


def test_a_root_does_not_depend_on_the_order_of_lanes() -> None:
    heads = [
        ("system", 7, b"\x01" * 32),
        ("a", 1, b"\x02" * 32),
        ("b", 3, b"\x03" * 32),
    ]
    roots = {root(order) for order in itertools.permutations(heads)}
    assert len(roots) == 1
    assert root(iter(heads)) in roots


def test_a_root_depends_on_each_head() -> None:
    heads = [("a", 1, b"\x02" * 32), ("b", 3, b"\x03" * 32)]
    others = [
        [],
        heads[:1],
        [("c", 1, b"\x02" * 32), heads[1]],
        [("a", 2, b"\x02" * 32), heads[1]],
        [("a", 1, b"\x04" * 32), heads[1]],
    ]
    assert len({root(heads), *(root(other) for other in others)}) == 6


def test_a_fork_has_no_root() -> None:
    with pytest.raises(ValueError, match="two heads"):
        root([("a", 1, bytes(32)), ("a", 1, b"\x01" * 32)])


def test_an_entry_is_never_a_root() -> None:
    assert entry_hash(GENESIS) != root([])
