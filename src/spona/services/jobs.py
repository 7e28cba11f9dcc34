"""After a quarter every institution of a table is asked. Once a day is enough."""

from __future__ import annotations

from spona import audit
from spona.access.actor import Actor
from spona.deadlines.late import today_in
from spona.directory.models import Network
from spona.services import actions, search_index
from spona.services.quarters import quarter_of


def ask_for_totals() -> int:
    """About the quarter that ended last; returns how many sheets are not typed yet."""
    by = Actor.system("reminders")
    return sum(
        actions.ask(network, quarter=quarter_of(today_in(network)).before, by=by)
        for network in Network.objects.real()
    )


def ask_to_confirm() -> int:
    """About services that nobody confirmed for half a year; returns how many wait."""
    return actions.ask_to_confirm(by=Actor.system("reminders"))


def write_openings() -> int:
    """For the search "open now", of the days ahead; returns how many ways of being open."""
    with audit.transaction():
        return search_index.write_openings()
