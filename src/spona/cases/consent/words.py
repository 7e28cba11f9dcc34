"""The words of the codes of an agreement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spona.deadlines.late import day_in, start_of
from spona.directory.models import Network

HOW: Final[Mapping[str, Promise]] = {
    "signed": _("signed on paper"),
    "spoken": _("spoken, written down by us"),
    "phone": _("by phone"),
    "message": _("in a message"),
}
WHO: Final[Mapping[str, Promise]] = {
    "person": _("the person"),
    "guardian": _("a parent or guardian"),
    "temporary_guardian": _("a temporary or collision guardian"),
}


# Days of an agreement, in the time zone of a network.


def local_day(at: dt.datetime, network: Network) -> dt.date:
    return day_in(network.time_zone, at)


def end_of(day: dt.date | None, network: Network) -> dt.datetime | None:
    """The instant at which the last day is over; None where there is no end."""
    if day is None:
        return None
    return start_of(day + dt.timedelta(days=1), network.time_zone).astimezone(dt.UTC)
