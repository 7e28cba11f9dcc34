"""The one place at which a training becomes a condition for the access of an institution."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.module_loading import import_string

from spona.access.actor import Actor
from spona.directory.models import Institution, Network

# Switched on where the room of mandates has it: "spona.mandates.actions.write_condition".
WRITER: Final = ""


def write_trained(institution: Institution, network: Network, *, on: dt.date, by: Actor) -> None:
    """Somebody of the institution was trained on that day; nothing while it is switched off."""
    if WRITER:
        import_string(WRITER)(institution, network, "training", on=on, by=by)
