"""How old a confirmation may be. A year is the round; half of it is where it turns red."""

from __future__ import annotations

import datetime as dt
from typing import Final

from spona.services.models import Service

# Older than this it is shown in red, and somebody is asked to call again.
RED_AFTER: Final = dt.timedelta(days=180)
# Older than this nobody outside is told its numbers and hours any more.
LAPSES_AFTER: Final = dt.timedelta(days=365)


def is_red(service: Service, today: dt.date) -> bool:
    """Also where nobody ever called."""
    return service.confirmed_on is None or today - service.confirmed_on > RED_AFTER


def may_be_told(service: Service, today: dt.date) -> bool:
    """True where its numbers and hours may stand on a page for everybody."""
    on = service.confirmed_on
    return on is not None and on <= today and today - on <= LAPSES_AFTER


def oldest_told(today: dt.date) -> dt.date:
    """The day of the oldest confirmation that still counts outside."""
    return today - LAPSES_AFTER


def oldest_fresh(today: dt.date) -> dt.date:
    return today - RED_AFTER
