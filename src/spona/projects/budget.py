"""The budget of a page or a report: line by line, per currency, and in one where it can be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from spona.projects.models import BudgetLine, Donor, Project, Spending
from spona.projects.money import (
    DINAR,
    Amount,
    OneSum,
    Rates,
    in_one,
    per_currency,
    rates_of,
    told,
    told_sums,
    what_is_missing,
)
from spona.reference.templatetags.scripts import in_script
from spona.ui.trace import Facts, Source, Trace


@dataclass(frozen=True, slots=True)
class LineSums:
    """`period` is what was spent in the days asked about, `spent` all until their last day, each
    per currency; `same` the latter in the currency of the line, None where a rate is missing.
    """

    line: BudgetLine
    period: dict[str, Decimal]
    spent: dict[str, Decimal]
    same: Decimal | None

    @property
    def planned_told(self) -> str:
        return told(self.line.planned, self.line.currency)

    @property
    def period_told(self) -> str:
        return told_sums(self.period)

    @property
    def spent_told(self) -> str:
        return told_sums(self.spent)

    @property
    def left(self) -> Decimal | None:
        return None if self.same is None else self.line.planned - self.same

    @property
    def left_told(self) -> str:
        return "?" if self.left is None else told(self.left, self.line.currency)

    @property
    def over(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def drawn(self) -> Decimal:
        """What a bar shows: at least what was spent in the line's own currency."""
        own = self.spent.get(self.line.currency, Decimal(0))
        return own if self.same is None else self.same

    @property
    def share(self) -> int:
        """Thousandths of the planned amount that are spent, at most all of them."""
        if not self.line.planned:
            return 1000 if self.drawn else 0
        return min(1000, int(1000 * self.drawn / self.line.planned))


@dataclass(frozen=True, slots=True)
class Budget:
    """`one_planned` and `one_spent` in `currency`; planned amounts at the rate of `day`, each
    payment at that of its own.
    """

    currency: str
    day: dt.date
    lines: list[LineSums]
    planned: dict[str, Decimal]
    period: dict[str, Decimal]
    spent: dict[str, Decimal]
    one_planned: OneSum
    one_spent: OneSum

    @property
    def planned_told(self) -> str:
        return told_sums(self.planned)

    @property
    def period_told(self) -> str:
        return told_sums(self.period)

    @property
    def spent_told(self) -> str:
        return told_sums(self.spent)

    @property
    def converts(self) -> bool:
        """Whether there is anything to convert."""
        return bool((self.planned.keys() | self.spent.keys()) - {self.currency})

    @property
    def one_planned_told(self) -> str:
        return _one(self.one_planned)

    @property
    def one_spent_told(self) -> str:
        return _one(self.one_spent)

    @property
    def missing(self) -> list[str]:
        """A sentence for each of the two sums that could not be made."""
        said = (what_is_missing(self.one_planned), what_is_missing(self.one_spent))
        return list(dict.fromkeys(text for text in said if text))

    @property
    def rates(self) -> list[str]:
        """The rates on which the sums rest, with day and source."""
        used = dict.fromkeys((*self.one_planned.used, *self.one_spent.used))
        return [
            f"1 {row.currency} = {told(row.rate.normalize(), DINAR)}, "
            f"{row.day.day}. {row.day.month}. {row.day.year}., {row.source}"
            for row in used
        ]


def budget_trace(budget: Budget, rule: str, period: str = "") -> Trace:
    """`rule`: by which day's rate. Every rate that a sum rests on, with its source and day."""
    return Trace(
        "budget",
        rule,
        period=period,
        sources=[Source(in_script(text)) for text in budget.rates],
        facts=Facts(_("Rates of currencies"), reverse("projects:rates")),
    )


def budget_of(
    project: Project,
    day: dt.date,
    *,
    donor: Donor | None = None,
    first: dt.date | None = None,
    currency: str = DINAR,
) -> Budget:
    """As it stood on `day`: three queries. `donor`: the lines that donor pays, and those of which
    nobody has said who pays them; `first`: where the period of a report begins.
    """
    asked = Q() if donor is None else Q(donor=donor) | Q(donor=None)
    lines = list(
        BudgetLine.objects.standing().filter(asked, project=project)
        .select_related("donor__institution", "changed_by__person")
    )  # fmt: skip
    spendings = Spending.objects.standing().filter(line__in=lines, spent_on__lte=day)
    by_line: dict[BudgetLine, list[Spending]] = {line: [] for line in lines}
    for one in spendings.select_related("line"):
        by_line[one.line].append(one)
    everything = [one for rows in by_line.values() for one in rows]
    rates = rates_of({currency, *(o.currency for o in everything), *(o.currency for o in lines)})
    planned = [Amount(line.planned, line.currency, day) for line in lines]
    spent = _amounts(everything)
    return Budget(
        currency, day,
        [_sums(line, by_line[line], first, rates) for line in lines],
        per_currency(planned), per_currency(_amounts(_since(everything, first))),
        per_currency(spent), in_one(planned, currency, rates), in_one(spent, currency, rates),
    )  # fmt: skip


def _sums(line: BudgetLine, rows: list[Spending], first: dt.date | None, rates: Rates) -> LineSums:
    spent = _amounts(rows)
    return LineSums(
        line, per_currency(_amounts(_since(rows, first))), per_currency(spent),
        in_one(spent, line.currency, rates).total,
    )  # fmt: skip


def _since(rows: list[Spending], first: dt.date | None) -> list[Spending]:
    return [one for one in rows if first is None or one.spent_on >= first]


def _amounts(rows: list[Spending]) -> list[Amount]:
    return [Amount(one.amount, one.currency, one.spent_on) for one in rows]


def _one(found: OneSum) -> str:
    return "" if found.total is None else told(found.total, found.currency)
