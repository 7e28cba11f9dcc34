"""The files of an institution, for who gives out the work: what has no next step, who leads how
much, what comes in the next days.

Nothing is opened here: a reference, a kind of step, a day and a colleague.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value

from spona import deadlines
from spona.access.actor import Actor
from spona.access.prepared_queries import Moment
from spona.cases.case.models import Case, CaseQuerySet
from spona.cases.case.steps.queries import (
    ARE_STEPS,
    DUE,
    SOON,
    due_of,
    is_stepless,
    with_owners,
)
from spona.cases.casefile.open_steps import Step, steps_of
from spona.cases.worklists import assigned
from spona.cases.worklists.next_steps import CaseRow, unopened_rows
from spona.cases.worklists.paging import SIZE, Page, PreparedList, cut
from spona.deadlines.exclusions import PreparedShown
from spona.deadlines.late import day_in, day_over, start_of
from spona.deadlines.late_rows import late_by_day, starts_of_today, zones_in_use
from spona.deadlines.models import Absence, Deadline
from spona.deadlines.presence import away
from spona.directory.models import Institution, Member
from spona.directory.queries import members_of
from spona.reference.scripts import serbian_key
from spona.tasks.models import Task
from spona.vault.models import Section

# A file in which nothing was written and no step begun or ended for so long.
UNTOUCHED: Final = dt.timedelta(days=30)
_WEEK_ROWS: Final = 100


@dataclass(frozen=True, slots=True)
class Load:
    """How many open files a colleague leads, how many of their steps are due soon, and how many
    are late.
    """

    member: Member
    files: int
    soon: int
    late: int
    absence: Absence | None


@dataclass(frozen=True, slots=True)
class Day:
    day: dt.date
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of each; `open` and `untouched` are counted to COUNTED + 1."""

    open: int
    stepless: int
    undated: int
    untouched: int


def _open(asked: CaseQuerySet, actor: Actor) -> QuerySet[Case]:
    """Of these files the open ones of the actor's institution to which a key leads. What is asked
    of a file comes before the key: few are without a step, and nearly all are open to a holder.
    """
    return asked.filter(closed_at=None).visible_to(actor)


def open_files(actor: Actor) -> QuerySet[Case]:
    """The open files of the actor's institution to which a key leads."""
    return _open(Case.objects.all(), actor)


def _steps_of_file() -> QuerySet[Task]:
    return Task.objects.filter(ARE_STEPS, subject_id=OuterRef("pk"))


def _without_date() -> Q:
    """Of open files: no step waits in them that has a date, so none waits or only such."""
    waiting = _steps_of_file().filter(done_at=None)
    return Q(~Exists(waiting.exclude(due_at=None, deadline__due_at=None)))


def _waits() -> Exists:
    return Exists(_steps_of_file().filter(done_at=None))


def _untouched() -> Q:
    since = Moment(_since)
    written = Section.objects.filter(box=OuterRef("box_id"), updated_at__gte=since)
    moved = _steps_of_file().filter(Q(created_at__gte=since) | Q(done_at__gte=since))
    return Q(opened_at__lt=since) & Q(~Exists(moved)) & Q(~Exists(written))


def _since() -> dt.datetime:
    return deadlines.now() - UNTOUCHED


_CONDITIONS: Final[Mapping[str, Callable[[], Q]]] = {
    "stepless": is_stepless,
    "undated": lambda: _without_date() & Q(_waits()),
    "untouched": _untouched,
}


def narrowed(actor: Actor, shown: str) -> QuerySet[Case]:
    """The open files of one condition, else all; the longest open first."""
    asked = _CONDITIONS.get(shown, Q)()
    return _open(Case.objects.filter(asked), actor).order_by("opened_at", "pk")


_OPEN: Final = PreparedList(open_files)
_UNTOUCHED: Final = PreparedList(lambda actor: narrowed(actor, "untouched"))
# Both in one walk through the files, which finds few.
_NO_DATE: Final = PreparedShown(
    lambda actor: (
        _open(Case.objects.filter(_without_date()), actor)
        .values(all=Value(1))
        .annotate(stepless=Count("pk", filter=~_waits()), undated=Count("pk", filter=_waits()))
        .values_list("stepless", "undated")
    )
)


def counts(actor: Actor) -> Counts:
    stepless, undated = next(iter(_NO_DATE.rows(actor)), (0, 0))
    return Counts(_OPEN.count(actor), stepless, undated, _UNTOUCHED.count(actor))


def listed(actor: Actor, *, shown: str, number: int = 1, size: int = SIZE) -> Page[CaseRow]:
    page = cut(narrowed(actor, shown), number, size)
    rows = unopened_rows(page.rows, actor)
    return Page(rows, page.number, page.first, page.last, page.count, page.more)


def loads(actor: Actor, where: Institution, zone: str) -> list[Load]:
    """By name, not by number: how many files somebody has does not measure work."""
    people = members_of(where)
    absent = away(people)
    led = assigned.files_led(open_files(actor), actor)
    at = deadlines.now()
    zones = zones_in_use()
    late_rule = late_by_day(at, zones, starts_of_today(zones, at), ())
    by_rule = Deadline.objects.filter(late_rule, subject_kind="case")
    late = Q(day_over(start_of(day_in(zone, at), zone)), deadline=None) | Q(deadline__in=by_rule)
    found = {
        row["owner"]: row
        for row in _steps(actor)
        .exclude(owner=None)
        .order_by()
        .values("owner")
        .annotate(soon=Count("pk", filter=Q(due__lt=at + SOON)), late=Count("pk", filter=late))
    }
    made = []
    for one in people:
        row = found.get(one.pk, {"soon": 0, "late": 0})
        files = led.get(one.person.account_id, 0) if one.person.account_id else 0
        if files or one.pk in found:
            made.append(Load(one, files, row["soon"], row["late"], absent.get(one.pk)))
    return sorted(made, key=lambda one: serbian_key(one.member.person.shown_name, in_latin=True))


def next_days(actor: Actor, zone: str) -> list[Day]:
    """The steps of the next days, and what is over and not done, by the day in the town."""
    at = deadlines.now()
    rows = _steps(actor).filter(due__lt=at + SOON).select_related("deadline__rule")
    steps = steps_of(with_owners(rows.order_by("due", "pk")[:_WEEK_ROWS]), {})
    return [
        Day(day, list(those))
        for day, those in groupby(steps, key=lambda one: day_in(zone, due_of(one.task) or at))
    ]


def _steps(actor: Actor) -> QuerySet[Any, Any]:
    """Open steps of the institution's own files, of which nobody is locked out here."""
    mine = Task.objects.visible_to(actor).open().filter(ARE_STEPS)
    return mine.filter(institution_id=str(actor.institution_id)).annotate(due=DUE)
