"""When a word is read: by an adopted rule if there is one, else the honest sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from spona import clocks
from spona.clocks.queries import pick_rule
from spona.clocks.working_days import calendar_of
from spona.directory.models import Network
from spona.tipline.waiting import CLOCK


def read_when(network: Network) -> str:
    """A sentence for the writer. Nothing is promised that nobody has adopted."""
    calendar = calendar_of(network)
    rule = pick_rule(CLOCK, "", "", calendar.day_of(clocks.now()), network.pk)
    if rule is not None and rule.binding:
        return _("It is read in working hours. Their rule: %(rule)s.") % {"rule": rule.words}
    return _(
        "It is read on working days, in working hours. At night and at weekends nobody may be "
        "looking, and this network has not promised a time yet."
    )
