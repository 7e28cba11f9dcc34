"""Open counted records in memory and keep nothing but their sums.

Inside a request of an analyst only: the vault logs each batch before it opens it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from spona.access.actor import Actor
from spona.access.denied import Denied
from spona.directory.models import Network
from spona.identity.keyring import Keyring
from spona.statistics import record, report_tables, stored, tables
from spona.statistics.masking import Earlier
from spona.statistics.models import KeptCounts, ReportCount, Snapshot
from spona.statistics.rules import Rule
from spona.statistics.tables import Counts
from spona.vault import schemas
from spona.vault.actions import open_many
from spona.vault.models import OPEN, STATISTICS, Section
from spona.vault.recipients import COUNTED_SECTION


@dataclass(frozen=True, slots=True)
class Before:
    """A snapshot of before with what it counted; `reports` None where it counted none yet."""

    snapshot: Snapshot
    people: Earlier
    reports: Earlier | None


# Records in memory at a time; one row of the read log each.
BATCH = 500


def counted(network: Network) -> QuerySet[Section]:
    """The counted sections of files that the network's statistics key opens."""
    return Section.objects.filter(
        name=COUNTED_SECTION,
        box__kind="case",
        box__erased_at=None,
        grants__to_kind=STATISTICS,
        grants__to_id=network.pk,
        grants__state=OPEN,
    )


def kept(network: Network) -> QuerySet[Section]:
    """The lists of records of destroyed files that the network's statistics key opens."""
    rows = list(KeptCounts.objects.filter(network=network))
    # A planted row would have an analyst open another box.
    ours = [row.box_id for row in rows if row.has_valid_mac()]
    return Section.objects.filter(
        name=COUNTED_SECTION,
        box__in=ours,
        grants__to_kind=STATISTICS,
        grants__to_id=network.pk,
        grants__state=OPEN,
    )


def changed_since(network: Network, snapshot: Snapshot) -> int:
    """How many records were written since, at most: a clear column, nothing is opened."""
    assert snapshot.exact is not None
    since = Q(updated_at__gt=snapshot.exact.created_at)
    return counted(network).filter(since).count() + kept(network).filter(since).count()


def count(network: Network, *, rule: Rule, by: Actor, keys: Keyring) -> tuple[Counts, list[str]]:
    """The exact tables, and the towns that the network serves.

    Denied where a record does not open with this analyst's keys.
    """
    towns = sorted(network.towns_served.values_list("town__slug", flat=True))
    own = network.town.slug
    towns = [own, *(town for town in towns if town != own)]
    counts = tables.nothing()
    ids = list(counted(network).order_by("pk").values_list("pk", flat=True))
    for some in batched(ids, BATCH):
        rows = Section.objects.filter(pk__in=some).select_related("box")
        documents = open_many(rows, by=by, keys=keys, purpose="snapshot")
        if len(documents) < len(some):
            raise Denied(
                _("Some records do not open with your key. Ask another analyst to let you in.")
            )
        for document in documents.values():
            _add(counts, document, towns, rule)
    for document in _kept_records(network, by=by, keys=keys):
        _add(counts, document, towns, rule)
    return counts, towns


def _add(counts: Counts, document: dict[str, Any], towns: Sequence[str], rule: Rule) -> None:
    if record.counts(document) and document["consent_stats"] in rule.counted_consent:
        tables.add(counts, document, towns)


def _kept_records(network: Network, *, by: Actor, keys: Keyring) -> Iterator[dict[str, Any]]:
    """Records of files that were destroyed; an older shape is read as a file's own would be."""
    rows = list(kept(network).select_related("box").order_by("pk"))
    documents = open_many(rows, by=by, keys=keys, purpose="snapshot")
    if len(documents) < len(rows):
        raise Denied(
            _("Some records do not open with your key. Ask another analyst to let you in.")
        )
    for document in documents.values():
        for one in document["records"]:
            yield schemas.read("case", COUNTED_SECTION, one)


def reports(network: Network) -> QuerySet[Section]:
    """The records of reports that the network's statistics key opens."""
    rows = list(ReportCount.objects.standing().filter(network=network))
    # A planted row would have an analyst open another box.
    ours = [row.box_id for row in rows if row.has_valid_mac()]
    return Section.objects.filter(
        name=COUNTED_SECTION,
        box__in=ours,
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
    return Section.objects.filter(box__in=boxes, name=COUNTED_SECTION).select_related("box")
