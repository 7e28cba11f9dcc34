"""What must be true of a part before it is kept; each refusal is a sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from spona import deadlines
from spona.access.denied import Conflict, Denied
from spona.directory.models import Person
from spona.forms.amount import LARGEST
from spona.projects.models import (
    BudgetLine,
    Donor,
    Due,
    Goal,
    Part,
    Partner,
    Project,
    Publication,
    Rate,
    Result,
    Role,
    Spending,
)
from spona.projects.models.people import Body
from spona.projects.money import CURRENCIES, DINAR
from spona.projects.national import objectives
from spona.projects.neutral_titles import tells_the_matter


def today() -> dt.date:
    return timezone.localdate(deadlines.now())


def check_project(project: Project) -> None:
    if not project.words.get("sr", "").strip() or not project.name.get("sr", "").strip():
        raise Denied(_("Write the full title and a short name."))
    if any(tells_the_matter(text) for text in project.name.values()):
        raise Denied(
            _("The short name stands in lists and names of files. Leave out what the project is "
              "about; the full title says it.")
        )  # fmt: skip
    check_order(project.starts_on, project.ends_on)
    if project.contact and Person.objects.filter(email__iexact=project.contact).exists():
        raise Denied(
            _("This is the address of one person. Write the address of an office, as info@…")
        )


def check_order(first: dt.date | None, last: dt.date | None) -> None:
    if first and last and last < first:
        raise Denied(_("The last day comes before the first one. Correct one of the two dates."))


def check_part(part: Part) -> None:
    if isinstance(part, Body):
        _body(part)
    check = _CHECKS.get(type(part))
    if check is not None:
        check(part)


def check_rate(rate: Rate) -> None:
    if rate.currency not in CURRENCIES or rate.currency == DINAR:
        raise Denied(_("Choose a currency other than the dinar."))
    if rate.day > today():
        raise Denied(_("This day has not come yet. Write the day of the rate."))
    if not 0 < rate.rate < 100_000_000:
        raise Denied(_("Write how many dinars one unit costs, as 117,1234."))
    if not rate.source.strip():
        raise Denied(_("Write where the rate is from, as: National Bank of Serbia, middle rate."))


def _body(part: Body) -> None:
    if part.institution is None and not part.words.get("sr", "").strip():
        raise Denied(_("Choose an institution, or write the name of the organisation."))
    if part.institution is not None:
        part.words = {}


def _donor(part: Donor) -> None:
    if part.amount is None:
        part.currency = ""
        return
    _amount(part.amount, part.currency)


def _partner(part: Partner) -> None:
    if part.role != Role.LEAD or part.withdrawn_at is not None:
        return
    leads = Partner.objects.standing().filter(project=part.project, role=Role.LEAD)
    if leads.exclude(pk=part.pk).exists():
        raise Conflict(_("Somebody leads the project already. Change that one first."))


def _goal(part: Goal) -> None:
    if not part.words.get("sr", "").strip():
        raise Denied(_("Write the goal."))
    if part.objective and part.objective not in objectives():
        raise Denied(_("This objective was not read in a source. Choose one of the list."))


def _line(part: BudgetLine) -> None:
    if not part.title.strip():
        raise Denied(_("Write what the line pays for."))
    _amount(part.planned, part.currency)
    _of_project(part, part.donor)


def _spending(part: Spending) -> None:
    _of_project(part, part.line)
    _amount(part.amount, part.currency)
    if part.amount <= 0:
        raise Denied(_("Write an amount above zero."))
    if part.spent_on > today():
        raise Denied(_("This day has not come yet. Write the day on which it was paid."))
    start = part.project.starts_on
    if start is not None and part.spent_on < start:
        raise Denied(_("The project had not begun on that day. Correct the day, or the period."))


def _result(part: Result) -> None:
    if not part.words.get("sr", "").strip():
        raise Denied(_("Write the result."))
    if part.reached_on is not None and part.reached_on > dt.date(today().year, 12, 31):
        raise Denied(_("This day has not come yet. A result is what was reached."))


def _publication(part: Publication) -> None:
    if not part.words.get("sr", "").strip():
        raise Denied(_("Write the title of the publication."))
    if part.year is not None and not 1900 <= part.year <= today().year + 1:
        raise Denied(_("Check the year of the publication."))


def _due(part: Due) -> None:
    _of_project(part, part.donor)
    check_order(part.first, part.last)
    if part.due_on < part.last:
        raise Denied(_("A report is due after the period it is about. Correct one of the dates."))


def _amount(value: Decimal, currency: str) -> None:
    if currency not in CURRENCIES:
        raise Denied(_("Choose the currency of the amount."))
    if not 0 <= value <= LARGEST:
        raise Denied(_("Check the amount: it is negative or too large."))


def _of_project(part: Part, other: Donor | BudgetLine | None) -> None:
    if other is not None and other.project_id != part.project_id:
        raise Denied(_("This belongs to another project. Choose one of this project."))
    if other is not None and other.withdrawn_at is not None and part.withdrawn_at is None:
        raise Denied(_("What it belongs to was set aside. Put that back first."))


_CHECKS: Final[dict[type[Part], Callable[[Any], None]]] = {
    Donor: _donor,
    Partner: _partner,
    Goal: _goal,
    BudgetLine: _line,
    Spending: _spending,
    Result: _result,
    Publication: _publication,
    Due: _due,
}
