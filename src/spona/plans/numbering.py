"""Numbers of parts as people write them, in the order in which people count."""

from __future__ import annotations

import re
from typing import Final

NUMBER: Final = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}")
_WIDE: Final = 4  # digits of each step


def is_number(text: str) -> bool:
    """Up to three steps: 1, 2.10, 3.1.2."""
    return bool(NUMBER.fullmatch(text))


def order_of(number: str) -> str:
    """A key that sorts 2.10 behind 2.9."""
    return ".".join(step.zfill(_WIDE) for step in number.split("."))


def next_number(taken: list[str], under: str = "") -> str:
    """The first free number at the end; `under` is what it belongs to, as in "2" → "2.4"."""
    start = f"{under}." if under else ""
    depth = start.count(".")
    same = [
        int(last)
        for number in taken
        if number.startswith(start) and number.count(".") == depth
        if (last := number.rpartition(".")[2]).isdigit()
    ]
    return f"{start}{max(same, default=0) + 1}"
