"""Years that are over, for the analysts: people whom institutions counted before they had Spona,
figures that were handed over to the Centre, and what two years' release says in public.

Whoever is counted here was invented with dice: taken over from a table by the standard, as a town
that begins does it. No release has invented noise: one is drawn only where OpenDP is installed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.utils import timezone

from spona.access.denied import Denied
from spona.cases.count.sheets_update import preview_sheets, update_sheets
from spona.cases.standards.actions import look_at, take_over
from spona.cases.standards.counted_rows import record_columns, row_of
from spona.deadlines.time import today
from spona.demo.people import Can, DemoPeople
from spona.directory.models import Network
from spona.directory.queries import national_network
from spona.documents.tables import csv_table
from spona.reference.models import Town
from spona.statistics import codes
from spona.statistics.actions import (
    note_compared_key,
    prepare_figures,
    release_figures,
    seal_figures,
)
from spona.statistics.models import YearFigures
from spona.statistics.record import Document, begin, set_of
from spona.statistics.releases import noise
from spona.statistics.releases.actions import announce_release, approve_release, make_release
from spona.vault.queries import current_statistics_key

# So many years, the last one that is over among them, are in the sheets.
_YEARS: Final = 3
_BASIS: Final = "Члан 7. Споразума о сарадњи града и Центра"


@dataclass(frozen=True, slots=True)
class _Counted:
    """`number` of people in the newest year; in the years before there were fewer."""

    login: str
    network: str
    number: int
    sectors: tuple[str, ...]


# More than a small town has: with fewer than fifty a release tells bands only, and this one is
# also there to show numbers with their intervals.
_COUNTED: Final = (
    _Counted("bea.csr", "vranje", 54, ("police", "cso", "social_work", "self")),
    _Counted("goran.skola", "vranje", 15, ("school",)),
    _Counted("jelena.zdravlje", "vranje", 14, ("health", "self")),
    _Counted("cora.nis", "nis", 57, ("police", "cso", "school", "health", "anonymous")),
)
# How often, beside the others; a person may have several of a set.
_ONE: Final[dict[str, dict[str, int]]] = {
    "sex": {"female": 13, "male": 6, codes.NOT_ASKED: 1},
    "age_band": {"child": 9, "adult": 10, codes.UNKNOWN: 1},
    "citizenship": {"serbia": 15, "western_balkans": 2, "eu": 1, codes.OTHER: 1},
    "movement": {"within": 12, "across": 4, codes.NOT_ASKED: 3},
    "recruiter": {"acquaintance": 7, "partner": 4, "family": 4, codes.UNKNOWN: 4},
    "legal_aid": {"yes": 8, "no": 6, codes.NOT_ASKED: 3},
    "status": {"identified": 9, "presumed": 4, "not_assessed_as_victim": 4, "rejected": 2},
    "consent_stats": {"yes": 14, "other_basis": 5, "no": 1},
    "answered": {"in_time": 14, "late": 5},
}
_EXPLOITATION: Final = {
    "sexual_exploitation": 7, "forced_begging": 5, "labour_exploitation": 5, "child_marriage": 2,
    "forced_criminality": 1,
}  # fmt: skip
_HELPED: Final = {"psychosocial": 8, "health": 5, "housing": 4, "legal": 4, codes.NONE: 2}


def count_people(people: DemoPeople) -> None:
    """Takes them over, and every institution updates its figures; on the day it is now."""
    dice = random.Random("closed years")  # noqa: S311 — the same people at each build
    for one in _COUNTED:
        holder = people.can(one.login)
        network = Network.objects.get(slug=one.network)
        rows = list(_rows(one, dice))
        looked = look_at(csv_table(record_columns(), rows), network=network, year=0, **holder)
        if len(looked.records) < len(rows):
            raise RuntimeError(f"rows of {one.login} were refused")
        take_over(looked.sealed, **holder)
        shown = preview_sheets(colleagues=False, **holder)
        update_sheets(colleagues=False, seen=shown.mark, **holder)


def _rows(one: _Counted, dice: random.Random) -> Iterator[list[str]]:
    town = Town.objects.get(slug=one.network)
    for back in range(1, _YEARS + 1):
        for _n in range(one.number - 5 * (back - 1)):
            document = _person(one, today().year - back, dice)
            cells = row_of(document, {town.slug: str(town.words)})
            yield [cells.get(head, "") for head in record_columns()]


def _person(one: _Counted, year: int, dice: random.Random) -> Document:
    facts = {fact: dice.random() < 0.8 for fact in codes.FACTS}
    said = begin(opened_by="report", year=year, reported_by=dice.choice(one.sectors), facts=facts)
    said |= {name: _drawn(often, dice) for name, often in _ONE.items()}
    several = 2 if dice.random() < 0.1 else 1
    forms = {_drawn(_EXPLOITATION, dice) for _n in range(several)}
    return said | {
        "town": one.network,
        "exploitation": set_of(forms),
        "helped": set_of({_drawn(_HELPED, dice) for _n in range(3)}),
        "identified_by": "centre" if said["status"] == "identified" else codes.NONE,
    }


def _drawn(often: dict[str, int], dice: random.Random) -> str:
    return dice.choices(list(often), list(often.values()))[0]


def last_closed_year() -> int:
    return today().year - 1


def announce(people: DemoPeople, year: int) -> None:
    """The last year waits to be drawn; the year before is drawn and approved where that can be."""
    network = Network.objects.get(slug="vranje")
    announce_release(network, year, by=just_proved(people, "dora.podaci")["by"])
    before = announce_release(network, year - 1, by=just_proved(people, "dora.podaci")["by"])
    if not noise.is_installed():
        return
    try:
        made = make_release(before, **just_proved(people, "dora.podaci"))
    except Denied:
        # OpenDP does not work here: its page says so to whoever draws.
        return
    approve_release(made, by=just_proved(people, "petar.podaci")["by"])


def hand_over_earlier(people: DemoPeople, year: int) -> None:
    """Niš of the last year, Vranje of the year before."""
    for slug, of, first, second in (
        ("vranje", year - 1, "dora.podaci", "petar.podaci"),
        ("nis", year, "sanja.nis", "igor.nis"),
    ):
        row = _sealed(people, slug, of, first=first, second=second)
        release_figures(row, **just_proved(people, second))


def leave_waiting(people: DemoPeople, year: int) -> None:
    """Vranje of the last year: Dora has counted, Petar is asked."""
    _sealed(people, "vranje", year, first="dora.podaci", second="petar.podaci")


def _sealed(people: DemoPeople, slug: str, year: int, *, first: str, second: str) -> YearFigures:
    network, national = Network.objects.get(slug=slug), national_network()
    key = current_statistics_key(national.pk) if national is not None else None
    if key is None:
        raise RuntimeError("the Centre has no key")
    note_compared_key(network, key=key.pk, by=just_proved(people, first)["by"])
    other, by = people.members[second].pk, just_proved(people, first)
    shown = prepare_figures(network, year=year, basis=_BASIS, second=other, **by)
    return seal_figures(network, year=year, basis=_BASIS, second=other, seen=shown.mark, **by)


def just_proved(people: DemoPeople, login: str) -> Can:
    """Somebody who has just shown their second factor."""
    can = people.can(login)
    return Can(by=replace(can["by"], stepped_up_at=timezone.now()), keys=can["keys"])
