"""What a cohort has spent, by the ledger's rows and by the log: the larger of the two counts."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from spona.audit.models import Entry
from spona.statistics.releases.models import BudgetEntry
from spona.statistics.releases.policy import Policy

BOOKED = "release:booked"


def spent(network: UUID, cohort_year: int) -> Decimal:
    """Also after a row was taken away, or changed: the log still has what was booked."""
    rows = BudgetEntry.objects.filter(
        network=network, cohort_year=cohort_year, kind=BudgetEntry.Kind.BUDGET
    )
    # One whose tag does not hold still counts: it may say less than was spent, never nothing.
    by_rows = sum((row.rho for row in rows), Decimal(0))
    noted = Entry.objects.filter(subject_kind="release", name=BOOKED).order_by("lane", "seq")
    by_log = sum(
        (
            Decimal(entry.detail["rho"])
            for entry in noted
            if entry.detail["network"] == str(network) and entry.detail["year"] == cohort_year
        ),
        Decimal(0),
    )
    return max(by_rows, by_log)


def is_spent(network: UUID, cohort_year: int, policy: Policy) -> bool:
    """Whether another draw of the cohort would go beyond its budget."""
    return spent(network, cohort_year) + budget_of(policy) > budget_of(policy)


def budget_of(policy: Policy) -> Decimal:
    return Decimal(str(policy.rho))
