"""Whom people call when something is wrong with the server itself: what its settings name."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings

# One line of visible ASCII: anything else could write lines of its own into what is shown.
_MAIL: Final = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"
_ADDRESS: Final = re.compile(
    rf"mailto:{_MAIL}|https://[A-Za-z0-9.-]+\.[A-Za-z]{{2,}}(?::\d+)?(?:/[!-~]*)?"
)


def security_contact() -> str:
    """`mailto:…` or `https://…`; empty where none is named, or what is named is no address."""
    named: str = settings.SPONA_SECURITY_CONTACT
    return named if _ADDRESS.fullmatch(named) else ""


def operator_contact() -> str:
    """The same for those who work here: where `doctor` writes to, else the address for everybody.

    The database is asked for neither: whoever changed it would have an impostor called.
    """
    named = f"mailto:{settings.SPONA_OPERATOR}"
    return named if re.fullmatch(f"mailto:{_MAIL}", named) else security_contact()
