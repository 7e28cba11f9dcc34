"""An earlier year of counted reports in Vranje, and the two snapshots that its analyst made: one
before the training on reports that can be used at once, one after it. All of it is invented.

No other town has any: only here is casework open, and Kraljevo and Sremska Mitrovica have none.
Built before the six reports of today, which no snapshot has counted yet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import uuid4

from django.utils import timezone

from spona import audit
from spona.access.actor import Actor
from spona.deadlines import in_days, moved
from spona.deadlines.time import today
from spona.demo.people import Can, DemoPeople
from spona.directory.models import Network
from spona.statistics import codes
from spona.statistics.actions import begin_report_count, make_snapshot, write_report_count
from spona.statistics.models import ReportCount
from spona.statistics.report_record import PENDING, begin
from spona.vault.recipients import to_institution

# Days ago; the training of `life_training` was held in between.
BEFORE: Final = 172


@dataclass(frozen=True, slots=True)
class _Alike:
    """So many reports of a sector with the same outcome and the same facts missing."""

    number: int
    sector: str
    outcome: str
    lacks: tuple[str, ...] = ()


# Each number is ten or more, below which nothing is shown; which of them are seen, and which are
# covered so that no other can be found from them, the rule of masking decides.
_OTHERS: Final = (
    _Alike(12, "police", "identified"),
    _Alike(12, "police", "not_assessed_as_victim", ("where_now", "language")),
    # Their numbers are covered. Reports of today come from health too, so nobody calls it silent.
    _Alike(10, "health", PENDING),
    _Alike(10, "health", "rejected", ("where_now",)),
)
_FIRST: Final = (
    _Alike(12, "school", PENDING),
    _Alike(12, "school", PENDING, ("where_now",)),
    *_OTHERS,
)
_SINCE: Final = (
    _Alike(22, "school", PENDING),
    _Alike(10, "school", PENDING, ("where_now",)),
    *_OTHERS,
)


def build_counts(people: DemoPeople) -> None:
    network = Network.objects.get(slug="vranje")
    with moved(in_days(-BEFORE)):
        _count(people, network, _FIRST)
        make_snapshot(network, **_analyst(people))
    # Of last month, so that the one of this month can still be made by hand.
    ago = today() - (today().replace(day=1) - timedelta(days=3))
    with moved(in_days(-ago.days)):
        _count(people, network, _SINCE)
        make_snapshot(network, **_analyst(people))


def _count(people: DemoPeople, network: Network, reports: tuple[_Alike, ...]) -> None:
    for alike in reports:
        facts = {fact: fact not in alike.lacks for fact in codes.FACTS}
        counts = _begun(people, network, alike, facts)
        if alike.outcome == PENDING:
            continue
        said = begin(sector=alike.sector, year=today().year, facts=facts)
        said |= {"outcome": alike.outcome, "heard": "letter"}
        for count in counts:
            write_report_count(count, said, revision=1, **people.can("bea.csr"))


def _begun(
    people: DemoPeople, network: Network, alike: _Alike, facts: dict[str, bool]
) -> list[ReportCount]:
    """As when reports go out: sealed to the analysts, and to the centre for social work where it
    will hear what became of them. One transaction, as hundreds would be hundreds of waits.
    """
    hears = alike.outcome != PENDING
    csw = people.members["bea.csr"].institution
    with audit.transaction():
        made = [
            begin_report_count(
                uuid4(), network=network, readers=[to_institution(csw)] if hears else [],
                sector=alike.sector, facts=facts, by=Actor.system("demo"),
            )
            for _ in range(alike.number)
        ]  # fmt: skip
    return [one for one in made if one is not None]


def _analyst(people: DemoPeople) -> Can:
    """Dora, who has just shown her second factor."""
    dora = people.can("dora.podaci")
    return Can(by=replace(dora["by"], stepped_up_at=timezone.now()), keys=dora["keys"])
