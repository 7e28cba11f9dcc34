"""In the review month of an institution its intake holders are asked to look through closed files.

The task says nothing of how many there are, nor whether one is due: that is sealed.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.cases.case.models import Case
from spona.cases.retention.rules import review_month
from spona.deadlines.late import end_of, today_in
from spona.directory.models import Institution, Network
from spona.tasks.actions import close_task, open_task
from spona.tasks.models import Task

LOOK: Final = "look_through_closed"
SUBJECT: Final = "closed_files"


def ask_to_look_through(*, by: Actor) -> int:
    """Open this year's tasks; return how many. Again changes nothing. Needs nobody's key."""
    if not by.may("life:remind"):
        raise Denied("only a job of the server reminds")
    kept = Case.objects.filter(
        closed_at__isnull=False, destroyed_at=None, joined_to=None, network__practice=False
    )
    pairs = kept.order_by("owner_institution", "network").values_list(
        "owner_institution", "network"
    )
    opened = 0
    networks = {one.pk: one for one in Network.objects.select_related("town")}
    seen = set()
    for institution, network in pairs.distinct():
        # One task for each institution, in the time of the first of its networks.
        if institution in seen:
            continue
        seen.add(institution)
        opened += _ask(Institution.objects.get(pk=institution), networks[network], by)
    return opened


def _ask(institution: Institution, network: Network, by: Actor) -> int:
    today = today_in(network)
    if today.month != review_month(institution.pk) or _was_asked(institution, today.year):
        return 0
    with audit.transaction():
        open_task(
            LOOK,
            (SUBJECT, institution.pk),
            institution=institution,
            network=network,
            due_at=end_of(_last_day(today), network),
            by=by,
        )
    return 1


def looked_through(institution: Institution, *, by: Actor) -> int:
    """This year's task ends; 0 where there was none."""
    if by.institution_id != institution.pk or not by.may("referral:assign"):
        raise Denied("only an intake officer looks through the files of the institution")
    return close_task(LOOK, (SUBJECT, institution.pk), by=by)


def is_asked(institution: Institution) -> bool:
    return Task.objects.open().filter(kind=LOOK, subject_id=institution.pk).exists()


def _was_asked(institution: Institution, year: int) -> bool:
    asked = Task.objects.filter(kind=LOOK, subject_id=institution.pk, created_at__year=year)
    return asked.exists() or is_asked(institution)


def _last_day(today: dt.date) -> dt.date:
    following = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return following - dt.timedelta(days=1)
