"""How the log of an institution names a colleague on a page: by a code, never by a name.

The head and the intake holders see the code beside the name; whoever oversees them sees it alone.
"""

from __future__ import annotations

from uuid import UUID

_DIGITS = 6


def log_code(person: UUID) -> str:
    """Six hex digits of the id by which the log names the person."""
    return person.hex[:_DIGITS].upper()
