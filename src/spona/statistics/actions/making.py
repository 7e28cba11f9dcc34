"""Make a snapshot: open, count, mask, keep. Exact numbers live in this request's memory, and
sealed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.deadlines.time import now, today
from spona.directory.models import Network
from spona.identity.keyring import Keyring
from spona.statistics import counting, report_tables, stored
from spona.statistics.counting import Before
from spona.statistics.masking import shown_cells
from spona.statistics.models import Snapshot
from spona.statistics.permissions import check_can_make_snapshot
from spona.statistics.rules import Rule, current_rule
from spona.statistics.tables import Counts
from spona.vault import actions as vault
from spona.vault.recipients import COUNTED_SECTION


@dataclass(frozen=True, slots=True)
class _Part:
    """People or reports: what is shown, and what was counted. `anew` False: as it was before."""

    content: dict[str, Any]
    counts: Counts
    anew: bool


def make_snapshot(network: Network, *, by: Actor, keys: Keyring) -> Snapshot:
    """Count the network's sheets and keep what may be shown; this month's one if it is there.

    Where fewer records may have changed than the rule's threshold, or less could be shown than in
    the last one, that one stands: nothing newer is shown, and nobody can be told by the difference.
    People and reports stand or are counted anew each for themselves.
    Denied where `by` is no analyst, or where a record does not open: a sum without it would be
    wrong. StepUpNeeded. Call it outside every transaction: each opening is logged first.
    """
    check_can_make_snapshot(by, network)
    period = today().strftime("%Y-%m")
    there = _of(network, period)
    if there is not None:
        return there
    rule = current_rule()
    rows = list(Snapshot.objects.fresh().filter(network=network).select_related("exact"))
    last = rows[0] if rows else None
    same = last is not None and not counting.written_since(network, last)
    few_reports = (
        last is not None and counting.reports_changed_since(network, last) < rule.threshold
    )
    if last is not None and same and few_reports:
        return _keep(network, period, rule, stands_on=last, by=by)
    people = None if same else counting.count(network, rule=rule, by=by, keys=keys)
    before = counting.opened(rows, by=by, keys=keys)
    shown = _people(people, before, rule=rule)
    reports = _reports(network, before, few=few_reports, rule=rule, by=by, keys=keys)
    if last is not None and not shown.anew and not reports.anew:
        return _keep(network, period, rule, stands_on=last, by=by)
    tables = shown.content | {"reports": reports.content}
    exact = stored.exact_document(shown.counts, reports.counts)
    return _keep(network, period, rule, tables=tables, document=exact, by=by, last=rows[:1])


def _people(
    counted: tuple[Counts, list[str]] | None, before: Sequence[Before], *, rule: Rule
) -> _Part:
    if counted is not None and not _few(counted[0], before, rule):
        counts, towns = counted
        earlier = [one.people for one in before]
        frame = stored.frame_of(counts, earlier, towns=towns, rule=rule)
        shown = shown_cells(frame, counts, earlier)
        if not earlier or len(shown) >= len(earlier[0].shown):
            return _Part(stored.to_json(frame, counts, shown), counts, anew=True)
    last = before[0]
    content = {name: last.snapshot.tables[name] for name in ("domain", "tables")}
    return _Part(content, last.people.counts, anew=False)


def _few(counts: Counts, before: Sequence[Before], rule: Rule) -> bool:
    """Whether it may be that so few records changed that they could be told by the difference."""
    return bool(before) and counting.changed(counts, before[0].people.counts) < rule.threshold


def _reports(
    network: Network, before: Sequence[Before], *, few: bool, rule: Rule, by: Actor, keys: Keyring
) -> _Part:
    earlier = [one.reports for one in before if one.reports is not None]
    if few and earlier:
        return _reports_of(before)
    counts = counting.count_reports(network, by=by, keys=keys)
    frame = report_tables.frame(rule)
    shown = shown_cells(frame, counts, earlier)
    if earlier and len(shown) < len(earlier[0].shown):
        return _reports_of(before)
    # Those that no snapshot has counted yet make no new one by themselves while they are few.
    return _Part(stored.to_json(frame, counts, shown), counts, anew=not few)


def _reports_of(before: Sequence[Before]) -> _Part:
    """As the newest one shows that counted reports."""
    last = next(one for one in before if one.reports is not None)
    assert last.reports is not None
    return _Part(last.snapshot.tables["reports"], last.reports.counts, anew=False)


def _keep(
    network: Network,
    period: str,
    rule: Rule,
    *,
    by: Actor,
    stands_on: Snapshot | None = None,
    tables: dict[str, Any] | None = None,
    document: dict[str, Any] | None = None,
    last: Sequence[Snapshot] = (),
) -> Snapshot:
    assert by.account_id is not None
    try:
        with audit.transaction() as log:
            newest = Snapshot.objects.fresh().filter(network=network).first()
            if last and newest != last[0]:
                raise Conflict(_("Somebody made a snapshot meanwhile. Look at that one."))
            exact = None if document is None else vault.create_box(
                "counted",
                owner=None,
                sections={COUNTED_SECTION: document},
                grants={COUNTED_SECTION: [vault.to_statistics(network.pk)]},
                by=by,
            )  # fmt: skip
            snapshot = Snapshot.objects.create(
                network=network,
                period=period,
                made_at=now(),
                made_by_id=by.account_id,
                rule_version=rule.version,
                stands_on=stands_on,
                tables=tables or {},
                exact=exact,
            )
            log.record(
                "snapshot:made",
                by=by,
                subject=("snapshot", snapshot.pk),
                detail={"network": str(network.pk), "stands": stands_on is not None},
            )
    except IntegrityError:
        # Two windows at once: the month has one snapshot, whoever was first.
        found = _of(network, period)
        if found is None:
            raise
        return found
    return snapshot


def _of(network: Network, period: str) -> Snapshot | None:
    return Snapshot.objects.filter(network=network, period=period).first()
