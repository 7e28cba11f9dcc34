"""What the clear columns of referrals and deadlines tell of a network, protected; no case
number.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models import Count
from django.db.models.functions import TruncQuarter

from spona.cases.referrals.actions.send import ANSWER_DEADLINE
from spona.cases.referrals.models import Referral
from spona.cases.referrals.moves import BEFORE_SENDING, Kind
from spona.deadlines import late
from spona.deadlines.models import Deadline
from spona.directory.models import Network
from spona.statistics.disclosure import Pair, quarter_of, told_between

type Quarters = dict[dt.date, Pair]


def reports_by_sector(network: Network, first: dt.date, last: dt.date) -> dict[str, int]:
    """Sector of the sender → reports that may be told; a sector that is missing has fewer than
    five. Their sum is what may be told of all, since the rest of it would be the small ones.
    """
    sent = Referral.objects.filter(network=network, kind=Kind.REPORT, sent_at__lt=_over(network))
    # Also what was taken back later: else a quarter that is over would move by one.
    sent = sent.exclude(state__in=BEFORE_SENDING)
    rows = (
        sent.annotate(quarter=TruncQuarter("sent_at", tzinfo=late.zone_of(network.time_zone)))
        .order_by()
        .values_list("sender_institution__sector", "quarter")
        .annotate(n=Count("pk"))
    )
    found: dict[str, Quarters] = defaultdict(dict)
    for sector, quarter, number in rows:
        found[sector][quarter.date()] = (number, number)
    told = {sector: told_between(quarters, first, last) for sector, quarters in found.items()}
    return {sector: pair[1] for sector, pair in told.items() if pair}


def answered_in_time(network: Network, first: dt.date, last: dt.date) -> Pair | None:
    """(in time, all) of what had to be answered by a rule that binds; None: fewer than five.

    By whom is not said anywhere: a late answer is a matter of the institution and its coordinator.
    """
    over = late.instant_passed(_over(network))
    deadlines = Deadline.objects.filter(over, late.binding(), kind=ANSWER_DEADLINE, network=network)
    in_time = late.answered_by_day(network.time_zone)
    rows = (
        deadlines.annotate(quarter=TruncQuarter("due_at", tzinfo=late.zone_of(network.time_zone)))
        .order_by()
        .values_list("quarter")
        .annotate(part=Count("pk", filter=in_time), n=Count("pk"))
    )
    quarters = {quarter.date(): (part, number) for quarter, part, number in rows}
    return told_between(quarters, first, last)


def _over(network: Network) -> dt.datetime:
    """The first instant of the running quarter: what lies before it does not move any more."""
    return late.start_of(quarter_of(late.today_in(network)), network.time_zone)
