"""Figures of a year as an analyst sealed them on paper's way, for want of a Centre with a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from spona.deadlines.time import today
from spona.statistics.figures.base_tables import nothing
from spona.statistics.figures.document import Said, document_of
from spona.statistics.models import YearFigures
from spona.vault import actions as vault

if TYPE_CHECKING:
    from tests.harness.world import World


def figures(w: World) -> dict[str, Any]:
    """Of Dora and somebody who has left the town since: the world has one analyst."""
    dora, other = w.people["dora"], w.people["ana"]
    year = today().year - 1
    said = Said(w.vranje.pk, year, 1, None, "Споразум, члан 5", {}, (), nothing())
    box = vault.create_box(
        "figures",
        owner=None,
        sections={"count": document_of(said)},
        grants={
            "count": [
                vault.to_account(one.account, member_of=one.member.institution_id)
                for one in (dora, other)
            ]
        },
        by=dora.actor,
    )
    made = YearFigures.objects.create(
        network=w.vranje, year=year, version=1, box=box, made_by=dora.account,
        second=other.account, made_at=timezone.now(),
    )  # fmt: skip
    return {"figures": made}
