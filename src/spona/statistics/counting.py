"""Open count sheets and records of reports in memory and keep nothing but their sums.

Inside a request of an analyst only: the vault logs each batch before it opens it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Network
from spona.identity.keyring import Keyring
from spona.statistics import report_tables, stored, tables
from spona.statistics.masking import Earlier
from spona.statistics.models import CountSheet, ReportCount, Snapshot
from spona.statistics.rules import Rule
from spona.statistics.sheet import records_in
from spona.statistics.tables import Counts
from spona.vault.actions import open_many
from spona.vault.models import OPEN, STATISTICS, Section
from spona.vault.recipients import COUNTED_SECTION


@dataclass(frozen=True, slots=True)
class Before:
    """A snapshot of before with what it counted; `reports` None where it counted none yet."""

    snapshot: Snapshot
    people: Earlier
    reports: Earlier | None


# Records of reports, and sheets, in memory at a time; one row of the read log each.
BATCH = 500
SHEETS = 20


def sheets(network: Network) -> QuerySet[Section]:
    """The count sheets that the network's statistics key opens."""
    rows = list(CountSheet.objects.filter(network=network))
    # A planted row would have an analyst open another box.
    ours = [row.box_id for row in rows if row.has_valid_mac()]
    return Section.objects.named(ours, COUNTED_SECTION).filter(
        box__erased_at=None,
        grants__to_kind=STATISTICS,
        grants__to_id=network.pk,
        grants__state=OPEN,
    )


def written_since(network: Network, snapshot: Snapshot) -> bool:
    """Whether a sheet was written since: a clear column, nothing is opened."""
    assert snapshot.exact is not None
    return sheets(network).filter(updated_at__gt=snapshot.exact.created_at).exists()


def changed(counts: Counts, before: Counts) -> int:
    """How many records must have changed at least, for one to become the other.

    Where more did and the sums hide it, fewer are told than there were: the earlier snapshot stands
    longer than it had to, and never shorter.
    """
    found = 0
    for table, cells in counts.items():
        were = before.get(table, Counter())
        more, fewer = (cells - were).total(), (were - cells).total()
        found = max(found, more, fewer)
    return found


def towns_of(network: Network) -> list[str]:
    """The towns that the network serves, its own one first."""
    towns = sorted(network.towns_served.values_list("town__slug", flat=True))
    own = network.town.slug
    return [own, *(town for town in towns if town != own)]


def count(network: Network, *, rule: Rule, by: Actor, keys: Keyring) -> tuple[Counts, list[str]]:
    """The exact tables of the sheets, and the towns that the network serves.

    Denied where a sheet does not open with this analyst's keys.
    """
    towns = towns_of(network)
    counts = tables.nothing()
    ids = list(sheets(network).order_by("pk").values_list("pk", flat=True))
    for some in batched(ids, SHEETS):
        rows = Section.objects.filter(pk__in=some).select_related("box")
        documents = open_many(rows, by=by, keys=keys, purpose="snapshot")
        if len(documents) < len(some):
            raise Denied(
                _("Some records do not open with your key. Ask another analyst to let you in.")
            )
        for document in documents.values():
            for record in records_in(document):
                if record["consent_stats"] in rule.counted_consent:
                    tables.add(counts, record, towns)
    return counts, towns


def reports(network: Network) -> QuerySet[Section]:
    """The records of reports that the network's statistics key opens."""
    rows = list(ReportCount.objects.standing().filter(network=network))
    # A planted row would have an analyst open another box.
    ours = [row.box_id for row in rows if row.has_valid_mac()]
    return Section.objects.named(ours, COUNTED_SECTION).filter(
        box__erased_at=None,
        grants__to_kind=STATISTICS,
        grants__to_id=network.pk,
        grants__state=OPEN,
    )


def reports_changed_since(network: Network, snapshot: Snapshot) -> int:
    """How many records of reports were written since, at most; nothing is opened."""
    assert snapshot.exact is not None
    return reports(network).filter(updated_at__gt=snapshot.exact.created_at).count()


def count_reports(network: Network, *, by: Actor, keys: Keyring) -> Counts:
    """The exact tables of reports. Denied where one does not open with this analyst's keys."""
    counts = report_tables.nothing()
    ids = list(reports(network).order_by("pk").values_list("pk", flat=True))
    for some in batched(ids, BATCH):
        rows = Section.objects.filter(pk__in=some).select_related("box")
        documents = open_many(rows, by=by, keys=keys, purpose="snapshot")
        if len(documents) < len(some):
            raise Denied(
                _("Some records do not open with your key. Ask another analyst to let you in.")
            )
        for document in documents.values():
            report_tables.add(counts, document)
    return counts


def opened(snapshots: Sequence[Snapshot], *, by: Actor, keys: Keyring) -> list[Before]:
    """What these snapshots counted, opened again, and what they showed; in the same order."""
    sections = {section.box_id: section for section in _exact_sections(snapshots)}
    documents = open_many(sections.values(), by=by, keys=keys, purpose="snapshot")
    if len(documents) < len(snapshots):
        raise Denied(
            _("Some records do not open with your key. Ask another analyst to let you in.")
        )
    return [
        _before(each, documents[sections[each.exact_id].pk])
        for each in snapshots
        if each.exact_id is not None
    ]


def _before(snapshot: Snapshot, document: dict[str, Any]) -> Before:
    people = Earlier(stored.exact_counts(document), stored.shown_of(snapshot.tables))
    exact = stored.exact_reports(document)
    if exact is None:
        return Before(snapshot, people, None)
    shown = stored.shown_of(snapshot.tables["reports"])
    return Before(snapshot, people, Earlier(exact, shown))


def _exact_sections(snapshots: Iterable[Snapshot]) -> QuerySet[Section]:
    boxes = [snapshot.exact_id for snapshot in snapshots]
    return Section.objects.named(filter(None, boxes), COUNTED_SECTION).select_related("box")
