"""Each part as a row of its page: a title and what else there is to say, in plain words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spona.projects.days import tell_day
from spona.projects.models import (
    BudgetLine,
    Donor,
    Due,
    Goal,
    Part,
    Partner,
    Publication,
    Result,
    Spending,
)
from spona.projects.money import told
from spona.projects.national import objectives


@dataclass(frozen=True, slots=True)
class Titles:
    """Of the page of one kind of part: what it is called, the button, what to say of none."""

    title: Promise
    add: Promise
    none: Promise
    icon: str


@dataclass(frozen=True, slots=True)
class Row:
    part: Part
    title: str
    facts: list[str]


TITLES: Final[dict[str, Titles]] = {
    "goals": Titles(
        gettext_lazy("Goals"), gettext_lazy("Add a goal"),
        gettext_lazy("No goal is written down yet."), "route"),
    "donors": Titles(
        gettext_lazy("Donors"), gettext_lazy("Add a donor"),
        gettext_lazy("No donor is written down yet."), "building-bank"),
    "partners": Titles(
        gettext_lazy("Partners"), gettext_lazy("Add a partner"),
        gettext_lazy("No partner is written down yet."), "users"),
    "lines": Titles(
        gettext_lazy("Budget lines"), gettext_lazy("Add a line"),
        gettext_lazy("No budget line is written down yet."), "list-details"),
    "spendings": Titles(
        gettext_lazy("Payments"), gettext_lazy("Add a payment"),
        gettext_lazy("No payment is written down yet."), "report"),
    "results": Titles(
        gettext_lazy("Results"), gettext_lazy("Add a result"),
        gettext_lazy("No result is written down yet."), "circle-check"),
    "publications": Titles(
        gettext_lazy("Publications"), gettext_lazy("Add a publication"),
        gettext_lazy("No publication is written down yet."), "book"),
    "dues": Titles(
        gettext_lazy("Reports that are due"), gettext_lazy("Add a report"),
        gettext_lazy("No report is awaited."), "calendar-event"),
}  # fmt: skip


def row_of(part: Part) -> Row:
    return Row(part, str(part), [text for text in _FACTS[type(part)](part) if text])


def _donor(part: Donor) -> list[str]:
    amount = "" if part.amount is None else told(part.amount, part.currency)
    contract = _("contract %(number)s") % {"number": part.contract} if part.contract else ""
    return [amount, contract]


def _partner(part: Partner) -> list[str]:
    return [str(part.get_role_display()), str(part.does) if part.does else ""]


def _goal(part: Goal) -> list[str]:
    named = objectives().get(part.objective) if part.objective else None
    return [str(named)] if named else []


def _line(part: BudgetLine) -> list[str]:
    return [told(part.planned, part.currency), str(part.donor or "")]


def _spending(part: Spending) -> list[str]:
    line = str(part.line) if part.title else ""
    return [told(part.amount, part.currency), tell_day(part.spent_on), line]


def _result(part: Result) -> list[str]:
    return [tell_day(part.reached_on, part.reached_precision)]


def _publication(part: Publication) -> list[str]:
    return [f"{part.year}." if part.year else "", part.licence]


def _due(part: Due) -> list[str]:
    period = f"{tell_day(part.first)} – {tell_day(part.last)}"
    due = _("due on %(day)s") % {"day": tell_day(part.due_on)}
    sent = _("sent on %(day)s") % {"day": tell_day(part.sent_on)} if part.sent_on else ""
    return [str(part.donor), period, due, sent]


_FACTS: Final[dict[type[Part], Callable[[Any], list[str]]]] = {
    Donor: _donor,
    Partner: _partner,
    Goal: _goal,
    BudgetLine: _line,
    Spending: _spending,
    Result: _result,
    Publication: _publication,
    Due: _due,
}
