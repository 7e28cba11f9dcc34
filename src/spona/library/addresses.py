"""The last part of a public address: drawn, not made from a title.

An address stays in the history of a telephone that somebody else may hold, so it says nothing.
"""

from __future__ import annotations

import secrets

from spona.reference.reference_codes import SYMBOLS

_LENGTH = 8


def new_slug() -> str:
    """Eight letters and digits: 10¹² of them, so two never meet."""
    return "".join(secrets.choice(SYMBOLS) for _ in range(_LENGTH)).lower()
