"""Totals of services given that an institution lets out of its sealed plans, once a month."""

from __future__ import annotations

from collections.abc import Iterable

from spona import audit, deadlines
from spona.access.actor import Actor
from spona.directory.models import Institution
from spona.services.models import FiguresUpdate, GivenTotal
from spona.services.permissions import FIGURES_TOLD, check_can_keep_figures, today
from spona.services.quarters import Quarter


def keep_figures(
    institution: Institution, totals: Iterable[GivenTotal], *, quarter: Quarter, by: Actor
) -> FiguresUpdate:
    """Keep what was counted up to `quarter`; the rows come without their update. Denied where the
    institution has made its figures of this month. The log names institution, quarter and
    how many totals there are.
    """
    check_can_keep_figures(by, institution)
    with audit.transaction() as log:
        # Two at once wait for each other here.
        Institution.objects.select_for_update().get(pk=institution.pk)
        check_can_keep_figures(by, institution)
        made = FiguresUpdate.objects.create(
            institution=institution,
            month=today().replace(day=1),
            made_at=deadlines.now(),
            made_by_id=by.member_id,
        )
        rows = list(totals)
        for row in rows:
            row.update = made
        GivenTotal.objects.bulk_create(rows)
        log.record(
            FIGURES_TOLD, by=by, subject=("institution", institution.pk),
            lane=institution.pk, detail={"quarter": quarter.slug, "totals": len(rows)},
        )  # fmt: skip
    return made
