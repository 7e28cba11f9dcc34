"""Once a day: the names of firms go a year after their observation was closed."""

from __future__ import annotations

import datetime as dt
from typing import Final

from spona import deadlines
from spona.access.actor import Actor
from spona.prevention.actions import forget_firm
from spona.prevention.models import Observation, State

KEPT: Final = dt.timedelta(days=365)


def forget_firms() -> None:
    rows = Observation.objects.filter(state=State.CLOSED, closed_at__lt=deadlines.now() - KEPT)
    for row in rows.exclude(firm="").select_related("network"):
        forget_firm(row, by=Actor.system("reminders"))
