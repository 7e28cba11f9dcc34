"""After a quarter every institution of a table is asked. Once a day is enough."""

from __future__ import annotations

from django.utils import timezone

from spona import clocks
from spona.access.actor import Actor
from spona.directory.models import Network
from spona.services import actions
from spona.services.quarters import quarter_of


def ask_for_totals() -> int:
    """About the quarter that ended last; returns how many sheets are not typed yet."""
    quarter = quarter_of(timezone.localdate(clocks.now())).before
    by = Actor.system("reminders")
    return sum(actions.ask(network, quarter=quarter, by=by) for network in Network.objects.real())
