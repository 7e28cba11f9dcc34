"""Whom the operator names for weaknesses."""

from __future__ import annotations

import re
from typing import Final

from django.conf import settings

# One line of visible ASCII: anything else could write lines of its own into what is shown.
_ADDRESS: Final = re.compile(
    r"mailto:[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"
    r"|https://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::\d+)?(?:/[!-~]*)?"
)


def contact() -> str:
    """`mailto:…` or `https://…`; empty where none is named, or what is named is no address."""
    named: str = settings.SPONA_SECURITY_CONTACT
    return named if _ADDRESS.fullmatch(named) else ""
