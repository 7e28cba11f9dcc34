"""Make a snapshot: open, count, mask, keep. Exact numbers live in this request's memory, and
sealed.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError
from django.utils.translation import gettext as _

from spona import audit
from spona.access.actor import Actor
from spona.access.denied import Conflict
from spona.clocks.time import now, today
from spona.directory.models import Network
from spona.identity.keyring import Keyring
from spona.statistics import counting, stored
from spona.statistics.masking import shown_cells
from spona.statistics.models import Snapshot
from spona.statistics.permissions import check_can_make_snapshot
from spona.statistics.rules import Rule, current_rule
from spona.statistics.tables import Counts
from spona.vault import actions as vault
from spona.vault.recipients import COUNTED_SECTION


def make_snapshot(network: Network, *, by: Actor, keys: Keyring) -> Snapshot:
    """Count the network's records and keep what may be shown; this month's one if it is there.

    Where fewer records changed than the rule's threshold, or less could be shown than in the
    last one, that one stands: nothing newer is shown, and nobody can be told by the difference.
    Denied where `by` is no analyst, or where a record does not open: a sum without it would be
    wrong. StepUpNeeded. Call it outside every transaction: each opening is logged first.
    """
    check_can_make_snapshot(by, network)
    period = today().strftime("%Y-%m")
    there = _of(network, period)
    if there is not None:
        return there
    rule = current_rule()
    before = list(Snapshot.objects.fresh().filter(network=network).select_related("exact"))
    if before and counting.changed_since(network, before[0]) < rule.threshold:
        return _keep(network, period, rule, stands_on=before[0], by=by)
    counts, towns = counting.count(network, rule=rule, by=by, keys=keys)
    earlier = counting.earlier(before, by=by, keys=keys)
    frame = stored.frame_of(counts, earlier, towns=towns, rule=rule)
    shown = shown_cells(frame, counts, earlier)
    if earlier and len(shown) < len(earlier[0].shown):
        return _keep(network, period, rule, stands_on=before[0], by=by)
    tables = stored.to_json(frame, counts, shown)
    return _keep(network, period, rule, tables=tables, counts=counts, by=by, last=before[:1])


def _keep(
    network: Network,
    period: str,
    rule: Rule,
    *,
    by: Actor,
    stands_on: Snapshot | None = None,
    tables: dict[str, object] | None = None,
    counts: Counts | None = None,
    last: Sequence[Snapshot] = (),
) -> Snapshot:
    assert by.account_id is not None
    try:
        with audit.transaction() as log:
            newest = Snapshot.objects.fresh().filter(network=network).first()
            if last and newest != last[0]:
                raise Conflict(_("Somebody made a snapshot meanwhile. Look at that one."))
            exact = None if counts is None else vault.create_box(
                "counted",
                owner=None,
                sections={COUNTED_SECTION: stored.exact_document(counts)},
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
