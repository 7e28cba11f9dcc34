"""What ended for good in an institution within a year: mandates, keys, access, files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from spona.access.actor import Actor
from spona.audit.models import Entry
from spona.cases.case.models import Case
from spona.dashboard.oversight.colleagues import titles
from spona.dashboard.oversight.log import Line, entries_of, lines_of
from spona.directory.log_codes import log_code
from spona.directory.models import Institution, Member

A_YEAR: Final = dt.timedelta(days=365)
SHOWN: Final = 200
_KEYS: Final = (
    "holder:removed", "intake_key:closed", "intake_key:rekey_done", "paper_key:used",
    "person:login_replaced",
)  # fmt: skip
_ACCESS: Final = ("grant:ended", "grant:destroyed")


@dataclass(frozen=True, slots=True)
class Left:
    code: str
    titles: list[str]
    last_day: dt.date | None


@dataclass(frozen=True, slots=True)
class Ended:
    """`accesses`: to how many parts of something sealed somebody's way ended."""

    left: list[Left]
    keys: list[Line]
    accesses: int
    files: list[Case]


def ended(where: Institution, reader: Actor) -> Ended:
    """Each list with the newest first."""
    today, since = timezone.localdate(), timezone.now() - A_YEAR
    gone = Member.objects.filter(
        institution=where, ends_on__lte=today, ends_on__gt=today - A_YEAR
    ).order_by("-ends_on", "pk")
    keys = entries_of(where, reader).filter(name__in=_KEYS, at__gt=since)[:SHOWN]
    files = Case.objects.tombstones_of(reader).order_by("-destroyed_at", "reference")
    return Ended(
        left=[
            Left(log_code(one.person_id), titles(one), one.last_day)
            for one in gone
            if one.roles and one.has_valid_mac()
        ],
        keys=lines_of(where, reader, list(keys)),
        accesses=Entry.objects.filter(lane=where.pk, name__in=_ACCESS, at__gt=since).count(),
        files=list(files[:SHOWN]),
    )
