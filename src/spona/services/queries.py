"""What other rooms ask about the totals that institutions typed in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from spona.directory.models import Network


@dataclass(frozen=True, slots=True)
class Total:
    """`told`: the number in words, "fewer than 5" where it is small; `at_least` for a chart."""

    kind: str
    label: str
    told: str
    at_least: int


def totals_between(network: Network, first: dt.date, last: dt.date) -> list[Total]:
    """Of the quarters that lie wholly between the two days, by kind of service."""
    raise NotImplementedError
