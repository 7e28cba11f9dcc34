"""Whether the national key may be sealed to: somebody opens it, and its words were compared."""

from __future__ import annotations

from dataclasses import dataclass

from spona.directory.models import Network
from spona.directory.queries import national_network
from spona.directory.row_integrity import only_latest
from spona.statistics.models import ComparedKey
from spona.vault.models import StatisticsKey
from spona.vault.queries import current_statistics_key, statistics_holders


@dataclass(frozen=True, slots=True)
class NationalKey:
    """`key` None: nobody at the Centre opens one today. `compared`: an analyst of this network
    compared the eight words of this version with them.
    """

    national: Network | None
    key: StatisticsKey | None
    compared: bool

    @property
    def confirmed(self) -> bool:
        return self.key is not None and self.compared


def national_key(network: Network) -> NationalKey:
    """As it stands for one network. KeyReplaced where the key is not as it was published."""
    national = national_network()
    key = current_statistics_key(national.pk) if national is not None else None
    if key is None or not statistics_holders(key):
        return NationalKey(national, None, compared=False)
    rows = ComparedKey.objects.filter(network=network, key=key.pk)
    return NationalKey(national, key, compared=bool(only_latest(rows)))
