import itertools
from uuid import UUID

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


A, B, C, HERE = (UUID(int=n) for n in range(1, 5))
AT = "2026-11-29T02:00:00.000000+00:00"
HEADS = [(A, 1, b"\x02" * 32), (B, 3, b"\x03" * 32)]


NAMES, REOPENED = b"\x0a" * 32, b"\x0b" * 32


def made(
    heads=HEADS, *, instance=HERE, number=7, at=AT, previous=b"\x09" * 32, names=NAMES,
    reopened=REOPENED,
):  # fmt: skip
    return root(instance, number, at, previous, heads, names=names, reopened=reopened)


def test_a_root_does_not_depend_on_the_order_of_lanes() -> None:
    heads = [*HEADS, (C, 7, b"\x01" * 32)]
    roots = {made(order) for order in itertools.permutations(heads)}
    assert len(roots) == 1
    assert made(iter(heads)) in roots


def test_a_root_depends_on_each_head_and_on_all_it_says() -> None:
    others = [
        [],
        HEADS[:1],
        [(C, 1, b"\x02" * 32), HEADS[1]],
        [(A, 2, b"\x02" * 32), HEADS[1]],
        [(A, 1, b"\x04" * 32), HEADS[1]],
    ]
    more = (
        {"instance": A},
        {"number": 8},
        {"at": AT.replace("29T", "28T")},
        {"previous": GENESIS},
        {"names": REOPENED},
        {"reopened": NAMES},
        {"names": REOPENED, "reopened": NAMES},
    )
    roots = {made(), *map(made, others), *(made(**one) for one in more)}
    assert len(roots) == 1 + len(others) + len(more)


def test_a_fork_has_no_root() -> None:
    with pytest.raises(ValueError, match="two heads"):
        made([(A, 1, bytes(32)), (A, 1, b"\x01" * 32)])


def test_a_root_is_frozen() -> None:
    """It stands on paper that lies in safes."""
    assert made().hex() == "3ca0674c3b6f08f6f953f1f3311e52d864c3acd524aa7b3f9b44197a8037cf07"
