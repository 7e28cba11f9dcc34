"""What other rooms and desks ask about meetings; conferences about a file never count."""

from __future__ import annotations

import datetime as dt

from spona.directory.models import Network


def held_between(network: Network, first: dt.date, last: dt.date) -> int:
    """How many meetings of the network were held from `first` to `last`, both included."""
    raise NotImplementedError
