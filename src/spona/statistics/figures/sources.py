"""The count sheets of a year: whether they are all there and new enough, and what they say.

Stricter than a snapshot: a row that is not as Spona left it stops everything here, for a number
that is handed over would be wrong without a word.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.audit.models import Entry
from spona.deadlines.time import now, today
from spona.directory.models import Institution, Network
from spona.directory.queries import institutions_of
from spona.identity.keyring import Keyring
from spona.reference.models.signed import tampered, verify_rows
from spona.statistics.counting import BATCH, SHEETS
from spona.statistics.figures.base_tables import Figures, add_person, add_report, nothing
from spona.statistics.models import CountSheet, ReportCount
from spona.statistics.permissions import UPDATED, latest_update
from spona.statistics.record import FIRST_YEAR
from spona.statistics.rules import current_rule
from spona.statistics.sheet import records_in
from spona.vault.actions import open_many
from spona.vault.key_status import key_states
from spona.vault.models import OPEN, STATISTICS, Section
from spona.vault.recipients import COUNTED_SECTION

# How the log names the reading.
READ_AS: Final = "figures"
LASTS: Final = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Ready:
    """`missing` never wrote a sheet for this network, `early` wrote the last one before the year
    was over, `old` longer than a month ago; `absent` have no holder here who could write one:
    nothing new of them is counted.
    """

    missing: Sequence[Institution] = ()
    early: Sequence[Institution] = ()
    old: Sequence[Institution] = ()
    absent: Sequence[Institution] = ()

    def is_whole(self) -> bool:
        return not (self.missing or self.early or self.old)

    def sentences(self) -> list[str]:
        """What stands in the way, and what to do about it."""
        told = (
            (self.missing, _("%(who)s: no figures were ever updated. An intake officer there "
                             "updates them first.")),
            (self.early, _("%(who)s: the figures were updated before the year was over. An intake "
                           "officer there updates them once more.")),
            (self.old, _("%(who)s: the figures are older than a month. An intake officer there "
                         "updates them once more.")),
        )  # fmt: skip
        return [say % {"who": one.words} for some, say in told for one in some]


def check_year(year: int) -> None:
    """A year that is over, of those in which somebody may have been counted."""
    if year >= today().year:
        raise Denied(
            _("The year %(year)s is not over yet. Its figures are made from January on.")
            % {"year": year},
            field="year",
        )
    if year < FIRST_YEAR:
        raise Denied(_("Nobody was counted in that year."), field="year")


def readiness(network: Network, year: int) -> Ready:
    """Of every institution that sits in the network today; nothing is opened."""
    seated = sorted(institutions_of(network), key=lambda one: str(one.words))
    states = key_states([one.pk for one in seated])
    ours = set(CountSheet.objects.filter(network=network).values_list("institution", flat=True))
    found: dict[str, list[Institution]] = {"missing": [], "early": [], "old": [], "absent": []}
    for one in seated:
        kind = _stands(one, year, has_sheet=one.pk in ours, connected=bool(states[one.pk].holders))
        if kind:
            found[kind].append(one)
    return Ready(**found)


def _stands(institution: Institution, year: int, *, has_sheet: bool, connected: bool) -> str:
    if not connected:
        return "absent"
    latest = latest_update(institution.pk) if has_sheet else None
    if latest is None:
        return "missing"
    if localdate(latest.made_at).year <= year:
        return "early"
    return "old" if latest.made_at < now() - LASTS else ""


def sheets_of(network: Network, year: int) -> list[CountSheet]:
    """Those of this year and earlier ones. Denied where one of them is not as Spona left it, or
    where one is missing: between others, or of a year that the log names for the last press.
    """
    rows = list(CountSheet.objects.filter(network=network).order_by("institution", "cohort_year"))
    verify_rows(*rows)
    years: dict[UUID, set[int]] = {}
    for row in rows:
        years.setdefault(row.institution_id, set()).add(row.cohort_year)
    if any(some != set(range(min(some), max(some) + 1)) for some in years.values()):
        # A press writes all years since the first one.
        raise tampered()
    if _is_one_gone(set(years)):
        raise tampered()
    return [row for row in rows if row.cohort_year <= year]


def _is_one_gone(owners: set[UUID]) -> bool:
    """Whether the log says of an institution's last press that it wrote a year of which no sheet is
    there, in whichever network.
    """
    there: dict[UUID, set[int]] = {one: set() for one in owners}
    rows = CountSheet.objects.filter(institution__in=owners)
    for owner, year in rows.values_list("institution", "cohort_year"):
        there[owner].add(year)
    last: dict[UUID, str] = {}
    lines = Entry.objects.filter(lane__in=owners, name=UPDATED).order_by("-seq")
    for owner, detail in lines.values_list("lane", "detail"):
        month = last.setdefault(owner, detail["month"])
        if month == detail["month"] and detail["year"] not in there[owner]:
            return True
    return False


def digests(sheets: Iterable[CountSheet]) -> dict[str, str]:
    """Institution → a mark of its sheets: another one as soon as it wrote them anew."""
    boxes: dict[str, list[str]] = {}
    for sheet in sheets:
        boxes.setdefault(str(sheet.institution_id), []).append(str(sheet.box_id))
    return {
        owner: hashlib.sha256("|".join(sorted(some)).encode()).hexdigest()[:16]
        for owner, some in boxes.items()
    }


def written_anew(before: Mapping[str, str], now_there: Mapping[str, str]) -> list[Institution]:
    """Institutions whose sheets are other ones than they were."""
    owners = {one for one in {*before, *now_there} if before.get(one) != now_there.get(one)}
    return sorted(Institution.objects.filter(pk__in=owners), key=lambda one: str(one.words))


def count_year(
    network: Network, year: int, sheets: Sequence[CountSheet], *, by: Actor, keys: Keyring
) -> Figures:
    """The exact tables. Denied where something does not open with this analyst's keys: a sum
    without it would be wrong. Outside every transaction: each batch is logged before it is opened.
    """
    asked = current_rule().counted_consent
    figures = nothing()
    for some in batched(sheets, SHEETS):
        for document in _opened([row.box_id for row in some], network, by=by, keys=keys):
            for record in records_in(document):
                if record["consent_stats"] in asked:
                    add_person(figures, record, year=year)
    reports = list(ReportCount.objects.standing().filter(network=network).order_by("pk"))
    verify_rows(*reports)
    for few in batched(reports, BATCH):
        for record in _opened([row.box_id for row in few], network, by=by, keys=keys):
            if record["year"] == year:
                add_report(figures, record)
    return figures


def _opened(
    boxes: Sequence[UUID], network: Network, *, by: Actor, keys: Keyring
) -> Iterable[dict[str, Any]]:
    rows = _counted(boxes, network).select_related("box").order_by("pk")
    documents = open_many(rows, by=by, keys=keys, purpose=READ_AS)
    if len(documents) < len(boxes):
        raise Denied(
            _("Some records do not open with your key. Ask another analyst to let you in.")
        )
    return documents.values()


def _counted(boxes: Sequence[UUID], network: Network) -> QuerySet[Section]:
    return Section.objects.named(boxes, COUNTED_SECTION).filter(
        box__erased_at=None,
        grants__to_kind=STATISTICS,
        grants__to_id=network.pk,
        grants__state=OPEN,
    )
