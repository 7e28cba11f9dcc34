"""The partners on paper of a network and a quarter: one task for all of them."""

from __future__ import annotations

import uuid

from spona.directory.models import Network
from spona.services.quarters import Quarter


def round_of(network: Network, quarter: Quarter) -> tuple[str, uuid.UUID]:
    """How the task names them: no row of its own, so the id is made of the two."""
    return ("quarter_round", uuid.uuid5(network.pk, quarter.slug))
