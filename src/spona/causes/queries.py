"""What other rooms ask about unmet needs; never a row that identifies somebody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from spona.directory.models import Network


@dataclass(frozen=True, slots=True)
class Unmet:
    """`told`: how often, "fewer than 5" where it is seldom; `cost`: an estimate with its currency,
    empty where nobody made one.
    """

    label: str
    told: str
    cost: str


def unmet_between(network: Network, first: dt.date, last: dt.date) -> list[Unmet]:
    """Needed services that nobody in town gives, the most frequent first."""
    raise NotImplementedError
