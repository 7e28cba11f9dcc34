"""Entries that the program itself works with: they may be reworded, but they cannot end."""

from typing import Final

# The path of a child, the deadline of a report and the way to the Centre hang on these.
_WHOLE: Final = frozenset({"urgency", "age_group"})
_SINGLE: Final = frozenset({("sector", "centre"), ("sector", "social_work"), ("sector", "police")})


def is_fixed(list_name: str, code: str) -> bool:
    return list_name in _WHOLE or (list_name, code) in _SINGLE
