"""What a cohort has spent, by the ledger's rows and by the log: the larger of the two counts. Where
the two are not alike, somebody wrote the database past Spona.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from spona.audit.models import Entry
from spona.audit.verified_entries import COLUMNS, Line, verified
from spona.reference.models.signed import tampered
from spona.statistics.releases.models import BudgetEntry
from spona.statistics.releases.policy import Policy

BOOKED = "release:booked"
MADE = "release:made"
_KINDS = {BOOKED: BudgetEntry.Kind.BUDGET, MADE: BudgetEntry.Kind.RESULT}


@dataclass(frozen=True, slots=True)
class Gap:
    """A line of the ledger that is not as the log has it. `network` and `year` are None where
    nothing says any more whose it was.
    """

    network: UUID | None
    year: int | None
    kind: BudgetEntry.Kind
    at: dt.datetime
    what: str


GONE = "the log has it, and the line is gone"
CHANGED = "the line does not say what the log has"
UNKNOWN = "the line is there, and the log does not have it"


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
            if entry.detail.get("network") == str(network)
            and entry.detail.get("year") == cohort_year
        ),
        Decimal(0),
    )
    return max(by_rows, by_log)


def is_spent(network: UUID, cohort_year: int, policy: Policy) -> bool:
    """Whether another draw of the cohort would go beyond its budget."""
    return spent(network, cohort_year) + budget_of(policy) > budget_of(policy)


def budget_of(policy: Policy) -> Decimal:
    return Decimal(str(policy.rho))


def check_whole(network: UUID) -> None:
    """Denied where a line of the network's ledger is gone, was changed or was put in: whoever does
    that hides a draw, and then nothing more is drawn or published there.
    """
    if not is_whole(network):
        raise tampered()


def is_whole(network: UUID) -> bool:
    """A line of which nothing says any more whose it was counts against every network."""
    return all(gap.network not in (network, None) for gap in gaps())


def gaps() -> list[Gap]:
    """Where log and ledger are not alike, for all networks. Asked twice: whoever books at this
    moment may commit between the two questions.
    """
    found = list(_compared())
    return [gap for gap in _compared() if gap in found] if found else []


def _compared() -> Iterator[Gap]:
    """Every line of the log held against the ledger's rows, then the rows that no line knows."""
    rows: dict[tuple[UUID | None, str], BudgetEntry] = {
        (row.release_id, str(row.kind)): row for row in BudgetEntry.objects.all()
    }
    noted = Entry.objects.filter(subject_kind="release", name__in=_KINDS)
    # One that somebody planted says nothing: it stands in the log for ever, and would stop all.
    lines = verified(noted.order_by("at", "lane", "seq").values_list(*COLUMNS))
    # Whose a result is stands in the line of its budget.
    of = {line.subject_id: line.detail for line in lines if line.name == BOOKED}
    known = set()
    for line in lines:
        kind = _KINDS[line.name]
        known.add((line.subject_id, str(kind)))
        row = rows.get((line.subject_id, str(kind)))
        budget = of.get(line.subject_id)
        if row is None or budget is None or not _is_alike(row, line, budget):
            yield Gap(
                network=UUID(budget["network"]) if budget else None,
                year=budget["year"] if budget else None,
                kind=kind,
                at=line.at,
                what=GONE if row is None else CHANGED,
            )
    for key in sorted(rows.keys() - known, key=str):
        row = rows[key]
        kind = BudgetEntry.Kind(row.kind)
        yield Gap(row.network_id, row.cohort_year, kind, row.booked_at, UNKNOWN)


def _is_alike(row: BudgetEntry, line: Line, budget: dict[str, Any]) -> bool:
    booked = line.name == BOOKED
    return (
        row.has_valid_mac()
        and str(row.network_id) == budget["network"]
        and row.cohort_year == budget["year"]
        and row.rho == (Decimal(str(budget["rho"])) if booked else 0)
        and row.hash == line.detail["plan" if booked else "result"]
    )
