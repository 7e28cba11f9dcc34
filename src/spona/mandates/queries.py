"""What other rooms ask about acts and conditions."""

from __future__ import annotations

import datetime as dt

from spona.directory.models import Network


def quorum(network: Network, day: dt.date) -> int | None:
    """How many institutions of the table have to be there; None where the act says nothing."""
    raise NotImplementedError
