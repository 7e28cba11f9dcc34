"""What other rooms and desks ask about trainings."""

from __future__ import annotations

import datetime as dt

from spona.directory.models import Network


def trained_between(network: Network, first: dt.date, last: dt.date, *, sector: str = "") -> int:
    """How many people of institutions of the network (of one sector) took part, each once."""
    raise NotImplementedError
