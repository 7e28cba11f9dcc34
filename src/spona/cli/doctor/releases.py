"""The ledger of published figures: whoever takes a line out of it hides that a year was drawn."""

from __future__ import annotations

from uuid import UUID

from spona.cli.doctor.findings import Finding, found
from spona.directory.models import Network
from spona.statistics.models import BudgetEntry
from spona.statistics.releases import ledger


def release_ledger() -> list[Finding]:
    """Each line of the log has its line in the ledger, and none is there without."""
    slugs: dict[UUID | None, str] = {one.pk: one.slug for one in Network.objects.all()}
    names = {
        BudgetEntry.Kind.BUDGET: "the budget booked for",
        BudgetEntry.Kind.RESULT: "the figures made of",
    }
    bad = [
        f"In the ledger of published figures of {slugs.get(gap.network, 'no known network')}, "
        f"{names[gap.kind]} {gap.year or 'an unknown year'} on {gap.at:%Y-%m-%d}: {gap.what}."
        for gap in ledger.gaps()
    ]
    todo = (
        "Somebody wrote the database past Spona. The budget counts as spent all the same, and in "
        "that network nothing is announced, drawn or published. Keep a copy and restore the last "
        "backup in which the line is."
    )
    good = "The ledger of published figures is as the log has it."
    return found("release_ledger", good, bad, todo)
